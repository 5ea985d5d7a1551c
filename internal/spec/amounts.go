package spec

import "k8s.io/apimachinery/pkg/api/resource"

// Amounts are what one pod of a workload asks for and may use. A zero CPU limit is none.
type Amounts struct {
	CPU, Memory, Disk                resource.Quantity // requests
	CPULimit, MemoryLimit, DiskLimit resource.Quantity
}

// Amounts adds declared scratch space to the limits: what a pod writes to scratch on disk counts
// against its ephemeral storage (pkg/kubelet/eviction in Kubernetes), what it writes to memory
// against its memory, and a full path that was declared must not end the pod. The workload has been
// found valid.
func (w *Workload) Amounts() Amounts {
	disk, memory := w.scratch()
	requests, limits := w.Resources.Requests, w.Resources.Limits
	a := Amounts{
		CPU:         quantity(requests.CPU),
		Memory:      quantity(requests.Memory),
		MemoryLimit: sum(quantity(limits.Memory), memory),
		DiskLimit:   sum(quantity(limits.EphemeralStorage), disk),
	}
	if requests.EphemeralStorage != "" {
		a.Disk = sum(quantity(requests.EphemeralStorage), disk)
	} else {
		a.Disk = larger(disk, lesser(quantity(DefaultDiskRequest), quantity(limits.EphemeralStorage)))
	}
	if limits.CPU != "" { // a CPU limit throttles a program without protecting its neighbours: only by wish
		a.CPULimit = quantity(limits.CPU)
	}
	return a
}

// scratch sums up the declared scratch space on disk and in memory.
func (w *Workload) scratch() (disk, memory resource.Quantity) {
	for i := range w.Writable {
		switch p := &w.Writable[i]; {
		case p.Claim != nil: // a volume of its own, which no limit of the pod counts
		case p.Medium == MediumMemory:
			memory = sum(memory, quantity(p.Size))
		default:
			disk = sum(disk, quantity(p.Size))
		}
	}
	return disk, memory
}

// quantity parses an amount that has been found valid.
func quantity(q Quantity) resource.Quantity {
	parsed, err := resource.ParseQuantity(string(q))
	if err != nil {
		panic("spec: an amount was not validated: " + err.Error()) //nolint:forbidigo // only a spec that was not validated
	}
	return parsed
}

func sum(a, b resource.Quantity) resource.Quantity {
	if a.IsZero() {
		return b
	}
	a.Add(b)
	return a
}

func larger(a, b resource.Quantity) resource.Quantity {
	if a.Cmp(b) < 0 {
		return b
	}
	return a
}

func lesser(a, b resource.Quantity) resource.Quantity {
	if a.Cmp(b) > 0 {
		return b
	}
	return a
}

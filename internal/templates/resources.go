package templates

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// resources adds declared scratch space to the limits: what a pod writes to scratch on disk counts
// against its ephemeral storage (pkg/kubelet/eviction in Kubernetes), what it writes to memory
// against its memory, and a full path that was declared must not end the pod.
func resources(w *spec.Workload) corev1.ResourceRequirements {
	disk, memory := scratch(w)
	requests, limits := w.Resources.Requests, w.Resources.Limits
	r := corev1.ResourceRequirements{
		Requests: make(corev1.ResourceList, 3),
		Limits:   make(corev1.ResourceList, 3),
	}
	r.Requests[corev1.ResourceCPU] = quantity(requests.CPU)
	r.Requests[corev1.ResourceMemory] = quantity(requests.Memory)
	r.Limits[corev1.ResourceMemory] = sum(quantity(limits.Memory), memory)
	r.Limits[corev1.ResourceEphemeralStorage] = sum(quantity(limits.EphemeralStorage), disk)
	if requests.EphemeralStorage != "" {
		r.Requests[corev1.ResourceEphemeralStorage] = sum(quantity(requests.EphemeralStorage), disk)
	} else {
		r.Requests[corev1.ResourceEphemeralStorage] = larger(disk, lesser(quantity(spec.DefaultDiskRequest), quantity(limits.EphemeralStorage)))
	}
	if limits.CPU != "" { // a CPU limit throttles a program without protecting its neighbours: only by wish
		r.Limits[corev1.ResourceCPU] = quantity(limits.CPU)
	}
	return r
}

// scratch sums up the declared scratch space on disk and in memory.
func scratch(w *spec.Workload) (disk, memory resource.Quantity) {
	for i := range w.Writable {
		switch p := &w.Writable[i]; {
		case p.Claim != nil: // a volume of its own, which no limit of the pod counts
		case p.Medium == spec.MediumMemory:
			memory = sum(memory, quantity(p.Size))
		default:
			disk = sum(disk, quantity(p.Size))
		}
	}
	return disk, memory
}

// quantity parses an amount that has been found valid.
func quantity(q spec.Quantity) resource.Quantity {
	parsed, err := resource.ParseQuantity(string(q))
	if err != nil {
		panic("templates: the Spec was not validated: " + err.Error()) //nolint:forbidigo // only a Spec that was not validated
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

package templates

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// sized is what workloads share that ask for the same.
type sized struct {
	amounts   spec.Amounts
	resources corev1.ResourceRequirements
}

// resources are what the pod asks for and may use, all of it the container's.
func resources(f *frame) corev1.ResourceRequirements {
	a := f.w.Amounts()
	if last := f.sized.Load(); last != nil && last.amounts == a {
		return last.resources
	}
	r := corev1.ResourceRequirements{
		Requests: make(corev1.ResourceList, 3),
		Limits:   make(corev1.ResourceList, 3),
	}
	r.Requests[corev1.ResourceCPU] = a.CPU
	r.Requests[corev1.ResourceMemory] = a.Memory
	r.Requests[corev1.ResourceEphemeralStorage] = a.Disk
	r.Limits[corev1.ResourceMemory] = a.MemoryLimit
	r.Limits[corev1.ResourceEphemeralStorage] = a.DiskLimit
	if !a.CPULimit.IsZero() {
		r.Limits[corev1.ResourceCPU] = a.CPULimit
	}
	f.sized.Store(&sized{a, r})
	return r
}

// quantity parses an amount that has been found valid.
func quantity(q spec.Quantity) resource.Quantity {
	parsed, err := resource.ParseQuantity(string(q))
	if err != nil {
		panic("templates: the Spec was not validated: " + err.Error()) //nolint:forbidigo // only a Spec that was not validated
	}
	return parsed
}

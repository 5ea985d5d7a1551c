package templates

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// resources are what the pod asks for and may use, all of it the container's.
func resources(w *spec.Workload) corev1.ResourceRequirements {
	a := w.Amounts()
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

package templates

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

var claimComments = map[string]string{
	"spec": "whoever deletes this object deletes the data, unless its storage class retains volumes",
}

// makesClaim is false for scratch space, and for a claim of others.
func makesClaim(p *spec.WritablePath) bool { return p.Claim != nil && !p.Claim.Existing }

// claim asks for the volume of one path.
func claim(f *frame, p *spec.WritablePath) *corev1.PersistentVolumeClaim {
	meta := f.meta()
	meta.Name = claimName(f.w, p)
	c := &corev1.PersistentVolumeClaim{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "PersistentVolumeClaim"},
		ObjectMeta: meta,
		Spec: corev1.PersistentVolumeClaimSpec{
			Resources: corev1.VolumeResourceRequirements{Requests: corev1.ResourceList{corev1.ResourceStorage: quantity(p.Claim.Size)}},
		},
	}
	for _, mode := range p.Claim.AccessModes {
		c.Spec.AccessModes = append(c.Spec.AccessModes, corev1.PersistentVolumeAccessMode(mode))
	}
	if p.Claim.StorageClassName != "" { // else the cluster's default class
		c.Spec.StorageClassName = &p.Claim.StorageClassName
	}
	return c
}

func claimName(w *spec.Workload, p *spec.WritablePath) string {
	if p.Claim.Existing {
		return p.Claim.Name
	}
	return spec.ClaimName(w.Name, p.MountPath)
}

func hasClaim(w *spec.Workload) bool {
	for i := range w.Writable {
		if w.Writable[i].Claim != nil {
			return true
		}
	}
	return false
}

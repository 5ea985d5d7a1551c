package templates

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// published is true for a workload with a port that has a servicePort.
func published(w *spec.Workload) bool {
	return slices.ContainsFunc(w.Ports, func(p spec.Port) bool { return p.ServicePort != 0 })
}

// service publishes the ports that have a servicePort, inside the cluster.
func service(f *frame) *corev1.Service {
	s := &corev1.Service{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Service"},
		ObjectMeta: f.meta(),
		Spec:       corev1.ServiceSpec{Type: corev1.ServiceTypeClusterIP, Selector: f.selector},
	}
	for _, p := range f.w.Ports {
		if p.ServicePort != 0 {
			s.Spec.Ports = append(s.Spec.Ports, corev1.ServicePort{
				Name: p.Name, Port: p.ServicePort, TargetPort: intstr.FromString(p.Name), Protocol: corev1.Protocol(p.Protocol),
			})
		}
	}
	return s
}

package templates

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// probe never names a host: the kubelet asks the pod, and Pod Security baseline refuses a host since 1.34.
func probe(p *spec.Probe) *corev1.Probe {
	if p == nil {
		return nil
	}
	return &corev1.Probe{
		ProbeHandler:                  probeHandler(p),
		InitialDelaySeconds:           p.InitialDelaySeconds,
		TimeoutSeconds:                p.TimeoutSeconds,
		PeriodSeconds:                 p.PeriodSeconds,
		SuccessThreshold:              p.SuccessThreshold,
		FailureThreshold:              p.FailureThreshold,
		TerminationGracePeriodSeconds: p.TerminationGracePeriodSeconds,
	}
}

func probeHandler(p *spec.Probe) corev1.ProbeHandler {
	switch {
	case p.Exec != nil:
		return corev1.ProbeHandler{Exec: &corev1.ExecAction{Command: p.Exec.Command}}
	case p.HTTPGet != nil:
		get := &corev1.HTTPGetAction{Path: p.HTTPGet.Path, Port: portOf(p.HTTPGet.Port), Scheme: corev1.URIScheme(p.HTTPGet.Scheme)}
		for _, h := range p.HTTPGet.HTTPHeaders {
			get.HTTPHeaders = append(get.HTTPHeaders, corev1.HTTPHeader{Name: h.Name, Value: h.Value})
		}
		return corev1.ProbeHandler{HTTPGet: get}
	case p.TCPSocket != nil:
		return corev1.ProbeHandler{TCPSocket: &corev1.TCPSocketAction{Port: portOf(p.TCPSocket.Port)}}
	}
	// Without a service the field would be written as null, which strict schemas refuse; "" is its default.
	return corev1.ProbeHandler{GRPC: &corev1.GRPCAction{Port: p.GRPC.Port, Service: &p.GRPC.Service}}
}

func portOf(ref spec.PortRef) intstr.IntOrString {
	if ref.Name != "" {
		return intstr.FromString(ref.Name)
	}
	return intstr.FromInt32(ref.Number)
}

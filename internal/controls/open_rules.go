package controls

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// openRules finds rules that mean everybody: they have no peers, or ranges that hold every address. The
// ports that the API server calls may be open, because it has no labels.
func openRules(j *judgement) {
	webhooks := j.set.calledByAPI()
	for _, p := range j.set.policies() {
		for i, r := range p.Ingress {
			field := Offence{Path: fmt.Sprintf("spec.ingress[%d].from", i), Fix: "decide who calls, and name namespace and pods in one element of from"}
			switch {
			case !p.ingress || webhooks.all(&p, r.Ports):
			case len(r.From) == 0:
				field.Message = "a rule without callers lets everybody in" + through(r.Ports) + ", from every namespace and from outside"
				j.report(p.Object, field)
			case holdsEveryAddress(r.From):
				field.Message = "the ranges hold every address: everybody is let in" + through(r.Ports)
				j.report(p.Object, field)
			}
		}
		for i, r := range p.Egress {
			if p.egress && len(r.To) == 0 {
				message := "a rule without targets lets everything out, to the metadata service, too"
				if len(r.Ports) > 0 {
					message = "a rule without targets lets out" + through(r.Ports) + " to everybody, inside and outside of the cluster"
				}
				j.report(p.Object, Offence{Path: fmt.Sprintf("spec.egress[%d].to", i), Message: message,
					Fix: "decide what is called, and name namespace and pods, or a range, in to"})
			}
		}
	}
}

// through names the ports of a rule, nothing for one that has none.
func through(ports []networkingv1.NetworkPolicyPort) string {
	if len(ports) == 0 {
		return ""
	}
	return " on " + rulePorts(ports).String()
}

// holdsEveryAddress is true when the ranges together leave out nothing of a family.
func holdsEveryAddress(peers []networkingv1.NetworkPolicyPeer) bool {
	var held addresses
	for _, p := range peers {
		if p.IPBlock != nil {
			held = joined(slices.Concat(held, blockRange(p.IPBlock)))
		}
	}
	return slices.ContainsFunc(wholeWorld[:], func(family string) bool { return len(parseRanges([]string{family}).minus(held)) == 0 })
}

// apiTargets are the ports of pods that the API server itself calls.
type apiTargets []apiTarget

type apiTarget struct {
	pods []*placedPod
	port intstr.IntOrString // of the pods
}

// all is true when every port of a rule is called by the API server, at every pod that the policy holds for.
func (t apiTargets) all(p *isolation, ports []networkingv1.NetworkPolicyPort) bool {
	return len(ports) > 0 && !slices.ContainsFunc(ports, func(port networkingv1.NetworkPolicyPort) bool {
		return port.Port == nil || port.EndPort != nil || !slices.ContainsFunc(t, func(a apiTarget) bool {
			return slices.ContainsFunc(a.pods, p.holdsFor) && samePort(a.pods, a.port, *port.Port)
		})
	})
}

// samePort also knows a number by the name that a container gives it.
func samePort(pods []*placedPod, a, b intstr.IntOrString) bool {
	if a == b {
		return true
	}
	if a.Type == b.Type {
		return false
	}
	if a.Type == intstr.Int {
		a, b = b, a
	}
	return slices.ContainsFunc(pods, func(p *placedPod) bool {
		for c := range p.pod.containers() {
			if slices.ContainsFunc(c.Ports, func(q corev1.ContainerPort) bool { return q.Name == a.StrVal && q.ContainerPort == b.IntVal }) {
				return true
			}
		}
		return false
	})
}

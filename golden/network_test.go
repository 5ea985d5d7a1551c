package golden

import (
	"maps"
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// This file evaluates NetworkPolicies as the comments in k8s.io/api/networking/v1 define them, with
// no code of the API server, a network plugin, or this project.

// endpoint is a pod, or, when it has an address, something that no selector matches: a machine, a
// host on the internet, a pod as plugins see it that match ranges against pods.
type endpoint struct {
	name            string
	namespace       string
	namespaceLabels map[string]string
	labels          map[string]string
	address         netip.Addr
}

// ask is one port and protocol.
type ask struct {
	protocol corev1.Protocol
	port     int32
}

// rules are the policies that one connection meets at one end: what of them speaks of the peer.
type rules struct {
	isolated bool
	ports    [][]networkingv1.NetworkPolicyPort // of each rule that matches the peer; none means every port
}

// allow is true when the end is not isolated in this direction, or any rule allows it: rules only add up.
func (r rules) allow(a ask) bool {
	return !r.isolated || slices.ContainsFunc(r.ports, func(ports []networkingv1.NetworkPolicyPort) bool {
		return len(ports) == 0 || slices.ContainsFunc(ports, func(p networkingv1.NetworkPolicyPort) bool {
			protocol := corev1.ProtocolTCP
			if p.Protocol != nil {
				protocol = *p.Protocol
			}
			return protocol == a.protocol && (p.Port == nil || p.Port.IntVal == a.port)
		})
	})
}

// connection is what policies say about every port between two ends.
type connection struct{ out, in rules }

func (c connection) allow(a ask) bool { return c.out.allow(a) && c.in.allow(a) }

// between collects what the policies of namespace own say of a connection; elsewhere there are none.
func between(policies []*networkingv1.NetworkPolicy, own string, from, to endpoint) (c connection) {
	for _, p := range policies {
		if from.selectedBy(own, p) && slices.Contains(p.Spec.PolicyTypes, networkingv1.PolicyTypeEgress) {
			c.out.isolated = true
			for _, rule := range p.Spec.Egress {
				if to.isPeer(own, rule.To) {
					c.out.ports = append(c.out.ports, rule.Ports)
				}
			}
		}
		if to.selectedBy(own, p) && slices.Contains(p.Spec.PolicyTypes, networkingv1.PolicyTypeIngress) {
			c.in.isolated = true
			for _, rule := range p.Spec.Ingress {
				if from.isPeer(own, rule.From) {
					c.in.ports = append(c.in.ports, rule.Ports)
				}
			}
		}
	}
	return c
}

func (e endpoint) selectedBy(own string, p *networkingv1.NetworkPolicy) bool {
	return !e.address.IsValid() && e.namespace == own && selects(&p.Spec.PodSelector, e.labels)
}

// isPeer: no peers are everybody, each element adds some, and inside of one element both selectors count.
func (e endpoint) isPeer(own string, peers []networkingv1.NetworkPolicyPeer) bool {
	return len(peers) == 0 || slices.ContainsFunc(peers, func(p networkingv1.NetworkPolicyPeer) bool {
		if p.IPBlock != nil {
			return e.address.IsValid() && contains(p.IPBlock.CIDR, e.address) &&
				!slices.ContainsFunc(p.IPBlock.Except, func(s string) bool { return contains(s, e.address) })
		}
		if e.address.IsValid() {
			return false
		}
		inNamespace := e.namespace == own
		if p.NamespaceSelector != nil {
			inNamespace = selects(p.NamespaceSelector, e.namespaceLabels)
		}
		return inNamespace && (p.PodSelector == nil || selects(p.PodSelector, e.labels))
	})
}

// selects knows the operators that are ever written; an empty selector selects everything.
func selects(s *metav1.LabelSelector, have map[string]string) bool {
	for _, r := range s.MatchExpressions {
		value, ok := have[r.Key]
		if r.Operator != metav1.LabelSelectorOpNotIn || ok && slices.Contains(r.Values, value) {
			return false
		}
	}
	return hasAll(have, s.MatchLabels)
}

func hasAll(have, want map[string]string) bool {
	for key := range maps.Keys(want) {
		if value, ok := have[key]; !ok || value != want[key] {
			return false
		}
	}
	return true
}

func contains(cidr string, a netip.Addr) bool {
	prefix, err := netip.ParsePrefix(cidr)
	return err == nil && prefix.Contains(a)
}

package controls

import (
	"fmt"
	"slices"

	networkingv1 "k8s.io/api/networking/v1"
)

// direction is the side of a pod that a rule speaks of.
type direction int

const (
	ingress direction = iota
	egress
)

func directionOf(t networkingv1.PolicyType) direction {
	if t == networkingv1.PolicyTypeEgress {
		return egress
	}
	return ingress
}

func (d direction) policyType() networkingv1.PolicyType {
	if d == egress {
		return networkingv1.PolicyTypeEgress
	}
	return networkingv1.PolicyTypeIngress
}

// networkPolicy is a NetworkPolicy as its comments in k8s.io/api define it.
type networkPolicy struct {
	object   Ref
	pods     cube // that it holds for
	isolates [2]bool
	rules    [2][]*networkRule
}

// networkRule lets every peer through to every port.
type networkRule struct {
	place Place
	peers []networkPeer
	ports Ports
	opens []allowance // the same as a set, its named ports not yet resolved
}

// networkPeer is one element of from or to; without a selector and without addresses it is nobody.
type networkPeer struct {
	place     Place
	pods      cube
	noPods    bool
	addresses addresses
}

// compile reads a policy, with the API server's defaults for what it leaves out.
func (n *Network) compile(p *networkingv1.NetworkPolicy) *networkPolicy {
	c := &networkPolicy{object: Ref{"NetworkPolicy", p.Namespace, p.Name}}
	c.pods = cube{}.in(p.Namespace).selecting(true, &p.Spec.PodSelector)
	c.isolates[ingress] = len(p.Spec.PolicyTypes) == 0 || slices.Contains(p.Spec.PolicyTypes, networkingv1.PolicyTypeIngress)
	c.isolates[egress] = len(p.Spec.PolicyTypes) == 0 && len(p.Spec.Egress) > 0 || slices.Contains(p.Spec.PolicyTypes, networkingv1.PolicyTypeEgress)
	for i := range p.Spec.Ingress {
		r := &p.Spec.Ingress[i]
		c.rules[ingress] = append(c.rules[ingress], n.rule(c, p.Namespace, fmt.Sprintf("spec.ingress[%d]", i), "from", r.From, r.Ports))
	}
	for i := range p.Spec.Egress {
		r := &p.Spec.Egress[i]
		c.rules[egress] = append(c.rules[egress], n.rule(c, p.Namespace, fmt.Sprintf("spec.egress[%d]", i), "to", r.To, r.Ports))
	}
	return c
}

func (n *Network) rule(c *networkPolicy, namespace, path, list string, peers []networkingv1.NetworkPolicyPeer, ports []networkingv1.NetworkPolicyPort) *networkRule {
	r := &networkRule{place: Place{c.object, path}, ports: rulePorts(ports)}
	for i := range peers {
		peer := compilePeer(namespace, &peers[i])
		peer.place = Place{c.object, fmt.Sprintf("%s.%s[%d]", path, list, i)}
		r.peers = append(r.peers, peer)
	}
	if len(peers) == 0 { // everybody, inside and out
		r.peers = []networkPeer{{place: Place{c.object, path + "." + list}, addresses: everyAddress()}}
	}
	for i := range r.peers {
		r.opens = append(r.opens, n.opened(&r.peers[i], r.ports)...)
	}
	return r
}

// compilePeer: in one element both selectors count, and without one for namespaces it is the policy's own.
func compilePeer(namespace string, p *networkingv1.NetworkPolicyPeer) networkPeer {
	if p.IPBlock != nil {
		return networkPeer{noPods: true, addresses: blockRange(p.IPBlock)}
	}
	if p.PodSelector == nil && p.NamespaceSelector == nil {
		return networkPeer{noPods: true} // which the API server refuses
	}
	pods := cube{}
	if p.NamespaceSelector == nil {
		pods = pods.in(namespace)
	}
	return networkPeer{pods: pods.selecting(false, p.NamespaceSelector).selecting(true, p.PodSelector)}
}

func (p *networkPolicy) holdsFor(e *Endpoint) bool {
	return !e.Outside && p.pods.matches(e.Namespace, e.NamespaceLabels, e.Labels)
}

func (r *networkRule) matches(e *Endpoint) bool {
	return slices.ContainsFunc(r.peers, func(p networkPeer) bool { return p.matches(e) })
}

// matches: a pod is matched by a range that holds an address of it, as most plugins do; Cilium does not.
func (p *networkPeer) matches(e *Endpoint) bool {
	if !e.Outside && !p.noPods && p.pods.matches(e.Namespace, e.NamespaceLabels, e.Labels) {
		return true
	}
	for _, a := range e.Addresses {
		if p.addresses.has(a.Unmap()) {
			return true
		}
	}
	return false
}

package controls

import networkingv1 "k8s.io/api/networking/v1"

// rendered is everything that the policies let through at one end, the i-th Pods.
func (n *Network) rendered(i int, d direction) []allowance {
	if n.pods[i].HostNetwork {
		return n.everything(&source{place: Place{n.pods[i].Object, n.pods[i].path + "spec.hostNetwork"}})
	}
	if len(n.selected[d][i]) == 0 {
		return n.everything(&source{place: Place{Object: n.pods[i].Object}})
	}
	var list []allowance
	for _, p := range n.selected[d][i] {
		for _, r := range n.policies[p].rules[d] {
			list = n.appendOpens(list, r, i, d)
		}
	}
	return list
}

// appendOpens appends what a rule allows the i-th Pods, its named ports resolved by the pod that answers:
// of one's own pods it is known, of others only the name is, and a machine has no names.
func (n *Network) appendOpens(list []allowance, r *networkRule, i int, d direction) []allowance {
	if len(r.ports.names) == 0 {
		return append(list, r.opens...)
	}
	keep := func(a allowance) {
		if !a.ports.Empty() {
			list = append(list, a)
		}
	}
	for _, a := range r.opens {
		switch {
		case d == ingress:
			a.ports = a.ports.on(n.pods[i].Ports)
			keep(a)
		case a.kind == ownPods:
			for _, j := range a.own.all() {
				one := a
				one.own, one.ports = n.only(j), a.ports.on(n.pods[j].Ports)
				keep(one)
			}
		case a.kind == machines:
			a.ports = Ports{numbers: a.ports.numbers}
			keep(a)
		default:
			keep(a)
		}
	}
	return list
}

// Reach is one thing that pods may do, or that may be done to them.
type Reach struct {
	Direction networkingv1.PolicyType
	Peer      string
	Ports     string
	Place     Place // what allows it
}

// Reaches is everything that the policies of the i-th Pods let through, in the order of the policies. The
// other end may still refuse it.
func (n *Network) Reaches(i int) []Reach {
	var list []Reach
	for _, d := range []direction{ingress, egress} {
		for _, g := range grouped(n.rendered(i, d)) {
			list = append(list, Reach{d.policyType(), n.peerWords(g.parts), g.ports.String(), g.source.place})
		}
	}
	return list
}

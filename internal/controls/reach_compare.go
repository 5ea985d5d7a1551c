package controls

import (
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// DifferenceKind tells on which side a difference is.
type DifferenceKind string

// What is declared and not rendered is Blocked; what is rendered and not declared is Open.
const (
	Blocked DifferenceKind = "declared but blocked"
	Open    DifferenceKind = "open but undeclared"
)

// ReachDifference is a connection that is either declared or let through, but not both, as one end sees it.
type ReachDifference struct {
	Kind      DifferenceKind
	Pods      Ref                     // the end that it is about
	Direction networkingv1.PolicyType // as that end sees it
	Peer      string
	Ports     string // of the end that answers
	Half      bool   // open at this end, while the policies of the other end still refuse it
	Place     Place  // the field to look at
	Why       string // what that field does
}

// String is the difference as one sentence.
func (d ReachDifference) String() string {
	arrow := " <- "
	if d.Direction == networkingv1.PolicyTypeEgress {
		arrow = " -> "
	}
	return string(d.Kind) + ": " + d.Pods.Name + arrow + d.Peer + " on " + d.Ports + ": " + d.Place.String() + " " + d.Why
}

// Compare is every difference between what a complete and valid spec declares and what the policies let
// through, by pods, direction and policy. Each end of a connection between two workloads is compared by
// itself, so that a difference leads to the policy that has to change. A workload that the network has no
// pods of is not compared.
func (n *Network) Compare(app *spec.HardenedApplication) []ReachDifference {
	var all []ReachDifference
	declared := n.declare(app)
	var lets [2][][]allowance
	for d := range lets {
		for i := range n.pods {
			lets[d] = append(lets[d], n.rendered(i, direction(d)))
		}
	}
	for i := range n.pods {
		for _, d := range []direction{ingress, egress} {
			have, want := lets[d][i], declared.of(i, d)
			for _, g := range grouped(n.foreign(subtract(want, have))) {
				all = append(all, n.blocked(i, d, &g))
			}
			for _, g := range bySource(n.halved(i, n.foreign(subtract(have, want)), lets[1-d])) {
				all = append(all, n.open(i, d, &g))
			}
		}
	}
	return all
}

// open says by which element pods are open.
func (n *Network) open(i int, d direction, g *group) ReachDifference {
	diff := ReachDifference{
		Kind: Open, Pods: n.pods[i].Object, Direction: d.policyType(), Peer: n.peerWords(g.parts), Ports: g.ports.String(),
		Half: g.half, Place: g.source.place, Why: "allows it",
	}
	if g.partly {
		diff.Why = "allows more than is declared"
	}
	switch {
	case n.pods[i].HostNetwork:
		diff.Why = "takes the pods out of reach of every policy"
	case diff.Place.Object == diff.Pods:
		diff.Why = "is selected by no policy of type " + string(diff.Direction)
	case g.half:
		diff.Why = "allows it, and only the policies of the other end refuse it"
	}
	return diff
}

// blocked says which field keeps a declared connection closed.
func (n *Network) blocked(i int, d direction, g *group) ReachDifference {
	words := g.source.words
	for _, a := range g.parts {
		if found := rangeWords(a.machines); a.kind == machines && found != words {
			words += " (" + found + ")"
		}
	}
	diff := ReachDifference{Kind: Blocked, Pods: n.pods[i].Object, Direction: d.policyType(), Peer: words, Ports: g.ports.String()}
	diff.Place, diff.Why = n.blame(i, d, g)
	return diff
}

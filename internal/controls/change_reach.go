package controls

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// sides are two networks over the same list of pods, so that what they let through can be subtracted.
type sides struct {
	before, after *Network
	was, is       []bool // which of the pods each side has
}

func newSides(before, after *Set) *sides {
	old, now := podsOf(before), podsOf(after)
	index := map[Ref]int{}
	for i := range now {
		index[now[i].Object] = i
	}
	s := &sides{is: make([]bool, len(now)), was: make([]bool, len(now))}
	left := slices.Clone(now)
	for i := range s.is {
		s.is[i] = true
	}
	for _, p := range old {
		if i, ok := index[p.Object]; ok {
			left[i], s.was[i] = p, true
			continue
		}
		left, now = append(left, p), append(now, p)
		s.was, s.is = append(s.was, true), append(s.is, false)
	}
	s.before, s.after = networkOver(before, left), networkOver(after, now)
	return s
}

// networkOver is the policies of a set over any pods.
func networkOver(s *Set, pods []Pods) *Network {
	var policies []*networkingv1.NetworkPolicy
	var namespaces []*corev1.Namespace
	for _, p := range all[*networkingv1.NetworkPolicy](s) {
		policies = append(policies, p)
	}
	for _, ns := range all[*corev1.Namespace](s) {
		namespaces = append(namespaces, ns)
	}
	return NewNetwork(policies, namespaces, pods)
}

func podsOf(s *Set) []Pods {
	var pods []Pods
	for _, p := range s.pods {
		made := NewPods(p.Ref(), selectorOf(p.Value), p.pod.Labels, p.pod.Spec)
		made.path = p.path
		pods = append(pods, made)
	}
	return pods
}

// pair is a connection between two of the pods.
type pair struct{ from, to int }

// reachChanges says what is open now and was not, and the other way round. Between pods of the set both
// ends must agree, and it is said once, of the one that calls.
func reachChanges(before, after *Set) []Change {
	s := newSides(before, after)
	var changes []Change
	var pairs []pair
	seen := map[pair]bool{}
	for i := range s.after.pods {
		if !s.is[i] {
			continue // its going says enough
		}
		for _, d := range []direction{egress, ingress} {
			was, is := []allowance(nil), s.after.rendered(i, d)
			if s.was[i] {
				was = s.before.rendered(i, d)
			}
			opened, closed := subtract(is, was), subtract(was, is)
			for _, a := range slices.Concat(opened, closed) {
				if a.kind != ownPods {
					continue
				}
				for _, j := range a.own.all() {
					p := pair{i, j}
					if d == ingress {
						p = pair{j, i}
					}
					if !seen[p] && s.is[j] {
						seen[p] = true
						pairs = append(pairs, p)
					}
				}
			}
			changes = append(changes, s.outside(s.after, i, d, opened, true)...)
			changes = append(changes, s.outside(s.before, i, d, closed, false)...)
		}
	}
	for _, p := range pairs {
		changes = append(changes, s.between(p)...)
	}
	return changes
}

// outside says what is open to others than the pods of the set.
func (s *sides) outside(n *Network, i int, d direction, list []allowance, opens bool) []Change {
	var foreign []allowance
	for _, a := range n.foreign(list) {
		if a.kind != ownPods {
			foreign = append(foreign, a)
		}
	}
	words := map[direction]string{egress: " reach ", ingress: " be reached by "}[d]
	var changes []Change
	for _, g := range grouped(foreign) {
		changes = append(changes, mayNow(n.pods[i].Object.Name, words+n.peerWords(g.parts)+" on "+g.ports.String(), opens))
	}
	return changes
}

func mayNow(who, what string, opens bool) Change {
	if opens {
		return Change{"+", true, who + " may now" + what}
	}
	return Change{"-", false, who + " may no longer" + what}
}

func (s *sides) between(p pair) []Change {
	var was Ports
	if s.was[p.from] && s.was[p.to] {
		was = s.before.Reachable(s.before.Endpoint(p.from), s.before.Endpoint(p.to))
	}
	is := s.after.Reachable(s.after.Endpoint(p.from), s.after.Endpoint(p.to))
	who, whom := s.after.pods[p.from].Object.Name, s.after.pods[p.to].Object.Name
	var changes []Change
	if opened := is.minus(was); !opened.Empty() {
		changes = append(changes, mayNow(who, " reach "+whom+" on "+opened.String(), true))
	}
	if closed := was.minus(is); !closed.Empty() {
		changes = append(changes, mayNow(who, " reach "+whom+" on "+closed.String(), false))
	}
	return changes
}

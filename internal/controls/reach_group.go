package controls

import "slices"

// group is allowances of one source and the same ports.
type group struct {
	source *source
	ports  Ports
	half   bool // every part is
	partly bool // the source allows the same peers, or some of them, what is declared too
	parts  []allowance
}

// grouped keeps apart what is open on other ports.
func grouped(list []allowance) []group {
	var all []group
next:
	for _, a := range list {
		for i := range all {
			if g := &all[i]; g.source == a.source && g.half == a.half && g.ports.String() == a.ports.String() {
				g.parts = append(g.parts, a)
				continue next
			}
		}
		all = append(all, group{source: a.source, ports: a.ports, half: a.half, parts: []allowance{a}})
	}
	return all
}

// fewParts is how many pieces of what a source allows are said one by one.
const fewParts = 2

// bySource is one group for each source. Where the pieces beyond the declared are many, the group is all
// that the source allows, on all ports of the pieces: that is what somebody wrote.
func bySource(list []allowance) []group {
	var all []group
	for _, g := range grouped(list) {
		i := slices.IndexFunc(all, func(h group) bool { return h.source == g.source })
		if i < 0 {
			all = append(all, g)
			continue
		}
		h := &all[i]
		h.ports.add(g.ports)
		h.half, h.partly, h.parts = h.half && g.half, true, append(h.parts, g.parts...)
	}
	for i := range all {
		if g := &all[i]; g.partly || len(g.parts) > fewParts {
			g.parts, g.partly = g.source.whole, g.partly || len(g.parts) > len(g.source.whole)
		}
	}
	return all
}

// foreign leaves out pods of others that are none: those that an object of the network takes for its own
// are in it already, as the pods of that object.
func (n *Network) foreign(list []allowance) []allowance {
	kept := list[:0]
	for _, a := range list {
		if a.kind != otherPods || n.hasStranger(a.others) {
			kept = append(kept, a)
		}
	}
	return kept
}

// hasStranger is true when a pod can be in the cube that no selector of the network's own objects takes.
func (n *Network) hasStranger(c cube) bool {
	namespace, labels := c.sample() // which spares the subtraction, but for cubes that are hardly larger than a selector
	takes := func(p Pods) bool { return p.Selector.matches(namespace, nil, labels) }
	if !slices.ContainsFunc(n.pods, takes) {
		return true
	}
	rest := []cube{c}
	for i := range n.pods {
		var left []cube
		for _, c := range rest {
			left = append(left, c.minus(n.pods[i].Selector)...)
		}
		if rest = left; len(rest) == 0 {
			return false
		}
	}
	return true
}

// halved sets apart the network's own pods whose policies refuse what the i-th Pods are open to. What each
// of them lets through is given.
func (n *Network) halved(i int, list []allowance, lets [][]allowance) []allowance {
	var all []allowance
	for _, a := range list {
		if a.kind != ownPods {
			all = append(all, a)
			continue
		}
		open, half := a, a
		open.own, half.own, half.half = n.none(), n.none(), true
		for _, j := range a.own.all() {
			accepts := func(b allowance) bool { return b.kind == ownPods && b.own.has(i) && b.ports.meets(a.ports) }
			if slices.ContainsFunc(lets[j], accepts) {
				open.own.add(j)
			} else {
				half.own.add(j)
			}
		}
		for _, part := range []allowance{open, half} {
			if !part.own.empty() {
				all = append(all, part)
			}
		}
	}
	return all
}

package controls

// subtract is what the first list allows and the second does not, in pieces that remember where they
// come from.
func subtract(list, other []allowance) []allowance {
	var out []allowance
	for _, a := range list {
		pieces := []allowance{a}
		for i := range other {
			var rest []allowance
			for _, p := range pieces {
				rest = p.minus(rest, &other[i])
			}
			if pieces = rest; len(pieces) == 0 {
				break
			}
		}
		out = append(out, pieces...)
	}
	return out
}

// minus appends what is left of a: the peers that b does not have on all ports, the peers of both on
// the ports that b leaves closed.
func (a allowance) minus(dst []allowance, b *allowance) []allowance {
	if !a.meets(b) || !a.ports.meets(b.ports) {
		return append(dst, a)
	}
	rest := a
	switch a.kind {
	case ownPods:
		rest.own = a.own.each(b.own, andNot)
		if !rest.own.empty() {
			dst = append(dst, rest)
		}
	case otherPods:
		for _, c := range a.others.minus(b.others) {
			rest.others = c
			dst = append(dst, rest)
		}
	case machines:
		rest.machines = a.machines.minus(b.machines)
		if len(rest.machines) > 0 {
			dst = append(dst, rest)
		}
	}
	if ports := a.ports.minus(b.ports); !ports.Empty() {
		common := a.and(b)
		common.ports = ports
		dst = append(dst, common)
	}
	return dst
}

// meets is true when some peer is in both.
func (a *allowance) meets(b *allowance) bool {
	if a.kind != b.kind {
		return false
	}
	switch a.kind {
	case ownPods:
		return a.own.meets(b.own)
	case otherPods:
		return a.others.meets(b.others)
	}
	return a.machines.meets(b.machines)
}

// and is the peers of both, which are of one kind, with the ports and the source of a.
func (a allowance) and(b *allowance) allowance {
	switch a.kind {
	case ownPods:
		a.own = a.own.each(b.own, and)
	case otherPods:
		a.others = a.others.and(b.others)
	case machines:
		a.machines = a.machines.and(b.machines)
	}
	return a
}

func and(x, y uint64) uint64 { return x & y }

func andNot(x, y uint64) uint64 { return x &^ y }

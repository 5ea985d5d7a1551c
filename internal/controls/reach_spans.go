package controls

import "slices"

// line is what ports and addresses have in common: an order without gaps.
type line[T any] interface {
	Compare(other T) int
	Next() T
	Prev() T
}

// span is everything from first to last, both included.
type span[T line[T]] struct{ first, last T }

// spans is a set of points on a line: sorted spans that neither overlap nor touch.
type spans[T line[T]] []span[T]

// joined makes a set of any spans.
func joined[T line[T]](all spans[T]) spans[T] {
	slices.SortFunc(all, func(a, b span[T]) int { return a.first.Compare(b.first) })
	out := all[:0]
	for _, s := range all {
		if n := len(out); n > 0 && (s.first.Compare(out[n-1].last) <= 0 || s.first.Compare(out[n-1].last.Next()) == 0) {
			if s.last.Compare(out[n-1].last) > 0 {
				out[n-1].last = s.last
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

func (s spans[T]) has(x T) bool {
	return slices.ContainsFunc(s, func(p span[T]) bool { return p.first.Compare(x) <= 0 && x.Compare(p.last) <= 0 })
}

// and is what both sets hold.
func (s spans[T]) and(other spans[T]) spans[T] {
	var out spans[T]
	for i, j := 0, 0; i < len(s) && j < len(other); {
		a, b := s[i], other[j]
		first, last := a.first, a.last
		if b.first.Compare(first) > 0 {
			first = b.first
		}
		if b.last.Compare(last) < 0 {
			last = b.last
			j++
		} else {
			i++
		}
		if first.Compare(last) <= 0 {
			out = append(out, span[T]{first, last})
		}
	}
	return out
}

// meets is true when some point is in both.
func (s spans[T]) meets(other spans[T]) bool {
	for i, j := 0, 0; i < len(s) && j < len(other); {
		switch {
		case s[i].last.Compare(other[j].first) < 0:
			i++
		case other[j].last.Compare(s[i].first) < 0:
			j++
		default:
			return true
		}
	}
	return false
}

// minus is what the set holds and the other does not.
func (s spans[T]) minus(other spans[T]) spans[T] {
	var out spans[T]
	for _, rest := range s {
		gone := false
		for _, cut := range other {
			if cut.last.Compare(rest.first) < 0 {
				continue
			}
			if cut.first.Compare(rest.last) > 0 {
				break
			}
			if cut.first.Compare(rest.first) > 0 {
				out = append(out, span[T]{rest.first, cut.first.Prev()})
			}
			if gone = cut.last.Compare(rest.last) >= 0; gone {
				break
			}
			rest.first = cut.last.Next()
		}
		if !gone {
			out = append(out, rest)
		}
	}
	return out
}

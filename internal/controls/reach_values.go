package controls

import "slices"

// values is a set of what a label may be: the listed ones, or, when not is true, all but the listed
// ones; and whether the label may be absent.
type values struct {
	not    bool
	list   []string
	absent bool
}

func (v values) has(value string, present bool) bool {
	if !present {
		return v.absent
	}
	return slices.Contains(v.list, value) != v.not
}

func (v values) empty() bool { return !v.not && len(v.list) == 0 && !v.absent }

// meets is true when some value, or none, is in both.
func (v values) meets(w values) bool {
	if v.absent && w.absent || v.not && w.not {
		return true // of two sets that leave out some values, both have all others
	}
	if v.not {
		v, w = w, v
	}
	return slices.ContainsFunc(v.list, func(s string) bool { return slices.Contains(w.list, s) != w.not })
}

func (v values) complement() values { return values{!v.not, v.list, !v.absent} }

func (v values) and(w values) values {
	out := values{absent: v.absent && w.absent}
	switch {
	case v.not && w.not:
		out.not = true
		out.list = append(slices.Clip(v.list), without(w.list, v.list)...)
	case v.not:
		out.list = without(w.list, v.list)
	case w.not:
		out.list = without(v.list, w.list)
	default:
		out.list = without(v.list, without(v.list, w.list))
	}
	return out
}

func without(list, drop []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(drop, s) {
			out = append(out, s)
		}
	}
	return out
}

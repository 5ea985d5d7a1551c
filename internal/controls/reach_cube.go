package controls

import (
	"cmp"
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// term holds one label of a pod, or of its namespace, to a set of values.
type term struct {
	ofPod bool
	key   string
	values
}

func (t term) order(u term) int {
	if t.ofPod != u.ofPod {
		if u.ofPod {
			return -1
		}
		return 1
	}
	return cmp.Compare(t.key, u.key)
}

// cube is a set of pods: those whose labels, and whose namespace's labels, satisfy every term. Terms
// are sorted and each speaks of another label; without terms it is every pod there is.
type cube []term

// with adds a term to what must be satisfied.
func (c cube) with(t term) cube {
	i, found := slices.BinarySearchFunc(c, t, term.order)
	if found {
		c = slices.Clone(c)
		c[i].values = c[i].and(t.values)
		return c
	}
	out := make(cube, 0, len(c)+1)
	return append(append(append(out, c[:i]...), t), c[i:]...)
}

// in leaves the pods of one namespace, known by the label that the API server puts on each.
func (c cube) in(namespace string) cube {
	return c.with(term{key: corev1.LabelMetadataName, values: values{list: []string{namespace}}})
}

// selecting adds what a selector demands: its labels and its expressions, all of them. An operator
// that does not exist selects nothing.
func (c cube) selecting(ofPod bool, s *metav1.LabelSelector) cube {
	if s == nil {
		return c
	}
	for key, value := range s.MatchLabels {
		c = c.with(term{ofPod, key, values{list: []string{value}}})
	}
	for _, r := range s.MatchExpressions {
		t := term{ofPod: ofPod, key: r.Key}
		switch r.Operator {
		case metav1.LabelSelectorOpIn:
			t.list = r.Values
		case metav1.LabelSelectorOpNotIn: // also a pod without the label
			t.values = values{not: true, list: r.Values, absent: true}
		case metav1.LabelSelectorOpExists:
			t.not = true
		case metav1.LabelSelectorOpDoesNotExist:
			t.absent = true
		}
		c = c.with(t)
	}
	return c
}

func (c cube) empty() bool {
	return slices.ContainsFunc(c, func(t term) bool { return t.empty() })
}

// within is true when d holds every pod of c.
func (c cube) within(d cube) bool {
	for _, t := range d {
		if i, found := slices.BinarySearchFunc(c, t, term.order); !found || c[i].meets(t.complement()) {
			return false
		}
	}
	return true
}

// and is the pods of both.
func (c cube) and(d cube) cube {
	if c.within(d) {
		return c
	}
	for _, t := range d {
		c = c.with(t)
	}
	return c
}

// meets is true when some pod can be in both.
func (c cube) meets(d cube) bool {
	if c.empty() || d.empty() {
		return false
	}
	for _, t := range d {
		if i, found := slices.BinarySearchFunc(c, t, term.order); found && !c[i].meets(t.values) {
			return false
		}
	}
	return true
}

// minus is the pods of c that are not in d, as cubes that do not overlap.
func (c cube) minus(d cube) []cube {
	if !c.meets(d) {
		return []cube{c}
	}
	if c.within(d) {
		return nil
	}
	var out []cube
	for _, t := range d {
		if piece := c.with(term{t.ofPod, t.key, t.complement()}); !piece.empty() {
			out = append(out, piece)
		}
		c = c.with(t)
	}
	return out
}

// sample is one pod of c: its namespace, and as few labels as it can have, with values that nobody else
// has thought of.
func (c cube) sample() (namespace string, labels map[string]string) {
	const unheard = "\x00" // no label's value, so in no list
	namespace, labels = unheard, map[string]string{}
	for _, t := range c {
		value := unheard
		switch {
		case t.absent && t.ofPod:
			continue
		case !t.not && len(t.list) > 0:
			value = t.list[0]
		}
		if t.ofPod {
			labels[t.key] = value
		} else if t.key == corev1.LabelMetadataName {
			namespace = value
		}
	}
	return namespace, labels
}

// matches is true for a pod with these labels in a namespace with those.
func (c cube) matches(namespace string, namespaceLabels, podLabels map[string]string) bool {
	for i := range c {
		t := &c[i]
		labels := namespaceLabels
		if t.ofPod {
			labels = podLabels
		}
		value, ok := labels[t.key]
		if !t.ofPod && t.key == corev1.LabelMetadataName {
			value, ok = namespace, true // whoever lists the labels by hand forgets it, and the API server adds it
		}
		if !t.has(value, ok) {
			return false
		}
	}
	return true
}

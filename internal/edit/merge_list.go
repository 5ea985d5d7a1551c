package edit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"go.yaml.in/yaml/v3"
)

// list merges by name where elements have one, else the elements as a whole, in their order.
func (m *merger) list(path string, b, t, o *yaml.Node) *yaml.Node {
	if same(b, o) && commented(b) == commented(o) {
		return t
	}
	if keys := keysOf(b, t, o); keys != nil {
		return m.named(path, keys, b, t, o)
	}
	out := withComments(t, b, t, o)
	if elements, ok := mergeElements(b, t, o, isSet(path)); ok {
		out.Content = elements
		return out
	}
	if b == nil || len(b.Content) != len(t.Content) || len(t.Content) != len(o.Content) ||
		slices.ContainsFunc(b.Content, func(e *yaml.Node) bool { return e.Kind == yaml.ScalarNode }) {
		return m.conflict(path, b, t, o, "")
	}
	out.Content = nil
	for i := range t.Content { // both changed the same element, perhaps in other fields
		out.Content = append(out.Content, m.node(fmt.Sprintf("%s[%d]", path, i), b.Content[i], t.Content[i], o.Content[i]))
	}
	return out
}

func (m *merger) named(path string, by []string, b, t, o *yaml.Node) *yaml.Node {
	out := withComments(t, b, t, o)
	out.Content = nil
	for _, name := range interleave(names(by, t), names(by, o)) {
		e := m.node(path+"["+name+"]", element(b, by, name), element(t, by, name), element(o, by, name))
		if e != nil {
			out.Content = append(out.Content, e)
		}
	}
	return out
}

// mergeElements merges lists as diff3 merges lines. What both sides add in the same place stays, the
// edited first; for single values, whose order may matter, it is refused, unless the list is a set.
func mergeElements(b, t, o *yaml.Node, set bool) ([]*yaml.Node, bool) {
	nodes := map[string]*yaml.Node{}
	lines := func(list *yaml.Node) string {
		var text strings.Builder
		if list != nil {
			for _, e := range list.Content {
				line := canonical(e) + "\n"
				if _, ok := nodes[line]; !ok {
					nodes[line] = e
				}
				text.WriteString(line)
			}
		}
		return text.String()
	}
	theirs := lines(t) // first, so that its comments are the ones that stay
	old, ours := lines(b), lines(o)
	x, y := udiff.Lines(old, theirs), udiff.Lines(old, ours)
	if !set && slices.ContainsFunc(x, func(e udiff.Edit) bool { return meetsAt(e, y, t) }) {
		return nil, false
	}
	edits, ok := udiff.Merge(x, y)
	if !ok {
		return nil, false
	}
	merged, err := udiff.Apply(old, edits)
	if err != nil {
		return nil, false
	}
	var out []*yaml.Node
	for line := range strings.Lines(merged) {
		out = append(out, nodes[line])
	}
	return out, true
}

// isSet is true for lists of single values whose order says nothing: those of kustomizations, roles and policies.
func isSet(path string) bool {
	name := path[strings.LastIndexByte(path, '.')+1:]
	return slices.Contains([]string{
		"resources", "components", "verbs", "resourceNames", "apiGroups", "policyTypes", "except", "add", "drop", "accessModes",
	}, name)
}

// meetsAt is true when single values are put into the same place as others.
func meetsAt(e udiff.Edit, others []udiff.Edit, list *yaml.Node) bool {
	if !slices.ContainsFunc(list.Content, func(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode }) {
		return false
	}
	return slices.ContainsFunc(others, func(f udiff.Edit) bool { return e != f && e.Start == f.Start && e.New != "" && f.New != "" })
}

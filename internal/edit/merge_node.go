package edit

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// merger collects the conflicts of one merge.
type merger struct {
	object    string
	conflicts []Conflict
}

func (m *merger) documents(old, theirs, ours []document) []document {
	find := func(all []document, id string) (root, node *yaml.Node) {
		for _, d := range all {
			if d.id == id {
				return d.root, d.node
			}
		}
		return nil, nil
	}
	ids := func(all []document) (list []string) {
		for _, d := range all {
			list = append(list, d.id)
		}
		return list
	}
	var merged []document
	for _, id := range interleave(ids(theirs), ids(ours)) {
		m.object = id
		b, bNode := find(old, id)
		t, tNode := find(theirs, id)
		o, oNode := find(ours, id)
		root := m.node("", b, t, o)
		if root == nil {
			continue
		}
		node := &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{root}}
		takeComments(node, bNode, tNode, oNode)
		merged = append(merged, document{id, root, node})
	}
	return merged
}

// interleave is the first list with what only the second has, each behind the one that it follows there.
func interleave(first, second []string) []string {
	all := slices.Clone(first)
	at := 0
	for _, s := range second {
		if i := slices.Index(all, s); i >= 0 {
			at = i + 1
			continue
		}
		all = slices.Insert(all, at, s)
		at++
	}
	return all
}

// node merges one value; nil is none.
func (m *merger) node(path string, b, t, o *yaml.Node) *yaml.Node {
	switch {
	case b == nil && t == nil:
		return o
	case b == nil && o == nil:
		return t
	case t == nil && o == nil:
		return nil
	case o == nil && same(b, t):
		if commented(b) != commented(t) {
			return m.conflict(path, b, t, o, "with a comment: "+short(t))
		}
		return nil
	case t == nil && same(b, o):
		return nil
	case t == nil || o == nil:
		return m.conflict(path, b, t, o, "")
	case t.Kind == yaml.MappingNode && o.Kind == yaml.MappingNode && (b == nil || b.Kind == yaml.MappingNode):
		return m.mapping(path, b, t, o)
	case t.Kind == yaml.SequenceNode && o.Kind == yaml.SequenceNode && (b == nil || b.Kind == yaml.SequenceNode):
		return m.list(path, b, t, o)
	}
	return m.scalar(path, b, t, o)
}

// scalar takes the side that changed, when only one did, or both to the same.
func (m *merger) scalar(path string, b, t, o *yaml.Node) *yaml.Node {
	switch {
	case same(t, o), same(b, o):
		return withComments(t, b, t, o)
	case same(b, t):
		return withComments(o, b, t, o)
	}
	return m.conflict(path, b, t, o, "")
}

func (m *merger) mapping(path string, b, t, o *yaml.Node) *yaml.Node {
	out := withComments(t, b, t, o)
	out.Content = nil
	for _, key := range interleave(keys(t), keys(o)) {
		value := m.node(join(path, key), field(b, key), field(t, key), field(o, key))
		if value == nil {
			continue
		}
		out.Content = append(out.Content, m.key(key, b, t, o), value)
	}
	if len(out.Content) == 0 && len(t.Content) > 0 {
		out.Style |= yaml.FlowStyle // {}
	}
	return out
}

// key is the key itself, which has comments of its own.
func (m *merger) key(name string, b, t, o *yaml.Node) *yaml.Node {
	at := func(n *yaml.Node) *yaml.Node {
		if i := keyIndex(n, name); i >= 0 {
			return n.Content[i]
		}
		return nil
	}
	kb, kt, ko := at(b), at(t), at(o)
	if kt == nil {
		return ko
	}
	return withComments(kt, kb, kt, ko)
}

// conflict returns the edited side, so that the merge goes on to find further ones.
func (m *merger) conflict(path string, b, t, o *yaml.Node, edited string) *yaml.Node {
	c := Conflict{Object: m.object, Path: path, Before: short(b), Edited: edited, Now: short(o)}
	if edited == "" {
		c.Edited = short(t)
	}
	if t != nil {
		c.Line = t.Line
	}
	m.conflicts = append(m.conflicts, c)
	return t
}

func keys(n *yaml.Node) (all []string) {
	for i := 0; i < len(n.Content); i += 2 {
		all = append(all, n.Content[i].Value)
	}
	return all
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// withComments is a copy of n with the comments of all three sides merged: an edited one stays.
func withComments(n, b, t, o *yaml.Node) *yaml.Node {
	c := *n
	takeComments(&c, b, t, o)
	return &c
}

func takeComments(n, b, t, o *yaml.Node) {
	none := &yaml.Node{}
	for _, side := range []**yaml.Node{&b, &t, &o} {
		if *side == nil {
			*side = none
		}
	}
	pick := func(b, t, o string) string {
		if t == b {
			return o
		}
		return t
	}
	n.HeadComment = pick(b.HeadComment, t.HeadComment, o.HeadComment)
	n.LineComment = pick(b.LineComment, t.LineComment, o.LineComment)
	n.FootComment = pick(b.FootComment, t.FootComment, o.FootComment)
}

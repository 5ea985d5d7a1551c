package spec

import (
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// merger makes the document of an environment: that of the application, with what the environment says
// in place of it. It works on nodes, so that every value keeps the place where somebody wrote it, and
// follows the types, so that a key needs no line here. Scalars replace; mappings merge; lists whose
// entries have a name merge by it; every other list, and whatever is written in more than one way, as a
// peer, replaces whole. Waivers add up.
type merger struct {
	root     *yaml.Node
	path     []segment
	problems []mergeProblem
	added    []addedEntry
}

type mergeProblem struct {
	node          *yaml.Node
	path          []segment
	message, hint string
}

// addedEntry is one of a list of named entries that only the environment has.
type addedEntry struct {
	node  *yaml.Node
	name  string
	known []string
}

// mergeEnvironment is the document of the i-th environment of the document at root.
func mergeEnvironment(root *yaml.Node, i int) *merger {
	over := find(root, []segment{{key: "environments"}, nth(i)})
	name, _ := childOf(over, "name")
	at := nth(i)
	if name != nil && isPrintable(name.Value) {
		at.key = name.Value
	}
	m := &merger{path: []segment{{key: "environments"}, at}}
	m.root = m.value(without(root, "environments"), without(over, ownKeys()...), typeOfApplication())
	return m
}

func without(n *yaml.Node, keys ...string) *yaml.Node {
	c := *n
	c.Content = nil
	for i := 0; i+1 < len(n.Content); i += 2 {
		if !slices.Contains(keys, n.Content[i].Value) {
			c.Content = append(c.Content, n.Content[i], n.Content[i+1])
		}
	}
	return &c
}

// value is base with what over says in place of it; t is the type that both will be read into.
func (m *merger) value(base, over *yaml.Node, t reflect.Type) *yaml.Node {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if base.Kind != over.Kind || over.Anchor != "" || over.Style&yaml.TaggedStyle != 0 || isUnion(t) {
		return over
	}
	switch {
	case over.Kind == yaml.MappingNode && (t.Kind() == reflect.Struct || t.Kind() == reflect.Map):
		return m.mapping(base, over, t)
	case over.Kind == yaml.SequenceNode && t == reflect.TypeFor[[]Waiver]():
		c := *base
		c.Content = slices.Concat(base.Content, over.Content)
		return &c
	case over.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		if key := nameKey(t.Elem()); key != "" {
			return m.entries(base, over, t.Elem(), key)
		}
	}
	return over
}

// named is the mapping {name: n}.
func named(n *yaml.Node) *yaml.Node {
	key := *n
	key.Value, key.Tag, key.Style = "name", "!!str", 0
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: n.Line, Column: n.Column, Content: []*yaml.Node{&key, n}}
}

// isUnion is true for a type that is written in more than one way, whose parts make no sense one by one.
func isUnion(t reflect.Type) bool {
	return nameKey(t) == "" && reflect.PointerTo(t).Implements(reflect.TypeFor[nodeDecoder]())
}

// nameKey is the key that tells entries of a list of t apart, empty if there is none.
func nameKey(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return ""
	}
	for _, key := range []string{"name", "mountPath"} {
		if slices.Contains(fieldNames(t), key) {
			return key
		}
	}
	return ""
}

func (m *merger) mapping(base, over *yaml.Node, t reflect.Type) *yaml.Node {
	c := *base
	c.Content = slices.Clone(base.Content)
	own := len(c.Content)
	said := map[string]bool{}
	for i := 0; i+1 < len(over.Content); i += 2 {
		key, value := over.Content[i], over.Content[i+1]
		inner := typeBelow(t, key.Value)
		if inner == reflect.TypeFor[Namespace]() && value.Kind == yaml.ScalarNode {
			value = named(value) // namespace: NAME
		}
		at := -1
		for j := 0; j < own; j += 2 {
			if base.Content[j].Value == key.Value {
				at = j
				break
			}
		}
		if at < 0 || said[key.Value] { // a key that stands twice is a problem, which the decoder finds
			c.Content = append(c.Content, key, value)
			continue
		}
		said[key.Value] = true
		m.path = append(m.path, segment{key: key.Value})
		if inner != nil {
			value = m.value(base.Content[at+1], value, inner)
		}
		m.path = m.path[:len(m.path)-1]
		c.Content[at], c.Content[at+1] = key, value
	}
	return &c
}

// typeBelow is the type of what stands at a key, nil for a key that is not known.
func typeBelow(t reflect.Type, key string) reflect.Type {
	if t.Kind() == reflect.Map {
		return t.Elem()
	}
	if i := newKeyTable(t).index(key); i >= 0 {
		return t.Field(i).Type
	}
	return nil
}

func (m *merger) entries(base, over *yaml.Node, t reflect.Type, key string) *yaml.Node {
	c := *base
	c.Content = slices.Clone(base.Content)
	said := map[string]bool{}
	for i, e := range over.Content {
		n, _ := childOf(e, key)
		m.path = append(m.path, nth(i))
		switch {
		case e.Kind != yaml.MappingNode:
			c.Content = append(c.Content, e) // the decoder says what is wrong with it
		case n == nil:
			m.report(e, "an entry of an environment needs a "+key+", which tells what it changes", "give it the "+key+" that the application's entry has, or a new one for one more")
		case said[n.Value]:
			m.report(n, quote(n.Value)+" stands here a second time", "keep one of the two")
		default:
			said[n.Value] = true
			m.entry(&c, len(base.Content), e, n.Value, t, key)
		}
		m.path = m.path[:len(m.path)-1]
	}
	return &c
}

// entry merges e into that of the first own entries of list which has its name, or appends it.
func (m *merger) entry(list *yaml.Node, own int, e *yaml.Node, name string, t reflect.Type, key string) {
	var known []string
	for j, b := range list.Content[:own] {
		n, _ := childOf(b, key)
		if n == nil {
			continue
		}
		if n.Value == name {
			list.Content[j] = m.value(b, e, t)
			return
		}
		known = append(known, n.Value)
	}
	list.Content = append(list.Content, e)
	m.added = append(m.added, addedEntry{e, name, known})
}

func (m *merger) report(n *yaml.Node, message, hint string) {
	m.problems = append(m.problems, mergeProblem{n, slices.Clone(m.path), message, hint})
}

// explain says of an entry that lacks something that it was not found among those of the application.
func (m *merger) explain(p Problem) Problem {
	for _, a := range m.added {
		if p.line != a.node.Line || p.column != a.node.Column || !strings.HasSuffix(p.Message, " is missing") {
			continue
		}
		p.Hint = "the application has no " + quote(a.name) + " to change, and a new one is said in full"
		if guess := nearest(a.name, a.known); guess != "" {
			p.Hint = "did you mean " + guess + "? The application has no " + quote(a.name) + " to change, and a new one is said in full"
		}
	}
	return p
}

package edit

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// Form says how a Patch is read.
type Form uint8

const (
	// Strategic is a partial object: what it says replaces or joins what is there, and null removes.
	Strategic Form = iota + 1
	// JSON6902 is a list of steps, with a test before each that counts elements of a list.
	JSON6902
	// Whole is no patch but an object that the edit added.
	Whole
)

// Patch is the edit of one object in a form that kustomize applies.
type Patch struct {
	Group, Version, Kind, Namespace, Name string
	Form                                  Form
	Text                                  string
}

// Patches says an edit of values as patches, one for each object; comments are not part of them. The
// smallest form that is exact comes first: a list without names cannot be changed in part by a partial
// object, so its elements are changed by steps.
func Patches(before, edited []byte) ([]Patch, error) {
	old, err := read(lf(before))
	if err != nil {
		return nil, err
	}
	theirs, err := read(lf(edited))
	if err != nil {
		return nil, err
	}
	was := map[string]*yaml.Node{}
	for _, d := range old {
		was[d.id] = d.root
	}
	var all []Patch
	for _, d := range theirs {
		b := was[d.id]
		delete(was, d.id)
		if same(b, d.root) {
			continue
		}
		p, err := patch(b, d.root)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	for _, d := range old {
		if was[d.id] == nil {
			continue
		}
		p := nameOf(d.root)
		p.Form = Strategic
		gone := partial(d.root)
		gone.Content = append([]*yaml.Node{word("$patch"), word("delete")}, gone.Content...)
		if p.Text, err = printValue(gone); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

func patch(before, edited *yaml.Node) (Patch, error) {
	p := nameOf(edited)
	var value *yaml.Node
	p.Form, value = Whole, edited
	if before != nil {
		rest, ok := strategic(before, edited, "", p.isBuiltIn())
		if ok {
			p.Form = Strategic
			value, ok = joined(partial(before), rest)
		}
		if !ok {
			p.Form, value = JSON6902, steps(before, edited)
		}
	}
	text, err := printValue(value)
	p.Text = text
	return p, err
}

func nameOf(root *yaml.Node) Patch {
	text := func(n *yaml.Node) string {
		if n == nil {
			return ""
		}
		return n.Value
	}
	meta := field(root, "metadata")
	p := Patch{Kind: text(field(root, "kind")), Name: text(field(meta, "name")), Namespace: text(field(meta, "namespace"))}
	group, version, found := strings.Cut(text(field(root, "apiVersion")), "/")
	if found {
		p.Group, p.Version = group, version
	} else {
		p.Version = group
	}
	return p
}

// isBuiltIn is true for kinds whose lists kustomize knows by name; those of others it replaces.
func (p *Patch) isBuiltIn() bool {
	return !strings.Contains(p.Group, ".") || strings.HasSuffix(p.Group, ".k8s.io")
}

// partial is an object that only says which one it is.
func partial(root *yaml.Node) *yaml.Node {
	out := mapping()
	for _, key := range []string{"apiVersion", "kind"} {
		if v := field(root, key); v != nil {
			out.Content = append(out.Content, word(key), bareCopy(v))
		}
	}
	meta := mapping()
	for _, key := range []string{"name", "namespace"} {
		if v := field(field(root, "metadata"), key); v != nil {
			meta.Content = append(meta.Content, word(key), bareCopy(v))
		}
	}
	out.Content = append(out.Content, word("metadata"), meta)
	return out
}

func mapping(content ...*yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: content}
}

func word(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
}

func printValue(n *yaml.Node) (string, error) {
	return encode([]document{{node: &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{n}}}})
}

package edit

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Error says why a text cannot be read as objects, and on which line; line 0 is the text as a whole.
type Error struct {
	Line    int
	Message string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Message)
}

// document is one object of a file.
type document struct {
	id   string
	root *yaml.Node
	// node is the whole document, with the comments before and behind the object.
	node *yaml.Node
}

// read takes a text apart. What a merge could not keep as it is meant is refused.
func read(text string) ([]document, error) {
	decoder := yaml.NewDecoder(strings.NewReader(text))
	var all []document
	seen := map[string]bool{}
	for {
		var n yaml.Node
		err := decoder.Decode(&n)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, notYAML(err)
		}
		root := n.Content[0]
		if root.Kind == yaml.ScalarNode && root.ShortTag() == "!!null" {
			continue // nothing between two separators
		}
		if root.Kind != yaml.MappingNode {
			return nil, &Error{root.Line, "no object, but a " + kindWord(root)}
		}
		if err := refuse(root); err != nil {
			return nil, err
		}
		d := document{identity(root), root, &n}
		if seen[d.id] {
			return nil, &Error{root.Line, "there are two of " + d.id}
		}
		seen[d.id] = true
		all = append(all, d)
	}
}

// notYAML moves the line to where all errors have it.
func notYAML(err error) error {
	e := &Error{Message: strings.TrimPrefix(err.Error(), "yaml: ")}
	if n, _ := fmt.Sscanf(e.Message, "line %d: ", &e.Line); n == 1 {
		_, e.Message, _ = strings.Cut(e.Message, ": ")
	}
	e.Message = "not YAML: " + e.Message
	return e
}

// refuse finds what has more than one meaning, or loses it when a part is moved.
func refuse(n *yaml.Node) error {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return &Error{n.Line, "an anchor or an alias, which cannot be merged: write the value in both places"}
	case n.Kind == yaml.MappingNode:
		seen := map[string]bool{}
		for i := 0; i < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind != yaml.ScalarNode || key.ShortTag() == "!!merge" {
				return &Error{key.Line, "a key that is no word"}
			}
			if seen[key.Value] {
				return &Error{key.Line, fmt.Sprintf("the key %q is there twice", key.Value)}
			}
			seen[key.Value] = true
		}
	}
	for _, c := range n.Content {
		if err := refuse(c); err != nil {
			return err
		}
	}
	return nil
}

// identity names an object as Kubernetes does: Deployment shop/api.
func identity(root *yaml.Node) string {
	text := func(n *yaml.Node) string {
		if n == nil {
			return ""
		}
		return n.Value
	}
	meta := field(root, "metadata")
	name := text(field(meta, "name"))
	if namespace := text(field(meta, "namespace")); namespace != "" {
		name = namespace + "/" + name
	}
	group, _, found := strings.Cut(text(field(root, "apiVersion")), "/")
	kind := text(field(root, "kind"))
	if found {
		kind += "." + group
	}
	return strings.TrimSpace(kind + " " + name)
}

// field is the value of a key, nil when there is none.
func field(n *yaml.Node, key string) *yaml.Node {
	if i := keyIndex(n, key); i >= 0 {
		return n.Content[i+1]
	}
	return nil
}

func keyIndex(n *yaml.Node, key string) int {
	if n == nil || n.Kind != yaml.MappingNode {
		return -1
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return i
		}
	}
	return -1
}

func kindWord(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "list"
	case yaml.MappingNode:
		return "mapping"
	}
	return "single value"
}

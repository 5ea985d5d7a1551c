package main

import (
	"bytes"
	"os"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/harden-gen/harden-gen/internal/controls"
)

// lines finds where findings stand; each file is read once.
type lines struct {
	s     streams
	files map[string][]*yaml.Node
}

func (s streams) newLines() *lines { return &lines{s, map[string][]*yaml.Node{}} }

// of is the line of the finding's field, or of what is nearest to it; 1 where nothing is known.
func (l *lines) of(f *foundIn) int {
	if f.Line > 0 {
		return f.Line
	}
	document := documentOf(l.read(f.File), &f.Object)
	if document == nil {
		return 1
	}
	at := document
	for _, step := range controls.SplitPath(f.Field) {
		next := child(at, step)
		if next == nil {
			break
		}
		at = next
	}
	return at.Line
}

// documentOf is that of an object, which a kustomization may have given a longer name, or a namespace another one.
func documentOf(documents []*yaml.Node, object *controls.Ref) *yaml.Node {
	var renamed *yaml.Node
	for _, document := range documents {
		name := value(child(child(document, "metadata"), "name"))
		switch {
		case value(child(document, "kind")) != object.Kind:
		case name == object.Name:
			return document
		case renamed == nil && (object.Kind == "Namespace" || name != "" && strings.Contains(object.Name, name)):
			renamed = document
		}
	}
	return renamed
}

func (l *lines) read(file string) []*yaml.Node {
	if documents, ok := l.files[file]; ok {
		return documents
	}
	l.files[file] = nil
	data, err := os.ReadFile(l.s.resolve(file))
	if err != nil {
		return nil // stdin, or what a generator made
	}
	l.files[file] = yamlDocuments(data)
	return l.files[file]
}

func (s streams) readText(file string) []byte {
	data, err := os.ReadFile(s.resolve(file))
	if err != nil {
		return nil // whoever reads it says why
	}
	return data
}

// yamlDocuments are the documents of a text as far as it can be read.
func yamlDocuments(data []byte) (all []*yaml.Node) {
	for d := yaml.NewDecoder(bytes.NewReader(data)); ; {
		var n yaml.Node
		if d.Decode(&n) != nil {
			return all
		}
		if len(n.Content) == 1 {
			all = append(all, n.Content[0])
		}
	}
}

// child is the value of a key, at the key's own line, or an element such as [0].
func child(n *yaml.Node, step string) *yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind == yaml.SequenceNode && len(step) > 2 {
		if i, err := strconv.Atoi(step[1 : len(step)-1]); err == nil && i < len(n.Content) {
			return n.Content[i]
		}
	}
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == step {
			found := *n.Content[i+1]
			found.Line = n.Content[i].Line
			return &found
		}
	}
	return nil
}

func value(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	return n.Value
}

// nearestLine is the line below n that lies furthest along a path, and how far that is. Of a JSON 6902
// patch it is that of an operation, by its pointer.
func nearestLine(n *yaml.Node, steps []string) (line, depth int) {
	if n.Kind == yaml.SequenceNode && len(n.Content) > 0 && value(child(n.Content[0], "op")) != "" {
		return nearestOperation(n, indexFree(steps))
	}
	return nearestKey(n, indexFree(steps))
}

func nearestOperation(n *yaml.Node, steps []string) (line, depth int) {
	line, depth = n.Line, -1
	for _, op := range n.Content {
		at := child(op, "path")
		if at == nil || value(child(op, "op")) == "test" {
			continue
		}
		pointer := strings.Split(strings.TrimPrefix(at.Value, "/"), "/")
		pointer = slices.DeleteFunc(pointer, func(s string) bool { return strings.Trim(s, "0123456789-") == "" })
		d := 0
		for d < len(pointer) && d < len(steps) && strings.NewReplacer("~1", "/", "~0", "~").Replace(pointer[d]) == steps[d] {
			d++
		}
		if d > depth {
			line, depth = op.Line, d
			if below := child(op, "value"); below != nil && d == len(pointer) {
				if l, more := nearestKey(below, steps[d:]); more > 0 {
					line, depth = l, d+more
				}
			}
		}
	}
	return line, depth
}

// directs is true for what says how it is merged, itself or for the list that it is in.
func directs(n *yaml.Node) bool {
	return child(n, "$patch") != nil || n.Kind == yaml.SequenceNode && slices.ContainsFunc(n.Content, directs)
}

func nearestKey(n *yaml.Node, steps []string) (line, depth int) {
	line = n.Line
	if n.Kind == yaml.SequenceNode {
		for i, e := range n.Content {
			if l, d := nearestKey(e, steps); i == 0 || d > depth {
				line, depth = l, d
			}
		}
		return line, depth
	}
	if gone := child(n, "$patch"); gone != nil {
		line = gone.Line
	}
	if len(steps) == 0 {
		return line, 0
	}
	next := child(n, steps[0])
	if next == nil {
		return line, 0
	}
	l, d := nearestKey(next, steps[1:])
	if d == 0 && !directs(next) {
		l = next.Line
	}
	return l, d + 1
}

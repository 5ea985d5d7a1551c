package main

import (
	"bytes"
	"os"
	"strconv"

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
func (l *lines) of(f *controls.Finding) int {
	for _, document := range l.read(f.File) {
		meta := child(document, "metadata")
		if value(child(document, "kind")) != f.Object.Kind || value(child(meta, "name")) != f.Object.Name {
			continue
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
	return 1
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
	for d := yaml.NewDecoder(bytes.NewReader(data)); ; {
		var n yaml.Node
		if d.Decode(&n) != nil {
			return l.files[file]
		}
		if len(n.Content) == 1 {
			l.files[file] = append(l.files[file], n.Content[0])
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

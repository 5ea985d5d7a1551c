package edit

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Same is true when two texts hold the same objects with the same values, whatever the order of objects,
// of keys and of named elements of lists.
func Same(a, b []byte) (bool, error) {
	first, err := values(a)
	if err != nil {
		return false, err
	}
	second, err := values(b)
	return slices.Equal(first, second), err
}

func values(text []byte) ([]string, error) {
	all, err := read(lf(text))
	if err != nil {
		return nil, err
	}
	lines := make([]string, len(all))
	for i, d := range all {
		sortNamed(d.root)
		lines[i] = canonical(d.root)
	}
	slices.Sort(lines)
	return lines, nil
}

func sortNamed(n *yaml.Node) {
	if n.Kind == yaml.SequenceNode {
		if by := keysOf(n); by != nil {
			slices.SortFunc(n.Content, func(a, b *yaml.Node) int { return strings.Compare(elementKey(by, a), elementKey(by, b)) })
		}
	}
	for _, c := range n.Content {
		sortNamed(c)
	}
}

package edit

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"go.yaml.in/yaml/v3"
)

// steps is a JSON patch (RFC 6902) that makes edited of before.
func steps(before, edited *yaml.Node) *yaml.Node {
	s := &stepper{list: &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}}
	s.value("", before, edited, false)
	return s.list
}

type stepper struct{ list *yaml.Node }

func (s *stepper) add(op, path string, value *yaml.Node) {
	step := mapping(word("op"), word(op), word("path"), word(path))
	if value != nil {
		step.Content = append(step.Content, word("value"), bareCopy(value))
	}
	s.list.Content = append(s.list.Content, step)
}

// value changes one value. What lies inside of a list is tested first: another element may have come to
// stand in its place.
func (s *stepper) value(path string, before, edited *yaml.Node, counted bool) {
	switch {
	case same(before, edited):
	case before.Kind == yaml.MappingNode && edited.Kind == yaml.MappingNode:
		for _, key := range interleave(keys(edited), keys(before)) {
			at := path + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
			b, t := field(before, key), field(edited, key)
			switch {
			case t == nil:
				s.test(at, b, counted)
				s.add("remove", at, nil)
			case b == nil:
				s.add("add", at, t)
			default:
				s.value(at, b, t, counted)
			}
		}
	case before.Kind == yaml.SequenceNode && edited.Kind == yaml.SequenceNode:
		s.elements(path, before, edited)
	default:
		s.test(path, before, counted)
		s.add("replace", path, edited)
	}
}

func (s *stepper) test(path string, value *yaml.Node, counted bool) {
	if counted {
		s.add("test", path, value)
	}
}

// elements changes a list from its end, so that the numbers of what is still to be changed hold.
func (s *stepper) elements(path string, before, edited *yaml.Node) {
	lines := func(list *yaml.Node) string {
		var b strings.Builder
		for _, e := range list.Content {
			b.WriteString(canonical(e) + "\n")
		}
		return b.String()
	}
	old := lines(before)
	find := map[string]*yaml.Node{}
	for _, e := range edited.Content {
		find[canonical(e)] = e
	}
	edits := udiff.Lines(old, lines(edited))
	for _, e := range slices.Backward(edits) {
		first, end := strings.Count(old[:e.Start], "\n"), strings.Count(old[:e.End], "\n")
		gone := before.Content[first:end]
		var come []*yaml.Node
		for line := range strings.Lines(e.New) {
			come = append(come, find[strings.TrimSuffix(line, "\n")])
		}
		for len(gone) > len(come) {
			at := path + "/" + strconv.Itoa(first+len(gone)-1)
			s.add("test", at, gone[len(gone)-1])
			s.add("remove", at, nil)
			gone = gone[:len(gone)-1]
		}
		for j := range gone {
			s.value(path+"/"+strconv.Itoa(first+j), gone[j], come[j], true)
		}
		for j := len(gone); j < len(come); j++ {
			if end == len(before.Content) {
				s.add("add", path+"/-", come[j])
			} else {
				s.add("add", path+"/"+strconv.Itoa(first+j), come[j])
			}
		}
	}
}

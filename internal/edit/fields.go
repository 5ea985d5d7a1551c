package edit

import "go.yaml.in/yaml/v3"

// Field is one value that two texts have differently.
type Field struct{ Object, Path, Before, After string }

// Fields are the values that differ, in the order of the second text; comments are no values.
func Fields(before, after []byte) ([]Field, error) {
	old, err := read(lf(before))
	if err != nil {
		return nil, err
	}
	now, err := read(lf(after))
	if err != nil {
		return nil, err
	}
	was, is := map[string]*yaml.Node{}, map[string]*yaml.Node{}
	var first, second []string
	for _, d := range old {
		was[d.id] = d.root
		first = append(first, d.id)
	}
	for _, d := range now {
		is[d.id] = d.root
		second = append(second, d.id)
	}
	var all []Field
	for _, id := range interleave(second, first) {
		all = appendFields(all, id, "", was[id], is[id])
	}
	return all, nil
}

func appendFields(all []Field, id, path string, b, t *yaml.Node) []Field {
	switch {
	case same(b, t):
		return all
	case b != nil && t != nil && b.Kind == yaml.MappingNode && t.Kind == yaml.MappingNode:
		for _, key := range interleave(keys(t), keys(b)) {
			all = appendFields(all, id, join(path, key), field(b, key), field(t, key))
		}
		return all
	case b != nil && t != nil && b.Kind == yaml.SequenceNode && t.Kind == yaml.SequenceNode:
		if by := keysOf(b, t); by != nil {
			for _, name := range interleave(names(by, t), names(by, b)) {
				all = appendFields(all, id, path+"["+name+"]", element(b, by, name), element(t, by, name))
			}
			return all
		}
	}
	return append(all, Field{id, path, short(b), short(t)})
}

func names(by []string, list *yaml.Node) (all []string) {
	for _, e := range list.Content {
		all = append(all, elementKey(by, e))
	}
	return all
}

package edit

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// identifying are the fields by which Kubernetes tells the elements of its lists apart, the first that
// fits decides. Of each row the first field must be there.
func identifying() [][]string {
	return [][]string{
		{"name"}, {"mountPath"}, {"containerPort", "protocol"}, {"port", "protocol"}, {"secretKey"}, {"key"}, {"topologyKey"}, {"ip"},
	}
}

// keysOf is the row that tells the elements of each of the lists apart, nil when none does.
func keysOf(lists ...*yaml.Node) []string {
	for _, keys := range identifying() {
		if fits := func(list *yaml.Node) bool { return list == nil || tells(keys, list) }; !slices.ContainsFunc(lists, func(l *yaml.Node) bool { return !fits(l) }) {
			return keys
		}
	}
	return nil
}

func tells(keys []string, list *yaml.Node) bool {
	seen := map[string]bool{}
	for _, e := range list.Content {
		key := elementKey(keys, e)
		if key == "" || seen[key] {
			return false
		}
		seen[key] = true
	}
	return true
}

// elementKey is what an element is known by, such as name=api, empty when it lacks the field.
func elementKey(keys []string, e *yaml.Node) string {
	text := ""
	for i, key := range keys {
		v := field(e, key)
		switch {
		case v != nil && v.Kind == yaml.ScalarNode && v.Value != "":
			if text != "" {
				text += ","
			}
			text += key + "=" + v.Value
		case i == 0:
			return ""
		}
	}
	return text
}

// element is the element that is known by key, nil when there is none.
func element(list *yaml.Node, keys []string, key string) *yaml.Node {
	if list == nil {
		return nil
	}
	for _, e := range list.Content {
		if elementKey(keys, e) == key {
			return e
		}
	}
	return nil
}

package edit

import "go.yaml.in/yaml/v3"

// strategic is what a partial object has to say so that before becomes edited; false when it cannot.
func strategic(before, edited *yaml.Node, name string, builtIn bool) (*yaml.Node, bool) {
	switch {
	case before.Kind == yaml.MappingNode && edited.Kind == yaml.MappingNode:
		return strategicMapping(before, edited, builtIn)
	case before.Kind == yaml.SequenceNode && edited.Kind == yaml.SequenceNode:
		return strategicList(before, edited, name, builtIn)
	}
	return edited, before.Kind == edited.Kind && edited.ShortTag() != "!!null"
}

func strategicMapping(before, edited *yaml.Node, builtIn bool) (*yaml.Node, bool) {
	out := mapping()
	for _, key := range interleave(keys(edited), keys(before)) {
		b, t := field(before, key), field(edited, key)
		var value *yaml.Node
		switch {
		case same(b, t):
			continue
		case t == nil:
			value = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
		case b == nil:
			value = t
		default:
			var ok bool
			if value, ok = strategic(b, t, key, builtIn); !ok {
				return nil, false
			}
		}
		out.Content = append(out.Content, commentedKey(key, before, edited), value)
	}
	return out, true
}

// commentedKey is a key with the comment that somebody has put before it.
func commentedKey(key string, before, edited *yaml.Node) *yaml.Node {
	out := word(key)
	i, j := keyIndex(edited, key), keyIndex(before, key)
	if i >= 0 && (j < 0 || edited.Content[i].HeadComment != before.Content[j].HeadComment) {
		out.HeadComment = edited.Content[i].HeadComment
	}
	return out
}

// mergeKey is the field by which Kubernetes merges the lists of this name, empty for those that it replaces:
// patchMergeKey in k8s.io/api.
func mergeKey(name string, list *yaml.Node) string {
	switch name {
	case "containers", "initContainers", "volumes", "env", "imagePullSecrets":
		return "name"
	case "volumeMounts":
		return "mountPath"
	case "ports":
		if len(list.Content) > 0 && field(list.Content[0], "containerPort") != nil {
			return "containerPort"
		}
	case "hostAliases":
		return "ip"
	case "topologySpreadConstraints":
		return "topologyKey"
	}
	return ""
}

func strategicList(before, edited *yaml.Node, name string, builtIn bool) (*yaml.Node, bool) {
	by := []string{mergeKey(name, before)}
	if !builtIn || by[0] == "" || !tells(by, before) || !tells(by, edited) {
		return nil, false
	}
	out := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for _, t := range edited.Content {
		b := element(before, by, elementKey(by, t))
		if same(b, t) {
			continue
		}
		if b == nil {
			out.Content = append(out.Content, t)
			continue
		}
		value, ok := strategic(b, t, "", builtIn)
		if !ok {
			return nil, false
		}
		value.Content = append([]*yaml.Node{word(by[0]), bareCopy(field(t, by[0]))}, value.Content...)
		out.Content = append(out.Content, value)
	}
	for _, b := range before.Content {
		if element(edited, by, elementKey(by, b)) == nil {
			out.Content = append(out.Content, mapping(word("$patch"), word("delete"), word(by[0]), bareCopy(field(b, by[0]))))
		}
	}
	return out, true
}

// joined is a partial object that says which one it is, and what has to change; false when that is its name.
func joined(id, rest *yaml.Node) (*yaml.Node, bool) {
	for i := 0; i < len(rest.Content); i += 2 {
		key, value := rest.Content[i], rest.Content[i+1]
		at := field(id, key.Value)
		switch {
		case at == nil:
			id.Content = append(id.Content, key, value)
		case key.Value != "metadata":
			return nil, false
		default:
			at.Content = append(at.Content, value.Content...)
		}
	}
	return id, true
}

package controls

import (
	"slices"
	"strconv"
	"strings"
)

// Operation is one step of a JSON 6902 patch.
type Operation struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value,omitempty"`
}

// Merge is the smallest strategic merge patch that ends the finding, nil where none is known or where
// the field lies in a list whose elements have no name.
func (f *Finding) Merge() map[string]any {
	if f.patch == nil || f.object == nil {
		return nil
	}
	steps := SplitPath(f.patch.Path)
	if len(steps) == 0 || isIndex(steps[len(steps)-1]) {
		return nil
	}
	var value any // a key is removed by null
	if !f.patch.Remove {
		value = f.patch.Value
	}
	tree, ok := merged(f.object.Tree(), steps, value).(map[string]any)
	if !ok {
		return nil
	}
	tree["apiVersion"], tree["kind"] = f.object.APIVersion, f.object.Kind
	meta, _ := tree["metadata"].(map[string]any)
	if meta == nil {
		meta = map[string]any{}
		tree["metadata"] = meta
	}
	meta["name"] = f.object.Meta.Name
	if f.object.Meta.Namespace != "" {
		meta["namespace"] = f.object.Meta.Namespace
	}
	return tree
}

// merged is the part of a patch below node, or nil when an element on the way has no name.
func merged(node any, steps []string, value any) any {
	if len(steps) == 0 {
		return value
	}
	fields, _ := node.(map[string]any)
	key := steps[0]
	if len(steps) == 1 || !isIndex(steps[1]) {
		below := merged(fields[key], steps[1:], value)
		if below == nil && len(steps) > 1 {
			return nil
		}
		return map[string]any{key: below}
	}
	elements, _ := fields[key].([]any)
	i, err := strconv.Atoi(strings.Trim(steps[1], "[]"))
	if err != nil || i >= len(elements) || !slices.Contains([]string{"containers", "initContainers", "ephemeralContainers", "volumes", "env"}, key) {
		return nil
	}
	element, _ := elements[i].(map[string]any)
	below, _ := merged(element, steps[2:], value).(map[string]any)
	if below == nil || element["name"] == nil {
		return nil
	}
	below["name"] = element["name"]
	return map[string]any{key: []any{below}}
}

// Operations are the smallest JSON 6902 patch that ends the finding, nil where none is known.
func (f *Finding) Operations() []Operation {
	if f.patch == nil {
		return nil
	}
	var pointer strings.Builder
	for _, s := range SplitPath(f.patch.Path) {
		pointer.WriteByte('/')
		pointer.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(strings.Trim(s, "[]")))
	}
	if f.patch.Remove {
		return []Operation{{Op: "remove", Path: pointer.String()}}
	}
	return []Operation{{Op: "add", Path: pointer.String(), Value: f.patch.Value}}
}

func isIndex(step string) bool { return strings.HasPrefix(step, "[") }

// SplitPath reads a field's path step by step: a.b[0]["c.d"] as a, b, [0], c.d.
func SplitPath(path string) (steps []string) {
	for path != "" {
		switch {
		case strings.HasPrefix(path, `["`):
			key, rest, _ := strings.Cut(path[2:], `"]`)
			steps, path = append(steps, key), rest
		case path[0] == '[':
			end := strings.IndexByte(path, ']') + 1
			if end == 0 {
				end = len(path)
			}
			steps, path = append(steps, path[:end]), path[end:]
		case path[0] == '.':
			path = path[1:]
		default:
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			steps, path = append(steps, path[:end]), path[end:]
		}
	}
	return steps
}

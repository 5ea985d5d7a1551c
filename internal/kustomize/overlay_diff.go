package kustomize

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// patchStep is one step of a JSON 6902 patch.
type patchStep struct {
	Op      string `json:"op"`
	Path    string `json:"path"`
	Value   any    `json:"value,omitempty"`
	comment string
}

// differ collects the operations that turn one tree into another.
type differ struct {
	steps   []patchStep
	guarded map[string]bool
}

// guard is the name of the list entry that a path leads through: an operation tests it first, since an
// index alone says nothing to a reader, and something else once the list has changed.
type guard struct{ path, key, name string }

func (d *differ) append(op patchStep, g *guard) {
	if g != nil && !d.guarded[g.path] {
		if d.guarded == nil {
			d.guarded = map[string]bool{}
		}
		d.guarded[g.path] = true
		d.steps = append(d.steps, patchStep{Op: "test", Path: g.path + "/" + g.key, Value: g.name})
	}
	d.steps = append(d.steps, op)
}

func (d *differ) maps(at string, g *guard, from, to map[string]any) {
	for _, key := range slices.Sorted(maps.Keys(from)) {
		if _, ok := to[key]; !ok {
			d.append(patchStep{Op: "remove", Path: at + "/" + pointerKey(key)}, g)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(to)) {
		path := at + "/" + pointerKey(key)
		old, ok := from[key]
		if !ok {
			d.append(patchStep{Op: "add", Path: path, Value: to[key]}, g)
			continue
		}
		d.value(path, g, old, to[key])
	}
}

func (d *differ) value(path string, g *guard, from, to any) {
	if reflect.DeepEqual(from, to) {
		return
	}
	switch b := to.(type) {
	case map[string]any:
		if a, ok := from.(map[string]any); ok && len(a) > 0 && len(b) > 0 {
			d.maps(path, g, a, b)
			return
		}
	case []any:
		if a, ok := from.([]any); ok {
			d.lists(path, g, a, b)
			return
		}
	}
	d.append(patchStep{Op: "replace", Path: path, Value: to}, g)
}

// lists goes into lists whose entries have names; any other is replaced as a whole.
func (d *differ) lists(path string, g *guard, from, to []any) {
	key := entryKey(from, to)
	if key == "" || !d.entries(path, from, to, key) {
		d.append(patchStep{Op: "replace", Path: path, Value: to, comment: "the whole list"}, g)
	}
}

// entries removes, adds and changes entries one by one. It answers false where those that stay do not keep
// their order, or where it would say no less than the whole list.
func (d *differ) entries(path string, from, to []any, key string) bool {
	a, b := names(from, key), names(to, key)
	stay := slices.DeleteFunc(slices.Clone(a), func(n string) bool { return !slices.Contains(b, n) })
	if !slices.Equal(stay, slices.DeleteFunc(slices.Clone(b), func(n string) bool { return !slices.Contains(a, n) })) || len(stay) == 0 {
		return false
	}
	for i, n := range slices.Backward(a) {
		if !slices.Contains(b, n) {
			d.append(patchStep{Op: "remove", Path: path + "/" + strconv.Itoa(i)}, &guard{path + "/" + strconv.Itoa(i), key, n})
			delete(d.guarded, path+"/"+strconv.Itoa(i)) // another entry stands there from now on
		}
	}
	for i, n := range b {
		at := path + "/" + strconv.Itoa(i)
		was := slices.Index(a, n)
		if was < 0 {
			d.append(patchStep{Op: "add", Path: at, Value: to[i]}, nil)
			continue
		}
		d.maps(at, &guard{at, key, n}, from[was].(map[string]any), to[i].(map[string]any))
	}
	return true
}

// entryKey is the key whose value is another one in each entry of both lists, empty if there is none.
func entryKey(lists ...[]any) string {
	for _, key := range []string{"name", "mountPath", "secretKey"} {
		if !slices.ContainsFunc(lists, func(l []any) bool { return !isNamedBy(l, key) }) {
			return key
		}
	}
	return ""
}

func isNamedBy(list []any, key string) bool {
	all := names(list, key)
	slices.Sort(all)
	return !slices.Contains(all, "") && len(slices.Compact(all)) == len(list)
}

func names(list []any, key string) []string {
	all := make([]string, len(list))
	for i, e := range list {
		if m, ok := e.(map[string]any); ok {
			all[i], _ = m[key].(string)
		}
	}
	return all
}

func pointerKey(key string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}

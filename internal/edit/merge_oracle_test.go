package edit

import (
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
	"sigs.k8s.io/kustomize/kyaml/yaml/merge3"
)

// drawn is a Deployment as a tree, and what two people did to it: each takes other fields than the other.
type drawn struct{ before, edited, now map[string]any }

// hand is who may change a field.
type hand int

const (
	nobody hand = iota
	editor
	generator
)

// drawSides draws three versions of a mapping.
func drawSides(t *rapid.T, depth int) (before, edited, now map[string]any) {
	before, edited, now = map[string]any{}, map[string]any{}, map[string]any{}
	for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"alpha", "beta", "gamma", "delta", "epsilon"}), 1, 4, rapid.ID[string]).Draw(t, "keys") {
		kind := rapid.IntRange(0, 5).Draw(t, "kind")
		switch {
		case kind == 0 && depth > 0:
			b, e, n := drawSides(t, depth-1)
			before[key], edited[key], now[key] = b, e, n
		case kind == 1 && depth > 0:
			b, e, n := drawNamed(t, depth-1)
			if len(b) > 0 {
				before[key], edited[key], now[key] = b, e, n
			}
		default:
			old := rapid.SampledFrom([]string{"one", "two", "256Mi", "yes", "0644", "a: b", "# c", ""}).Draw(t, "value")
			before[key], edited[key], now[key] = old, old, old
			side := map[hand]map[string]any{editor: edited, generator: now}[rapid.SampledFrom([]hand{nobody, editor, generator}).Draw(t, "hand")]
			if side == nil {
				continue
			}
			if rapid.Bool().Draw(t, "remove") {
				delete(side, key)
			} else {
				side[key] = "changed to " + rapid.SampledFrom([]string{"three", "4", "no"}).Draw(t, "new")
			}
		}
	}
	return before, edited, now
}

// drawNamed draws three versions of a list of named objects.
func drawNamed(t *rapid.T, depth int) (before, edited, now []any) {
	for _, name := range []string{"a", "b", "c", "d"} {
		fate := rapid.IntRange(0, 4).Draw(t, "element")
		below := depth
		if fate == 2 || fate == 3 {
			below = 0 // of a removed element merge3 keeps the name and the empty mappings
		}
		b, e, n := drawSides(t, below)
		for _, m := range []map[string]any{b, e, n} {
			m["name"] = name
		}
		switch fate {
		case 0:
			edited = append(edited, b)
		case 1:
			now = append(now, b)
		case 2:
			before, edited = append(before, b), append(edited, b)
		case 3:
			before, now = append(before, b), append(now, b)
		default:
			before, edited, now = append(before, b), append(edited, e), append(now, n)
		}
	}
	if len(before) == 0 || len(edited) == 0 || len(now) == 0 {
		return nil, nil, nil // a list of which one side has nothing is another case
	}
	return before, edited, now
}

func drawTrees(t *rapid.T) drawn {
	b, e, n := drawSides(t, 4)
	for _, m := range []map[string]any{b, e, n} {
		m["kind"] = "Drawn"
	}
	return drawn{b, e, n}
}

// TestMergeLikeMerge3 holds the merge to kyaml's, where edits do not touch each other: then it has no conflicts to hide.
func TestMergeLikeMerge3(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawTrees(t)
		got, conflicts, err := Merge(text(t, d.before), text(t, d.edited), text(t, d.now))
		if err != nil || len(conflicts) > 0 {
			t.Fatal(err, conflicts)
		}
		want, err := merge3.MergeStrings(string(text(t, d.edited)), string(text(t, d.before)), string(text(t, d.now)), true)
		if err != nil {
			t.Skip("merge3 cannot:", err)
		}
		if g, w := sorted(t, string(got)), sorted(t, want); g != w {
			t.Fatalf("before\n%s\nedited\n%s\nnow\n%s\nmerged\n%s\nmerge3\n%s", text(t, d.before), text(t, d.edited), text(t, d.now), got, want)
		}
	})
}

// TestMergeLaws: who changes nothing loses nothing, and what both do is done.
func TestMergeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawTrees(t)
		before, edited, now := text(t, d.before), text(t, d.edited), text(t, d.now)
		for _, c := range []struct{ before, edited, now, want []byte }{
			{before, edited, before, edited}, {before, before, now, now}, {before, edited, edited, edited},
		} {
			got, conflicts, err := Merge(c.before, c.edited, c.now)
			if err != nil || len(conflicts) > 0 || string(got) != string(c.want) {
				t.Fatalf("%v %v\n%s", err, conflicts, Unified("want", "got", c.want, got))
			}
		}
	})
}

func text(t *rapid.T, tree any) []byte {
	data, err := yaml.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// sorted is the value, with lists of named objects by name.
func sorted(t *rapid.T, data string) string {
	all, err := read(data)
	if err != nil {
		t.Fatal(err)
	}
	byName(all[0].root)
	return canonical(all[0].root)
}

// byName sorts lists of named objects: kustomize puts new ones elsewhere.
func byName(n *yaml.Node) {
	if n.Kind == yaml.SequenceNode && tells([]string{"name"}, n) {
		slices.SortFunc(n.Content, func(a, b *yaml.Node) int {
			return strings.Compare(elementKey([]string{"name"}, a), elementKey([]string{"name"}, b))
		})
	}
	for _, c := range n.Content {
		byName(c)
	}
}

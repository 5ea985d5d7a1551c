package golden

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/edit"
	"github.com/harden-gen/harden-gen/internal/kustomize"
)

// TestEditsSurvive: whatever the spec becomes, an edit that is nowhere near what changes stays, with its comment, and
// everything else is what is generated.
func TestEditsSurvive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := drawSubject(t), drawSubject(t)
		for _, f := range after.tree {
			i := slices.IndexFunc(before.tree, func(b kustomize.File) bool { return b.Path == f.Path })
			if i < 0 || strings.HasSuffix(f.Path, "/kustomization.yaml") {
				continue
			}
			old := kustomize.Body(before.tree[i].Content(new([]byte)))
			now := kustomize.Body(f.Content(new([]byte)))
			if !slices.Equal(names(old), names(now)) {
				continue // an object came or went
			}
			edited, want := annotated(old), annotated(now)
			got, conflicts, err := edit.Merge(old, edited, now)
			if err != nil {
				t.Fatalf("%s: %v", f.Path, err)
			}
			if len(conflicts) > 0 {
				t.Fatalf("%s: %+v", f.Path, conflicts)
			}
			if same, err := edit.Same(got, want); err != nil || !same || bytes.Count(got, []byte(word)) != bytes.Count(want, []byte(word)) {
				t.Fatalf("%s: %v\n%s", f.Path, err, edit.Unified("what is generated, with the edit", "merged", want, got))
			}
		}
	})
}

// names are the lines of a file that name its objects.
func names(file []byte) (lines []string) {
	for line := range strings.Lines(string(file)) {
		for _, start := range []string{"kind: ", "  name: ", "  namespace: "} {
			if strings.HasPrefix(line, start) {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

const word = " # by hand"

// annotated puts an annotation that nobody generates on each object.
func annotated(file []byte) []byte {
	return bytes.ReplaceAll(file, []byte("\nmetadata:\n"), []byte("\nmetadata:\n  generateName: mine"+word+"\n"))
}

// TestMeaningOfNothing: nothing changes from a base to itself, and what opens one way closes the other way.
func TestMeaningOfNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := setOf(t, drawSubject(t)), setOf(t, drawSubject(t))
		if changes := meaning(t, a, a); len(changes) > 0 {
			t.Fatalf("from a base to itself: %v", changes)
		}
		closed := func(changes []controls.Change) (lines []string) {
			for _, c := range changes {
				if who, what, ok := strings.Cut(c.Text, " may no longer "); ok {
					lines = append(lines, who+" "+what)
				}
			}
			return lines
		}
		opened := map[string]bool{}
		for _, c := range meaning(t, b, a) {
			if who, what, ok := strings.Cut(c.Text, " may now "); ok {
				opened[who+" "+what] = true
			}
		}
		for _, line := range closed(meaning(t, a, b)) {
			if !opened[line] {
				t.Fatalf("closes and does not open the other way: %s\n%v", line, opened)
			}
		}
	})
}

func meaning(t *rapid.T, before, after *controls.Set) []controls.Change {
	changes, err := controls.Changes(before, after, nil)
	if err != nil {
		t.Fatal(err)
	}
	return changes
}

func drawSubject(t *rapid.T) *subject {
	app, beside := drawSpec(t)
	return examine(t, "harden.yaml", kustomize.AppendYAML(nil, app, nil), beside)
}

func setOf(t *rapid.T, s *subject) *controls.Set {
	var documents []controls.Document
	for _, d := range s.documents {
		if d.object != nil {
			documents = append(documents, controls.Document{JSON: d.json})
		}
	}
	set, err := controls.NewSet(documents)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

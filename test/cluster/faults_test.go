package cluster

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A fault is put into a sound tree; one check must find it, and no other.
type fault struct {
	name  string
	check string
	says  []string // what the failure must name
	put   func(tree)
}

// TestFaults shows that each check can fail.
func TestFaults(t *testing.T) {
	c := theCluster(t)
	for _, f := range append(faults, fault{name: "none", put: func(tree) {}}) {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			s := faulty(t, c, f)
			c.tally.faults.Add(1)
			defer cleanUp(c, s)
			found := failing(t.Context(), c, s)
			var want []string
			if f.check != "" {
				want = []string{f.check}
			}
			if got := slices.Sorted(maps.Keys(found)); !slices.Equal(got, want) {
				t.Fatalf("found by %q, not by %q:\n%v", got, want, found)
			}
			said := strings.Join(found[f.check], "\n")
			for _, word := range f.says {
				if !strings.Contains(said, word) {
					t.Errorf("the failure does not name %q:\n%s", word, said)
				}
			}
		})
	}
}

// TestEveryCheckHasAFault keeps the list of faults complete.
func TestEveryCheckHasAFault(t *testing.T) {
	for _, k := range checks {
		if !slices.ContainsFunc(faults, func(f fault) bool { return f.check == k.name }) {
			t.Errorf("no fault shows that %s can fail", k.name)
		}
	}
}

// failing are the checks that find something, with what they say.
func failing(ctx context.Context, c *cluster, s *subject) map[string][]string {
	found := map[string][]string{}
	for _, k := range checks {
		if problems := k.within(ctx, c, s); len(problems) > 0 {
			found[k.name] = problems
			if k.gate {
				break
			}
		}
	}
	return found
}

// faulty generates a tree whose namespace is the fault's name, and puts the fault into it.
func faulty(t *testing.T, c *cluster, f fault) *subject {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "faults.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp(filepath.Join(c.dir, "trees"), "")
	if err != nil {
		t.Fatal(err)
	}
	name := "fault-" + strings.ReplaceAll(f.name, " ", "-")
	spec := filepath.Join(dir, specName)
	if err := os.WriteFile(spec, []byte(strings.ReplaceAll(string(text), "NAME", name)), 0o644); err != nil {
		t.Fatal(err)
	}
	where := targets(t, name, spec)[0]
	f.put(tree{t, where.dir})
	s, err := examine(t.Context(), c, where)
	if err != nil {
		t.Fatal(err)
	}
	if s.patience = time.Minute; f.check == "pods" || f.check == "delete" {
		s.patience = 10 * time.Second // nothing will come
	}
	return s
}

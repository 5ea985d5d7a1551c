package node

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// A fault is a sound tree without one field, as if the generator had forgotten it.
type fault struct {
	object string   // kind and name
	field  string   // what is taken out, or several such; [NAME] picks from a list
	check  string   // what must fail
	also   []string // what fails along with it
	says   string   // what the failure must name
}

// faultPatience and faultReaction are shorter than for a sound tree: what never comes is one way to fail.
const (
	faultPatience = 2 * time.Minute
	faultReaction = 40 * time.Second
)

// TestFaults shows that each check can fail, and for what.
func TestFaults(t *testing.T) {
	t.Parallel()
	skipOthers(t)
	n := theNode(t)
	const spec = "testdata/faults.yaml"
	dir := tree(t, n, spec)
	t.Run("none", func(t *testing.T) {
		t.Parallel()
		for name, problems := range n.judgeFault(t, spec, dir, nil) {
			t.Errorf("%s fails on a sound tree: %q", name, problems)
		}
	})
	for _, f := range faults {
		t.Run(f.name(), func(t *testing.T) {
			t.Parallel()
			n.tally.faults.Add(1)
			found := n.judgeFault(t, spec, dir, &f)
			f.expect(t, found[f.check])
			for name, problems := range found {
				if name != f.check && !slices.Contains(f.also, name) {
					t.Errorf("%s fails, too: %q", name, problems)
				}
			}
		})
	}
}

// TestFaultsInLife is the same for what takes its time.
func TestFaultsInLife(t *testing.T) {
	t.Parallel()
	skipOthers(t)
	n := theNode(t)
	dir := tree(t, n, lifeSpec)
	for _, f := range faultsInLife {
		k := trials[slices.IndexFunc(trials, func(k trial) bool { return k.name == f.check })]
		t.Run(strings.ReplaceAll(k.name, "/", " ")+"/"+f.name(), func(t *testing.T) {
			t.Parallel()
			n.tally.faults.Add(1)
			s := k.subject(t, n, dir, "life-fault")
			defer s.remove(n)
			s.patience, s.reaction = faultPatience, faultReaction
			f.put(t, s)
			f.expect(t, k.problems(t, n, s))
		})
	}
}

func (f fault) name() string {
	return strings.ReplaceAll(f.object, " ", "-") + " " + f.field[strings.LastIndex(strings.TrimSuffix(f.field, "]"), ".")+1:]
}

// expect demands a failure that names what is wrong.
func (f fault) expect(t *testing.T, problems []string) {
	t.Helper()
	switch {
	case len(problems) == 0:
		t.Errorf("without %s %s nothing fails in %q", f.object, f.field, f.check)
	case !strings.Contains(strings.Join(problems, "\n"), f.says):
		t.Errorf("without %s %s %q does not say %q, but %q", f.object, f.field, f.check, f.says, problems)
	}
}

// judgeFault is every check that fails, and what it says.
func (n *node) judgeFault(t *testing.T, spec, dir string, f *fault) map[string][]string {
	t.Helper()
	s, err := n.examine(t.Context(), "fault", spec, dir)
	if err != nil {
		t.Fatal(err)
	}
	s.move(n.fresh("fault"))
	s.patience, s.reaction = faultPatience, faultReaction
	defer s.remove(n)
	if f != nil {
		f.put(t, s)
	}
	if err := s.fit(t.Context(), n, 1); err != nil {
		t.Fatal(err)
	}
	n.tally.pods.Add(1)
	ready := check{"ready", comesUp}
	if f != nil && f.check == ready.name {
		ready.run = f.staysDown
	}
	found := map[string][]string{}
	for _, each := range append([]check{ready}, checks...) {
		if problems := each.within(t.Context(), n, s); len(problems) > 0 {
			found[each.name] = problems
			if each.name == "ready" {
				break
			}
		}
	}
	return found
}

// staysDown waits for what the failure must name: on a busy node the kubelet comes late to a pod that cannot start.
func (f *fault) staysDown(ctx context.Context, n *node, s *subject) (problems []string) {
	if err := s.apply(ctx, n); err != nil {
		return failure("%v", err)
	}
	eventually(ctx, s.patience, func() []string {
		problems = s.missing(ctx, n)
		if strings.Contains(strings.Join(problems, "\n"), f.says) {
			return nil
		}
		return problems
	})
	return problems
}

// put takes the field out; what is not there cannot be forgotten.
func (f fault) put(t *testing.T, s *subject) {
	t.Helper()
	kind, name, _ := strings.Cut(f.object, " ")
	i := slices.IndexFunc(s.objects, func(o *unstructured.Unstructured) bool { return o.GetKind() == kind && o.GetName() == name })
	if i < 0 {
		t.Fatalf("there is no %s", f.object)
	}
	if f.field == "" {
		s.objects = slices.Delete(s.objects, i, i+1)
		return
	}
	for field := range strings.FieldsSeq(f.field) {
		changed, ok := without(s.objects[i].Object, keysOf(field))
		if !ok {
			t.Fatalf("%s has no %s", f.object, field)
		}
		s.objects[i].Object = changed.(map[string]any)
	}
}

func keysOf(field string) (keys []string) {
	for key := range strings.SplitSeq(field, ".") {
		list, rest, picked := strings.Cut(key, "[")
		keys = append(keys, list)
		if picked {
			keys = append(keys, "["+strings.TrimSuffix(rest, "]"))
		}
	}
	return keys
}

// without is a value with something inside taken out. A list that is not picked from is entered by
// its first element.
func without(v any, keys []string) (any, bool) {
	switch v := v.(type) {
	case map[string]any:
		inner, found := v[keys[0]]
		if !found {
			return v, false
		}
		if len(keys) == 1 {
			delete(v, keys[0])
			return v, true
		}
		changed, ok := without(inner, keys[1:])
		v[keys[0]] = changed
		return v, ok
	case []any:
		i := 0
		if name, picked := strings.CutPrefix(keys[0], "["); picked {
			i = slices.IndexFunc(v, func(e any) bool { return e.(map[string]any)["name"] == name })
			keys = keys[1:]
		}
		if i < 0 || len(v) == 0 {
			return v, false
		}
		if len(keys) == 0 {
			return slices.Delete(v, i, i+1), true
		}
		changed, ok := without(v[i], keys)
		v[i] = changed
		return v, ok
	}
	return v, false
}

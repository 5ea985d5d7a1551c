package node

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// casesVariable names a folder of other cases than the goldens.
const casesVariable = "CASES"

const specName = "harden.yaml"

// TestCases lets every workload of every case run, and holds what it sees to the spec.
func TestCases(t *testing.T) {
	t.Parallel()
	n := theNode(t)
	all := specs(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := tree(t, n, all[name])
			s, err := n.examine(t.Context(), name, all[name], dir)
			if err != nil {
				t.Fatal(err)
			}
			defer n.names.lock(s.namespace)()
			defer s.await(n)
			defer s.remove(n)
			if err := s.fit(t.Context(), n, 1); err != nil {
				t.Fatal(err)
			}
			n.tally.pods.Add(int64(len(s.app.Workloads)))
			for _, each := range append([]check{{"ready", comesUp}}, checks...) {
				ok := t.Run(each.name, func(t *testing.T) {
					for _, problem := range each.within(t.Context(), n, s) {
						t.Error(problem)
					}
				})
				if !ok && each.name == "ready" {
					t.Log("the other checks did not run")
					return
				}
			}
		})
	}
}

// others is whether somebody else's cases are to be judged.
func others() bool { return os.Getenv(casesVariable) != "" }

// specs are all harden.yaml files among the cases, by the name of their folder.
func specs(t *testing.T) map[string]string {
	t.Helper()
	root := os.Getenv(casesVariable)
	if root == "" {
		root = filepath.Join("..", "..", "..", "golden")
	}
	found := map[string]string{}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() && len(e.Name()) > 2 && strings.HasPrefix(e.Name(), ".") {
			return fs.SkipDir // such as .harden-gen, in which a tree keeps the spec of its own
		}
		if e.Name() != specName {
			return nil
		}
		name, err := filepath.Rel(root, filepath.Dir(path))
		if name == "." {
			name = filepath.Base(filepath.Clean(root))
		}
		found[filepath.ToSlash(name)] = path
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatalf("%s has no folder with a %s", root, specName)
	}
	return found
}

// tree is the base beside a spec or, where there is none, one that is generated elsewhere.
func tree(t *testing.T, n *node, spec string) string {
	t.Helper()
	base := filepath.Join(filepath.Dir(spec), "base")
	if _, err := os.Stat(filepath.Join(base, "kustomization.yaml")); err == nil {
		return base
	}
	dir, err := os.MkdirTemp(n.Dir, "tree-")
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), n.file("harden-gen"), "generate", "-f", spec, "-o", dir).CombinedOutput(); err != nil {
		t.Fatalf("harden-gen generate -f %s: %v\n%s", spec, err, out)
	}
	return filepath.Join(dir, "base")
}

// A check holds what a pod is to one promise, and says every breach with the workload's name.
type check struct {
	name string
	run  func(context.Context, *node, *subject) []string
}

// checkTime bounds one check of one case.
const checkTime = 4 * time.Minute

func (k check) within(ctx context.Context, n *node, s *subject) []string {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	n.tally.checks.Add(1)
	return k.run(ctx, n, s)
}

// eventually asks until there is no problem left.
func eventually(ctx context.Context, patience time.Duration, ask func() []string) []string {
	deadline := time.Now().Add(patience)
	for {
		problems := ask()
		if len(problems) == 0 || time.Now().After(deadline) || ctx.Err() != nil {
			return problems
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// failure is the one problem that ends a check.
func failure(format string, args ...any) []string { return []string{fmt.Sprintf(format, args...)} }

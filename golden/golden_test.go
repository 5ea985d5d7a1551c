package golden

import (
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/kustomize/build"
	"github.com/harden-gen/harden-gen/internal/spec"
)

var update = flag.Bool("update", false, "write the expected files anew; read what changed before you commit it")

// TestGolden generates every case, compares it with its folder, and judges it.
func TestGolden(t *testing.T) {
	for _, name := range cases(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := examine(t, name+"/harden.yaml", read(t, filepath.Join(name, "harden.yaml")), os.DirFS(name))
			if t.Failed() {
				return
			}
			want := expected(t, s)
			if *update {
				rewrite(t, name, want)
			}
			t.Run("files", func(t *testing.T) { compare(t, name, want) })
			judge(t, s)
		})
	}
}

// cases are the folders beside this file that hold a spec.
func cases(t testing.TB) []string {
	t.Helper()
	specs, err := filepath.Glob("*/harden.yaml")
	if err != nil || len(specs) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	names := make([]string, len(specs))
	for i, path := range specs {
		names[i] = filepath.Dir(path)
	}
	return names
}

// expected are the files that belong into a case's folder, beside its spec.
func expected(t *testing.T, s *subject) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, f := range s.tree {
		files[f.Path] = f.Bytes()
	}
	built, err := build.Run(s.tree, kustomize.Base)
	if err != nil {
		t.Fatalf("kustomize does not build the base: %v", err)
	}
	if files["rendered/base.yaml"], err = built.AsYaml(); err != nil {
		t.Fatal(err)
	}
	made := slices.Concat(overlays(s.app), kustomize.RenderGitOps(s.app))
	tree := slices.Concat(s.tree, made, components(t, s))
	for _, e := range s.app.Environments {
		root := kustomize.Overlays + "/" + e.Name
		built, err := build.Run(tree, root)
		if err != nil {
			t.Fatalf("kustomize does not build the overlay: %v\n%s", err, shown(tree, e.Name))
		}
		if files["rendered/"+root+".yaml"], err = built.AsYaml(); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range made {
		files[f.Path] = f.Bytes()
	}
	return files
}

// compare reports missing, stale and differing files of a case.
func compare(t *testing.T, name string, want map[string][]byte) {
	const way = "; if this is meant, run: make golden"
	have := filesOf(t, name)
	for _, path := range slices.Sorted(maps.Keys(want)) {
		data, ok := have[path]
		if !ok {
			t.Errorf("%s/%s is missing%s", name, path, way)
		} else if diff := cmp.Diff(string(data), string(want[path])); diff != "" {
			t.Errorf("%s/%s differs (-expected +generated)%s\n%s", name, path, way, diff)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(have)) {
		if _, ok := want[path]; !ok {
			t.Errorf("%s/%s is stale: nothing generates it any more%s", name, path, way)
		}
	}
}

// filesOf is every file of a case but its spec, what the spec reads, which lies in files, and the components that
// somebody wrote.
func filesOf(t *testing.T, name string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(name, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, err := filepath.Rel(name, path)
		if top, _, _ := strings.Cut(filepath.ToSlash(rel), "/"); err == nil && rel != "harden.yaml" && top != "files" && !isWritten(filepath.ToSlash(rel)) {
			files[filepath.ToSlash(rel)] = read(t, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// isWritten is true for a file of a component that harden-gen does not make.
func isWritten(path string) bool {
	below, ok := strings.CutPrefix(path, spec.ComponentsFolder+"/")
	component, _, _ := strings.Cut(below, "/")
	return ok && !spec.IsPluginComponent(component)
}

// rewrite makes the case's folder hold what somebody wrote and what is expected, and nothing else.
func rewrite(t *testing.T, name string, want map[string][]byte) {
	t.Helper()
	for path := range filesOf(t, name) {
		if err := os.Remove(filepath.Join(name, filepath.FromSlash(path))); err != nil {
			t.Fatal(err)
		}
	}
	for path, data := range want {
		path = filepath.Join(name, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

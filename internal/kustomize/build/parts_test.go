package build

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// write lays files out in a new folder, and a kustomization.yaml that begins with more and lists them.
func write(t *testing.T, more string, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	names := make([]string, 0, len(files))
	for name, text := range files {
		names = append(names, name)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(names)
	root := more + "resources:\n- " + strings.Join(names, "\n- ") + "\n"
	if err := os.WriteFile(filepath.Join(dir, "kustomization.yaml"), []byte(root), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func accounts(n int) map[string]string {
	files := map[string]string{}
	for i := range n {
		files[fmt.Sprintf("f%02d.yaml", i)] = fmt.Sprintf("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a%d, namespace: x}\n", i)
	}
	return files
}

func newTestSource(t *testing.T, dir string) *source {
	t.Helper()
	s, err := newSource(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestPartsAreTheWhole: what several runs make of a list is what one run makes of it, also of files that kustomize
// leaves out, takes apart or reads through an anchor.
func TestPartsAreTheWhole(t *testing.T) {
	files := accounts(3 * partFiles)
	files["g1.yaml"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, annotations: {config.kubernetes.io/local-config: \"true\"}}\n"
	files["g2.yaml"] = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: l1}}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: l2}}\n"
	files["g3.yaml"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: n, labels: &l {a: b}, annotations: *l}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\n"
	s := newTestSource(t, write(t, "", files))
	parts := s.inParts()
	whole, err := s.build()
	if err != nil || len(parts) == 0 {
		t.Fatal(len(parts), err)
	}
	if diff := cmp.Diff(whole, parts, cmpopts.IgnoreUnexported(Object{})); diff != "" {
		t.Error(diff)
	}
	if len(whole) != 3*partFiles+4 {
		t.Errorf("%d objects", len(whole))
	}
}

// TestNoParts: a kustomization that does more than to list files is built as a whole, and so is one that does not build.
func TestNoParts(t *testing.T) {
	twice := accounts(2 * partFiles)
	twice["z.yaml"] = twice["f00.yaml"]
	broken := accounts(2 * partFiles)
	broken["f03.yaml"] = "kind: [\n"
	for name, c := range map[string]struct {
		more  string
		files map[string]string
		want  string
	}{
		"few files":       {"", accounts(partFiles), ""},
		"another key":     {"namePrefix: x-\n", accounts(2 * partFiles), ""},
		"the same object": {"", twice, "may not add resource with an already registered id"},
		"no YAML":         {"", broken, "f03.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := write(t, c.more, c.files)
			if parts := newTestSource(t, dir).inParts(); parts != nil {
				t.Errorf("%d objects in parts", len(parts))
			}
			if _, err := Disk(dir); c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
}

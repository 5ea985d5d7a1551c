package controls

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// goldens are the specs of the golden cases, and the bases that were rendered from them.
func goldens(t testing.TB) map[string][2][]byte {
	t.Helper()
	specs, err := filepath.Glob("../../golden/*/harden.yaml")
	if err != nil || len(specs) == 0 {
		t.Fatalf("no golden cases: %v", err)
	}
	all := map[string][2][]byte{}
	for _, path := range specs {
		folder := filepath.Dir(path)
		all[filepath.Base(folder)] = [2][]byte{readFile(t, path), readFile(t, filepath.Join(folder, "rendered", "base.yaml"))}
	}
	return all
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func appOf(t testing.TB, data []byte) *spec.HardenedApplication {
	t.Helper()
	app, err := spec.Load("harden.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	spec.Default(app)
	if problems := spec.Validate(app); len(problems) > 0 {
		t.Fatal(spec.Locate("harden.yaml", data, problems))
	}
	return app
}

func setOf(t testing.TB, manifests string) *Set {
	t.Helper()
	var documents []Document
	for doc := range strings.SplitSeq(manifests, "\n---\n") {
		data, err := yaml.YAMLToJSON([]byte(doc))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(bytes.TrimSpace(data), []byte("null")) {
			documents = append(documents, Document{JSON: data})
		}
	}
	s, err := NewSet(documents)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range s.Objects {
		if len(o.Problems) > 0 {
			t.Fatalf("%s: %v", o.Ref(), o.Problems)
		}
	}
	return s
}

// TestRenderedReachIsDeclared: the bases that templates make open what their specs declare, and no more.
func TestRenderedReachIsDeclared(t *testing.T) {
	for name, c := range goldens(t) {
		t.Run(name, func(t *testing.T) {
			n := NewNetworkOf(setOf(t, string(c[1])))
			if len(n.pods) == 0 || len(n.policies) == 0 {
				t.Fatal("nothing to compare")
			}
			for _, d := range n.Compare(appOf(t, c[0])) {
				t.Error(d)
			}
		})
	}
}

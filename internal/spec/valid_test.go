package spec

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// validSpecs are whole files, by name.
func validSpecs(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/valid/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	specs := map[string]string{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		specs[filepath.Base(file)] = string(b)
	}
	return specs
}

func TestValidSpecs(t *testing.T) {
	for name, text := range validSpecs(t) {
		if got := problemsOf(text); got != "" {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}

// TestBigSpecHasEveryKey keeps big.yaml complete. A host is refused by this version, and a store has
// one provider, and a tree one controller: the others have files of their own.
func TestBigSpecHasEveryKey(t *testing.T) {
	var said []string
	for _, name := range []string{"big.yaml", "store-vault.yaml", "store-gcp.yaml", "store-azure.yaml", "gitops-flux.yaml"} {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(validSpecs(t)[name]), &doc); err != nil {
			t.Fatal(err)
		}
		said = append(said, nodePaths(doc.Content[0], "")...)
	}
	for _, q := range questions() {
		if strings.HasSuffix(q.Path, ".host") {
			continue
		}
		if !slices.ContainsFunc(said, func(path string) bool { return covers(q.Path, path) }) {
			t.Errorf("big.yaml has no %s", q.Path)
		}
	}
}

func nodePaths(n *yaml.Node, path string) []string {
	var all []string
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			// A dot separates keys here, and keys of labels have some.
			key := strings.ReplaceAll(n.Content[i].Value, ".", "_")
			at := strings.TrimPrefix(path+"."+key, ".")
			all = append(append(all, at), nodePaths(n.Content[i+1], at)...)
		}
	case yaml.SequenceNode:
		for _, e := range n.Content {
			all = append(all, nodePaths(e, path+"[]")...)
		}
	}
	return all
}

// TestLineEndsAndByteOrderMark demands that neither changes what a file says.
func TestLineEndsAndByteOrderMark(t *testing.T) {
	for name, text := range validSpecs(t) {
		want := mustLoad(t, text)
		for what, variant := range map[string]string{
			"CRLF": strings.ReplaceAll(text, "\n", "\r\n"),
			"BOM":  "\ufeff" + text,
			"end":  strings.TrimRight(text, "\n"),
			"---":  "---\n" + text + "...\n",
		} {
			if got := mustLoad(t, variant); !reflect.DeepEqual(got, want) {
				t.Errorf("%s with %s is another spec", name, what)
			}
		}
	}
}

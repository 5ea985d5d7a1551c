package cluster

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

// A tree is a generated base that a fault is put into.
type tree struct {
	t   *testing.T
	dir string
}

// files are all paths of the tree but the kustomization.
func (f tree) files() []string {
	f.t.Helper()
	shared, err := filepath.Glob(filepath.Join(f.dir, "*.yaml"))
	if err != nil {
		f.t.Fatal(err)
	}
	own, err := filepath.Glob(filepath.Join(f.dir, "*", "*.yaml"))
	if err != nil {
		f.t.Fatal(err)
	}
	var paths []string
	for _, path := range append(shared, own...) {
		if filepath.Base(path) != "kustomization.yaml" {
			paths = append(paths, path)
		}
	}
	return paths
}

// edit changes one object where it stands; what is not there cannot be broken.
func (f tree) edit(kind, name string, change func(o map[string]any)) {
	f.t.Helper()
	path, documents, i := f.find(kind, name)
	o := f.parse(documents[i])
	change(o)
	text, err := yaml.Marshal(o)
	if err != nil {
		f.t.Fatal(err)
	}
	documents[i] = string(text)
	f.write(path, strings.Join(documents, separator))
}

// drop takes an object out of the tree, and its file with it where it is the only one.
func (f tree) drop(kind, name string) {
	f.t.Helper()
	path, documents, i := f.find(kind, name)
	if documents = slices.Delete(documents, i, i+1); len(documents) > 0 {
		f.write(path, strings.Join(documents, separator))
		return
	}
	listed, err := filepath.Rel(f.dir, path)
	if err != nil {
		f.t.Fatal(err)
	}
	list := filepath.Join(f.dir, "kustomization.yaml")
	f.write(list, strings.Replace(f.read(list), "- "+filepath.ToSlash(listed)+"\n", "", 1))
}

const separator = "\n---\n"

func (f tree) find(kind, name string) (path string, documents []string, index int) {
	f.t.Helper()
	for _, path := range f.files() {
		documents := strings.Split(f.read(path), separator)
		for i, document := range documents {
			if u := (&unstructured.Unstructured{Object: f.parse(document)}); u.GetKind() == kind && u.GetName() == name {
				return path, documents, i
			}
		}
	}
	f.t.Fatalf("the tree has no %s %s", kind, name)
	return "", nil, 0
}

func (f tree) parse(document string) map[string]any {
	f.t.Helper()
	o := map[string]any{}
	if err := yaml.Unmarshal([]byte(document), &o); err != nil {
		f.t.Fatal(err)
	}
	return o
}

// add puts one more object into the tree.
func (f tree) add(text string) {
	f.t.Helper()
	f.write(filepath.Join(f.dir, "fault.yaml"), text)
	path := filepath.Join(f.dir, "kustomization.yaml")
	f.write(path, f.read(path)+"\n- fault.yaml\n")
}

func (f tree) read(path string) string {
	f.t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		f.t.Fatal(err)
	}
	return string(data)
}

func (f tree) write(path, text string) {
	f.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		f.t.Fatal(err)
	}
}

// at is the mapping that lies at a path of keys; a list on the way is entered by its first element.
func at(o map[string]any, path ...string) map[string]any {
	for _, key := range path {
		switch next := o[key].(type) {
		case map[string]any:
			o = next
		case []any:
			o = next[0].(map[string]any)
		}
	}
	return o
}

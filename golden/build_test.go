package golden

import (
	"encoding/json"
	"path"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/yaml"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/kustomize/build"
)

// kustomizeChangesNothing builds the base with kustomize's own code: the result is the tree's
// objects in the tree's order, nothing lost, added or changed.
func kustomizeChangesNothing(r reporter, s *subject) {
	built, err := build.Run(s.tree, kustomize.Base)
	if err != nil {
		r.Fatalf("kustomize does not build the base: %v", err)
	}
	got := builtObjects(r, built)
	want := listedObjects(r, s)
	if len(got) != len(want) {
		r.Errorf("kustomize builds %d objects of %d", len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if diff := cmp.Diff(want[i], got[i]); diff != "" {
			r.Errorf("kustomize changes object %d (-ours +built):\n%s", i, diff)
		}
	}
}

// builtObjects reads what `kustomize build` prints.
func builtObjects(r reporter, built resmap.ResMap) []any {
	printed, err := built.AsYaml()
	if err != nil {
		r.Fatalf("kustomize does not print what it built: %v", err)
	}
	var all []any
	for _, doc := range splitDocuments(printed) {
		data, err := yaml.YAMLToJSONStrict(doc)
		if err != nil {
			r.Fatalf("kustomize prints what cannot be read: %v\n%s", err, doc)
		}
		all = append(all, plain(r, data))
	}
	return all
}

// listedObjects are the tree's objects in the order of the kustomization's list.
func listedObjects(r reporter, s *subject) []any {
	var all []any
	for _, file := range listed(s) {
		for _, d := range s.documents {
			if d.path == file {
				all = append(all, plain(r, d.json))
			}
		}
	}
	return all
}

// listed are the paths of files that the base's kustomization names, and then those of the component that it includes.
func listed(s *subject) []string {
	list := map[string]*kustomization{}
	for _, d := range s.documents {
		if k, ok := d.typed.(*kustomization); ok {
			list[path.Dir(d.path)] = k
		}
	}
	var files []string
	dirs := []string{kustomize.Base}
	for i := 0; i < len(dirs) && list[dirs[i]] != nil; i++ {
		for _, name := range list[dirs[i]].Resources {
			files = append(files, path.Join(dirs[i], name))
		}
		for _, name := range list[dirs[i]].Components {
			dirs = append(dirs, path.Join(dirs[i], name))
		}
	}
	return files
}

func plain(r reporter, data []byte) any {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		r.Fatalf("%v", err)
	}
	return v
}

package controls

import (
	"slices"
	"testing"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// TestPatch: whatever patch is proposed for a seeded fault, kustomize takes it, and the fault is gone.
func TestPatch(t *testing.T) {
	proposed := 0
	for _, s := range seeds {
		app, documents := golden(t, s.base)
		documents = plant(t, documents, s)
		var patches []any
		for _, f := range evaluate(t, app, documents) {
			if slices.Contains(companions, f.Control) {
				continue
			}
			if p := patchOf(t, &f); p != "" {
				patches = append(patches, map[string]any{"patch": p, "target": map[string]any{"kind": f.Object.Kind, "name": f.Object.Name}})
			}
		}
		if len(patches) == 0 {
			continue
		}
		proposed++
		for _, f := range evaluate(t, app, patched(t, documents, patches)) {
			if slices.Contains(companions, f.Control) {
				continue // a patch ends a fault, and cannot declare what it opened
			}
			t.Errorf("%s at %s: with the patch %v there is still %s %s: %s", s.control, s.path, patches, f.Control, f.Field, f.Message)
		}
	}
	if intent := len(slices.DeleteFunc(slices.Clone(seeds), func(s seed) bool { return s.control != "plugin-policies" })); proposed < (len(seeds)-intent)/2 {
		t.Errorf("only %d of %d faults have a patch", proposed, len(seeds))
	}
}

func patchOf(t *testing.T, f *Finding) string {
	t.Helper()
	var patch any
	if merge := f.Merge(); merge != nil {
		patch = merge
	} else if operations := f.Operations(); operations != nil {
		patch = operations
	} else {
		return ""
	}
	data, err := yaml.Marshal(patch)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func patched(t *testing.T, documents []Document, patches []any) []Document {
	t.Helper()
	fs := filesys.MakeFsInMemory()
	write := func(name string, data []byte) {
		if err := fs.WriteFile(name, data); err != nil {
			t.Fatal(err)
		}
	}
	var all []byte
	for _, d := range documents {
		all = append(append(all, d.JSON...), "\n---\n"...)
	}
	write("objects.yaml", all)
	kustomization, err := yaml.Marshal(map[string]any{"resources": []string{"objects.yaml"}, "patches": patches})
	if err != nil {
		t.Fatal(err)
	}
	write("kustomization.yaml", kustomization)
	built, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(fs, ".")
	if err != nil {
		t.Fatalf("%s\n%v", kustomization, err)
	}
	text, err := built.AsYaml()
	if err != nil {
		t.Fatal(err)
	}
	after, err := Parse("", text)
	if err != nil {
		t.Fatal(err)
	}
	return after
}

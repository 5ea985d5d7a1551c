package golden

import (
	"encoding/json"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/kustomize/build"
	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/templates"
)

// overlays are the files of every environment's overlay.
func overlays(app *spec.HardenedApplication) kustomize.Tree {
	return kustomize.RenderOverlays(app).InMemory()
}

// overlaysBuildEnvironments: what kustomize builds of an overlay is exactly what the environment's own spec
// makes, object by object.
func overlaysBuildEnvironments(r reporter, s *subject) {
	tree := append(append(kustomize.Tree{}, s.tree...), overlays(s.app)...)
	for i := range s.app.Environments {
		e := &s.app.Environments[i]
		built, err := build.Run(tree, kustomize.Overlays+"/"+e.Name)
		if err != nil {
			r.Fatalf("%s: kustomize does not build the overlay: %v\n%s", e.Name, err, shown(tree, e.Name))
		}
		got := map[string]any{}
		for _, res := range built.Resources() {
			tree, err := res.Map()
			if err != nil {
				r.Fatalf("%v", err)
			}
			data, err := json.Marshal(tree)
			if err != nil {
				r.Fatalf("%v", err)
			}
			got[identity(tree)] = plain(r, data)
		}
		want := map[string]any{}
		for o := range templates.Build(e.Spec) {
			tree := plainTree(r, kustomize.AppendYAML(nil, o.Value(), nil))
			want[identity(tree)] = tree
		}
		if diff := cmp.Diff(want, got); diff != "" {
			r.Errorf("%s: the overlay builds something else than the environment (-environment +overlay):\n%s\n%s", e.Name, diff, shown(tree, e.Name))
		}
	}
}

func shown(tree kustomize.Tree, name string) string {
	var b strings.Builder
	for _, f := range tree {
		if strings.HasPrefix(f.Path, kustomize.Overlays+"/"+name+"/") {
			b.WriteString("--- " + f.Path + "\n" + string(f.Bytes()))
		}
	}
	return b.String()
}

// identity is kind, namespace and name of an object.
func identity(o any) string {
	m, _ := o.(map[string]any)
	meta, _ := m["metadata"].(map[string]any)
	namespace, _ := meta["namespace"].(string)
	name, _ := meta["name"].(string)
	kind, _ := m["kind"].(string)
	return kind + " " + namespace + "/" + name
}

package golden

import (
	"slices"

	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/kustomize/build"
)

// controlsFindNothing: what kustomize builds keeps every control, with the spec and as if nobody had one.
// An overlay is held to its environment's spec, but for what that waives, and to its base; components that do no
// harm are no finding.
func controlsFindNothing(r reporter, s *subject) {
	base := builtSet(r, s.tree, kustomize.Base)
	controlsFindNothingIn(r, "base", base, controls.Options{Spec: s.app})
	if len(s.app.Environments) == 0 {
		return
	}
	tree := slices.Concat(s.tree, overlays(s.app), components(r, s))
	for _, e := range s.app.Environments {
		set := builtSet(r, tree, kustomize.Overlays+"/"+e.Name)
		controlsFindNothingIn(r, e.Name, set, controls.Options{Spec: e.Spec, Base: base, Others: s.app.OtherNamespaces(e.Spec)})
	}
}

func controlsFindNothingIn(r reporter, root string, set *controls.Set, options controls.Options) {
	found, err := controls.Evaluate(set, options)
	if err != nil {
		r.Fatalf("%v", err)
	}
	for _, f := range found {
		r.Errorf("%s: %s: %s %s: %s", root, f.Control, f.Object, f.Field, f.Message)
	}
}

func builtSet(r reporter, tree kustomize.Tree, root string) *controls.Set {
	built, err := build.Run(tree, root)
	if err != nil {
		r.Fatalf("kustomize does not build %s: %v", root, err)
	}
	var documents []controls.Document
	for _, res := range built.Resources() {
		data, err := res.MarshalJSON()
		if err != nil {
			r.Fatalf("%v", err)
		}
		documents = append(documents, controls.Document{JSON: data})
	}
	set, err := controls.NewSet(documents)
	if err != nil {
		r.Fatalf("%v", err)
	}
	return set
}

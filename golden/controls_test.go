package golden

import (
	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/kustomize/build"
)

// controlsFindNothing: what kustomize builds keeps every control, with the spec and as if nobody had one.
func controlsFindNothing(r reporter, s *subject) {
	built, err := build.Run(s.tree, kustomize.Base)
	if err != nil {
		r.Fatalf("kustomize does not build the base: %v", err)
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
	found, err := controls.Evaluate(set, controls.Options{Spec: s.app})
	if err != nil {
		r.Fatalf("%v", err)
	}
	for _, f := range found {
		r.Errorf("%s: %s %s: %s", f.Control, f.Object, f.Field, f.Message)
	}
}

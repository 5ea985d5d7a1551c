package golden

import (
	"encoding/json"
	"io/fs"
	"path"
	"slices"
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

// components are the files of every component that an environment includes, as they lie beside the spec.
func components(r reporter, s *subject) (tree kustomize.Tree) {
	r.Helper()
	if !s.app.HasComponents() {
		return nil
	}
	err := fs.WalkDir(s.beside, spec.ComponentsFolder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !isWritten(path) {
			return err
		}
		data, err := fs.ReadFile(s.beside, path)
		tree = append(tree, kustomize.File{Path: path, Source: kustomize.Bytes(data)})
		return err
	})
	if err != nil {
		r.Fatalf("%v", err)
	}
	return tree
}

// overlaysBuildEnvironments: what kustomize builds of an overlay is exactly what the environment's own spec
// makes, object by object, where its components do nothing.
func overlaysBuildEnvironments(r reporter, s *subject) {
	tree := slices.Concat(s.tree, overlays(s.app))
	for _, f := range components(r, s) {
		if path.Base(f.Path) == "kustomization.yaml" {
			f.Source = kustomize.Bytes("apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nmetadata: {name: nothing}\n")
		}
		tree = append(tree, f)
	}
	for i := range s.app.Environments {
		e := &s.app.Environments[i]
		if diff := cmp.Diff(made(r, e), builtOverlay(r, tree, e)); diff != "" {
			r.Errorf("%s: the overlay builds something else than the environment (-environment +overlay):\n%s\n%s", e.Name, diff, shown(tree, e.Name))
		}
	}
}

// componentsComeLast: a component finds every object as the environment has it, also where it puts something before
// what the environment changes, and what it adds itself is in the environment's namespace. The drawn components do
// what drawer.component says, and nothing else.
func componentsComeLast(r reporter, s *subject) {
	tree := slices.Concat(s.tree, overlays(s.app), components(r, s))
	for i := range s.app.Environments {
		e := &s.app.Environments[i]
		if len(e.Components) == 0 {
			continue
		}
		want, got := made(r, e), builtOverlay(r, tree, e)
		for id, o := range got {
			if base := s.app.Namespace.Name; namespaceOf(o) == base && e.Spec.Namespace.Name != base && want[id] == nil {
				r.Errorf("%s: %s stays in the namespace of the base", e.Name, id)
			}
		}
		if !slices.ContainsFunc(e.Components, isDrawn) {
			continue
		}
		for _, name := range e.Components {
			id := "ConfigMap " + e.Spec.Namespace.Name + "/" + name
			if got[id] == nil {
				r.Errorf("%s: there is no %s, which the component adds", e.Name, id)
			}
			delete(got, id)
			w := e.Spec.Workloads[0].Name
			if !withoutVariable(got["Deployment "+e.Spec.Namespace.Name+"/"+w], name) {
				r.Errorf("%s: %s does not have the variable that the component %s adds", e.Name, w, name)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			r.Errorf("%s: the overlay builds something else than the environment with its components (-environment +overlay):\n%s\n%s", e.Name, diff, shown(tree, e.Name))
		}
	}
}

// withoutVariable takes a variable out of a Deployment's container, and is false where it is not there.
func withoutVariable(deployment any, name string) bool {
	at := deployment
	for _, key := range []string{"spec", "template", "spec"} {
		m, _ := at.(map[string]any)
		at = m[key]
	}
	pod, _ := at.(map[string]any)
	list, _ := pod["containers"].([]any)
	for _, c := range list {
		container, _ := c.(map[string]any)
		env, _ := container["env"].([]any)
		rest := slices.DeleteFunc(slices.Clone(env), func(v any) bool { m, _ := v.(map[string]any); return m["name"] == name })
		if container["env"] = rest; len(rest) == 0 {
			delete(container, "env")
		}
		if len(rest) < len(env) {
			return true
		}
	}
	return false
}

// made are the objects of an environment's own spec.
func made(r reporter, e *spec.Environment) map[string]any {
	all := map[string]any{}
	for o := range templates.Build(e.Spec) {
		tree := plainTree(r, kustomize.AppendYAML(nil, o.Value(), nil))
		all[identity(tree)] = tree
	}
	return all
}

// builtOverlay is what kustomize builds of an environment's overlay.
func builtOverlay(r reporter, tree kustomize.Tree, e *spec.Environment) map[string]any {
	built, err := build.Run(tree, kustomize.Overlays+"/"+e.Name)
	if err != nil {
		r.Fatalf("%s: kustomize does not build the overlay: %v\n%s", e.Name, err, shown(tree, e.Name))
	}
	all := map[string]any{}
	for _, res := range built.Resources() {
		tree, err := res.Map()
		if err != nil {
			r.Fatalf("%v", err)
		}
		data, err := json.Marshal(tree)
		if err != nil {
			r.Fatalf("%v", err)
		}
		all[identity(tree)] = plain(r, data)
	}
	return all
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
	name, _ := meta["name"].(string)
	kind, _ := m["kind"].(string)
	return kind + " " + namespaceOf(o) + "/" + name
}

func namespaceOf(o any) string {
	m, _ := o.(map[string]any)
	meta, _ := m["metadata"].(map[string]any)
	namespace, _ := meta["namespace"].(string)
	return namespace
}

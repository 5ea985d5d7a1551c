package main

import (
	"path/filepath"
	"strings"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/kustomize/build"
	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/templates"
)

// print writes the objects of a base, or of what the overlay of an environment builds.
func (s streams) print(file, dir string, app *spec.HardenedApplication, overlay string) error {
	printed := app
	if overlay != "" {
		e, err := environment(file, app, overlay)
		if err != nil {
			return err
		}
		if len(e.Components) > 0 {
			return s.printBuilt(dir, app, overlay)
		}
		printed = e.Spec
	}
	_, err := s.Out.Write(kustomize.Stream(templates.Build(printed)))
	return err
}

// printBuilt lets kustomize build an overlay as it would be written beside the components of a tree: only they know
// what they change.
func (s streams) printBuilt(dir string, app *spec.HardenedApplication, overlay string) error {
	files := map[string][]byte{}
	for _, f := range treeOf(app) {
		files[f.Path] = f.Bytes()
	}
	objects, err := build.Changed(dir, files, filepath.Join(dir, kustomize.Overlays, overlay))
	if err != nil {
		return notBuilt(err)
	}
	var out []byte
	for i, o := range objects {
		if i > 0 {
			out = append(out, "---\n"...)
		}
		document, err := o.YAML()
		if err != nil {
			return err
		}
		out = append(out, document...)
	}
	_, err = s.Out.Write(out)
	return err
}

// environment is the environment of a name.
func environment(file string, app *spec.HardenedApplication, name string) (*spec.Environment, error) {
	if e := app.Environment(name); e != nil {
		return e, nil
	}
	var names []string
	for _, e := range app.Environments {
		names = append(names, e.Name)
	}
	hint := "the environments: " + strings.Join(names, ", ")
	if guess := spec.Nearest(name, names); guess != "" {
		hint = "did you mean " + guess + "?"
	} else if names == nil {
		hint = "harden-gen overlay " + shellWord(name) + " adds one"
	}
	return nil, inputErrorf(hint, "%s has no environment %q", file, name)
}

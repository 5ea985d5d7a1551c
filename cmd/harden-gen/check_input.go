package main

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/kustomize/build"
	"github.com/harden-gen/harden-gen/internal/spec"
)

// renderedRoot is one kustomization and the objects that it builds.
type renderedRoot struct {
	root      string
	dir       string   // empty for stdin
	folders   []string // the kustomizations that it takes its resources from
	sources   []string // the same as root spells them
	documents []controls.Document
}

// rendered builds what was asked for: a kustomization or a tree's base and overlays, or without a folder stdin.
func (s streams) rendered(dir string) (all []renderedRoot, err error) {
	if dir == "" {
		data, err := io.ReadAll(s.In)
		if err != nil {
			return nil, err
		}
		documents, err := controls.Parse("stdin", data)
		if err != nil {
			return nil, inputErrorf("- reads rendered YAML, such as kubectl kustomize prints", "%v", err)
		}
		return []renderedRoot{{root: "stdin", documents: documents}}, nil
	}
	roots, err := s.roots(dir)
	if err != nil {
		return nil, err
	}
	for _, root := range roots {
		objects, err := build.Disk(root)
		if err != nil {
			return nil, notBuilt(err)
		}
		in := renderedRoot{root: s.display(root), dir: root, folders: build.Folders(root), documents: s.documents(objects)}
		for _, folder := range in.folders {
			in.sources = append(in.sources, s.display(folder))
		}
		all = append(all, in)
	}
	return all, nil
}

func (s streams) documents(objects []build.Object) []controls.Document {
	all := make([]controls.Document, len(objects))
	for i, o := range objects {
		all[i] = controls.Document{File: s.display(o.File), JSON: o.JSON}
	}
	return all
}

// checkedDir is the folder that was named, this one if it is a kustomization, else that of the tree; empty for stdin.
func (s streams) checkedDir(args []string) string {
	if len(args) == 1 && args[0] == "-" {
		return ""
	}
	if len(args) == 1 {
		return s.resolve(args[0])
	}
	if here := filepath.Join(s.Dir, "."); build.Root(here) != "" {
		return here
	}
	return s.root("")
}

// roots are the kustomizations of a folder, the base first, the overlays by name.
func (s streams) roots(dir string) (roots []string, err error) {
	if build.Root(dir) != "" {
		return []string{dir}, nil
	}
	if base := filepath.Join(dir, kustomize.Base); build.Root(base) != "" {
		roots = append(roots, base)
	}
	entries, err := os.ReadDir(filepath.Join(dir, "overlays"))
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	for _, e := range entries {
		if overlay := filepath.Join(dir, "overlays", e.Name()); build.Root(overlay) != "" {
			roots = append(roots, overlay)
		}
	}
	if len(roots) == 0 {
		return nil, inputErrorf("harden-gen check DIR names a kustomization or a tree with a base; - reads rendered YAML from stdin",
			"there is no kustomization in %s, %s or %s", s.display(dir), s.display(filepath.Join(dir, "base")), s.display(filepath.Join(dir, "overlays", "*")))
	}
	return roots, nil
}

// checkedSpec holds the spec that was named, else that of the tree that dir is or belongs to, else none. The
// components that it names have to be in that tree.
func (s streams) checkedSpec(file, dir string) (controls.Options, error) {
	none := controls.Options{Today: spec.Date(time.Now().UTC().Format(time.DateOnly))}
	trees, err := treesAround(dir)
	if err != nil {
		return none, err
	}
	tree := ""
	if i := slices.IndexFunc(trees, func(t string) bool { return isThere(filepath.Join(t, specName)) }); i >= 0 {
		tree = trees[i]
	}
	switch {
	case file == "" && tree == "":
		return none, nil
	case file == "":
		file = filepath.Join(tree, specName)
	default: // the tree of another spec may have none of its own
		if i := slices.IndexFunc(trees, func(t string) bool { return build.Root(filepath.Join(t, kustomize.Base)) != "" }); i >= 0 {
			tree = trees[i]
		}
	}
	name, data, err := s.readSpec(s.display(s.resolve(file)), "")
	if err != nil {
		return none, err
	}
	app, err := loadSpec(name, data, tree)
	return controls.Options{Spec: app, SpecFile: name, Today: none.Today}, err
}

// treesAround are the folders of which dir may be the tree, the base or an overlay.
func treesAround(dir string) (trees []string, err error) {
	if dir == "" {
		return nil, nil
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	trees = []string{dir}
	if filepath.Base(abs) == kustomize.Base {
		trees = append(trees, filepath.Join(dir, ".."))
	}
	if filepath.Base(filepath.Dir(abs)) == kustomize.Overlays {
		trees = append(trees, filepath.Join(dir, "..", ".."))
	}
	return trees, nil
}

func isThere(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

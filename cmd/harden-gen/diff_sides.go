package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/git"
	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/kustomize/build"
	"github.com/harden-gen/harden-gen/internal/spec"
)

// side is a tree of which kustomizations can be built: on disk, on disk with changed files, or in memory.
type side struct {
	dir     string
	changed map[string][]byte
	tree    kustomize.Tree
}

// say adds what the difference means. A side that does not build is said, and is no error: the files are
// shown all the same.
func (s streams) say(d *difference, before, after side, app *spec.HardenedApplication) error {
	var sets [2]*controls.Set
	if d.Root != kustomize.Base && !before.has(d.Root) && !after.has(d.Root) {
		return inputErrorf("harden-gen diff without --overlay is about the base", "there is no %s", d.Root)
	}
	for i, x := range []side{before, after} {
		documents, err := s.documentsOf(x, d.Root)
		if err != nil {
			d.unsaid = append(d.unsaid, fmt.Sprintf("%s does not build %s, so what changes cannot be said: %v", d.Root, []string{"before", "after"}[i], err))
			return nil
		}
		if sets[i], err = controls.NewSet(documents); err != nil {
			return inputErrorf("diff judges Kubernetes objects", "%v", err)
		}
	}
	changes, err := controls.Changes(sets[0], sets[1], app)
	d.Changes = changes
	return err
}

func (s streams) documentsOf(x side, root string) ([]controls.Document, error) {
	if !x.has(root) {
		return nil, nil // nothing is there yet, or any more
	}
	var objects []build.Object
	var err error
	if x.tree != nil {
		objects, err = build.Memory(x.tree, root)
	} else {
		objects, err = build.Changed(x.dir, x.changed, filepath.Join(x.dir, filepath.FromSlash(root)))
	}
	if err != nil {
		return nil, err
	}
	documents := make([]controls.Document, len(objects))
	for i, o := range objects {
		documents[i] = controls.Document{JSON: o.JSON}
	}
	return documents, nil
}

// has is true when there is a kustomization in folder root of the tree.
func (x *side) has(root string) bool {
	if x.tree != nil {
		return slices.ContainsFunc(x.tree, func(f kustomize.File) bool { return strings.HasPrefix(f.Path, root+"/") })
	}
	for name, data := range x.changed {
		if data != nil && strings.HasPrefix(name, root+"/") {
			return true
		}
	}
	return build.Root(filepath.Join(x.dir, filepath.FromSlash(root))) != ""
}

// against is the tree at a folder or a revision, and its files.
func (s streams) against(dir, where string) (side, map[string][]byte, error) {
	if info, err := os.Stat(s.resolve(where)); err == nil && info.IsDir() {
		other := s.resolve(where)
		files, err := treeOnDisk(other)
		if err == nil && len(files) == 0 {
			err = inputErrorf("name the tree, such as --against ../other/k8s", "--against: there is no base, no overlay and no %s in %s", specName, s.display(other))
		}
		return side{dir: other}, files, err
	}
	all, err := git.Files(dir, where)
	if e, ok := errors.AsType[*git.Error](err); ok {
		return side{}, nil, inputErrorf(e.Hint, "--against: %s", e.Message)
	}
	if err != nil {
		return side{}, nil, err
	}
	tree := kustomize.Tree{}
	files := map[string][]byte{}
	for name, data := range all {
		tree = append(tree, kustomize.File{Path: name, Source: kustomize.Bytes(data)})
		if isOfTree(name) {
			files[name] = data
		}
	}
	return side{tree: tree}, files, nil
}

// isOfTree is true for the files that a difference shows: a folder may hold others.
func isOfTree(name string) bool {
	top, _, below := strings.Cut(name, "/")
	return name == specName || below && slices.Contains([]string{kustomize.Base, "overlays", "components"}, top)
}

// treeOnDisk are the files of a tree.
func treeOnDisk(dir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, top := range []string{specName, kustomize.Base, "overlays", "components"} {
		err := filepath.WalkDir(filepath.Join(dir, top), func(path string, e fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) && e == nil {
				return nil
			}
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			name, err := filepath.Rel(dir, path)
			if err != nil {
				return err
			}
			files[filepath.ToSlash(name)], err = os.ReadFile(path)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

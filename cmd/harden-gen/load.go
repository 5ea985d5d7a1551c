package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// loadSpec is a complete and valid spec, or all of its problems at their places. The files of config that it
// names have not been read; its components are in tree, unless that is empty.
func loadSpec(name string, data []byte, tree string) (*spec.HardenedApplication, error) {
	app, err := spec.Load(name, data)
	if err != nil {
		return nil, err
	}
	missing, err := findComponents(app, tree)
	if err != nil {
		return nil, err
	}
	return app, judged(name, data, app, missing)
}

// places are where the files lie that a spec names.
type places struct {
	beside string // the folder of the spec, in which the files of config are; empty for a spec on stdin
	tree   string // the folder of base, overlays and components; empty where no overlay is asked for
}

// inTree are those of a spec that lies in its own tree.
func inTree(dir string) places { return places{beside: dir, tree: dir} }

// loadWhole is loadSpec with the files that the spec names.
func loadWhole(name string, where places, data []byte) (*spec.HardenedApplication, error) {
	app, err := spec.Load(name, data)
	if err != nil {
		return nil, err
	}
	problems, err := readFiles(app, where.beside)
	if err != nil {
		return nil, err
	}
	missing, err := findComponents(app, where.tree)
	if err != nil {
		return nil, err
	}
	return app, judged(name, data, app, append(problems, missing...))
}

// judged completes a spec, and reports what is wrong with it beside the problems that there are.
func judged(name string, data []byte, app *spec.HardenedApplication, problems []spec.Problem) error {
	spec.Default(app)
	problems = append(problems, spec.Validate(app)...)
	if len(app.Waivers) > 0 {
		problems = append(problems, spec.ValidateWaivers(app, controlIDs())...)
	}
	if len(problems) > 0 {
		return spec.Locate(name, data, problems)
	}
	return nil
}

// readFiles reads what a spec takes from files beside it. A root keeps every path below the folder,
// whatever lies there.
func readFiles(app *spec.HardenedApplication, folder string) ([]spec.Problem, error) {
	if !app.HasFiles() {
		return nil, nil
	}
	if folder == "" {
		return nil, inputErrorf("name the spec: -f FILE", "config is read from files beside the spec, and a spec on stdin has no place")
	}
	root, err := os.OpenRoot(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, inputErrorf("put them there first", "config is read from files beside the spec, and there is no folder %s", folder)
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	return spec.ReadFiles(app, root.FS()), nil
}

// findComponents looks for the components of a spec's environments in the folder of its tree.
func findComponents(app *spec.HardenedApplication, tree string) ([]spec.Problem, error) {
	if tree == "" || !app.HasComponents() {
		return nil, nil
	}
	root, err := os.OpenRoot(tree)
	if errors.Is(err, fs.ErrNotExist) {
		return spec.FindComponents(app, os.DirFS(tree)), nil // of a tree that is not there yet
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = root.Close() }()
	return spec.FindComponents(app, root.FS()), nil
}

// readSpec is the text of a spec and the name that its problems are reported under.
func (s streams) readSpec(file, dir string) (name string, data []byte, err error) {
	if file == "-" {
		data, err = io.ReadAll(s.In)
		return "stdin", data, err
	}
	name = file
	if file == "" {
		name = s.display(filepath.Join(dir, specName))
	}
	data, err = os.ReadFile(s.resolve(name))
	if errors.Is(err, fs.ErrNotExist) {
		hint := "harden-gen init NAME makes one; -f FILE names another"
		if file != "" {
			hint = "-f names the spec; -f - reads it from stdin"
		}
		return "", nil, inputErrorf(hint, "there is no %s", name)
	}
	if err != nil {
		return "", nil, fmt.Errorf("%s: %w", name, cause(err))
	}
	return name, data, nil
}

// placesOf are those of a spec that was named, or lies in the tree in dir.
func (s streams) placesOf(named, file, dir string) places {
	where := places{tree: dir}
	if named != "-" {
		where.beside = filepath.Dir(s.resolve(file))
	}
	return where
}

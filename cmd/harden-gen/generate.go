package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/templates"
)

const specName = "harden.yaml"

type generateOptions struct {
	file   string
	stdout bool
	output outputOptions
}

func generateCommand(s streams) *cobra.Command {
	var o generateOptions
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write the base that a spec describes",
		Long: `generate reads harden.yaml and writes the base that it describes. Running it twice changes
nothing. A generated file that somebody edited, or a file that is not harden-gen's, is
never overwritten unasked (exit code 3).`,
		Example: `  harden-gen generate
  harden-gen generate -f spec.yaml -o deploy
  harden-gen generate -f - --stdout < spec.yaml | kubectl apply --server-side -f -`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return s.generate(o) },
	}
	cmd.Flags().StringVarP(&o.file, "file", "f", "", "the spec `FILE`; - reads it from stdin (default DIR/harden.yaml)")
	cmd.Flags().BoolVar(&o.stdout, "stdout", false, "print the objects instead of writing files")
	o.output.flags(cmd)
	return cmd
}

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return inputErrorf("harden-gen "+cmd.Name()+" --help", "%s takes no argument, and %q is one", cmd.Name(), args[0])
}

func (s streams) generate(o generateOptions) error {
	dir := s.root(o.output.dir)
	name, data, err := s.readSpec(o.file, dir)
	if err != nil {
		return err
	}
	folder := ""
	if o.file != "-" {
		folder = filepath.Dir(s.resolve(name))
	}
	app, err := loadWhole(name, folder, data)
	if err != nil {
		return err
	}
	if o.stdout {
		_, err = s.Out.Write(kustomize.Stream(templates.Build(app)))
	} else {
		tree := kustomize.Render(templates.Build(app), kept(data)...)
		err = s.write(dir, tree, app, o.output)
	}
	if err != nil {
		return err
	}
	s.tellNotes(name, data, app, o.output.quiet)
	return nil
}

// loadSpec is a complete and valid spec, or all of its problems at their places. The files that it
// names have not been read.
func loadSpec(name string, data []byte) (*spec.HardenedApplication, error) {
	app, err := spec.Load(name, data)
	if err != nil {
		return nil, err
	}
	return app, judged(name, data, app, nil)
}

// loadWhole is loadSpec with the files that the spec names, which lie in folder.
func loadWhole(name, folder string, data []byte) (*spec.HardenedApplication, error) {
	app, err := spec.Load(name, data)
	if err != nil {
		return nil, err
	}
	problems, err := readFiles(app, folder)
	if err != nil {
		return nil, err
	}
	return app, judged(name, data, app, problems)
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

// resolve is where a path is that somebody typed.
func (s streams) resolve(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(s.Dir, path)
}

// exists is true for a path, as display gives it, where something lies.
func (s streams) exists(path string) bool {
	_, err := os.Lstat(s.resolve(path))
	return err == nil
}

// display is the path as somebody would type it here.
func (s streams) display(path string) string {
	if rel, err := filepath.Rel(s.Dir, path); s.Dir != "" && err == nil && filepath.IsLocal(rel) {
		return rel
	}
	return filepath.Clean(path)
}

// root is the folder of the tree: the one that was named, this one if a spec lies here, else ./k8s.
func (s streams) root(named string) string {
	if named != "" {
		return s.resolve(named)
	}
	if _, err := os.Stat(filepath.Join(s.Dir, specName)); err == nil {
		return filepath.Join(s.Dir, ".")
	}
	return filepath.Join(s.Dir, "k8s")
}

// cause is what went wrong, without the path that the caller names anyway.
func cause(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

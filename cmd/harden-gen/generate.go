package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/templates"
)

const specName = "harden.yaml"

type generateOptions struct {
	file    string
	stdout  bool
	overlay string
	output  outputOptions
}

func generateCommand(s streams) *cobra.Command {
	var o generateOptions
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write the base and the overlays that a spec describes",
		Long: `generate reads harden.yaml and writes the base that it describes, and an overlay for each
of its environments. Running it twice changes nothing. A generated file that somebody
edited, or a file that is not harden-gen's, is never overwritten unasked (exit code 3): the
edit is shown, and --merge keeps it, --to-overlay moves it, --force drops it.`,
		Example: `  harden-gen generate
  harden-gen generate -f spec.yaml -o deploy
  harden-gen generate -f - --stdout < spec.yaml | kubectl apply --server-side -f -
  harden-gen generate --stdout --overlay staging | kubectl diff --server-side -f -`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return s.generate(o) },
	}
	cmd.Flags().StringVarP(&o.file, "file", "f", "", "the spec `FILE`; - reads it from stdin (default DIR/harden.yaml)")
	cmd.Flags().BoolVar(&o.stdout, "stdout", false, "print the objects instead of writing files")
	cmd.Flags().StringVar(&o.overlay, "overlay", "", "with --stdout: print the objects of environment `NAME`, as its overlay builds them")
	cmd.Flags().BoolVar(&o.output.merge, "merge", false, "keep edits of generated files, and merge what is generated otherwise now into them")
	cmd.Flags().StringVar(&o.output.overlay, "to-overlay", "", "move edits of generated files into overlays/`NAME` as patches")
	o.output.flags(cmd)
	return cmd
}

// environment is the spec of the environment of a name.
func environment(file string, app *spec.HardenedApplication, name string) (*spec.HardenedApplication, error) {
	if e := app.Environment(name); e != nil {
		return e.Spec, nil
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

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return inputErrorf("harden-gen "+cmd.Name()+" --help", "%s takes no argument, and %q is one", cmd.Name(), args[0])
}

func (s streams) generate(o generateOptions) error {
	if err := oneWay(o.output); err != nil {
		return err
	}
	dir := s.root(o.output.dir)
	name, data, err := s.readSpec(o.file, dir)
	if err != nil {
		return err
	}
	saveMemory(len(data))
	folder := ""
	if o.file != "-" {
		folder = filepath.Dir(s.resolve(name))
	}
	app, err := loadWhole(name, folder, data)
	if err != nil {
		return err
	}
	if o.overlay != "" && !o.stdout {
		return inputErrorf("add --stdout, or leave --overlay out: every overlay is written", "--overlay says what --stdout prints")
	}
	if o.stdout {
		printed := app
		if o.overlay != "" {
			if printed, err = environment(name, app, o.overlay); err != nil {
				return err
			}
		}
		_, err = s.Out.Write(kustomize.Stream(templates.Build(printed)))
	} else {
		err = s.write(dir, treeOf(app, kept(data)...), app, o.output)
	}
	if err != nil {
		return err
	}
	s.tellNotes(name, data, app, o.output.quiet)
	return nil
}

// saveMemory lets a spec of hundreds of workloads take little more memory than one of a few: nearly all that is
// made of it is written and forgotten at once, so collecting early costs a tenth of the time and halves the heap.
func saveMemory(size int) {
	const large, percent = 64 << 10, 25
	if size > large && os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

// treeOf is every file that a complete and valid spec makes, among others that belong to the tree.
func treeOf(app *spec.HardenedApplication, others ...kustomize.File) kustomize.Tree {
	return kustomize.RenderTree(app, others...)
}

// oneWay lets only one of the ways to treat an edit be taken.
func oneWay(o outputOptions) error {
	n := 0
	for _, asked := range []bool{o.merge, o.overlay != "", o.force} {
		if asked {
			n++
		}
	}
	if n > 1 {
		return inputErrorf("--merge keeps an edit where it is, --to-overlay moves it, --force drops it", "--merge, --to-overlay and --force: only one of them")
	}
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

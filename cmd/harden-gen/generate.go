package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
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
	where := s.placesOf(o.file, name, dir)
	if o.stdout && o.overlay == "" {
		where.tree = ""
	}
	app, err := loadWhole(name, where, data)
	if err != nil {
		return err
	}
	saveMemory(len(data))
	if o.overlay != "" && !o.stdout {
		return inputErrorf("add --stdout, or leave --overlay out: every overlay is written", "--overlay says what --stdout prints")
	}
	if o.stdout {
		err = s.print(name, dir, app, o.overlay)
	} else {
		err = s.write(dir, treeOf(app, kept(data)...), app, o.output)
	}
	if err != nil {
		return err
	}
	s.tellNotes(name, data, app, o.output.quiet)
	return nil
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

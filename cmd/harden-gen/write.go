package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
)

// outputOptions are those of every command that writes a tree.
type outputOptions struct {
	dir   string
	force bool
	quiet bool

	applied string // the kustomization that is applied next; empty for that of the first environment, or the base
}

func (o *outputOptions) flags(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&o.dir, "output", "o", "", "the tree's `DIR` (default ./k8s, or . where a harden.yaml lies)")
	cmd.Flags().BoolVar(&o.force, "force", false, "overwrite files that were edited or are not harden-gen's")
	cmd.Flags().BoolVarP(&o.quiet, "quiet", "q", false, "say nothing when all went well")
}

// keptPath is where a tree keeps the spec that it was made from.
const keptPath = ".harden-gen/" + specName

// kept are the files that a tree carries for the next run and for editors.
func kept(data []byte) kustomize.Tree {
	return kustomize.Tree{
		{Path: keptPath, Data: data, Replace: true},
		{Path: schemaPath, Data: spec.Schema(), Replace: true},
	}
}

// write brings dir to what tree says, all or nothing, and tells what changed.
func (s streams) write(dir string, tree kustomize.Tree, app *spec.HardenedApplication, o outputOptions) error {
	if err := kustomize.Recover(dir); err != nil {
		return err
	}
	changes, err := kustomize.Compare(dir, tree)
	if err != nil {
		return err
	}
	var conflicts []kustomize.Change
	for _, c := range changes {
		if c.Kind == kustomize.Conflict {
			conflicts = append(conflicts, c)
		}
	}
	if len(conflicts) > 0 && !o.force {
		return &conflictError{dir: s.display(dir), conflicts: conflicts}
	}
	if err := kustomize.Apply(dir, changes, o.force); err != nil {
		return err
	}
	if !o.quiet {
		s.tellChanges(dir, changes)
		s.tellReach(dir, app, changes, o.applied)
	}
	return nil
}

// mostLines is how many changed files are worth a line each.
const mostLines = 30

func (s streams) tellChanges(dir string, changes []kustomize.Change) {
	shown := make([]kustomize.Change, 0, len(changes))
	for _, c := range changes {
		if !strings.HasPrefix(c.Path, ".harden-gen/") {
			shown = append(shown, c)
		}
	}
	if len(shown) == 0 {
		fmt.Fprintf(s.Err, "%s is up to date\n", s.display(dir))
		return
	}
	if len(shown) > mostLines {
		fmt.Fprintf(s.Err, "%d files in %s changed\n", len(shown), s.display(dir))
		return
	}
	for _, c := range shown {
		fmt.Fprintf(s.Err, "%-9s %s\n", done(c.Kind), filepath.Join(s.display(dir), c.Path))
	}
}

// done is what became of a change.
func done(kind kustomize.ChangeKind) string {
	switch kind {
	case kustomize.Create:
		return "created"
	case kustomize.Delete:
		return "removed"
	case kustomize.Conflict:
		return "replaced"
	}
	return "updated"
}

func (e *conflictError) Error() string {
	var b strings.Builder
	for _, c := range e.conflicts {
		fmt.Fprintf(&b, "%s: %s\n", filepath.Join(e.dir, c.Path), c.Reason)
	}
	b.WriteString("nothing was written\n")
	b.WriteString("  hint: say it in " + filepath.Join(e.dir, specName) + ", or as a patch in an overlay; move a file of your own out of the way\n")
	b.WriteString("  hint: --force overwrites what stands there")
	return b.String()
}

// lowerFirst makes the begin of a sentence the middle of one.
func lowerFirst(s string) string { return strings.ToLower(s[:1]) + strings.TrimSuffix(s[1:], ".") }

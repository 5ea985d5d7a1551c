package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
)

// outputOptions are those of every command that writes a tree.
type outputOptions struct {
	dir     string
	force   bool
	quiet   bool
	merge   bool
	overlay string

	before  []byte // the spec file that the tree's was made from; nil where there was none
	applied string // the kustomization that is applied next; empty for that of the first environment, or the base
}

func (o *outputOptions) flags(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&o.dir, "output", "o", "", "the tree's `DIR` (default ./k8s, or . where a harden.yaml lies)")
	cmd.Flags().BoolVar(&o.force, "force", false, "overwrite files that were edited or are not harden-gen's")
	cmd.Flags().BoolVarP(&o.quiet, "quiet", "q", false, "say nothing when all went well")
}

// keptPath is where a tree keeps the spec that it was made from.
const keptPath = ".harden-gen/" + specName

// versionPath is where a tree keeps which harden-gen wrote it.
const versionPath = ".harden-gen/version"

// kept are the files that a tree carries for the next run and for editors.
func kept(data []byte) kustomize.Tree {
	return kustomize.Tree{
		{Path: keptPath, Source: kustomize.Bytes(data), Replace: true},
		{Path: schemaPath, Source: kustomize.Bytes(spec.Schema()), Replace: true},
		{Path: versionPath, Source: kustomize.Bytes(buildVersion() + "\n"), Replace: true},
	}
}

// write brings dir to what tree says, all or nothing, and tells what changed.
func (s streams) write(dir string, tree kustomize.Tree, app *spec.HardenedApplication, o outputOptions) error {
	w, err := kustomize.Open(dir)
	if err != nil {
		return err
	}
	defer w.Close()
	if err := isStill(dir, o.before); err != nil {
		return err
	}
	tree = kustomize.WithOriginals(tree)
	changes, err := s.changes(dir, tree, o)
	if err != nil {
		return err
	}
	why := ""
	if !o.quiet {
		why = s.otherVersion(dir, changes, app)
	}
	if err := w.Apply(changes, o.force); err != nil {
		return err
	}
	if !o.quiet {
		s.tellChanges(dir, changes, o.force)
		if why != "" {
			fmt.Fprint(s.Err, why)
		}
		s.tellReach(dir, app, changes, o.applied)
	}
	return nil
}

// isStill is an error where the spec file of a tree is no longer the one that a new one was made from.
func isStill(dir string, before []byte) error {
	if before == nil {
		return nil
	}
	now, err := os.ReadFile(filepath.Join(dir, specName))
	if err == nil && !bytes.Equal(now, before) {
		err = &kustomize.ChangedError{Dir: dir, Path: specName}
	}
	return err
}

// untilStill makes a change of the spec file again where another process has changed the file meanwhile.
func untilStill(change func() error) error {
	const times = 100
	err := change()
	for i := 1; i < times && isChangedSpec(err); i++ {
		err = change()
	}
	return err
}

func isChangedSpec(err error) bool {
	changed, ok := errors.AsType[*kustomize.ChangedError](err)
	return ok && changed.Path == specName
}

// changes are what is to be written, with every edit by hand settled, or a conflictError.
func (s streams) changes(dir string, tree kustomize.Tree, o outputOptions) ([]kustomize.Change, error) {
	changes, err := kustomize.Compare(dir, tree)
	if err != nil {
		return nil, err
	}
	if o.overlay != "" {
		return s.toOverlay(dir, tree, changes, o)
	}
	if o.force {
		return changes, nil
	}
	if !slices.ContainsFunc(changes, func(c kustomize.Change) bool { return c.Path != versionPath && c.Kind != kustomize.Keep }) {
		return nil, nil // two people with two versions that make the same do not change the tree in turns
	}
	settled, left := (&settling{streams: s, dir: dir, merge: o.merge}).settle(changes)
	if len(left) > 0 {
		return nil, &conflictError{dir: s.display(dir), files: left, output: o}
	}
	return settled, nil
}

// mostLines is how many changed files are worth a line each.
const mostLines = 30

func (s streams) tellChanges(dir string, changes []kustomize.Change, force bool) {
	shown := make([]kustomize.Change, 0, len(changes))
	for _, c := range changes {
		if !strings.HasPrefix(c.Path, ".harden-gen/") && (c.Kind != kustomize.Keep || force) {
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
	var lines strings.Builder
	for _, c := range shown {
		fmt.Fprintf(&lines, "%-9s %s\n", done(&c), filepath.Join(s.display(dir), c.Path))
	}
	fmt.Fprint(s.Err, lines.String())
}

// done is what became of a change.
func done(c *kustomize.Change) string {
	switch {
	case c.Kind == kustomize.Create:
		return "created"
	case c.Kind == kustomize.Delete:
		return "removed"
	case c.Kind == kustomize.Conflict, c.Kind == kustomize.Keep:
		return "replaced"
	case isMerged(c.New):
		return "merged"
	case c.Found != nil && c.State == kustomize.Edited:
		return "restored"
	}
	return "updated"
}

func isMerged(f *kustomize.File) bool {
	made, ok := f.Source.(kustomize.Bytes)
	return ok && kustomize.Inspect(made) == kustomize.Merged
}

// lowerFirst makes the begin of a sentence the middle of one.
func lowerFirst(s string) string { return strings.ToLower(s[:1]) + strings.TrimSuffix(s[1:], ".") }

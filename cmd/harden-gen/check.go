package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/kustomize/build"
	"github.com/harden-gen/harden-gen/internal/spec"
)

type checkOptions struct {
	file   string
	format string
	failOn string
	hints  bool
	quiet  bool
}

func checkCommand(s streams) *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "check [DIR]",
		Short: "Hold what kustomize builds to every control",
		Long: `check builds the base and every overlay with kustomize's own code, without a network, and
holds the objects to every control. DIR is a tree (DIR/base and DIR/overlays/*) or any
kustomization; - reads rendered YAML from stdin. With a spec (DIR/harden.yaml, or -f) it is
judged, too, whether what was built is what was declared, for overlays/NAME by environment
NAME. A finding names the patch or entry that causes it. Exit code 3: a control is broken.`,
		Example: `  harden-gen check
  harden-gen check deploy/overlays/prod --fix-hints
  helm template chart | harden-gen check - --format sarif > findings.sarif`,
		Args: atMostOneDir,
		RunE: func(_ *cobra.Command, args []string) error { return s.check(args, o) },
	}
	cmd.Flags().StringVarP(&o.file, "file", "f", "", "the spec `FILE` (default: the harden.yaml of the tree, if there is one)")
	cmd.Flags().StringVar(&o.format, "format", "text", "how findings are written: `"+strings.Join(formatNames(), "|")+"`")
	cmd.Flags().StringVar(&o.failOn, "fail-on", "low", "the least severity that fails: `"+strings.Join(controls.Severities(), "|")+"`")
	cmd.Flags().BoolVar(&o.hints, "fix-hints", false, "print the smallest patch for each finding")
	cmd.Flags().BoolVarP(&o.quiet, "quiet", "q", false, "say nothing when every control holds")
	return cmd
}

func atMostOneDir(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return inputErrorf("harden-gen "+cmd.Name()+" "+shellWord(args[0]), "%s takes one folder, and %q is a second one", cmd.Name(), args[1])
	}
	return nil
}

func (s streams) check(args []string, o checkOptions) error {
	worst, ok := controls.ParseSeverity(o.failOn)
	if !ok {
		return inputErrorf("one of "+strings.Join(controls.Severities(), ", "), "--fail-on: there is no severity %q", o.failOn)
	}
	write, ok := formats()[o.format]
	if !ok {
		return inputErrorf("one of "+strings.Join(formatNames(), ", "), "--format: there is no format %q", o.format)
	}
	spendMemory()
	r, err := s.examine(args, o)
	if err != nil {
		return err
	}
	if o.quiet {
		if s.Err = io.Discard; len(r.findings) == 0 && o.format == "text" {
			return nil
		}
	}
	if err := write(s, r); err != nil {
		return err
	}
	for _, f := range r.findings {
		if f.Severity <= worst {
			return errViolated
		}
	}
	return nil
}

// errViolated says with its exit code alone that findings were written.
var errViolated = errors.New("a control is broken")

// report is everything that a check found.
type report struct {
	roots     []checkedRoot
	findings  []foundIn
	waived    []waivedIn
	notJudged []controls.Control
	hints     bool
}

// waivedIn is a finding that a waiver allows in one kustomization.
type waivedIn struct {
	controls.Waived
	Root string `json:"root"`
}

// checkedRoot is one kustomization that was built.
type checkedRoot struct {
	Root      string `json:"root"`
	Objects   int    `json:"objects"`
	Workloads int    `json:"workloads"`
	High      int    `json:"high"`
	Medium    int    `json:"medium"`
	Low       int    `json:"low"`
}

// foundIn is a finding and the kustomizations that have it: an overlay inherits those of its base.
type foundIn struct {
	controls.Finding
	Line  int      `json:"line,omitempty"` // in the file, where an entry of a kustomization is to blame
	Roots []string `json:"roots"`
	Patch string   `json:"patch,omitempty"`

	key controls.Finding
}

// examine builds and judges everything that was asked for.
func (s streams) examine(args []string, o checkOptions) (*report, error) {
	dir := s.checkedDir(args)
	options, err := s.checkedSpec(o.file, dir)
	if err != nil {
		return nil, err
	}
	rendered, err := s.rendered(dir)
	if err != nil {
		return nil, err
	}
	r := &report{notJudged: controls.NotJudged(options), hints: o.hints}
	for i := range rendered {
		in := &rendered[i]
		set, err := controls.NewSet(in.documents)
		if err != nil {
			return nil, inputErrorf("check judges Kubernetes objects", "%v", err)
		}
		own, err := s.optionsOf(in, set, options)
		if err != nil {
			return nil, err
		}
		found, waived, err := controls.Judge(set, own)
		if err != nil {
			return nil, err
		}
		if err := r.add(in, set, found, &blamer{s: s, dir: in.dir, options: own}); err != nil {
			return nil, err
		}
		for _, w := range waived {
			r.waived = append(r.waived, waivedIn{w, in.root})
		}
	}
	slices.SortStableFunc(r.findings, func(a, b foundIn) int { return controls.Compare(&a.Finding, &b.Finding) })
	return r, nil
}

// optionsOf are those of one kustomization: an overlay is held to its environment's spec and to its base.
func (s streams) optionsOf(in *renderedRoot, set *controls.Set, options controls.Options) (controls.Options, error) {
	app := options.Spec
	if app != nil {
		abs, err := filepath.Abs(in.dir)
		if err != nil {
			return options, err
		}
		i := slices.IndexFunc(app.Environments, func(e spec.Environment) bool { return e.Name == filepath.Base(abs) })
		if i >= 0 && filepath.Base(filepath.Dir(abs)) == kustomize.Overlays {
			options.Spec, options.Environment, options.Shared = app.Environments[i].Spec, fmt.Sprintf("environments[%d]", i), len(app.Waivers)
		}
		options.Others = app.OtherNamespaces(options.Spec)
		options.Others[app.Namespace.Name] = "the application outside of this environment"
		for _, namespace := range set.Namespaces() {
			delete(options.Others, namespace)
		}
	}
	var base []controls.Document
	for _, folder := range in.folders {
		objects, err := build.Disk(folder)
		if err != nil {
			return options, notBuilt(err)
		}
		base = append(base, s.documents(objects)...)
	}
	if base == nil {
		return options, nil
	}
	var err error
	options.Base, err = controls.NewSet(base)
	return options, err
}

// add takes the findings of one kustomization. What an overlay has and its base has not is the overlay's own.
func (r *report) add(in *renderedRoot, set *controls.Set, found []controls.Finding, b *blamer) error {
	c := checkedRoot{Root: in.root, Objects: len(set.Objects), Workloads: set.Workloads()}
	known := map[controls.Finding][]int{}
	for i := range r.findings {
		known[r.findings[i].key] = append(known[r.findings[i].key], i)
	}
	for _, f := range found {
		*[]*int{&c.High, &c.Medium, &c.Low}[f.Severity]++
		same := known[f.Key()]
		if i := slices.IndexFunc(same, func(i int) bool { return r.isInherited(i, in) }); i >= 0 {
			r.findings[same[i]].Roots = append(r.findings[same[i]].Roots, in.root)
			continue
		}
		one := foundIn{Finding: f, Roots: []string{in.root}, key: f.Key()}
		if err := b.place(&one); err != nil {
			return err
		}
		if i := slices.IndexFunc(same, func(i int) bool { return r.findings[i].File == one.File && r.findings[i].Line == one.Line }); i >= 0 {
			r.findings[same[i]].Roots = append(r.findings[same[i]].Roots, in.root)
			continue
		}
		if r.hints {
			one.Patch = patchText(&f)
		}
		r.findings = append(r.findings, one)
	}
	r.roots = append(r.roots, c)
	return nil
}

// isInherited is true for a finding that one of the kustomizations has which this one is made from.
func (r *report) isInherited(i int, in *renderedRoot) bool {
	return slices.ContainsFunc(in.sources, func(s string) bool { return slices.Contains(r.findings[i].Roots, s) })
}

// notBuilt makes wrong input of a kustomization that does not build.
func notBuilt(err error) error {
	if e, ok := errors.AsType[*build.Error](err); ok {
		return inputErrorf(e.Hint, "%s", e.Error())
	}
	return fmt.Errorf("kustomize: %w", err)
}

package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/kustomize/build"
)

type checkOptions struct {
	file   string
	format string
	failOn string
	hints  bool
}

func checkCommand(s streams) *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "check [DIR]",
		Short: "Hold what kustomize builds to every control",
		Long: `check builds the base and every overlay with kustomize's own code, without a network, and
holds the objects to every control. DIR is a tree (DIR/base and DIR/overlays/*) or any
kustomization; - reads rendered YAML from stdin. With a spec (DIR/harden.yaml, or -f) it is
judged, too, whether what was built is what was declared. Exit code 3: a control is broken.`,
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
	r, err := s.examine(args, o)
	if err != nil {
		return err
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
	notJudged []controls.Control
	hints     bool
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
	Roots []string `json:"roots"`
	Patch string   `json:"patch,omitempty"`
}

// examine builds and judges everything that was asked for.
func (s streams) examine(args []string, o checkOptions) (*report, error) {
	rendered, dir, err := s.rendered(args)
	if err != nil {
		return nil, err
	}
	options, err := s.checkedSpec(o.file, dir)
	if err != nil {
		return nil, err
	}
	r := &report{notJudged: controls.NotJudged(options), hints: o.hints}
	for _, in := range rendered {
		set, err := controls.NewSet(in.documents)
		if err != nil {
			return nil, inputErrorf("check judges Kubernetes objects", "%v", err)
		}
		found, err := controls.Evaluate(set, options)
		if err != nil {
			return nil, err
		}
		r.add(in, set, found)
	}
	slices.SortStableFunc(r.findings, func(a, b foundIn) int { return controls.Compare(&a.Finding, &b.Finding) })
	return r, nil
}

// add takes the findings of one kustomization. What an overlay has and its base has not is the overlay's own.
func (r *report) add(in renderedRoot, set *controls.Set, found []controls.Finding) {
	c := checkedRoot{Root: in.root, Objects: len(set.Objects), Workloads: set.Workloads()}
	known := map[controls.Finding]int{}
	for i := range r.findings {
		known[r.findings[i].Key()] = i
	}
	for _, f := range found {
		*[]*int{&c.High, &c.Medium, &c.Low}[f.Severity]++
		if i, ok := known[f.Key()]; ok {
			r.findings[i].Roots = append(r.findings[i].Roots, in.root)
			continue
		}
		if len(r.roots) > 0 {
			f.File = in.file
		}
		one := foundIn{Finding: f, Roots: []string{in.root}}
		if r.hints {
			one.Patch = patchText(&f)
		}
		r.findings = append(r.findings, one)
	}
	r.roots = append(r.roots, c)
}

// notBuilt makes wrong input of a kustomization that does not build.
func notBuilt(err error) error {
	if e, ok := errors.AsType[*build.Error](err); ok {
		return inputErrorf(e.Hint, "%s", e.Error())
	}
	return fmt.Errorf("kustomize: %w", err)
}

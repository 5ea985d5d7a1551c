package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/edit"
	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
)

type diffOptions struct {
	file    string
	overlay string
	against string
	format  string
	exitOn  string
}

func diffCommand(s streams) *cobra.Command {
	var o diffOptions
	cmd := &cobra.Command{
		Use:   "diff [DIR]",
		Short: "Show what generate would change, and what that means",
		Long: `diff shows what generate would change in a tree, or with --against what changed since a Git
revision or from another tree: above, in words, who may reach whom, who may do what, which
controls hold, in the base and in overlays beside it; below, the files. It writes nothing.
Exit code 3: there is a difference, or, with --exit-on wider, something that opens.`,
		Example: `  harden-gen diff
  harden-gen diff --against main --overlay prod --format markdown
  harden-gen diff --against main --exit-on wider`,
		Args: atMostOneDir,
		RunE: func(_ *cobra.Command, args []string) error { return s.diff(args, o) },
	}
	cmd.Flags().StringVarP(&o.file, "file", "f", "", "the spec `FILE`; - reads it from stdin (default DIR/harden.yaml)")
	cmd.Flags().StringVar(&o.overlay, "overlay", "", "say in words what changes in overlays/`NAME`, and nothing else")
	cmd.Flags().StringVar(&o.against, "against", "", "compare the tree as it lies there with that at a `GITREV|DIR`")
	cmd.Flags().StringVar(&o.format, "format", "text", "how the difference is written: `"+strings.Join(diffFormatNames(), "|")+"`")
	cmd.Flags().StringVar(&o.exitOn, "exit-on", "any", "which difference is exit code 3: `any|wider`")
	return cmd
}

// errDiffers says with its exit code alone that a difference was written.
var errDiffers = errors.New("there is a difference")

// difference is what changes from one tree to another.
type difference struct {
	Root     string              `json:"root"`
	Changes  []controls.Change   `json:"changes"`
	Overlays []overlayDifference `json:"overlays,omitempty"` // of the base's
	Files    []fileDifference    `json:"files"`
	Wider    bool                `json:"wider"`

	unsaid     []string // why changes are not complete
	namespaces []string // of the root, afterwards
}

// fileDifference is one file that changes.
type fileDifference struct {
	Path string `json:"path"`
	// Note is why generate would not make the change unasked.
	Note string `json:"note,omitempty"`
	Diff string `json:"diff"`
}

func (s streams) diff(args []string, o diffOptions) error {
	write, ok := diffFormats()[o.format]
	if !ok {
		return inputErrorf("one of "+strings.Join(diffFormatNames(), ", "), "--format: there is no format %q", o.format)
	}
	if o.exitOn != "any" && o.exitOn != "wider" {
		return inputErrorf("--exit-on any, or --exit-on wider", "--exit-on: %q is neither any nor wider", o.exitOn)
	}
	if o.against != "" && o.file != "" {
		return inputErrorf("--against compares trees as they lie there; leave -f out", "-f and --against: only one of them")
	}
	named := ""
	if len(args) == 1 {
		named = args[0]
	}
	spendMemory()
	dir := s.root(named)
	var d *difference
	var err error
	if o.against != "" {
		d, err = s.diffAgainst(dir, o)
	} else {
		d, err = s.diffGenerated(dir, o)
	}
	if err != nil {
		return err
	}
	for _, c := range d.all() {
		d.Wider = d.Wider || c.Wider
	}
	if err := write(s, d); err != nil {
		return err
	}
	if len(d.Files) == 0 && len(d.all()) == 0 || o.exitOn == "wider" && !d.Wider && len(d.unsaid) == 0 {
		return nil
	}
	return errDiffers
}

// all are the changes of the root and of overlays.
func (d *difference) all() []controls.Change {
	all := slices.Clone(d.Changes)
	for _, o := range d.Overlays {
		all = append(all, o.Changes...)
	}
	return all
}

// mean adds what a difference means for its root, and for the base in every overlay too.
func (s streams) mean(d *difference, before, after side, app *spec.HardenedApplication) error {
	if d.Root != kustomize.Base {
		return s.say(d, before, after, specOfOverlay(app, strings.TrimPrefix(d.Root, kustomize.Overlays+"/")))
	}
	if err := s.say(d, before, after, app); err != nil || len(d.Files) == 0 {
		return err
	}
	return s.sayOverlays(d, before, after, app)
}

// diffGenerated is what generate would change.
func (s streams) diffGenerated(dir string, o diffOptions) (*difference, error) {
	name, data, err := s.readSpec(o.file, dir)
	if err != nil {
		return nil, err
	}
	app, err := loadWhole(name, s.placesOf(o.file, name, dir), data)
	if err != nil {
		return nil, err
	}
	changes, err := kustomize.Compare(dir, treeOf(app))
	if err != nil {
		return nil, err
	}
	settled, left := (&settling{streams: s, dir: dir}).settle(changes)
	notes := map[string]string{}
	for _, u := range left {
		notes[u.Path] = u.Reason
		settled = append(settled, u.Change)
	}
	slices.SortFunc(settled, func(a, b kustomize.Change) int { return strings.Compare(a.Path, b.Path) })
	after := map[string][]byte{}
	d := &difference{Root: rootOf(o.overlay)}
	for _, c := range settled {
		if strings.HasPrefix(c.Path, ".harden-gen/") || c.Kind == kustomize.Keep {
			continue
		}
		var old []byte
		if c.Found != nil {
			old = c.Old
		}
		after[c.Path] = nil
		if c.New != nil {
			after[c.Path] = c.New.Content(new([]byte))
		}
		d.add(c.Path, notes[c.Path], old, after[c.Path])
	}
	return d, s.mean(d, side{dir: dir}, side{dir: dir, changed: after}, app)
}

// rootOf is the kustomization that a difference is about, below the tree.
func rootOf(overlay string) string {
	if overlay == "" {
		return kustomize.Base
	}
	return kustomize.Overlays + "/" + overlay
}

// add takes a file in, unless only its line endings differ.
func (d *difference) add(path, note string, before, after []byte) {
	oldName, newName := "a/"+path, "b/"+path
	if before == nil {
		oldName = "/dev/null"
	}
	if after == nil {
		newName = "/dev/null"
	}
	if text := edit.Unified(oldName, newName, before, after); text != "" {
		d.Files = append(d.Files, fileDifference{path, note, text})
	}
}

// diffAgainst is what changed since a revision, or from another tree.
func (s streams) diffAgainst(dir string, o diffOptions) (*difference, error) {
	now, err := treeOnDisk(dir)
	if err != nil {
		return nil, err
	}
	if len(now) == 0 {
		return nil, inputErrorf("harden-gen diff DIR names the tree", "there is no base, no overlay and no %s in %s", specName, s.display(dir))
	}
	before, old, err := s.against(dir, o.against)
	if err != nil {
		return nil, err
	}
	d := &difference{Root: rootOf(o.overlay)}
	paths := maps.Clone(now)
	maps.Copy(paths, old)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		d.add(path, "", old[path], now[path])
	}
	app, err := s.specOf(dir)
	if err != nil {
		d.unsaid = append(d.unsaid, fmt.Sprintf("waivers are not said: %v", err))
	}
	return d, s.mean(d, before, side{dir: dir}, app)
}

// specOf is the spec of a tree, nil where there is none.
func (s streams) specOf(dir string) (*spec.HardenedApplication, error) {
	options, err := s.checkedSpec("", dir)
	return options.Spec, err
}

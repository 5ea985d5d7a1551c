package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
)

// overlayDifference is what changes in an overlay beside what changes in the base.
type overlayDifference struct {
	Root    string            `json:"root"`
	Changes []controls.Change `json:"changes"`
}

// sayOverlays adds what a difference means in each overlay, and so in the components that only overlays include.
func (s streams) sayOverlays(d *difference, before, after side, app *spec.HardenedApplication) error {
	names := append(before.overlays(), after.overlays()...)
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		root := rootOf(name)
		o := overlayDifference{Root: root}
		switch had, has := before.has(root), after.has(root); {
		case had && has:
			one := &difference{Root: root}
			if err := s.say(one, before, after, specOfOverlay(app, name)); err != nil {
				return err
			}
			d.unsaid = append(d.unsaid, one.unsaid...)
			o.Changes = one.beside(d)
		case has:
			o.Changes = []controls.Change{{Sign: "+", Wider: true, Text: root + " is new; what it opens: harden-gen diff --overlay " + name}}
		case had:
			o.Changes = []controls.Change{{Sign: "-", Text: root + " is gone"}}
		}
		if len(o.Changes) > 0 {
			d.Overlays = append(d.Overlays, o)
		}
	}
	return nil
}

// beside are the changes that the base does not have, whatever namespace the overlay is in.
func (d *difference) beside(base *difference) (own []controls.Change) {
	for _, c := range d.Changes {
		there := c
		if len(d.namespaces) == 1 && len(base.namespaces) == 1 {
			from, to := d.namespaces[0], base.namespaces[0]
			there.Text = strings.NewReplacer(" "+from+"/", " "+to+"/", "namespace "+from, "namespace "+to).Replace(c.Text)
		}
		if !slices.Contains(base.Changes, c) && !slices.Contains(base.Changes, there) {
			own = append(own, c)
		}
	}
	return own
}

// specOfOverlay is the spec of the environment that an overlay is made for, else the application's.
func specOfOverlay(app *spec.HardenedApplication, overlay string) *spec.HardenedApplication {
	if app != nil {
		if e := app.Environment(overlay); e != nil {
			return e.Spec
		}
	}
	return app
}

// overlays are the names of the folders below overlays.
func (x *side) overlays() (names []string) {
	add := func(path string) {
		if rest, ok := strings.CutPrefix(path, kustomize.Overlays+"/"); ok {
			name, _, _ := strings.Cut(rest, "/")
			names = append(names, name)
		}
	}
	for _, f := range x.tree {
		add(f.Path)
	}
	for path, data := range x.changed {
		if data != nil {
			add(path)
		}
	}
	if x.tree == nil {
		entries, err := os.ReadDir(filepath.Join(x.dir, kustomize.Overlays))
		if err != nil {
			return names // there are none
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
	}
	return names
}

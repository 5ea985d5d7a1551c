package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/edit"
	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
)

// otherVersion says what changes only because another version wrote the tree, and what that means; it is
// empty when this one did. It looks at the tree before anything is written.
func (s streams) otherVersion(dir string, changes []kustomize.Change, app *spec.HardenedApplication) string {
	i := slices.IndexFunc(changes, func(c kustomize.Change) bool { return c.Path == versionPath && c.Found != nil })
	if i < 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\nThis is harden-gen %s, and %s wrote the tree before. ", buildVersion(), strings.TrimSpace(string(changes[i].Old)))
	files := s.otherwise(dir)
	if len(files) == 0 {
		b.WriteString("Both make the same of the same spec.\n")
		return b.String()
	}
	b.WriteString("Of the same spec it makes otherwise:\n")
	for _, line := range files[:min(len(files), mostLines)] {
		b.WriteString("  " + line + "\n")
	}
	if rest := len(files) - mostLines; rest > 0 {
		fmt.Fprintf(&b, "  and %d more\n", rest)
	}
	if slices.ContainsFunc(changes, func(c kustomize.Change) bool { return c.Path == keptPath }) {
		b.WriteString("The spec changed too. ")
	}
	return b.String() + s.meaning(dir, changes, app)
}

// otherwise is a line for each field that this version makes otherwise of the spec that the tree was made from.
func (s streams) otherwise(dir string) []string {
	var lines []string
	for _, f := range (&settling{streams: s, dir: dir}).asBefore() {
		place := filepath.Join(s.display(dir), f.Path)
		now := f.Content(new([]byte))
		was, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Path)))
		if err != nil || kustomize.Stamp(was) == kustomize.Stamp(now) {
			continue
		}
		original, known := kustomize.Original(dir, f.Path, kustomize.Stamp(was))
		fields, err := edit.Fields(original, now)
		if !known || err != nil || len(fields) == 0 {
			lines = append(lines, place) // only comments, or nobody knows what
			continue
		}
		for _, v := range fields {
			lines = append(lines, place+": "+v.Path+": "+v.After+" in place of "+v.Before)
		}
	}
	return lines
}

// meaning is all that the changes mean for the base, in words.
func (s streams) meaning(dir string, changes []kustomize.Change, app *spec.HardenedApplication) string {
	after := map[string][]byte{}
	for _, c := range changes {
		after[c.Path] = nil
		if c.New != nil {
			after[c.Path] = slices.Clone(c.New.Content(new([]byte)))
		}
	}
	d := &difference{Root: kustomize.Base}
	if err := s.say(d, side{dir: dir}, side{dir: dir, changed: after}, app); err != nil || len(d.unsaid) > 0 {
		return "What that means cannot be said: the base does not build.\n"
	}
	if len(d.Changes) == 0 {
		return "Nothing that may be reached or done changes, and no control.\n"
	}
	lines := make([]string, len(d.Changes))
	for i, c := range d.Changes {
		lines[i] = c.String() + "\n"
	}
	return "What changes:\n" + indent(strings.Join(lines, ""), "  ")
}

package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/harden-gen/harden-gen/internal/edit"
	"github.com/harden-gen/harden-gen/internal/kustomize"
)

// conflictError is a tree that holds what harden-gen may not overwrite unasked.
type conflictError struct {
	dir    string
	files  []unsettled
	output outputOptions
}

// mostDiffLines is how much of an edit is worth showing before harden-gen diff does it better.
const mostDiffLines = 40

func (e *conflictError) Error() string {
	var b strings.Builder
	edited, foreign := false, false
	for i := range e.files {
		u := &e.files[i]
		place := filepath.Join(e.dir, u.Path)
		edited, foreign = edited || u.original != nil, foreign || u.State == kustomize.Foreign
		switch {
		case len(u.conflicts) > 0:
			for _, c := range u.conflicts {
				fmt.Fprintf(&b, "%s: %s: %s was edited, and is generated otherwise now\n", lineOf(place, c.Line), c.Object, c.Path)
				fmt.Fprintf(&b, "    generated before: %s\n    edited to:        %s\n    generated now:    %s\n", c.Before, c.Edited, c.Now)
			}
			continue
		case u.State == kustomize.Edited && u.original == nil && u.Reason != "":
			fmt.Fprintf(&b, "%s: %s; what it was generated as is not known, so the edit cannot be told from it\n", place, u.Reason)
			continue
		}
		fmt.Fprintf(&b, "%s: %s\n", place, u.Reason)
		if u.hint != "" {
			fmt.Fprintf(&b, "  hint: %s\n", u.hint)
			continue
		}
		if u.original != nil {
			b.WriteString(shownDiff(edit.Unified("as generated", "as edited", kustomize.Body(u.original), kustomize.Body(u.Old))))
		}
	}
	b.WriteString("nothing was written\n")
	e.ways(&b, edited, foreign)
	return strings.TrimSuffix(b.String(), "\n")
}

// ways are what to type next.
func (e *conflictError) ways(b *strings.Builder, edited, foreign bool) {
	run := "harden-gen generate"
	if e.output.dir != "" {
		run += " -o " + shellWord(e.output.dir)
	}
	if edited {
		fmt.Fprintf(b, "  hint: %s --merge            keeps the edits, and merges into them what is generated otherwise now\n", run)
		fmt.Fprintf(b, "  hint: %s --to-overlay NAME  moves the edits into overlays/NAME as patches\n", run)
		fmt.Fprintf(b, "  hint: %s --force            takes what is generated; the edits are lost\n", run)
		fmt.Fprintf(b, "  hint: or say it in %s, where it is checked\n", filepath.Join(e.dir, specName))
		return
	}
	if foreign {
		b.WriteString("  hint: move a file of your own out of the way, or say it in " + filepath.Join(e.dir, specName) + "\n")
	}
	fmt.Fprintf(b, "  hint: --force overwrites what stands there\n")
}

func lineOf(place string, line int) string {
	if line == 0 {
		return place
	}
	return fmt.Sprintf("%s:%d", place, line+1) // the header line is not part of what is merged
}

// shownDiff indents a diff, and leaves out what is too long to be read between other lines.
func shownDiff(text string) string {
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	rest := 0
	if len(lines) > mostDiffLines {
		rest = len(lines) - mostDiffLines
		lines = lines[:mostDiffLines]
	}
	var b strings.Builder
	for _, l := range lines {
		b.WriteString("    " + strings.TrimSuffix(l, "\n") + "\n")
	}
	if rest > 0 {
		fmt.Fprintf(&b, "    … %d lines more: harden-gen diff shows them\n", rest)
	}
	return b.String()
}

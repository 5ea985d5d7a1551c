package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/controls"
)

// diffFormats are the ways to write a difference.
func diffFormats() map[string]func(streams, *difference) error {
	return map[string]func(streams, *difference) error{"text": diffText, "markdown": diffMarkdown, "json": diffJSON}
}

func diffFormatNames() []string { return slices.Sorted(maps.Keys(diffFormats())) }

// diffText writes what changes in words, then the files as patch(1) reads them.
func diffText(s streams, d *difference) error {
	var b strings.Builder
	for _, c := range d.Changes {
		b.WriteString(c.String() + "\n")
	}
	for _, o := range d.Overlays {
		b.WriteString("in " + o.Root + ":\n")
		for _, c := range o.Changes {
			b.WriteString(c.String() + "\n")
		}
	}
	if len(d.all()) > 0 && len(d.Files) > 0 {
		b.WriteByte('\n')
	}
	for _, f := range d.Files {
		if f.Note != "" {
			fmt.Fprintf(&b, "# %s: %s; generate asks before it makes this change\n", f.Path, f.Note)
		}
		b.WriteString(f.Diff)
	}
	for _, u := range d.unsaid {
		fmt.Fprintln(s.Err, "harden-gen: "+u)
	}
	_, err := io.WriteString(s.Out, b.String())
	return err
}

// mostMarkdown is how many bytes of files a comment holds: GitHub takes 65,536.
const mostMarkdown = 50_000

// diffMarkdown writes a comment for a pull request: what opens first, the files folded away.
func diffMarkdown(s streams, d *difference) error {
	var b strings.Builder
	root := d.Root
	if len(d.Overlays) > 0 {
		root += " and overlays"
	}
	fmt.Fprintf(&b, "### harden-gen: what changes in %s\n\n", root)
	markdownChanges(&b, "", d.Changes)
	for _, o := range d.Overlays {
		markdownChanges(&b, " in "+o.Root, o.Changes)
	}
	if len(d.all()) == 0 {
		b.WriteString("Nothing that may be reached or done, no control and no image.\n\n")
	}
	for _, u := range d.unsaid {
		b.WriteString(code(u) + "\n\n")
	}
	if len(d.Files) > 0 {
		var files strings.Builder
		for _, f := range d.Files {
			files.WriteString(f.Diff)
		}
		text := files.String()
		if len(text) > mostMarkdown {
			text = strings.ToValidUTF8(text[:mostMarkdown], "") + "\n(the rest is too long for a comment)\n"
		}
		fence := strings.Repeat("`", max(3, longestRun(text, '`')+1))
		fmt.Fprintf(&b, "<details><summary>%s</summary>\n\n%sdiff\n%s%s\n\n</details>\n", count(len(d.Files), "file"), fence, text, fence)
	}
	_, err := io.WriteString(s.Out, b.String())
	return err
}

// markdownChanges lists what opens, then everything else.
func markdownChanges(b *strings.Builder, where string, changes []controls.Change) {
	for _, list := range []struct {
		title string
		wider bool
	}{{"Opens", true}, {"Changes", false}} {
		said := false
		for _, c := range changes {
			if c.Wider != list.wider {
				continue
			}
			if !said {
				fmt.Fprintf(b, "**%s%s**\n\n", list.title, where)
				said = true
			}
			b.WriteString("- " + code(c.String()) + "\n")
		}
		if said {
			b.WriteByte('\n')
		}
	}
}

// code is text as it is, whatever Markdown would make of it.
func code(text string) string {
	fence := strings.Repeat("`", longestRun(text, '`')+1)
	if len(fence) > 1 {
		return fence + " " + text + " " + fence
	}
	return fence + text + fence
}

func longestRun(text string, of rune) int {
	longest, run := 0, 0
	for _, r := range text {
		if run++; r != of {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

func diffJSON(s streams, d *difference) error {
	d.Changes, d.Files = append([]controls.Change{}, d.Changes...), append([]fileDifference{}, d.Files...) // [] and not null
	e := json.NewEncoder(s.Out)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		*difference
		Unsaid []string `json:"unsaid,omitempty"`
	}{d, d.unsaid})
}

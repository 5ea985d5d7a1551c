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

// formats are the ways to write a report.
func formats() map[string]func(streams, *report) error {
	return map[string]func(streams, *report) error{"text": writeText, "json": writeJSON, "sarif": writeSARIF, "github": writeGitHub}
}

func formatNames() []string { return slices.Sorted(maps.Keys(formats())) }

// writeText writes three lines for each finding, the worst first, then a summary.
func writeText(s streams, r *report) error {
	var b strings.Builder
	for _, f := range r.findings {
		place := f.Object.String()
		if f.File != "" {
			place = f.File + ": " + place
			if f.Line > 0 {
				place = fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Object)
			}
		}
		fmt.Fprintf(&b, "%-6s %s  %s\n", f.Severity, f.Control, place)
		if f.Field != "" {
			fmt.Fprintf(&b, "       %s\n", f.Field)
		}
		fmt.Fprintf(&b, "       %s\n       fix: %s\n", f.Message, f.Fix)
		if len(f.Roots) < len(r.roots) {
			fmt.Fprintf(&b, "       in: %s\n", strings.Join(f.Roots, ", "))
		}
		if r.hints {
			b.WriteString(indent(f.Patch, "       | "))
		}
		b.WriteByte('\n')
	}
	r.summary(&b)
	_, err := io.WriteString(s.Out, b.String())
	return err
}

// summary is a line for each kustomization, and what to do next.
func (r *report) summary(w io.Writer) {
	width := 0
	for _, c := range r.roots {
		width = max(width, len(c.Root))
	}
	for _, c := range r.roots {
		fmt.Fprintf(w, "%-*s  %s, %s: %s\n", width, c.Root, count(c.Objects, "object"), count(c.Workloads, "workload"), c.verdict())
	}
	said := map[string]bool{}
	for _, v := range r.waived {
		line := fmt.Sprintf("waived until %s: %s in %s (%s: %s)\n", v.Waiver.Expires, v.Control, v.Object, v.Waiver.Owner, v.Waiver.Reason)
		if !said[line] {
			said[line] = true
			fmt.Fprint(w, line)
		}
	}
	if len(r.notJudged) > 0 {
		ids := make([]string, len(r.notJudged))
		for i, c := range r.notJudged {
			ids[i] = c.ID
		}
		fmt.Fprintf(w, "not judged without a spec (-f FILE): %s\n", strings.Join(ids, ", "))
	}
	if len(r.findings) > 0 {
		fmt.Fprintf(w, "why: harden-gen explain %s\n", r.findings[0].Control)
	}
}

func (c *checkedRoot) verdict() string {
	var parts []string
	for i, n := range []int{c.High, c.Medium, c.Low} {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, controls.Severity(i)))
		}
	}
	if len(parts) == 0 {
		return "every control holds"
	}
	return strings.Join(parts, ", ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func indent(text, by string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(by + line)
	}
	return b.String()
}

// writeJSON writes one object; its keys stay what they are.
func writeJSON(s streams, r *report) error {
	out := struct {
		Roots     []checkedRoot `json:"roots"`
		Findings  []foundIn     `json:"findings"`
		Waived    []waivedIn    `json:"waived"`
		NotJudged []string      `json:"notJudged"`
	}{Roots: r.roots, Findings: r.findings, Waived: append([]waivedIn{}, r.waived...), NotJudged: []string{}}
	if out.Findings == nil {
		out.Findings = []foundIn{}
	}
	for _, c := range r.notJudged {
		out.NotJudged = append(out.NotJudged, c.ID)
	}
	r.summary(s.Err)
	return encodeJSON(s.Out, out)
}

func encodeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/spec"
)

func explainCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "explain [ID]",
		Short: "Say why a control is there, what breaks with it, and who asks for it",
		Example: `  harden-gen explain
  harden-gen explain read-only-root`,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return controlIDs(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error { return s.explain(args) },
	}
}

func controlIDs() []string {
	var ids []string
	for _, c := range controls.Catalogue() {
		ids = append(ids, c.ID)
	}
	return ids
}

// explain writes one control, or a line for each of them.
func (s streams) explain(args []string) error {
	if len(args) > 1 {
		return inputErrorf("harden-gen explain "+shellWord(args[0]), "explain takes one control, and %q is a second one", args[1])
	}
	var b strings.Builder
	if len(args) == 1 {
		c, ok := controls.Find(args[0])
		if !ok {
			return unknownControl(args[0])
		}
		explainOne(&b, c)
	} else {
		for _, c := range controls.Catalogue() {
			fmt.Fprintf(&b, "%-22s %-6s  %s\n", c.ID, c.Severity, c.Title)
		}
	}
	_, err := io.WriteString(s.Out, b.String())
	return err
}

func unknownControl(id string) error {
	hint := "harden-gen explain lists the controls"
	if guess := spec.Nearest(id, controlIDs()); guess != "" {
		hint = "did you mean " + guess + "?"
	}
	return inputErrorf(hint, "there is no control %q", id)
}

func explainOne(b *strings.Builder, c controls.Control) {
	fmt.Fprintf(b, "%s (%s): %s\n\n", c.ID, c.Severity, c.Title)
	fmt.Fprintf(b, "Why:     %s\nBreaks:  %s\n", c.Why, c.Breaks)
	if c.Intent {
		b.WriteString("Judged:  only with a spec\n")
	}
	for _, r := range c.References.Named() {
		fmt.Fprintf(b, "%-8s %s\n", r.Short+":", strings.Join(r.IDs, ", "))
	}
}

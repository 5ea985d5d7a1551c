package spec

import (
	"flag"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var updateDocs = flag.Bool("update-docs", false, "write docs/spec.md from the question table")

// TestDocs holds docs/spec.md to the question table.
func TestDocs(t *testing.T) {
	const file = "../../docs/spec.md"
	want := specPage()
	if *updateDocs {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/spec.md is not what the question table says; run: make golden\n%s", diff)
	}
}

func specPage() string {
	var b strings.Builder
	b.WriteString("# The spec, key by key\n\n" +
		"Made from the question table in internal/spec/question.go; change it there, then run `make golden`.\n" +
		"`[]` is every entry of a list, `*` every key of a mapping. A flag that repeats takes one value each time.\n\n" +
		"| key | what it says | flag |\n| --- | --- | --- |\n")
	cell := func(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
	for _, q := range Questions() {
		text := q.Text
		if len(q.Values) > 0 {
			text += " One of: " + strings.Join(q.Values, ", ") + "."
		}
		option := ""
		if q.Flag != "" {
			option = "`--" + q.Flag + " " + cell(q.Form) + "`"
			if q.Sample != "" {
				option += ", such as `" + cell(q.Sample) + "`"
			}
		}
		b.WriteString("| `" + q.Path + "` | " + cell(text) + " | " + option + " |\n")
	}
	b.WriteString("\n## What the profiles know\n\nEach fact can be said otherwise under `platform`; ports of names are open over UDP and TCP.\n\n" +
		"| `platform.profile` | names are asked at | user ids | cloud identity is asked at |\n| --- | --- | --- | --- |\n")
	for _, name := range profileNames() {
		b.WriteString("| `" + name + "` | " + profileCells(name) + " |\n")
	}
	b.WriteString("\n## What init asks\n\nOn a terminal, page by page; the first three of everybody, the others where their defaults do not fit.\n\n" +
		"| page | why | what follows | what follows when nothing is said | flags |\n| --- | --- | --- | --- | --- |\n")
	for _, p := range Pages() {
		flags := make([]string, len(p.Flags))
		for i, name := range p.Flags {
			flags[i] = "`--" + name + "`"
			switch name {
			case FlagName:
				flags[i] = "`" + name + "`"
			case FlagOverlay:
				flags[i] = "`harden-gen overlay`"
			}
		}
		b.WriteString("| " + p.Title + " | " + p.Why + " | " + p.Said + " | " + p.Nothing + " | " + strings.Join(flags, ", ") + " |\n")
	}
	flags := make([]string, len(OverlayFlags()))
	for i, f := range OverlayFlags() {
		flags[i] = "`--" + f.Flag + "`"
	}
	b.WriteString("\nOf each other environment it asks its name and, where the application has it, what `harden-gen overlay NAME` has flags for: " +
		strings.Join(flags, ", ") + ". All but the name may stay as in the base.\n")
	b.WriteString("\n## Not built yet\n\nThe format has these keys, and this version refuses them by name.\n\n| key | what to do today |\n| --- | --- |\n")
	for _, l := range later() {
		b.WriteString("| `" + l.path + "` | " + cell(l.way) + " |\n")
	}
	return b.String()
}

// profileCells are what a spec says that names the profile and nothing else.
func profileCells(name string) string {
	p := Platform{Profile: name}
	defaultPlatform(&p)
	var names, identities []string
	for _, r := range p.DNS.Resolvers() {
		for _, a := range r.Addresses {
			names = append(names, "`"+a+"` port "+portNumbers(r.Ports))
		}
		if r.Pods != nil {
			names = append(names, "`"+r.Pods.String()+"` port "+portNumbers(r.Ports))
		}
	}
	for _, e := range p.CloudIdentity {
		identities = append(identities, "`"+e.String()+"`")
	}
	return strings.Join([]string{strings.Join(names, ", "), p.UserIDs, strings.Join(identities, ", ")}, " | ")
}

func portNumbers(ports []int32) string {
	list := make([]string, len(ports))
	for i, n := range ports {
		list[i] = strconv.Itoa(int(n))
	}
	return strings.Join(list, " and ")
}

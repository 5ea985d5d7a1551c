package controls

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var updateDocs = flag.Bool("update-docs", false, "write docs/controls.md from the table of controls")

// TestDocs holds docs/controls.md to the table.
func TestDocs(t *testing.T) {
	const file = "../../docs/controls.md"
	want := page()
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
		t.Errorf("docs/controls.md is not what the table says; run: make golden\n%s", diff)
	}
}

func page() string {
	var b strings.Builder
	b.WriteString("# The controls\n\n" +
		"Made from the table in internal/controls; change it there, then run `make golden`.\n" +
		"`harden-gen check` holds what kustomize builds to each of them, `harden-gen explain ID` prints one.\n\n" +
		"| control | severity | what holds |\n| --- | --- | --- |\n")
	for _, c := range Catalogue() {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", c.ID, c.ID, c.Severity, c.Title)
	}
	for _, c := range Catalogue() {
		fmt.Fprintf(&b, "\n## %s\n\n%s. Severity: %s.\n", c.ID, c.Title, c.Severity)
		if c.Intent {
			b.WriteString("Judged only with a spec.\n")
		}
		fmt.Fprintf(&b, "\n- Why: %s\n- What breaks, and how to live with it: %s\n", c.Why, c.Breaks)
		for _, g := range c.References.Named() {
			fmt.Fprintf(&b, "- %s: %s\n", g.Name, strings.Join(g.IDs, ", "))
		}
	}
	return b.String()
}

// TestTable: ids are unique and spelled one way, every text is there, and no reference is invented:
// each is one that the map of controls to guides has.
func TestTable(t *testing.T) {
	known := map[string][]string{
		"CIS": {"1.2.30", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.5", "5.1.6", "5.1.7", "5.1.8", "5.1.9", "5.1.10", "5.1.11", "5.1.12", "5.1.13",
			"5.2.1", "5.2.2", "5.2.3", "5.2.4", "5.2.5", "5.2.6", "5.2.7", "5.2.8", "5.2.9", "5.2.11", "5.2.12", "5.3.1", "5.3.2", "5.4.1", "5.4.2", "5.5.1",
			"5.6.1", "5.6.2", "5.6.3", "5.6.4"},
		"NSA":   {nsaAccess, nsaContainers, nsaCloud, nsaImages, nsaImmutable, nsaNamespaces, nsaNetwork, nsaNonRoot, nsaPods, nsaResources, nsaSecrets, nsaTokens},
		"OWASP": {"K01", "K02", "K03", "K04", "K05", "K08", "K09"},
	}
	var seen []string
	for _, c := range Catalogue() {
		if !regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`).MatchString(c.ID) || slices.Contains(seen, c.ID) {
			t.Errorf("%q is no id, or stands here twice", c.ID)
		}
		seen = append(seen, c.ID)
		if strings.HasSuffix(c.Title, ".") || !strings.HasSuffix(c.Why, ".") || !strings.HasSuffix(c.Breaks, ".") {
			t.Errorf("%s: a title has no period, why and breaks are sentences", c.ID)
		}
		if judges := []bool{c.locate != nil && c.podSecurity != nil, c.pod != nil, c.set != nil}; !slices.Contains(judges, true) {
			t.Errorf("%s judges nothing", c.ID)
		}
		for _, g := range c.References.Named() {
			for _, id := range g.IDs {
				if g.Short != "PSS" && !slices.Contains(known[g.Short], id) {
					t.Errorf("%s: %s does not have %s", c.ID, g.Name, id)
				}
			}
		}
	}
}

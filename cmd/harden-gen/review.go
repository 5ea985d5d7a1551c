package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/templates"
)

// review tells what would come of a spec before it is written: which comments would be lost, who may
// talk to whom, what each workload may do with the API, the files, and which controls hold.
func (s streams) review(dir string, data []byte, replace bool, lost []string) (string, error) {
	app, err := loadWhole(specName, inTree(dir), data)
	if err != nil {
		return "", err
	}
	tree := described(app, data)
	if replace {
		tree = changed(app, data)
	}
	var b strings.Builder
	if len(lost) > 0 {
		b.WriteString("Comments that stand in what you changed, and would be lost:\n")
		for _, line := range lost {
			b.WriteString("  " + line + "\n")
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "Who may talk to whom in namespace %s; everything else is denied\n%s", app.Namespace.Name, picture(app))
	b.WriteString(elsewhere(app))
	b.WriteString("\nWhat may be done with the Kubernetes API\n" + permissionText(app) + "\n")
	if err := s.reviewFiles(&b, dir, tree); err != nil {
		return "", err
	}
	text, err := controlText(app)
	if err != nil {
		return "", err
	}
	b.WriteString("\n" + text)
	return b.String(), nil
}

// elsewhere is what differs in each environment.
func elsewhere(app *spec.HardenedApplication) string {
	var b strings.Builder
	for i := range app.Environments {
		e := &app.Environments[i]
		if i == 0 {
			b.WriteString("\nOther environments, in which the same holds but for\n")
		}
		fmt.Fprintf(&b, "  %s: namespace %s", e.Name, e.Spec.Namespace.Name)
		answers, whole := e.Answers()
		for _, a := range answers {
			if a.Flag != "namespace" {
				fmt.Fprintf(&b, ", %s %s", strings.ReplaceAll(a.Flag, "-", " "), a.Value)
			}
		}
		if !whole {
			b.WriteString(", and more, which only " + specName + " says")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func (s streams) reviewFiles(b *strings.Builder, dir string, tree kustomize.Tree) error {
	changes, err := kustomize.Compare(dir, tree)
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "Files in %s\n", s.display(dir))
	shown := 0
	for _, c := range changes {
		if strings.HasPrefix(c.Path, ".harden-gen/") {
			continue
		}
		shown++
		line := fmt.Sprintf("  %-9s %s", changeWord(c.Kind), filepath.FromSlash(c.Path))
		if c.Kind == kustomize.Conflict {
			line += ": " + c.Reason + "; it is not overwritten without --force"
		}
		b.WriteString(line + "\n")
	}
	if shown == 0 {
		b.WriteString("  nothing changes\n")
	}
	return nil
}

// changeWord is what would become of a file.
func changeWord(kind kustomize.ChangeKind) string {
	switch kind {
	case kustomize.Create:
		return "create"
	case kustomize.Delete:
		return "remove"
	case kustomize.Conflict:
		return "conflict"
	}
	return "update"
}

// picture draws each workload with everybody who may call it and everything that it may call.
func picture(app *spec.HardenedApplication) string {
	var b strings.Builder
	edges := spec.NewEdges(app)
	for i := range app.Workloads {
		arrows := arrowsOf(app, edges, i)
		width := 0
		for _, a := range arrows {
			width = max(width, len(a.port))
		}
		b.WriteString("  " + app.Workloads[i].Name + "\n")
		for j, a := range arrows {
			corner := "├"
			if j == len(arrows)-1 {
				corner = "└"
			}
			line := "◄─"
			if a.out {
				line = "─►"
			}
			fmt.Fprintf(&b, "  %s%s %-*s  %s\n", corner, line, width, a.port, a.peer)
		}
		if len(arrows) == 0 {
			b.WriteString("  └ talks to nobody\n")
		}
	}
	return b.String()
}

// arrow is one line of a workload's picture.
type arrow struct {
	out        bool
	port, peer string
}

func arrowsOf(app *spec.HardenedApplication, edges *spec.Edges, i int) (all []arrow) {
	w, reach := &app.Workloads[i], edges.Of(i)
	for _, in := range reach.In {
		port := fmt.Sprintf("%s %s", in.Port.Name, spec.PortRef{Number: in.Port.ContainerPort, Protocol: in.Port.Protocol})
		for _, peer := range in.From {
			all = append(all, arrow{false, port, peerText(app, peer)})
		}
		if len(in.From) == 0 {
			all = append(all, arrow{false, port, "nobody"})
		}
	}
	for _, out := range reach.Out {
		for _, p := range out.Ports {
			all = append(all, arrow{true, p.String(), peerText(app, out.To)})
		}
	}
	if w.DNS == "Allow" {
		all = append(all, arrow{true, "DNS", "the cluster's resolver"})
	}
	if w.KubernetesAPI != nil {
		for _, e := range app.Platform.APIServer {
			all = append(all, arrow{true, spec.PortRef{Number: e.Port}.String(), "the Kubernetes API at " + e.CIDR})
		}
	}
	return all
}

func permissionText(app *spec.HardenedApplication) string {
	var b strings.Builder
	for i := range app.Workloads {
		w := &app.Workloads[i]
		if w.KubernetesAPI == nil {
			b.WriteString("  " + w.Name + ": nothing; it has no token\n")
			continue
		}
		b.WriteString("  " + w.Name + strings.TrimPrefix(apiText(w.KubernetesAPI), ",") + "\n")
	}
	return b.String()
}

// controlText holds the objects that would be written to every control.
func controlText(app *spec.HardenedApplication) (string, error) {
	documents, err := controls.Parse("base", kustomize.Stream(templates.Build(app)))
	if err != nil {
		return "", err
	}
	set, err := controls.NewSet(documents)
	if err != nil {
		return "", err
	}
	found, err := controls.Evaluate(set, controls.Options{Spec: app, SpecFile: specName, Today: spec.Date(time.Now().UTC().Format(time.DateOnly))})
	if err != nil {
		return "", err
	}
	broken := map[string]bool{}
	var b strings.Builder
	for _, f := range found {
		broken[f.Control] = true
		fmt.Fprintf(&b, "  broken: %s: %s\n", f.Control, f.Message)
	}
	var holding []string
	for _, c := range controls.Catalogue() {
		if !broken[c.ID] {
			holding = append(holding, c.ID)
		}
	}
	fmt.Fprintf(&b, "  %s\n", strings.Join(holding, ", "))
	return fmt.Sprintf("Controls that hold: %d of %d; harden-gen explain ID says why each is there\n", len(holding), len(controls.Catalogue())) + b.String(), nil
}

package main

import (
	"fmt"
	"strings"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
)

// tellReach says who may talk to whom, and what to type next.
func (s streams) tellReach(dir string, app *spec.HardenedApplication, changes []kustomize.Change) {
	const mostWorkloads = 12
	if len(changes) == 0 {
		return
	}
	if len(app.Workloads) <= mostWorkloads {
		fmt.Fprintf(s.Err, "\nWho may talk to whom in namespace %s; everything else is denied:\n%s", app.Namespace.Name, reachText(app))
	}
	fmt.Fprint(s.Err, lowPortText(app))
	fmt.Fprintf(s.Err, "\nNext: kubectl apply --server-side -k %s\n", shellWord(s.display(dir)+"/"+kustomize.Base))
}

// tellNotes says what is worth a second look in the spec; it changes nothing.
func (s streams) tellNotes(file string, data []byte, app *spec.HardenedApplication, quiet bool) {
	const most = 10
	if quiet {
		return
	}
	notes := spec.Notes(app)
	if len(notes) == 0 {
		return
	}
	for _, note := range spec.Locate(file, data, notes[:min(len(notes), most)]) {
		fmt.Fprintf(s.Err, "note: %s\n  hint: %s\n", note, note.Hint)
	}
	if len(notes) > most {
		fmt.Fprintf(s.Err, "note: and %d more\n", len(notes)-most)
	}
}

// lowPortText offers the way that needs no sysctl, for the first port that has one.
func lowPortText(app *spec.HardenedApplication) string {
	for i := range app.Workloads {
		for _, p := range app.Workloads[i].Ports {
			if p.ContainerPort < spec.LowestOpenPort {
				remapped := p
				remapped.ContainerPort += 8000
				if p.ServicePort == 0 {
					remapped.ServicePort = p.ContainerPort
				}
				return fmt.Sprintf("\n%s listens on %d, below %d: its pods carry a sysctl that allows it. A program that can listen higher needs none: --port %s\n",
					app.Workloads[i].Name, p.ContainerPort, spec.LowestOpenPort, remapped)
			}
		}
	}
	return ""
}

// reachText is a line for each caller, each target and each permission.
func reachText(app *spec.HardenedApplication) string {
	var b strings.Builder
	width := 0
	for _, w := range app.Workloads {
		width = max(width, len(w.Name))
	}
	edges := spec.NewEdges(app)
	for i := range app.Workloads {
		w, reach := &app.Workloads[i], edges.Of(i)
		line := func(arrow, what string) { fmt.Fprintf(&b, "  %-*s %s %s\n", width, w.Name, arrow, what) }
		for _, in := range reach.In {
			port := fmt.Sprintf("%s %s", in.Port.Name, spec.PortRef{Number: in.Port.ContainerPort, Protocol: in.Port.Protocol})
			for _, peer := range in.From {
				line("<-", peerText(app, peer)+" on "+port)
			}
			if len(in.From) == 0 {
				line("<-", "nobody on "+port)
			}
		}
		for _, out := range reach.Out {
			ports := make([]string, len(out.Ports))
			for j, p := range out.Ports {
				ports[j] = p.String()
			}
			line("->", peerText(app, out.To)+" on "+strings.Join(ports, ", "))
		}
		if w.DNS == "Allow" {
			line("->", "DNS")
		}
		if w.CloudIdentity == "Allow" {
			line("->", "the cloud's identity service on "+endpointsText(app.Platform.CloudIdentity))
		}
		if w.KubernetesAPI != nil {
			line("->", "the Kubernetes API"+apiText(w.KubernetesAPI.Rules))
		}
	}
	return b.String()
}

func endpointsText(endpoints []spec.Endpoint) string {
	parts := make([]string, len(endpoints))
	for i, e := range endpoints {
		parts[i] = e.String()
	}
	return strings.Join(parts, ", ")
}

func peerText(app *spec.HardenedApplication, p spec.Peer) string {
	switch p.Word {
	case spec.PeerGateway:
		return "gateway (" + app.Platform.Gateway.String() + ")"
	case spec.PeerMonitoring:
		return "monitoring (" + app.Platform.Monitoring.String() + ")"
	}
	if p.NamespaceLabels != nil && len(p.NamespaceLabels) == 0 {
		return "every namespace" + strings.TrimPrefix(p.String(), "namespaces/")
	}
	return p.String()
}

func apiText(rules []spec.APIRule) string {
	if len(rules) == 0 {
		return ", without a permission"
	}
	parts := make([]string, len(rules))
	for i, r := range rules {
		parts[i] = strings.Join(r.Verbs, ",") + " " + strings.Join(r.Resources, ",")
		if len(r.ResourceNames) > 0 {
			parts[i] += " " + strings.Join(r.ResourceNames, ",")
		}
	}
	return ": may " + strings.Join(parts, "; ")
}

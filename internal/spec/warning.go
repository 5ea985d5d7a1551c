package spec

import (
	"net/netip"
	"slices"
	"strings"
)

// Warning is an answer that is allowed and makes a wall weaker than it could be.
type Warning struct {
	Flag string // the question that it belongs to
	Text string // what somebody can do now, as a sentence
}

// Warnings are those of the workload at index at, in the order of its declarations.
func Warnings(app *HardenedApplication, at int) (all []Warning) {
	w := &app.Workloads[at]
	add := func(flag, text string) { all = append(all, Warning{flag, text}) }
	for _, p := range w.Ports {
		for _, peer := range p.From {
			if who := wide(peer, app); who != "" {
				add("allow", who+" can call "+p.Name+".")
			}
		}
	}
	for _, c := range w.Connects {
		if who := wide(c.To, app); who != "" {
			add("connect", "What is stolen can be sent away: "+lowerFirst(who)+" can be reached.")
		}
	}
	if w.KubernetesAPI != nil {
		for _, r := range w.KubernetesAPI.Rules {
			if len(r.ResourceNames) == 0 && slices.Contains(r.Resources, "secrets") {
				add("kubernetes-api", "It reads every secret of its namespace. Name those that it needs.")
			}
		}
	}
	for _, name := range sortedKeys(w.Env) {
		if w.Env[name].Secret != "" {
			add("env", "The secret in "+name+" is passed on to every child process and every dump. A file is safer.")
		}
	}
	const leastUser = 1000 // below it are the users of a node's own services
	if w.RunAsUser != nil && *w.RunAsUser > 0 && *w.RunAsUser < leastUser {
		add("run-as-user", "A user below 1000 may be one of the node's own. A number from 10000 on is nobody's.")
	}
	return all
}

// wide says who a peer is that is more than anybody needs, and nothing of any other peer.
func wide(p Peer, app *HardenedApplication) string {
	switch {
	case p.Word == PeerInternet:
		return "Every public address"
	case p.Word == PeerCluster, p.NamespaceLabels != nil && len(p.NamespaceLabels) == 0 && len(p.PodLabels) == 0:
		return "Every pod of every namespace"
	case p.Word == PeerNodes:
		return "Every node, and every pod on a node's own network,"
	case p.Namespace != "" && p.Namespace != app.Namespace.Name && len(p.PodLabels) == 0:
		return "Every pod of the namespace " + p.Namespace
	case p.CIDR != "":
		const widest = 16
		if prefix, err := netip.ParsePrefix(p.CIDR); err == nil && prefix.Bits() < widest {
			return "Every address of the wide range " + p.CIDR
		}
	}
	return ""
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }

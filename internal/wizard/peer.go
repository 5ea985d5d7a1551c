package wizard

import (
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// The kinds of peers that have fields of their own; any other kind is the peer's form itself.
const (
	otherPods = "ns/"
	ownPods   = "pods/"
	addresses = "cidr/"
	hostName  = "host/"
)

// peer asks for a caller of a port, or for a connection: first what kind it is, then its fields.
func (in *interview) peer(flag string, i int, port string) verdict {
	q, _ := spec.FindFlag(flag)
	var c spec.Connection
	if i >= 0 {
		c, _ = spec.ParseConnect(in.said(in.app, flag)[i].Text)
	}
	step, label := "a caller of "+port, "Who may call "+port+"?"
	if flag == "connect" {
		step, label = one(flag), q.Text
	}
	for {
		kind := &field{label: label, choices: in.peerKinds(flag), value: kindOf(c.To)}
		if i < 0 || !slices.ContainsFunc(kind.choices, func(c choice) bool { return c.value == kind.value }) {
			kind.value = kind.choices[0].value
		}
		if v := in.ask(&screen{title: titleOf(flag), step: step, fields: []*field{kind}}); v != forward {
			return v
		}
		g, values := peerGuide(flag, kind.value, port), []string(nil)
		if kind.value == kindOf(c.To) && i >= 0 {
			values = peerValues(c)
		}
		if len(g.parts) == 0 {
			if in.put(in.app, flag, i, g.join(nil)) != nil {
				continue
			}
			return forward
		}
		if v := in.form(step, flag, i, g, values); v != back {
			return v
		}
	}
}

// peerKinds are the kinds that can be chosen here, the likely ones first.
func (in *interview) peerKinds(flag string) (kinds []choice) {
	p := &in.app.Platform
	add := func(label, value string) { kinds = append(kinds, choice{label, value}) }
	if flag == "allow" {
		add("The gateway: traffic from outside", spec.PeerGateway)
		add("Monitoring: whoever collects metrics", spec.PeerMonitoring)
	}
	for i, w := range in.app.Workloads {
		if i != in.At && w.Name != "" && (flag == "allow" || len(w.Ports) > 0) {
			add("Workload "+w.Name, "workload/"+w.Name)
		}
	}
	add("Pods of another namespace", otherPods)
	add("Pods of this namespace, by their labels", ownPods)
	add("A range of addresses outside of the cluster", addresses)
	if flag == "connect" {
		if p.CNI == spec.CNICilium {
			add("A host name", hostName)
		}
		add("The internet: every public address", spec.PeerInternet)
	}
	if p.Nodes != nil {
		add("The nodes", spec.PeerNodes)
	}
	if p.ControlPlane != nil {
		add("The control plane", spec.PeerControlPlane)
	}
	if flag == "allow" {
		add("The internet: every public address", spec.PeerInternet)
	}
	add("Every pod of the cluster", spec.PeerCluster)
	return kinds
}

func kindOf(p spec.Peer) string {
	switch {
	case p.Namespace != "":
		return otherPods
	case p.CIDR != "":
		return addresses
	case p.Host != "":
		return hostName
	case p.PodLabels != nil:
		return ownPods
	}
	return p.String()
}

// peerGuide is the form of a peer of one kind, with the ports of a connection or behind a port's name.
func peerGuide(flag, kind, port string) guide {
	path := "workloads[].connects[].to"
	if flag == "allow" {
		path = "workloads[].ports[].from[]"
	}
	var g guide
	var join func(v []string) string
	switch kind {
	case otherPods:
		g.parts = []part{{path: path + ".namespace", sample: "data"}, {path: path + ".podLabels", sample: "app=postgres", optional: true}}
		join = func(v []string) string { return otherPods + v[0] + prefixed("/", spaceless(v[1])) }
	case ownPods:
		g.parts = []part{{path: path + ".podLabels", sample: "app=cache"}}
		join = func(v []string) string { return ownPods + spaceless(v[0]) }
	case addresses:
		g.parts = []part{{path: path + ".cidr", sample: "10.0.8.0/24"}}
		join = func(v []string) string { return "cidr/" + spec.Endpoint{CIDR: v[0]}.Range() }
	case hostName:
		g.parts = []part{{path: path + ".host", sample: "api.stripe.com"}}
		join = func(v []string) string { return hostName + v[0] }
	default:
		join = func([]string) string { return kind }
	}
	if flag == "allow" {
		g.join = func(v []string) string { return port + "=" + join(v) }
		return g
	}
	ports := part{path: "workloads[].connects[].ports", sample: "443"}
	switch name, isWorkload := strings.CutPrefix(kind, "workload/"); {
	case isWorkload:
		ports.sample = ""
		ports.offers = func(in *interview) []string { return in.portNames(name) }
	case kind == otherPods:
		ports.sample = "5432"
	case kind == ownPods:
		ports.sample = "6379"
	}
	g.parts = append(g.parts, ports)
	g.join = func(v []string) string { return join(v) + ":" + spaceless(v[len(v)-1]) }
	return g
}

// peerValues are the fields of a connection that is there.
func peerValues(c spec.Connection) []string {
	text := c.String()
	cut := strings.LastIndexByte(text, ':')
	ports := text[cut+1:]
	switch set := (spec.PodSet{Namespace: "x", PodLabels: c.To.PodLabels}).String(); kindOf(c.To) {
	case otherPods:
		return []string{c.To.Namespace, strings.TrimPrefix(strings.TrimPrefix(set, "ns/x"), "/"), ports}
	case ownPods:
		return []string{strings.TrimPrefix(set, "ns/x/"), ports}
	case addresses:
		return []string{c.To.CIDR, ports}
	case hostName:
		return []string{c.To.Host, ports}
	}
	return []string{ports}
}

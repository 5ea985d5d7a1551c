package spec

import (
	"strings"
)

// peer checks one caller or target of a workload.
func (v *validator) peer(p *path, w *Workload, peer *Peer) {
	kinds := 0
	for _, said := range []bool{peer.Word != "", peer.Workload != "", peer.Host != "", peer.CIDR != "",
		peer.Namespace != "" || peer.NamespaceLabels != nil || peer.PodLabels != nil} {
		if said {
			kinds++
		}
	}
	if kinds != 1 {
		v.report(p, "write one of {workload: NAME}, {podLabels: …}, {namespace: NAME, podLabels: …}, {namespaceLabels: …}, {cidr: RANGE}, or a word: "+strings.Join(peerWords(), ", "),
			"a peer is exactly one kind of thing")
		return
	}
	if len(peer.Except) > 0 && peer.CIDR == "" {
		e := p.key("except")
		v.report(&e, "write it beside a cidr", "only a range has exceptions")
	}
	switch {
	case peer.Word != "":
		v.peerWord(p, w, peer.Word)
	case peer.Workload != "":
		v.knownWorkload(p, peer.Workload)
	case peer.Host != "":
		v.host(p, w, peer.Host)
	case peer.CIDR != "":
		v.peerRange(p, peer)
	default:
		v.peerSelector(p, peer)
	}
}

func (v *validator) peerWord(p *path, w *Workload, word string) {
	fact := func(key string, known bool) {
		if !known {
			at := path{&path{nil, segment{key: "platform"}}, segment{key: key}}
			v.missing(&at, "the peer %s is used, and nobody has said where it is", word)
		}
	}
	f := &v.app.Platform
	switch word {
	case PeerGateway:
		fact("gateway", f.Gateway != nil)
	case PeerMonitoring:
		fact("monitoring", f.Monitoring != nil)
	case PeerNodes:
		fact("nodes", f.Nodes != nil)
	case PeerControlPlane:
		fact("controlPlane", f.ControlPlane != nil)
	case PeerAnywhere:
		if !v.waived(ControlOpenRules, w) {
			v.report(p, "name the peers; internet is every public address, cluster every pod; or say why not under waivers: "+
				"{control: "+ControlOpenRules+", workload: "+w.Name+", reason: …, owner: …, expires: …}",
				"anywhere takes the wall down, to nodes and metadata services too, and %s has no waiver for it", quote(w.Name))
		}
	}
}

func (v *validator) knownWorkload(p *path, name string) *Workload {
	if w := v.workloads[name]; w != nil {
		return w
	}
	at := p.key("workload")
	hint := "a workload of another application is {namespace: NAMESPACE, podLabels: …}"
	if guess := nearest(name, sortedKeys(v.workloads)); guess != "" {
		hint = "did you mean " + guess + "?"
	}
	v.report(&at, hint, "there is no workload %s in this application", quote(name))
	return nil
}

func (v *validator) peerRange(p *path, peer *Peer) {
	at := p.key("cidr")
	prefix, ok := v.cidr(&at, peer.CIDR)
	if !ok {
		return
	}
	if prefix.Bits() == 0 {
		v.report(&at, "write internet for all public addresses, or the ranges that are meant", "%s is every address, the cluster's own and the metadata service among them", quote(peer.CIDR))
	}
	for i, s := range peer.Except {
		at := p.at("except", i)
		e, ok := v.cidr(&at, s)
		if ok && (e.Bits() <= prefix.Bits() || !prefix.Contains(e.Addr())) {
			v.report(&at, "write a range that lies inside "+peer.CIDR, "%s is no part of %s", quote(s), quote(peer.CIDR))
		}
	}
}

func (v *validator) peerSelector(p *path, peer *Peer) {
	at := p.key("namespaceLabels")
	if peer.Namespace != "" && peer.NamespaceLabels != nil {
		v.report(&at, "keep one of the two", "a peer has a namespace or labels of namespaces")
	}
	v.selector(&at, peer.NamespaceLabels)
	if peer.Namespace != "" {
		at = p.key("namespace")
		v.label(&at, peer.Namespace, "a namespace")
	}
	at = p.key("podLabels")
	v.selector(&at, peer.PodLabels)
	if peer.PodLabels != nil && len(peer.PodLabels) == 0 && peer.Namespace == "" && peer.NamespaceLabels == nil {
		v.report(&at, "write the labels of the pods; every pod of this namespace is {namespace: "+v.app.Namespace.Name+"}", "no label selects no pod in particular")
	}
}

func (v *validator) connects(at *path, w *Workload) {
	names := map[string]bool{}
	for i := range w.Connects {
		c := &w.Connects[i]
		entry := at.at("connects", i)
		p := entry.key("name")
		if c.Name != "" {
			v.label(&p, c.Name, "a connection")
			if names[c.Name] {
				v.report(&p, "give every connection a name of its own", "the connection %s stands here a second time", quote(c.Name))
			}
			names[c.Name] = true
		}
		p = entry.key("to")
		v.peer(&p, w, &c.To)
		if c.To.CIDR != "" && !v.waived(ControlMetadata, w) {
			at := p.key("cidr")
			v.noMetadata(&at, c.To.CIDR, c.To.Except, true)
		}
		v.connectPorts(&entry, c)
	}
}

func (v *validator) connectPorts(at *path, c *Connection) {
	p := at.key("ports")
	if len(c.Ports) == 0 {
		v.report(&p, "write the ports of the pods that answer, such as [5432]", "a connection without ports would open all of them")
	}
	for i, ref := range c.Ports {
		p := at.at("ports", i)
		switch {
		case c.To.Workload != "":
			target := v.workloads[c.To.Workload]
			if target == nil {
				continue // reported where the peer stands
			}
			if _, ok := target.findPort(ref); !ok {
				v.report(&p, "its ports: "+portList(target), "the workload %s has no port %s", quote(target.Name), ref)
			}
		case ref.Name != "":
			v.report(&p, "write the number of the pod's port, not of the Service in front of it", "only a workload of this application has ports that are known by name, not %s", quote(ref.Name))
		default:
			v.port(&p, ref.Number)
		}
	}
}

// findPort is the index of the workload's port that ref names, by name or by number and protocol.
func (w *Workload) findPort(ref PortRef) (int, bool) {
	for i := range w.Ports {
		p := &w.Ports[i]
		if ref.Name != "" && p.Name == ref.Name {
			return i, true
		}
		if ref.Name == "" && p.ContainerPort == ref.Number && orTCP(p.Protocol) == orTCP(ref.Protocol) {
			return i, true
		}
	}
	return 0, false
}

func orTCP(protocol string) string {
	if protocol == "" {
		return "TCP"
	}
	return protocol
}

func portList(w *Workload) string {
	if len(w.Ports) == 0 {
		return "none"
	}
	var list []string
	for _, p := range w.Ports {
		list = append(list, p.Name+" ("+PortRef{Number: p.ContainerPort, Protocol: p.Protocol}.String()+")")
	}
	return strings.Join(list, ", ")
}

package golden

import (
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// reachIsTheDeclared asks for every pair of workloads, strangers and addresses, on every port that is
// mentioned anywhere and its neighbours, whether the rendered policies let it through, and whether the
// spec says so. The second answer is worked out here, from the spec alone.
func reachIsTheDeclared(r reporter, s *subject) {
	everybody := endpoints(s)
	asks := s.asks()
	wrong := 0
	for _, from := range everybody {
		for _, to := range everybody {
			if !s.isOurs(from) && !s.isOurs(to) {
				continue
			}
			have := between(s.policies, s.app.Namespace.Name, from, to)
			want := s.declared(from, to)
			for _, a := range asks {
				if allowed, declared := have.allow(a), want(a); allowed != declared && wrong < 10 {
					wrong++
					r.Errorf("%s -> %s on %d/%s: the policies say %v, the spec says %v", from.name, to.name, a.port, a.protocol, allowed, declared)
				}
			}
		}
	}
}

// isOurs is true for a pod in the application's namespace, also for one that is no workload of it.
func (s *subject) isOurs(e endpoint) bool {
	return !e.address.IsValid() && e.namespace == s.app.Namespace.Name
}

// declared answers from the spec: our end of a connection has to allow it, and both ends when both are ours.
func (s *subject) declared(from, to endpoint) func(ask) bool {
	var out, in []ask
	if s.isOurs(from) {
		out = s.mayCall(from, to)
	}
	if s.isOurs(to) {
		in = s.mayBeCalled(to, from)
	}
	return func(a ask) bool {
		return (!s.isOurs(from) || slices.Contains(out, a)) && (!s.isOurs(to) || slices.Contains(in, a))
	}
}

// mayCall lists the ports of target that a pod of ours may call: what its workload connects to, what
// other workloads admit it to, name resolution, and the API server.
func (s *subject) mayCall(caller, target endpoint) (asks []ask) {
	w := s.workloadOf(caller)
	if w != nil {
		for _, c := range w.Connects {
			if s.is(target, &c.To) {
				for _, ref := range c.Ports {
					asks = append(asks, s.resolve(&c, ref))
				}
			}
		}
		if v := s.workloadOf(target); v != nil {
			for _, p := range v.Ports {
				if slices.ContainsFunc(p.From, func(peer spec.Peer) bool { return peer.Workload == w.Name }) {
					asks = append(asks, ask{corev1.Protocol(p.Protocol), p.ContainerPort})
				}
			}
		}
		if w.KubernetesAPI != nil {
			asks = append(asks, answering(s.app.Platform.APIServer, target)...)
		}
		if w.CloudIdentity == "Allow" {
			asks = append(asks, answering(s.app.Platform.CloudIdentity, target)...)
		}
	}
	if s.resolves(caller) {
		for _, port := range s.resolverPorts(target) {
			asks = append(asks, ask{corev1.ProtocolUDP, port}, ask{corev1.ProtocolTCP, port})
		}
	}
	return asks
}

// answering lists the ports of a machine among the endpoints.
func answering(endpoints []spec.Endpoint, target endpoint) (asks []ask) {
	for _, e := range endpoints {
		if target.address.IsValid() && contains(e.CIDR, target.address) {
			asks = append(asks, ask{corev1.ProtocolTCP, e.Port})
		}
	}
	return asks
}

// mayBeCalled lists the ports on which a pod of ours admits a caller: those that name it, and those
// that it says it calls.
func (s *subject) mayBeCalled(target, caller endpoint) (asks []ask) {
	v := s.workloadOf(target)
	if v == nil {
		return nil
	}
	for _, p := range v.Ports {
		for _, peer := range p.From {
			if s.is(caller, &peer) {
				asks = append(asks, ask{corev1.Protocol(p.Protocol), p.ContainerPort})
			}
		}
	}
	if w := s.workloadOf(caller); w != nil {
		for _, c := range w.Connects {
			if c.To.Workload == v.Name {
				for _, ref := range c.Ports {
					asks = append(asks, s.resolve(&c, ref))
				}
			}
		}
	}
	return asks
}

// resolve is the number behind a port of a connection.
func (s *subject) resolve(c *spec.Connection, ref spec.PortRef) ask {
	if ref.Name != "" {
		for _, p := range s.workload(c.To.Workload).Ports {
			if p.Name == ref.Name {
				return ask{corev1.Protocol(p.Protocol), p.ContainerPort}
			}
		}
	}
	if ref.Protocol == "" {
		return ask{corev1.ProtocolTCP, ref.Number}
	}
	return ask{corev1.Protocol(ref.Protocol), ref.Number}
}

// workloadOf is the workload that a pod belongs to, nil for a stranger.
func (s *subject) workloadOf(e endpoint) *spec.Workload {
	if !s.isOurs(e) || e.labels[nameLabel] != e.labels[instanceLabel] {
		return nil
	}
	return s.workload(e.labels[nameLabel])
}

// resolves: every pod of the namespace may ask for names but those that deny it, unless all deny it.
func (s *subject) resolves(e endpoint) bool {
	some := slices.ContainsFunc(s.app.Workloads, func(w spec.Workload) bool { return w.DNS == "Allow" })
	w := s.workloadOf(e)
	return some && (w == nil || w.DNS == "Allow")
}

// resolverPorts are the ports on which a target answers for names: the resolver's pods on theirs, the
// caches of nodes on the one of DNS.
func (s *subject) resolverPorts(e endpoint) (ports []int32) {
	dns := s.app.Platform.DNS
	switch {
	case e.address.IsValid():
		if slices.ContainsFunc(dns.NodeLocal, func(cidr string) bool { return contains(cidr, e.address) }) {
			ports = append(ports, 53)
		}
	case e.namespace == dns.Namespace:
		if hasAll(e.labels, dns.PodLabels) {
			ports = append(ports, dns.Ports...)
		}
		if len(dns.NodeLocalPodLabels) > 0 && hasAll(e.labels, dns.NodeLocalPodLabels) {
			ports = append(ports, 53)
		}
	}
	return ports
}

// is reads a peer as its author meant it.
func (s *subject) is(e endpoint, p *spec.Peer) bool {
	f := &s.app.Platform
	inSet := func(set *spec.PodSet) bool {
		return !e.address.IsValid() && e.namespace == set.Namespace && hasAll(e.labels, set.PodLabels)
	}
	inRanges := func(set *spec.Ranges) bool {
		return e.address.IsValid() && slices.ContainsFunc(set.CIDRs, func(c string) bool { return contains(c, e.address) })
	}
	if p.Host != "" {
		return false // a matter of the network plugin, which the judge of its policies sees to
	}
	switch p.Word {
	case "gateway":
		return inSet(f.Gateway)
	case "monitoring":
		return inSet(f.Monitoring)
	case "nodes":
		return inRanges(f.Nodes)
	case "control-plane":
		return inRanges(f.ControlPlane)
	case "internet":
		return e.address.IsValid() && !isInside(e.address)
	case "cluster":
		return !e.address.IsValid()
	case "anywhere":
		return true
	}
	switch {
	case p.CIDR != "":
		return e.address.IsValid() && contains(p.CIDR, e.address) &&
			!slices.ContainsFunc(p.Except, func(c string) bool { return contains(c, e.address) })
	case e.address.IsValid():
		return false
	case p.Workload != "":
		w := s.workloadOf(e)
		return w != nil && w.Name == p.Workload
	case p.Namespace != "":
		return e.namespace == p.Namespace && hasAll(e.labels, p.PodLabels)
	case p.NamespaceLabels != nil:
		return hasAll(e.namespaceLabels, p.NamespaceLabels) && hasAll(e.labels, p.PodLabels)
	}
	return s.isOurs(e) && hasAll(e.labels, p.PodLabels)
}

// isInside is true for an address that is no part of the internet: a network of somebody's own, a
// link, a special-purpose range that clusters use, or a metadata service that looks public.
func isInside(a netip.Addr) bool {
	if a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsMulticast() || a == netip.MustParseAddr("168.63.129.16") {
		return true
	}
	for _, special := range []string{"100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4", "64:ff9b:1::/48"} {
		if contains(special, a) {
			return true
		}
	}
	return false
}

package golden

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// endpoints are all that the spec speaks of, and next to each somebody who differs in one thing.
func endpoints(s *subject) []endpoint {
	own := s.app.Namespace.Name
	c := crowd{s: s, seen: map[string]bool{}}
	for _, d := range s.deployments {
		c.add("workload "+d.Name, own, nil, d.Spec.Template.Labels)
	}
	c.add("stranger in "+own, own, nil, map[string]string{"app": "stranger"})
	c.add("bare pod in "+own, own, nil, nil)
	c.add("stranger elsewhere", "elsewhere", nil, map[string]string{"app": "stranger"})
	first := s.app.Workloads[0].Name
	c.add("impostor elsewhere", "elsewhere", nil, map[string]string{nameLabel: first, instanceLabel: first})
	c.add("half an impostor", own, nil, map[string]string{instanceLabel: first})
	if dns := s.app.Platform.DNS; dns.Namespace != "" {
		c.set("resolver", &spec.PodSet{Namespace: dns.Namespace, PodLabels: dns.PodLabels})
		c.set("cache", &spec.PodSet{Namespace: dns.Namespace, PodLabels: dns.NodeLocalPodLabels})
	}
	c.set("gateway", s.app.Platform.Gateway)
	c.set("monitoring", s.app.Platform.Monitoring)
	for _, p := range s.peers() {
		switch {
		case p.Namespace != "":
			c.set("peer", &spec.PodSet{Namespace: p.Namespace, PodLabels: p.PodLabels})
		case p.NamespaceLabels != nil:
			c.add(fmt.Sprintf("pod %v of namespaces %v", p.PodLabels, p.NamespaceLabels), "labelled", p.NamespaceLabels, p.PodLabels)
			c.add(fmt.Sprintf("pod without labels of namespaces %v", p.NamespaceLabels), "labelled", p.NamespaceLabels, nil)
			c.add(fmt.Sprintf("pod %v of a namespace without labels", p.PodLabels), "elsewhere", nil, p.PodLabels)
		case p.PodLabels != nil:
			c.set("peer", &spec.PodSet{Namespace: own, PodLabels: p.PodLabels})
		}
	}
	for _, a := range s.addresses() {
		c.all = append(c.all, endpoint{name: a.String(), address: a})
	}
	return c.all
}

type crowd struct {
	s    *subject
	all  []endpoint
	seen map[string]bool
}

func (c *crowd) add(name, namespace string, extra, labels map[string]string) {
	namespaceLabels := map[string]string{"kubernetes.io/metadata.name": namespace}
	if namespace == c.s.app.Namespace.Name {
		maps.Copy(namespaceLabels, c.s.namespaces[0].Labels)
	}
	maps.Copy(namespaceLabels, extra)
	if name = name + fmt.Sprint(" ", namespace, labels); c.seen[name] {
		return
	}
	c.seen[name] = true
	c.all = append(c.all, endpoint{name: name, namespace: namespaceLabels["kubernetes.io/metadata.name"], namespaceLabels: namespaceLabels, labels: labels})
}

// set adds a pod of a set, one that lacks a label, one with another value, and one of another namespace.
func (c *crowd) set(name string, set *spec.PodSet) {
	if set == nil {
		return
	}
	c.add(name, set.Namespace, nil, set.PodLabels)
	c.add(name+" in another namespace", "not-"+set.Namespace[:min(len(set.Namespace), 40)], nil, set.PodLabels)
	c.add(name+" in our namespace", c.s.app.Namespace.Name, nil, set.PodLabels)
	for _, key := range slices.Sorted(maps.Keys(set.PodLabels)) {
		less := maps.Clone(set.PodLabels)
		delete(less, key)
		c.add(name+" without "+key, set.Namespace, nil, less)
		other := maps.Clone(set.PodLabels)
		other[key] += "x"
		c.add(name+" with another "+key, set.Namespace, nil, other)
	}
	more := maps.Clone(set.PodLabels)
	if more == nil {
		more = map[string]string{}
	}
	more["further"] = "label"
	c.add(name+" with further labels", set.Namespace, nil, more)
}

// peers is every peer that is named anywhere.
func (s *subject) peers() (peers []spec.Peer) {
	for i := range s.app.Workloads {
		for _, p := range s.app.Workloads[i].Ports {
			peers = append(peers, p.From...)
		}
		for _, c := range s.app.Workloads[i].Connects {
			peers = append(peers, c.To)
		}
	}
	return peers
}

// addresses are some of every kind, and for each range in the spec its first and last address and
// the ones just outside.
func (s *subject) addresses() []netip.Addr {
	all := map[netip.Addr]bool{}
	for _, a := range []string{
		"1.1.1.1", "9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0", "100.63.255.255", "100.64.0.0", "100.100.100.200", "100.128.0.0",
		"168.63.129.15", "168.63.129.16", "168.63.129.17", "169.253.255.255", "169.254.169.252", "169.254.169.254", "169.254.170.2", "169.254.170.23", "169.255.0.0",
		"172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0", "192.167.255.255", "192.168.0.1", "192.169.0.0", "192.0.0.9", "192.0.1.0", "198.17.255.255", "198.19.0.1", "198.20.0.0", "203.0.113.9", "223.255.255.255", "224.0.0.1", "240.0.0.1",
		"2606:4700:4700::1111", "fd00:ec2::23", "fd00:ec2::254", "fbff::1", "fc00::1", "fdff::1", "fe80::1", "febf::1", "fe00::1", "2001:db8::1", "64:ff9b:1::1", "64:ff9b:2::1", "ff02::1",
	} {
		all[netip.MustParseAddr(a)] = true
	}
	f := &s.app.Platform
	var ranges []string
	for _, e := range slices.Concat(f.APIServer, f.CloudIdentity) {
		ranges = append(ranges, e.CIDR)
	}
	for _, set := range []*spec.Ranges{f.Nodes, f.ControlPlane} {
		if set != nil {
			ranges = append(ranges, set.CIDRs...)
		}
	}
	ranges = append(ranges, f.DNS.NodeLocal...)
	for _, p := range s.peers() {
		if p.CIDR != "" {
			ranges = append(append(ranges, p.CIDR), p.Except...)
		}
	}
	for _, cidr := range ranges {
		prefix := netip.MustParsePrefix(cidr)
		last := lastOf(prefix)
		for _, a := range []netip.Addr{prefix.Addr(), prefix.Addr().Prev(), last, last.Next()} {
			if a.IsValid() {
				all[a] = true
			}
		}
	}
	return slices.SortedFunc(maps.Keys(all), netip.Addr.Compare)
}

func lastOf(p netip.Prefix) netip.Addr {
	bytes := p.Addr().AsSlice()
	for bit := p.Bits(); bit < len(bytes)*8; bit++ {
		bytes[bit/8] |= 1 << (7 - bit%8)
	}
	last, _ := netip.AddrFromSlice(bytes)
	return last
}

// asks are all ports that the spec mentions and their neighbours, in every protocol.
func (s *subject) asks() []ask {
	ports := map[int32]bool{53: true, 80: true, 443: true}
	for i := range s.app.Workloads {
		w := &s.app.Workloads[i]
		for _, p := range w.Ports {
			ports[p.ContainerPort] = true
			ports[max(p.ServicePort, 1)] = true
		}
		for _, c := range w.Connects {
			for _, ref := range c.Ports {
				ports[s.resolve(&c, ref).port] = true
			}
		}
	}
	for _, p := range s.app.Platform.DNS.Ports {
		ports[p] = true
	}
	for _, e := range slices.Concat(s.app.Platform.APIServer, s.app.Platform.CloudIdentity) {
		ports[e.Port] = true
	}
	for _, p := range slices.Collect(maps.Keys(ports)) {
		ports[max(p-1, 1)] = true
		ports[min(p+1, 65535)] = true
	}
	var asks []ask
	for _, port := range slices.Sorted(maps.Keys(ports)) {
		for _, protocol := range []corev1.Protocol{corev1.ProtocolTCP, corev1.ProtocolUDP, corev1.ProtocolSCTP} {
			asks = append(asks, ask{protocol, port})
		}
	}
	return asks
}

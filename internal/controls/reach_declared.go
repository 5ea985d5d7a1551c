package controls

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// declaration reads a spec as reach between the pods of a network. It knows nothing of policies.
type declaration struct {
	n        *Network
	app      *spec.HardenedApplication
	edges    *spec.Edges
	own      string         // the namespace that the application is in, wherever an overlay has moved it
	workload map[string]int // index of a workload's pods
	order    map[int]int    // and of its pods back to the workload
}

// The labels that every workload's pods have, and no overlay may change.
const (
	nameLabel     = "app.kubernetes.io/name"
	instanceLabel = "app.kubernetes.io/instance"
)

// declare finds the pods of each workload by their labels, or else by the name of their object.
func (n *Network) declare(app *spec.HardenedApplication) *declaration {
	d := &declaration{n: n, app: app, edges: spec.NewEdges(app), own: app.Namespace.Name, workload: map[string]int{}, order: map[int]int{}}
	byName := make(map[string]int, len(n.pods))
	for i := len(n.pods) - 1; i >= 0; i-- { // of several the first
		byName[n.pods[i].Object.Name] = i
	}
	for i := len(n.pods) - 1; i >= 0; i-- {
		if p := &n.pods[i]; p.Labels[nameLabel] != "" && p.Labels[nameLabel] == p.Labels[instanceLabel] {
			byName[p.Labels[nameLabel]] = i
		}
	}
	for k := range app.Workloads {
		name := app.Workloads[k].Name
		if i, ok := byName[name]; ok {
			if len(d.workload) == 0 {
				d.own = n.pods[i].Object.Namespace
			}
			d.workload[name], d.order[i] = i, k
		}
	}
	return d
}

// of is what is declared for the i-th Pods in one direction. Pods that are no workload of the spec may
// ask for names, as everybody in the namespace may unless no workload does.
func (d *declaration) of(i int, dir direction) []allowance {
	k, ok := d.order[i]
	if !ok {
		asks := func(w spec.Workload) bool { return w.DNS != "Deny" }
		if dir == egress && slices.ContainsFunc(d.app.Workloads, asks) {
			return d.dns()
		}
		return nil
	}
	var list []allowance
	reach := d.edges.Of(k)
	if dir == ingress {
		for _, in := range reach.In {
			ports := onePort(in.Port.ContainerPort, corev1.Protocol(in.Port.Protocol))
			for j := range in.From {
				list = append(list, d.peer(&in.From[j], ports)...)
			}
		}
		return list
	}
	for j := range reach.Out {
		var ports Ports
		for _, ref := range reach.Out[j].Ports {
			ports.add(onePort(ref.Number, corev1.Protocol(ref.Protocol)))
		}
		list = append(list, d.peer(&reach.Out[j].To, ports)...)
	}
	w := &d.app.Workloads[k]
	if w.DNS != "Deny" {
		list = append(list, d.dns()...)
	}
	if w.KubernetesAPI != nil {
		for _, e := range d.app.Platform.APIServer {
			list = append(list, said("the API server", onePort(e.Port, corev1.ProtocolTCP), ranges([]string{e.CIDR}, nil))...)
		}
	}
	return list
}

// dns is the resolver's pods, and the node's own cache, over both protocols.
func (d *declaration) dns() []allowance {
	dns := d.app.Platform.DNS
	var ports Ports
	for _, number := range dns.Ports {
		ports.add(onePort(number, corev1.ProtocolUDP))
		ports.add(onePort(number, corev1.ProtocolTCP))
	}
	list := said("DNS", ports, d.set(&spec.PodSet{Namespace: dns.Namespace, PodLabels: dns.PodLabels}))
	return append(list, said("DNS on the node", ports, ranges(dns.NodeLocal, nil))...)
}

func said(words string, ports Ports, list []allowance) []allowance {
	from := &source{words: words}
	for i := range list {
		list[i].ports, list[i].source = ports, from
	}
	return list
}

func ranges(cidrs, except []string) []allowance {
	if set := inRanges(cidrs, except); len(set) > 0 {
		return []allowance{{kind: machines, machines: set}}
	}
	return nil
}

// set is the pods of one namespace.
func (d *declaration) set(s *spec.PodSet) []allowance {
	return d.n.podsIn(d.cube(s.Namespace, s.PodLabels))
}

// cube is the pods of one namespace, of the application's own where that or none is named.
func (d *declaration) cube(namespace string, labels map[string]string) cube {
	if namespace == "" || namespace == d.app.Namespace.Name {
		namespace = d.own
	}
	return cube{}.in(namespace).selecting(true, &metav1.LabelSelector{MatchLabels: labels})
}

// pods are the pods of a workload: those of its object, and those that its selector takes for its own,
// such as the ones of the version before.
func (d *declaration) pods(workload string) []allowance {
	i, ok := d.workload[workload]
	if !ok {
		labels := map[string]string{nameLabel: workload, instanceLabel: workload}
		return d.set(&spec.PodSet{Namespace: d.own, PodLabels: labels})
	}
	if d.n.pods[i].HostNetwork {
		return nil // to every selector it is a machine
	}
	return []allowance{{kind: ownPods, own: d.n.only(i)}, {kind: otherPods, others: d.n.pods[i].Selector}}
}

// peer is what a declared peer means.
func (d *declaration) peer(p *spec.Peer, ports Ports) []allowance {
	f := &d.app.Platform
	switch p.Word {
	case spec.PeerGateway:
		return said(p.Word, ports, d.set(f.Gateway))
	case spec.PeerMonitoring:
		return said(p.Word, ports, d.set(f.Monitoring))
	case spec.PeerNodes:
		return said(p.Word, ports, ranges(f.Nodes.CIDRs, nil))
	case spec.PeerControlPlane:
		return said(p.Word, ports, ranges(f.ControlPlane.CIDRs, nil))
	case spec.PeerInternet:
		return said(p.Word, ports, ranges(wholeWorld[:], notInternet[:]))
	case spec.PeerCluster:
		return said("every pod of the cluster", ports, d.n.podsIn(cube{}))
	case spec.PeerAnywhere:
		return said(p.Word, ports, d.n.everything(&source{}))
	}
	switch {
	case p.Workload != "":
		return said("workload "+p.Workload, ports, d.pods(p.Workload))
	case p.CIDR != "":
		return said(p.CIDR, ports, ranges([]string{p.CIDR}, p.Except))
	}
	pods := d.cube(p.Namespace, p.PodLabels)
	if p.NamespaceLabels != nil {
		pods = cube{}.selecting(false, &metav1.LabelSelector{MatchLabels: p.NamespaceLabels}).selecting(true, &metav1.LabelSelector{MatchLabels: p.PodLabels})
	}
	return said(cubeWords(pods), ports, d.n.podsIn(pods))
}

// notInternet are the ranges where clusters, nodes and metadata services live (RFC 1918, 6598, 3927, 4193,
// 4291), and Azure's wire server, which looks public.
var notInternet = [...]string{
	"10.0.0.0/8", "100.64.0.0/10", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10",
}

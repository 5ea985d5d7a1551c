package controls

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

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
	"10.0.0.0/8", "100.64.0.0/10", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
	"198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4", "64:ff9b:1::/48", "fc00::/7", "fe80::/10", "ff00::/8",
}

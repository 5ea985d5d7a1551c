package controls

import (
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// find is the network's own pods in a cube. It looks only at those that have one of the demanded labels.
func (n *Network) find(c cube) bitset {
	found := n.none()
	fits := func(i int) {
		if p := &n.pods[i]; !p.HostNetwork && c.matches(p.Object.Namespace, n.namespaces[p.Object.Namespace], p.Labels) {
			found.add(i)
		}
	}
	best, size := -1, len(n.pods)
	for k := range c {
		if t := &c[k]; t.ofPod && !t.not && !t.absent {
			count := 0
			for _, value := range t.list {
				count += len(n.byLabel[t.key+"="+value])
			}
			if count < size {
				best, size = k, count
			}
		}
	}
	if best < 0 {
		for i := range n.pods {
			fits(i)
		}
		return found
	}
	for _, value := range c[best].list {
		for _, i := range n.byLabel[c[best].key+"="+value] {
			fits(i)
		}
	}
	return found
}

// kindOfPeer is what an allowance is about. The network's own pods are known one by one; of others
// only a cube of labels is.
type kindOfPeer int

const (
	ownPods kindOfPeer = iota
	otherPods
	machines
)

// allowance is peers of one kind, and the ports that are open between each of them and a pod.
type allowance struct {
	kind     kindOfPeer
	own      bitset
	others   cube
	machines addresses
	ports    Ports
	source   *source
	half     bool // refused by the other end
}

// source is where an allowance comes from.
type source struct {
	place Place  // a field of a rendered object
	words string // or how the spec says the peer
	whole []allowance
}

// opened is what an element of a rule allows.
func (n *Network) opened(p *networkPeer, ports Ports) []allowance {
	var all []allowance
	if !p.noPods {
		all = n.podsIn(p.pods)
	}
	if len(p.addresses) > 0 {
		all = append(all, allowance{kind: machines, machines: p.addresses})
	}
	from := &source{place: p.place, whole: all}
	for i := range all {
		all[i].ports, all[i].source = ports, from
	}
	return all
}

// podsIn is the network's own pods of a cube, and the cube for all others. Where a namespace's labels
// are known it is named in place of them, so that two ways to select it become one.
func (n *Network) podsIn(c cube) []allowance {
	var all []allowance
	if own := n.find(c); !own.empty() {
		all = append(all, allowance{kind: ownPods, own: own})
	}
	byLabels := slices.ContainsFunc(c, func(t term) bool { return !t.ofPod && t.key != corev1.LabelMetadataName })
	if !byLabels {
		if !c.empty() {
			all = append(all, allowance{kind: otherPods, others: c})
		}
		return all
	}
	var podTerms cube
	known := values{not: true, absent: true}
	for _, t := range c {
		if t.ofPod {
			podTerms = append(podTerms, t)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(n.namespaces)) {
		known.list = append(known.list, name)
		if namespace := c[:len(c)-len(podTerms)]; namespace.matches(name, n.namespaces[name], nil) {
			all = append(all, allowance{kind: otherPods, others: podTerms.in(name)})
		}
	}
	if rest := c.with(term{key: corev1.LabelMetadataName, values: known}); !rest.empty() {
		all = append(all, allowance{kind: otherPods, others: rest})
	}
	return all
}

// everything is what a pod may do that no policy holds for.
func (n *Network) everything(from *source) []allowance {
	all := append(n.podsIn(cube{}), allowance{kind: machines, machines: everyAddress()})
	from.whole = all
	for i := range all {
		all[i].ports, all[i].source = everyPort(), from
	}
	return all
}

package controls

import (
	"net/netip"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// Network answers who may connect to whom, by the NetworkPolicies of networking.k8s.io/v1 alone: as if
// every policy were enforced and nothing else were, and without the traffic of a pod's own node, which
// no policy can stop.
type Network struct {
	pods       []Pods
	namespaces map[string]map[string]string // labels of the namespaces that are known
	policies   []*networkPolicy
	byLabel    map[string][]int // pods that have a label, by KEY=VALUE
	selected   [2][][]int       // policies by direction that hold for each of the pods
}

// Pods are the pods that one object makes, as its template says.
type Pods struct {
	Object      Ref
	Account     string                 // of the pods; empty is default
	Selector    cube                   // of the controller: the pods that it takes for its own
	Labels      map[string]string      // of each pod
	Ports       []corev1.ContainerPort // of all containers
	HostNetwork bool                   // such a pod has its node's address, and no policy holds for it
	path        string                 // of the template in its object, empty or ending in a dot
}

// Place is a field of an object.
type Place struct {
	Object Ref
	Field  string
}

// String is the place as Kind namespace/name field.
func (p Place) String() string {
	if p.Field == "" {
		return p.Object.String()
	}
	return p.Object.String() + " " + p.Field
}

// Endpoint is one end of a connection: a pod, or, when it is outside, a machine with an address.
type Endpoint struct {
	Namespace       string
	NamespaceLabels map[string]string
	Labels          map[string]string
	Ports           []corev1.ContainerPort
	Addresses       []netip.Addr // of a pod none need be known; then no range holds it
	Outside         bool
}

// Outside is the end of a connection that no selector matches.
func Outside(address netip.Addr) Endpoint {
	return Endpoint{Addresses: []netip.Addr{address}, Outside: true}
}

// NewNetwork reads the policies, and the pods and namespaces that they are about. A policy holds for
// the pods of its own namespace; of a namespace without an object no labels are known but its name.
func NewNetwork(policies []*networkingv1.NetworkPolicy, namespaces []*corev1.Namespace, pods []Pods) *Network {
	n := &Network{pods: pods, namespaces: make(map[string]map[string]string, len(namespaces)), byLabel: map[string][]int{}}
	for _, ns := range namespaces {
		n.namespaces[ns.Name] = ns.Labels
	}
	for i := range pods {
		for key, value := range pods[i].Labels {
			n.byLabel[key+"="+value] = append(n.byLabel[key+"="+value], i)
		}
	}
	for direction := range n.selected {
		n.selected[direction] = make([][]int, len(pods))
	}
	for i, p := range policies {
		policy := n.compile(p)
		n.policies = append(n.policies, policy)
		for _, j := range n.find(policy.pods).all() {
			for direction := range policy.rules {
				if policy.isolates[direction] && !pods[j].HostNetwork {
					n.selected[direction][j] = append(n.selected[direction][j], i)
				}
			}
		}
	}
	return n
}

// Endpoint is a pod of the i-th Pods, without an address.
func (n *Network) Endpoint(i int) Endpoint {
	p := &n.pods[i]
	if p.HostNetwork {
		return Endpoint{Outside: true, Ports: p.Ports}
	}
	return Endpoint{
		Namespace: p.Object.Namespace, NamespaceLabels: n.namespaces[p.Object.Namespace], Labels: p.Labels, Ports: p.Ports,
	}
}

// Allowed is true when a connection to a port of the second end is let through: by the policies of
// the end that calls and by those of the end that is called, where each is a pod that has any.
func (n *Network) Allowed(from, to Endpoint, port int32, protocol corev1.Protocol) bool {
	return n.Reachable(from, to).Has(port, protocol)
}

// Reachable is every port of the second end to which a connection is let through.
func (n *Network) Reachable(from, to Endpoint) Ports {
	return n.lets(egress, &from, &to, &to).and(n.lets(ingress, &to, &from, &to))
}

// Isolated is true for a pod that some policy holds for in this direction: it may do only what a rule allows.
func (n *Network) Isolated(e Endpoint, direction networkingv1.PolicyType) bool {
	for _, p := range n.policies {
		if p.isolates[directionOf(direction)] && p.holdsFor(&e) {
			return true
		}
	}
	return false
}

// Opening is an element of a rule that lets a pod through to a peer, and the ports on which it does.
type Opening struct {
	Place Place
	Ports Ports
}

// Openings are the elements of rules by which a pod may call the peer, or be called by it.
func (n *Network) Openings(e Endpoint, direction networkingv1.PolicyType, peer Endpoint) []Opening {
	d := directionOf(direction)
	answers := &peer
	if d == ingress {
		answers = &e
	}
	var found []Opening
	for _, p := range n.policies {
		if !p.isolates[d] || !p.holdsFor(&e) {
			continue
		}
		for _, r := range p.rules[d] {
			for i := range r.peers {
				if ports := r.ports.on(answers.Ports); r.peers[i].matches(&peer) && !ports.Empty() {
					found = append(found, Opening{r.peers[i].place, ports})
				}
			}
		}
	}
	return found
}

// lets is the ports of the end that answers which the policies of one end let through.
func (n *Network) lets(d direction, e, peer, answers *Endpoint) Ports {
	if e.Outside {
		return everyPort()
	}
	isolated := false
	var ports Ports
	for _, p := range n.policies {
		if !p.isolates[d] || !p.holdsFor(e) {
			continue
		}
		isolated = true
		for _, r := range p.rules[d] {
			if r.matches(peer) {
				ports.add(r.ports.on(answers.Ports))
			}
		}
	}
	if !isolated {
		return everyPort()
	}
	return ports
}

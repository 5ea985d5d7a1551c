package controls

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

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
	for i, p := range slices.Backward(n.pods) { // of several the first
		byName[p.Object.Name] = i
	}
	for i, p := range slices.Backward(n.pods) {
		if p.Labels[nameLabel] != "" && p.Labels[nameLabel] == p.Labels[instanceLabel] {
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
		if reach.Out[j].To.Host != "" {
			continue // the network plugin's, see pluginPolicies
		}
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
		list = append(list, endpoints("the API server", d.app.Platform.APIServer)...)
	}
	if w.CloudIdentity == "Allow" {
		list = append(list, endpoints("the cloud's identity service", d.app.Platform.CloudIdentity)...)
	}
	return list
}

func endpoints(words string, all []spec.Endpoint) (list []allowance) {
	for _, e := range all {
		list = append(list, said(words, onePort(e.Port, corev1.ProtocolTCP), ranges([]string{e.CIDR}, nil))...)
	}
	return list
}

// dns is every resolver on its own ports, over both protocols.
func (d *declaration) dns() (list []allowance) {
	for _, r := range d.app.Platform.DNS.Resolvers() {
		var ports Ports
		for _, number := range r.Ports {
			ports.add(onePort(number, corev1.ProtocolUDP))
			ports.add(onePort(number, corev1.ProtocolTCP))
		}
		if r.Pods != nil {
			list = append(list, said("DNS", ports, d.set(r.Pods))...)
		}
		list = append(list, said("DNS on the node", ports, ranges(r.Addresses, nil))...)
	}
	return list
}

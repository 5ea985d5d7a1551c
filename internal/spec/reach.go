package spec

import (
	"maps"
	"slices"
)

// Inbound is a port of a workload and everybody who may call it.
type Inbound struct {
	Port *Port
	From []Peer
}

// Outbound is a peer of a workload and the ports on it that the workload may call, as numbers.
type Outbound struct {
	To    Peer
	Ports []PortRef
}

// Reach is what the network policies of one workload allow.
type Reach struct {
	In  []Inbound
	Out []Outbound
}

// Edges joins what callers and called have said: an edge between two workloads may be declared on
// either side and opens both ends; declared on both it is one edge.
type Edges struct {
	app     *HardenedApplication
	index   map[string]int
	callers [][]edge // of each workload: what others have declared as their connection to it
	targets [][]edge // of each workload: ports of others that name it as a caller
}

// edge names a port of a workload, and the workload at the other end.
type edge struct{ workload, port int32 }

// NewEdges reads the edges between workloads of a valid spec.
func NewEdges(app *HardenedApplication) *Edges {
	e := &Edges{app: app, index: make(map[string]int, len(app.Workloads))}
	for i := range app.Workloads {
		e.index[app.Workloads[i].Name] = i
	}
	e.callers = make([][]edge, len(app.Workloads))
	e.targets = make([][]edge, len(app.Workloads))
	for i := range app.Workloads {
		w := &app.Workloads[i]
		for _, c := range w.Connects {
			if c.To.Workload == "" {
				continue
			}
			target := e.index[c.To.Workload]
			for _, ref := range c.Ports {
				port, _ := app.Workloads[target].findPort(ref)
				e.callers[target] = append(e.callers[target], edge{int32(i), int32(port)})
			}
		}
		for j, port := range w.Ports {
			for _, peer := range port.From {
				if peer.Workload != "" {
					caller := e.index[peer.Workload]
					e.targets[caller] = append(e.targets[caller], edge{int32(i), int32(j)})
				}
			}
		}
	}
	return e
}

// IsCalled is true for workload i of the spec when anybody may call one of its ports.
func (e *Edges) IsCalled(i int) bool {
	return len(e.callers[i]) > 0 || slices.ContainsFunc(e.app.Workloads[i].Ports, func(p Port) bool { return len(p.From) > 0 })
}

// CallsAddresses is true for workload i of the spec when it may call another peer than the resolver, the API server
// and hosts that are known by their names.
func (e *Edges) CallsAddresses(i int) bool {
	return len(e.targets[i]) > 0 || slices.ContainsFunc(e.app.Workloads[i].Connects, func(c Connection) bool { return c.To.Host == "" })
}

// CallsHosts is true for a workload that calls a host by its name.
func CallsHosts(w *Workload) bool {
	return slices.ContainsFunc(w.Connects, func(c Connection) bool { return c.To.Host != "" })
}

// Of is the reach of workload i of the spec, in the order of its declarations.
func (e *Edges) Of(i int) Reach {
	var r Reach
	w := &e.app.Workloads[i]
	r.In = make([]Inbound, len(w.Ports))
	for j := range w.Ports {
		r.In[j] = Inbound{Port: &w.Ports[j], From: uniquePeers(w.Ports[j].From)}
	}
	for _, c := range e.callers[i] {
		peer := Peer{Workload: e.app.Workloads[c.workload].Name}
		if in := &r.In[c.port]; !slices.ContainsFunc(in.From, peer.equal) {
			in.From = append(in.From, peer)
		}
	}
	for j := range w.Connects {
		c := &w.Connects[j]
		for _, ref := range c.Ports {
			if c.To.Workload != "" {
				target := &e.app.Workloads[e.index[c.To.Workload]]
				port, _ := target.findPort(ref)
				ref = target.Ports[port].ref()
			}
			r.call(c.To, ref)
		}
	}
	for _, t := range e.targets[i] {
		target := &e.app.Workloads[t.workload]
		r.call(Peer{Workload: target.Name}, target.Ports[t.port].ref())
	}
	return r
}

func (p *Port) ref() PortRef { return PortRef{Number: p.ContainerPort, Protocol: p.Protocol} }

// call lets the workload reach a port of a peer.
func (r *Reach) call(to Peer, ref PortRef) {
	ref.Protocol = orTCP(ref.Protocol)
	for i := range r.Out {
		if r.Out[i].To.equal(to) {
			if !slices.Contains(r.Out[i].Ports, ref) {
				r.Out[i].Ports = append(r.Out[i].Ports, ref)
			}
			return
		}
	}
	r.Out = append(r.Out, Outbound{To: to, Ports: []PortRef{ref}})
}

// uniquePeers is peers without repetitions, in a slice that can be appended to.
func uniquePeers(peers []Peer) []Peer {
	for i := range peers {
		if slices.ContainsFunc(peers[:i], peers[i].equal) {
			var unique []Peer
			for _, p := range peers {
				if !slices.ContainsFunc(unique, p.equal) {
					unique = append(unique, p)
				}
			}
			return unique
		}
	}
	return slices.Clip(peers)
}

func (p Peer) equal(q Peer) bool {
	return p.Word == q.Word && p.Workload == q.Workload && p.Namespace == q.Namespace && p.CIDR == q.CIDR && p.Host == q.Host &&
		(p.NamespaceLabels == nil) == (q.NamespaceLabels == nil) && maps.Equal(p.NamespaceLabels, q.NamespaceLabels) &&
		maps.Equal(p.PodLabels, q.PodLabels) && slices.Equal(p.Except, q.Except)
}

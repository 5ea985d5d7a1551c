package spec

// Resolver is one of the places that answer pods' questions for names, over UDP and TCP: pods, or
// addresses where no selector matches. Its ports are its own, and no other resolver's.
type Resolver struct {
	Pods      *PodSet
	Addresses []string
	Ports     []int32
}

// Resolvers is every place that answers on a platform that Default has completed: the cluster's own
// pods, and the caches of the nodes, which answer on port 53 wherever the former listen.
func (d *DNS) Resolvers() []Resolver {
	list := make([]Resolver, 0, 3)
	if d.Namespace != "" {
		list = append(list, Resolver{Pods: &PodSet{d.Namespace, d.PodLabels}, Ports: d.Ports})
	}
	usual := []int32{53} // resolv.conf(5) names addresses, and has no word for a port
	if len(d.NodeLocalPodLabels) > 0 {
		list = append(list, Resolver{Pods: &PodSet{d.Namespace, d.NodeLocalPodLabels}, Ports: usual})
	}
	if len(d.NodeLocal) > 0 {
		list = append(list, Resolver{Addresses: d.NodeLocal, Ports: usual})
	}
	return list
}

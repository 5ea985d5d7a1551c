package spec

func (v *validator) platformDNS(root *path) {
	d := v.app.Platform.DNS
	dns := root.key("dns")
	if d.Namespace != "" || d.PodLabels != nil || d.Ports != nil || len(d.NodeLocalPodLabels) > 0 {
		v.resolverPods(&dns, d)
	}
	if d.Namespace == "" && len(d.NodeLocal) == 0 {
		p := dns.key("nodeLocal")
		v.report(&p, "write the address in the pods' /etc/resolv.conf, such as [169.254.20.10/32], or the namespace and labels of the resolver's pods",
			"nothing answers on %s without it", v.app.Platform.Profile)
	}
	for i, a := range d.NodeLocal { // also a metadata service: only port 53 is opened there
		p := dns.at("nodeLocal", i)
		if prefix, ok := v.cidr(&p, a); ok && !prefix.IsSingleIP() {
			v.report(&p, "write the one address that the cache listens on, such as 169.254.20.10/32", "%s is more than one address", quote(a))
		}
	}
}

// resolverPods checks what selects the resolver's pods, which a profile need not have.
func (v *validator) resolverPods(dns *path, d *DNS) {
	p := dns.key("namespace")
	v.label(&p, d.Namespace, "a namespace")
	p = dns.key("podLabels")
	if len(d.PodLabels) == 0 {
		v.report(&p, "write the labels of the resolver's pods, such as {k8s-app: kube-dns}", "without labels every pod of the namespace would count as the resolver")
	}
	v.selector(&p, d.PodLabels)
	if len(d.Ports) == 0 {
		p = dns.key("ports")
		v.report(&p, "write the port of the resolver's pods, such as [53]", "a resolver needs a port")
	}
	for i, n := range d.Ports {
		p := dns.at("ports", i)
		v.port(&p, n)
	}
	p = dns.key("nodeLocalPodLabels")
	v.selector(&p, d.NodeLocalPodLabels)
}

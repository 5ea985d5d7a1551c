package spec

import (
	"net/netip"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
)

// host checks a peer that is known by its name. No policy of networking.k8s.io/v1 has one; of the network plugins
// only Cilium does (toFQDNs), while Calico has destination.domains in its commercial editions alone.
func (v *validator) host(p *path, w *Workload, host string) {
	const ways = "name the addresses instead ({cidr: RANGE}), or internet for all public ones; or put an egress proxy in a namespace of its own and connect to that"
	switch v.app.Platform.CNI {
	case CNICilium:
	case CNICalico:
		v.report(p, ways, "Calico Open Source knows no host names, so %s cannot be allowed on platform.cni calico", quote(host))
		return
	default:
		v.report(p, ways+"; on Cilium write platform: {cni: cilium}",
			"no NetworkPolicy of networking.k8s.io/v1 knows host names, so %s cannot be allowed on platform.cni generic", quote(host))
		return
	}
	at := p.key("host")
	_, noAddress := netip.ParseAddr(host)
	switch {
	case noAddress == nil:
		v.report(&at, "write {cidr: RANGE}", "%s is an address, not a name", quote(host))
	case strings.Contains(host, "*"):
		v.report(&at, "write a connection for each name", "%s means any number of hosts", quote(host))
	case len(validation.IsDNS1123Subdomain(host)) > 0 || !strings.Contains(host, "."):
		v.report(&at, "write the whole name in lower case, such as api.example.com", "%s is no host name", quote(host))
	case strings.HasSuffix(host, ".svc") || strings.HasSuffix(host, ".cluster.local"):
		v.report(&at, "write the pods behind it: {namespace: NAMESPACE, podLabels: …}", "%s is a Service of the cluster, which hides the pods that answer", quote(host))
	case w.DNS == "Deny":
		v.report(&at, "remove dns: Deny", "%s is reached by its name, and %s may not ask for names", quote(host), quote(w.Name))
	}
}

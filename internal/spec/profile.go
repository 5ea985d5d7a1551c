package spec

// profile is what is known about a distribution of Kubernetes: what every cluster of it has, unless
// platform says otherwise.
type profile struct {
	name          string
	dns           DNS
	userIDs       string
	cloudIdentity []Endpoint
}

// UserIDs of a platform: pods carry the declared numbers, or the cluster gives each namespace its own
// and refuses others, as OpenShift's security context constraint restricted-v2 does.
const (
	IDsDeclared = "Declared"
	IDsAssigned = "Assigned"
)

// profiles is the table of all facts. Each row says what pods see:
//
//   - CoreDNS carries the label of its predecessor (cluster/addons/dns/coredns in the Kubernetes
//     repository); OpenShift's answers on 5353, behind a Service on 53 (openshift/cluster-dns-operator).
//   - NodeLocal DNSCache is on the host network of each GKE node, and no selector matches it; where
//     Dataplane V2 redirects to its pods instead, their labels do.
//   - Cloud DNS answers at the address of GKE's metadata server, and no pod does.
//   - The agent of EKS Pod Identity listens on link-local addresses; GKE's metadata server does behind
//     its usual address, or in its place on Dataplane V2. IAM roles for service accounts on EKS and
//     workload identity on AKS exchange the token at public addresses, and need none.
func profiles() []profile {
	return []profile{
		{name: DefaultProfile, dns: kubeDNS()},
		{name: "eks", dns: kubeDNS(), cloudIdentity: []Endpoint{{"169.254.170.23/32", 80}, {"fd00:ec2::23/128", 80}}},
		{name: "gke", dns: cached(kubeDNS()), cloudIdentity: gkeMetadata()},
		{name: "gke-clouddns", dns: DNS{NodeLocal: []string{nodeLocalDNS, "169.254.169.254/32"}}, cloudIdentity: gkeMetadata()},
		{name: "aks", dns: kubeDNS()},
		{name: "openshift", dns: openshiftDNS(), userIDs: IDsAssigned},
		{name: "k3s", dns: kubeDNS()},
	}
}

// nodeLocalDNS is where the cache of a node listens by its own default.
const nodeLocalDNS = "169.254.20.10/32"

func kubeDNS() DNS {
	return DNS{Namespace: "kube-system", PodLabels: map[string]string{"k8s-app": "kube-dns"}, Ports: []int32{53}}
}

func cached(d DNS) DNS {
	d.NodeLocal, d.NodeLocalPodLabels = []string{nodeLocalDNS}, map[string]string{"k8s-app": "node-local-dns"}
	return d
}

func openshiftDNS() DNS {
	return DNS{Namespace: "openshift-dns", PodLabels: map[string]string{"dns.operator.openshift.io/daemonset-dns": "default"}, Ports: []int32{5353, 53}}
}

func gkeMetadata() []Endpoint {
	return []Endpoint{{"169.254.169.252/32", 987}, {"169.254.169.252/32", 988}, {"169.254.169.254/32", 80}, {"169.254.169.254/32", 8080}}
}

func profileNames() []string {
	var names []string
	for _, p := range profiles() {
		names = append(names, p.name)
	}
	return names
}

// findProfile is the row of a name, generic's for one that is not known.
func findProfile(name string) profile {
	all := profiles()
	for _, p := range all {
		if p.name == name {
			return p
		}
	}
	return all[0]
}

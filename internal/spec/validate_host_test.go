package spec

import "testing"

// on is a spec whose only workload, on a network plugin, says something more.
func on(cni string) func(string) string {
	return func(said string) string {
		return "apiVersion: " + APIVersion + "\nkind: " + Kind + "\nmetadata: {name: shop}\nplatform: {cni: " + cni + "}\nworkloads:\n- name: api\n" +
			"  image: images.example.com/shop/api:1@sha256:1111111111111111111111111111111111111111111111111111111111111111\n  " + said + "\n"
	}
}

func TestHosts(t *testing.T) {
	testProblems(t, on("cilium"), []problemCase{
		{"connects: [{to: {host: api.stripe.com}, ports: [443]}]", ""},
		{"connects: [{to: {host: 10.0.0.1}, ports: [443]}]",
			`harden.yaml:8:26: workloads[0].connects[0].to.host: "10.0.0.1" is an address, not a name
  hint: write {cidr: RANGE}`},
		{"connects: [{to: {host: \"*.stripe.com\"}, ports: [443]}]",
			`harden.yaml:8:26: workloads[0].connects[0].to.host: "*.stripe.com" means any number of hosts
  hint: write a connection for each name`},
		{"connects: [{to: {host: API.stripe.com}, ports: [443]}]",
			`harden.yaml:8:26: workloads[0].connects[0].to.host: "API.stripe.com" is no host name
  hint: write the whole name in lower case, such as api.example.com`},
		{"connects: [{to: {host: db}, ports: [443]}]",
			`harden.yaml:8:26: workloads[0].connects[0].to.host: "db" is no host name
  hint: write the whole name in lower case, such as api.example.com`},
		{"connects: [{to: {host: db.data.svc.cluster.local}, ports: [5432]}]",
			`harden.yaml:8:26: workloads[0].connects[0].to.host: "db.data.svc.cluster.local" is a Service of the cluster, which hides the pods that answer
  hint: write the pods behind it: {namespace: NAMESPACE, podLabels: …}`},
		{"dns: Deny\n  connects: [{to: {host: api.stripe.com}, ports: [443]}]",
			`harden.yaml:9:26: workloads[0].connects[0].to.host: "api.stripe.com" is reached by its name, and "api" may not ask for names
  hint: remove dns: Deny`},
		{"ports: [{name: http, containerPort: 8080, from: [{host: api.stripe.com}]}]",
			`harden.yaml:8:52: workloads[0].ports[0].from[0]: a caller is known by its address, not by a host name such as "api.stripe.com"
  hint: name the caller's addresses ({cidr: RANGE}), its pods, or gateway`},
	})
}

func TestHostsElsewhere(t *testing.T) {
	const ways = "name the addresses instead ({cidr: RANGE}), or internet for all public ones; or put an egress proxy in a namespace of its own and connect to that"
	testProblems(t, on("calico"), []problemCase{
		{"connects: [{to: {host: api.stripe.com}, ports: [443]}]",
			"harden.yaml:8:15: workloads[0].connects[0].to: Calico Open Source knows no host names, so \"api.stripe.com\" cannot be allowed on platform.cni calico\n  hint: " + ways},
	})
}

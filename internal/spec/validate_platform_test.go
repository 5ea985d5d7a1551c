package spec

import "testing"

func TestPlatformWords(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{"platform: {profile: generc}",
			`harden.yaml:4:21: platform.profile: "generc" is not known here
  hint: did you mean generic?`},
		{"platform: {profile: rancher}",
			`harden.yaml:4:21: platform.profile: "rancher" is not known here
  hint: one of generic, eks, gke, gke-clouddns, aks, openshift, k3s`},
		{"platform: {userIDs: assigned}",
			`harden.yaml:4:21: platform.userIDs: "assigned" is not known here
  hint: did you mean Assigned?`},
		{"platform: {kubernetesVersion: v1.34}",
			`harden.yaml:4:31: platform.kubernetesVersion: "v1.34" is no minor version of Kubernetes
  hint: write the oldest cluster to serve as "1.34"`},
		{`platform: {kubernetesVersion: "1.34.1"}`,
			`harden.yaml:4:31: platform.kubernetesVersion: "1.34.1" is no minor version of Kubernetes
  hint: write the oldest cluster to serve as "1.34"`},
		{`platform: {kubernetesVersion: "1.31"}`, `harden.yaml:4:31: platform.kubernetesVersion: Kubernetes 1.31 is not supported: 1.32 to 1.37`},
		{`platform: {kubernetesVersion: "1.38"}`, `harden.yaml:4:31: platform.kubernetesVersion: Kubernetes 1.38 is not supported: 1.32 to 1.37`},
		{"platform: {cni: cilium}", ""},
		{"platform: {cni: flannel}",
			`harden.yaml:4:17: platform.cni: "flannel" is not known here
  hint: one of generic, cilium, calico`},
		{"platform: {mesh: istio}",
			`harden.yaml:4:18: platform.mesh: "istio" is not built yet in this version
  hint: use none`},
	})
}

func TestPlatformDNS(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{"platform: {dns: {namespace: DNS}}",
			`harden.yaml:4:29: platform.dns.namespace: "DNS" is no name for a namespace: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as dns`},
		{"platform: {dns: {podLabels: {}}}",
			`harden.yaml:4:18: platform.dns.podLabels: without labels every pod of the namespace would count as the resolver
  hint: write the labels of the resolver's pods, such as {k8s-app: kube-dns}`},
		{"platform: {dns: {podLabels: {a b: -}}}",
			`harden.yaml:4:35: platform.dns.podLabels["a b"]: "a b" is no key of a label
  hint: write [PREFIX/]NAME, such as app.kubernetes.io/name
harden.yaml:4:35: platform.dns.podLabels["a b"]: "-" is no value of a label
  hint: letters, digits, dashes, dots and underscores, at most 63, a letter or digit at both ends`},
		{"platform: {dns: {ports: []}}",
			`harden.yaml:4:18: platform.dns.ports: a resolver needs a port
  hint: write the port of the resolver's pods, such as [53]`},
		{"platform: {dns: {ports: [53, 0]}}", `harden.yaml:4:30: platform.dns.ports[1]: 0 is no port number: 1 to 65535`},
		{"platform: {dns: {nodeLocal: [169.254.20.10]}}",
			`harden.yaml:4:30: platform.dns.nodeLocal[0]: "169.254.20.10" is no range
  hint: write 169.254.20.10/32`},
		{"platform: {dns: {nodeLocal: [169.254.20.0/24]}}",
			`harden.yaml:4:30: platform.dns.nodeLocal[0]: "169.254.20.0/24" is more than one address
  hint: write the one address that the cache listens on, such as 169.254.20.10/32`},
	})
}

func TestPlatformRanges(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{"platform: {apiServer: [{cidr: 0.0.0.0/0, port: 443}]}",
			`harden.yaml:4:31: platform.apiServer[0].cidr: "0.0.0.0/0" is the whole world, not an API server
  hint: ask the cluster: kubectl get endpointslices -n default -l kubernetes.io/service-name=kubernetes`},
		{"platform: {apiServer: [{cidr: api.example.com, port: 0}]}",
			`harden.yaml:4:31: platform.apiServer[0].cidr: "api.example.com" is no range
  hint: write an address with a prefix length, such as 10.0.8.0/24 or 2001:db8::/32
harden.yaml:4:54: platform.apiServer[0].port: 0 is no port number: 1 to 65535`},
		{"platform: {controlPlane: {cidrs: []}}",
			`harden.yaml:4:27: platform.controlPlane.cidrs: there is no range
  hint: write at least one range, such as [10.20.0.0/28]`},
		{`platform: {nodes: {cidrs: ["::/0", 10.30.0.1/16]}}`,
			`harden.yaml:4:28: platform.nodes.cidrs[0]: "::/0" is the whole world
  hint: write the range of the machines themselves
harden.yaml:4:36: platform.nodes.cidrs[1]: "10.30.0.1/16" has bits outside its prefix
  hint: write 10.30.0.0/16`},
		{`platform: {controlPlane: {cidrs: [168.63.0.0/16]}}`,
			`harden.yaml:4:35: platform.controlPlane.cidrs[0]: "168.63.0.0/16" holds 168.63.129.16, where clouds hand out credentials
  hint: name a narrower range`},
	})
}

func TestPlatformPods(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{`platform: {gateway: {namespace: ""}}`,
			`harden.yaml:4:33: platform.gateway.namespace: a namespace needs a name
  hint: give it one, such as payments`},
		{"platform: {gateway: {namespace: a, podLabels: {a: b c}}}",
			`harden.yaml:4:51: platform.gateway.podLabels.a: "b c" is no value of a label
  hint: letters, digits, dashes, dots and underscores, at most 63, a letter or digit at both ends`},
		{"platform: {monitoring: {namespace: A_B}}",
			`harden.yaml:4:36: platform.monitoring.namespace: "A_B" is no name for a namespace: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as a-b`},
	})
}

func TestSecretStores(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{"platform: {secretStore: {kind: VaultStore, name: a}}",
			`harden.yaml:4:32: platform.secretStore.kind: "VaultStore" is not known here
  hint: one of SecretStore, ClusterSecretStore`},
		{"platform: {secretStore: {kind: ClusterSecretStor, name: A}}",
			`harden.yaml:4:32: platform.secretStore.kind: "ClusterSecretStor" is not known here
  hint: did you mean ClusterSecretStore?
harden.yaml:4:57: platform.secretStore.name: "A" is no name for a secret store
  hint: lower case letters, digits, dashes and dots, at most 253, a letter or digit at both ends`},
		{`platform: {secretStore: {name: ""}}`,
			`harden.yaml:4:32: platform.secretStore.name: "" is no name for a secret store
  hint: lower case letters, digits, dashes and dots, at most 253, a letter or digit at both ends`},
	})
}

func TestRegistries(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{"platform: {registries: [images.example.com]}",
			`harden.yaml:4:25: platform.registries[0]: "images.example.com" is a prefix of foreign registries too: an entry ends in a slash
  hint: write images.example.com/`},
		{"platform: {registries: [images.example.com/payments]}",
			`harden.yaml:4:25: platform.registries[0]: "images.example.com/payments" is a prefix of foreign registries too: an entry ends in a slash
  hint: write images.example.com/payments/`},
		{"platform: {registries: [payments/]}",
			`harden.yaml:4:25: platform.registries[0]: "payments/" names no registry
  hint: begin with the registry, such as docker.io/library/
harden.yaml:7:10: workloads[0].image: "images.example.com/payments/api:1.8.2@sha256:11111111111111111111111111111111..." comes from no allowed registry
  hint: allowed by platform.registries: payments/`},
		{"platform: {registries: [other.example.com/, images.example.com/pay/]}",
			`harden.yaml:7:10: workloads[0].image: "images.example.com/payments/api:1.8.2@sha256:11111111111111111111111111111111..." comes from no allowed registry
  hint: allowed by platform.registries: other.example.com/, images.example.com/pay/`},
		{`platform: {registries: [""]}`,
			`harden.yaml:4:25: platform.registries[0]: "" names no registry
  hint: begin with the registry, such as docker.io/library/`},
	})
}

func TestRangeSpelling(t *testing.T) {
	testProblems(t, inConnects, []problemCase{
		{"{to: {cidr: 10.0.8.0}, ports: [1]}",
			`harden.yaml:7:26: workloads[0].connects[0].to.cidr: "10.0.8.0" is no range
  hint: write 10.0.8.0/32`},
		{`{to: {cidr: "2001:db8::1"}, ports: [1]}`,
			`harden.yaml:7:26: workloads[0].connects[0].to.cidr: "2001:db8::1" is no range
  hint: write 2001:db8::1/128`},
		{"{to: {cidr: 10.0.8.1/24}, ports: [1]}",
			`harden.yaml:7:26: workloads[0].connects[0].to.cidr: "10.0.8.1/24" has bits outside its prefix
  hint: write 10.0.8.0/24`},
		{`{to: {cidr: "2001:DB8::/32"}, ports: [1]}`,
			`harden.yaml:7:26: workloads[0].connects[0].to.cidr: "2001:DB8::/32" is not the usual spelling of this range
  hint: write 2001:db8::/32`},
		{`{to: {cidr: "::ffff:10.0.0.0/104"}, ports: [1]}`,
			`harden.yaml:7:26: workloads[0].connects[0].to.cidr: "::ffff:10.0.0.0/104" is an IPv4 range in IPv6 clothes
  hint: write it as an IPv4 range`},
		{"{to: {cidr: 10.0.8.0/33}, ports: [1]}",
			`harden.yaml:7:26: workloads[0].connects[0].to.cidr: "10.0.8.0/33" is no range
  hint: write an address with a prefix length, such as 10.0.8.0/24 or 2001:db8::/32`},
		{"{to: {cidr: 10.0.8.0/024}, ports: [1]}",
			`harden.yaml:7:26: workloads[0].connects[0].to.cidr: "10.0.8.0/024" is no range
  hint: write an address with a prefix length, such as 10.0.8.0/24 or 2001:db8::/32`},
		{`{to: {cidr: "fe80::1%eth0/128"}, ports: [1]}`,
			`harden.yaml:7:26: workloads[0].connects[0].to.cidr: "fe80::1%eth0/128" is no range
  hint: write an address with a prefix length, such as 10.0.8.0/24 or 2001:db8::/32`},
		{"{to: {cidr: 1.2.3/8}, ports: [1]}",
			`harden.yaml:7:26: workloads[0].connects[0].to.cidr: "1.2.3/8" is no range
  hint: write an address with a prefix length, such as 10.0.8.0/24 or 2001:db8::/32`},
	})
}

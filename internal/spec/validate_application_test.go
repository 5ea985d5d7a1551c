package spec

import "testing"

func TestApplicationNames(t *testing.T) {
	testProblems(t, asApplication, []problemCase{
		{`""`,
			`harden.yaml:3:18: metadata.name: an application needs a name
  hint: give it one, such as payments`},
		{"Payments",
			`harden.yaml:3:18: metadata.name: "Payments" is no name for an application: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as payments`},
		{"my_app",
			`harden.yaml:3:18: metadata.name: "my_app" is no name for an application: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as my-app`},
		{"-a",
			`harden.yaml:3:18: metadata.name: "-a" is no name for an application: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as a`},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			`harden.yaml:3:18: metadata.name: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" is no name for an application: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`},
		{"\u00fc", `harden.yaml:3:18: metadata.name: "ü" is no name for an application: lower case letters, digits and dashes, at most 63, a letter or digit at both ends`},
		{"default",
			`harden.yaml:1:1: namespace.name: the namespace "default" belongs to the cluster
  hint: give the application a namespace of its own (CIS 5.6.1, 5.6.4)`},
		{"kube-system",
			`harden.yaml:1:1: namespace.name: the namespace "kube-system" belongs to the cluster
  hint: give the application a namespace of its own (CIS 5.6.1, 5.6.4)`},
		{"openshift-a",
			`harden.yaml:1:1: namespace.name: the namespace "openshift-a" belongs to the cluster
  hint: give the application a namespace of its own (CIS 5.6.1, 5.6.4)`},
		{"payments.v1",
			`harden.yaml:3:18: metadata.name: "payments.v1" is no name for an application: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as payments-v1`},
	})
}

func TestNamespace(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{"namespace: {name: Pay}",
			`harden.yaml:4:19: namespace.name: "Pay" is no name for a namespace: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as pay`},
		{"namespace: {name: kube-public}",
			`harden.yaml:4:19: namespace.name: the namespace "kube-public" belongs to the cluster
  hint: give the application a namespace of its own (CIS 5.6.1, 5.6.4)`},
		{"namespace: {name: default}",
			`harden.yaml:4:19: namespace.name: the namespace "default" belongs to the cluster
  hint: give the application a namespace of its own (CIS 5.6.1, 5.6.4)`},
		{"namespace: {podSecurity: {enforce: baseline, warn: privileged, audit: latest}}",
			`harden.yaml:4:36: namespace.podSecurity.enforce: baseline is weaker than restricted
  hint: remove the key: whatever is written here passes restricted; pods that do not belong into a namespace of their own
harden.yaml:4:52: namespace.podSecurity.warn: privileged is weaker than restricted
  hint: remove the key: whatever is written here passes restricted; pods that do not belong into a namespace of their own
harden.yaml:4:71: namespace.podSecurity.audit: "latest" is no Pod Security level
  hint: write restricted`},
		{"namespace: {podSecurity: {version: latest}}",
			`harden.yaml:4:36: namespace.podSecurity.version: "latest" is no pinned Pod Security version
  hint: write the version that you serve, such as v1.34; latest would tighten with every cluster upgrade`},
		{"namespace: {podSecurity: {version: v1.31}}", `harden.yaml:4:36: namespace.podSecurity.version: "v1.31" is not supported: v1.32 to v1.37`},
		{"namespace: {podSecurity: {version: v1.36}}",
			`harden.yaml:4:36: namespace.podSecurity.version: "v1.36" is newer than the oldest cluster to serve, 1.34, which would read it as latest
  hint: raise platform.kubernetesVersion, or remove the key`},
		{`namespace: {podSecurity: {version: "1.34"}}`,
			`harden.yaml:4:36: namespace.podSecurity.version: "1.34" is no pinned Pod Security version
  hint: write the version that you serve, such as v1.34; latest would tighten with every cluster upgrade`},
	})
}

func TestNoWorkload(t *testing.T) {
	testProblems(t, whole, []problemCase{
		{"apiVersion: harden-gen.dev/v1alpha1\nkind: HardenedApplication\nmetadata:\n  name: payments\n  annotations: {a b: c}\nworkloads: []\n",
			`harden.yaml:5:22: metadata.annotations["a b"]: "a b" is no key of an annotation
  hint: write [PREFIX/]NAME, such as prometheus.io/scrape
harden.yaml:6:1: workloads: an application has at least one workload
  hint: add one: workloads: [{name: api, image: …}]`},
	})
}

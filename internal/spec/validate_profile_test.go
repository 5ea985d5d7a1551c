package spec

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestProfiles demands that every row of the table is complete and valid by itself.
func TestProfiles(t *testing.T) {
	for _, name := range profileNames() {
		text := atTop("platform: {profile: " + name + "}")
		if got := problemsOf(text); got != "" {
			t.Errorf("%s:\n%s", name, got)
		}
		app := mustLoad(t, text)
		Default(app)
		if len(app.Platform.DNS.Resolvers()) == 0 {
			t.Errorf("on %s nobody answers for names", name)
		}
	}
}

// TestFactsAreOverridden says each fact of a profile otherwise.
func TestFactsAreOverridden(t *testing.T) {
	labels := map[string]string{"a": "b"}
	for _, tt := range []struct {
		said string
		want []Resolver
	}{
		{"{profile: gke, dns: {nodeLocal: [], nodeLocalPodLabels: {}}}", []Resolver{{Pods: &PodSet{"kube-system", map[string]string{"k8s-app": "kube-dns"}}, Ports: []int32{53}}}},
		{"{profile: gke, dns: {nodeLocal: [10.96.0.10/32], nodeLocalPodLabels: {a: b}}}", []Resolver{
			{Pods: &PodSet{"kube-system", map[string]string{"k8s-app": "kube-dns"}}, Ports: []int32{53}},
			{Pods: &PodSet{"kube-system", labels}, Ports: []int32{53}}, {Addresses: []string{"10.96.0.10/32"}, Ports: []int32{53}}}},
		{"{profile: gke-clouddns, dns: {namespace: dns, podLabels: {a: b}, nodeLocal: []}}", []Resolver{{Pods: &PodSet{"dns", labels}, Ports: []int32{53}}}},
		{"{profile: openshift, dns: {namespace: dns, podLabels: {a: b}, ports: [5300]}}", []Resolver{{Pods: &PodSet{"dns", labels}, Ports: []int32{5300}}}},
		{"{profile: openshift, dns: {nodeLocal: [169.254.20.10/32]}}", []Resolver{
			{Pods: &PodSet{"openshift-dns", map[string]string{"dns.operator.openshift.io/daemonset-dns": "default"}}, Ports: []int32{5353, 53}},
			{Addresses: []string{"169.254.20.10/32"}, Ports: []int32{53}}}},
	} {
		app := mustLoad(t, atTop("platform: "+tt.said))
		Default(app)
		if diff := cmp.Diff(tt.want, app.Platform.DNS.Resolvers()); diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.said, diff)
		}
	}
	app := mustLoad(t, atTop("platform: {profile: openshift, userIDs: Declared, cloudIdentity: [{cidr: 169.254.170.23/32, port: 80}]}"))
	Default(app)
	if app.Workloads[0].RunAsUser == nil || len(app.Platform.CloudIdentity) != 1 {
		t.Errorf("%+v", app.Platform)
	}
}

func TestCloudDNSHasNoPods(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{"platform: {profile: gke-clouddns, dns: {ports: [53]}}",
			`harden.yaml:4:40: platform.dns.namespace: a namespace needs a name
  hint: give it one, such as payments
harden.yaml:4:40: platform.dns.podLabels: without labels every pod of the namespace would count as the resolver
  hint: write the labels of the resolver's pods, such as {k8s-app: kube-dns}`},
		{"platform: {profile: gke-clouddns, dns: {nodeLocal: []}}",
			`harden.yaml:4:41: platform.dns.nodeLocal: nothing answers on gke-clouddns without it
  hint: write the address in the pods' /etc/resolv.conf, such as [169.254.20.10/32], or the namespace and labels of the resolver's pods`},
		{"platform: {dns: {nodeLocalPodLabels: {a: b c}}}",
			`harden.yaml:4:42: platform.dns.nodeLocalPodLabels.a: "b c" is no value of a label
  hint: letters, digits, dashes, dots and underscores, at most 63, a letter or digit at both ends`},
	})
}

func TestAssignedIDs(t *testing.T) {
	if w := defaultedWorkload(t, afterWorkload("platform: {profile: openshift}")); w.RunAsUser != nil || w.RunAsGroup != nil || w.FSGroup != nil {
		t.Errorf("an id is written where the cluster assigns them: %v %v %v", w.RunAsUser, w.RunAsGroup, w.FSGroup)
	}
	const hint = "\n  hint: remove the key; where the account may choose (the constraint nonroot-v2), write platform: {userIDs: Declared}"
	testProblems(t, func(part string) string { return afterWorkload(part + "\nplatform: {profile: openshift}") }, []problemCase{
		{"  runAsUser: 1001\n  runAsGroup: 0\n  fsGroup: 1001",
			"harden.yaml:7:14: workloads[0].runAsUser: the cluster gives each namespace its own ids, and refuses pods that bring runAsUser 1001" + hint +
				"\nharden.yaml:8:15: workloads[0].runAsGroup: the cluster gives each namespace its own ids, and refuses pods that bring runAsGroup 0" + hint +
				"\nharden.yaml:9:12: workloads[0].fsGroup: the cluster gives each namespace its own ids, and refuses pods that bring fsGroup 1001" + hint},
	})
	testProblems(t, func(part string) string {
		return afterWorkload(part + "\nplatform: {profile: openshift, userIDs: Declared}")
	}, []problemCase{
		{"  runAsUser: 1001", ""},
		{"  runAsUser: 0", `harden.yaml:7:14: workloads[0].runAsUser: runAsUser 0 is root
  hint: write the number of a user that the image's files are readable for, such as 10001`},
	})
}

func TestCloudIdentity(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"cloudIdentity: Allow",
			`harden.yaml:7:18: workloads[0].cloudIdentity: nobody has said at which address pods on generic ask for an identity
  hint: write platform: {profile: eks} or {profile: gke}, or the addresses under platform.cloudIdentity; a token that is exchanged at public addresses (IAM roles for service accounts, Azure workload identity) needs {to: internet, ports: [443]} instead`},
		{"cloudIdentity: None",
			`harden.yaml:7:18: workloads[0].cloudIdentity: "None" is not known here
  hint: one of Deny, Allow`},
		{"connects: [{to: {cidr: 169.254.170.23/32}, ports: [80]}]",
			`harden.yaml:7:26: workloads[0].connects[0].to.cidr: "169.254.170.23/32" holds 169.254.170.23, where clouds hand out credentials
  hint: remove it; cloudIdentity: Allow of the workload opens what platform.cloudIdentity names, and a waiver of the control metadata this one`},
	})
	testProblems(t, func(part string) string { return afterWorkload("  cloudIdentity: Allow\nplatform: " + part) }, []problemCase{
		{"{profile: eks}", ""}, {"{profile: gke}", ""}, {"{profile: gke-clouddns}", ""},
		{"{cloudIdentity: [{cidr: 169.254.169.254/32, port: 80}]}", ""},
		{"{profile: aks}",
			`harden.yaml:7:18: workloads[0].cloudIdentity: nobody has said at which address pods on aks ask for an identity
  hint: write the addresses under platform.cloudIdentity; a token that is exchanged at public addresses (IAM roles for service accounts, Azure workload identity) needs {to: internet, ports: [443]} instead`},
		{"{profile: eks, cloudIdentity: [{cidr: 169.254.0.0/16, port: 0}]}",
			`harden.yaml:8:49: platform.cloudIdentity[0].cidr: "169.254.0.0/16" is more than one address
  hint: write the one address that hands out identities, such as 169.254.170.23/32
harden.yaml:8:71: platform.cloudIdentity[0].port: 0 is no port number: 1 to 65535`},
	})
}

func TestVersionGates(t *testing.T) {
	on := func(version string) func(string) string {
		return func(part string) string {
			return afterWorkload(part + "\nplatform: {kubernetesVersion: \"" + version + "\"}")
		}
	}
	testProblems(t, on("1.32"), []problemCase{
		{"  hostUsers: false", `harden.yaml:7:14: workloads[0].hostUsers: Kubernetes 1.32 drops hostUsers
  hint: remove the key, or raise platform.kubernetesVersion to "1.33"`},
		{"  supplementalGroupsPolicy: Strict", `harden.yaml:7:29: workloads[0].supplementalGroupsPolicy: Kubernetes 1.32 drops supplementalGroupsPolicy
  hint: remove the key, or raise platform.kubernetesVersion to "1.33"`},
	})
	testProblems(t, on("1.33"), []problemCase{
		{"  hostUsers: false\n  supplementalGroupsPolicy: Strict", ""},
		{"  hostUsers: false\n  runAsUser: 65535", ""},
		{"  hostUsers: false\n  runAsUser: 65536\n  fsGroup: 70000", `harden.yaml:8:14: workloads[0].runAsUser: with hostUsers: false a pod has the ids 0 to 65535, and 65536 would not start
  hint: write an id that fits, such as 10001, or remove hostUsers
harden.yaml:9:12: workloads[0].fsGroup: with hostUsers: false a pod has the ids 0 to 65535, and 70000 would not start
  hint: write an id that fits, such as 10001, or remove hostUsers`},
		{"  hostUsers: true", `harden.yaml:7:14: workloads[0].hostUsers: true is what a pod without the key has
  hint: remove the key, or write false: then root in the pod is nobody on the node`},
		{"  supplementalGroupsPolicy: Lax", `harden.yaml:7:29: workloads[0].supplementalGroupsPolicy: "Lax" is not known here
  hint: one of Strict, Merge`},
	})
	for _, tt := range []struct{ said, want string }{
		{`platform: {kubernetesVersion: "1.35"}`, ""}, {`platform: {kubernetesVersion: "1.36"}`, "Strict"},
		{"  supplementalGroupsPolicy: Merge\nplatform: {kubernetesVersion: \"1.37\"}", "Merge"},
	} {
		if got := defaultedWorkload(t, afterWorkload(tt.said)).SupplementalGroupsPolicy; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.said, got, tt.want)
		}
	}
}

// TestMetadataServiceNeedsAWaiver lets a workload call what a waiver of its own names.
func TestMetadataServiceNeedsAWaiver(t *testing.T) {
	const service = "  connects: [{to: {cidr: 169.254.169.254/32}, ports: [80]}]\n"
	if problemsOf(afterWorkload(service)) == "" {
		t.Error("a metadata service is open to whoever names its address")
	}
	if got := problemsOf(afterWorkload(service + "waivers: [{control: metadata, workload: api, reason: a, owner: b, expires: 2027-03-01}]")); got != "" {
		t.Error(got)
	}
}

// TestAnywhereNeedsAWaiver asks for the waiver of that workload and of that control.
func TestAnywhereNeedsAWaiver(t *testing.T) {
	waiver := func(control, workload string) string {
		return "  connects: [{to: anywhere, ports: [443]}]\nwaivers: [{control: " + control + ", workload: " + workload + ", reason: a, owner: b, expires: 2001-01-01}]"
	}
	if got := problemsOf(afterWorkload(waiver("open-rules", "api"))); got != "" { // whether the day has passed, check tells
		t.Errorf("a waived anywhere:\n%s", got)
	}
	for _, other := range []string{waiver("metadata", "api"), waiver("open-rules", "web")} {
		if problemsOf(afterWorkload(other)) == "" {
			t.Errorf("%s: another waiver is taken for this one", other)
		}
	}
}

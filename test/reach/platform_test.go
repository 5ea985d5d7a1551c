package reach

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/templates"
)

// place is where a platform's pods get an answer, as the platform documents it, and the profiles that
// open it.
type place struct {
	name     string
	at       controls.Endpoint
	port     int32
	profiles []string
}

func profiles() []string {
	return []string{"generic", "eks", "gke", "gke-clouddns", "aks", "openshift", "k3s"}
}

func podIn(namespace string, labels map[string]string) controls.Endpoint {
	return controls.Endpoint{
		Namespace: namespace, NamespaceLabels: map[string]string{corev1.LabelMetadataName: namespace},
		Labels: labels, Addresses: []netip.Addr{netip.MustParseAddr("10.244.0.9")},
	}
}

func machine(address string) controls.Endpoint { return controls.Outside(netip.MustParseAddr(address)) }

// resolvers are the labels and addresses that the platforms' own manifests have, not those of our table.
func resolvers() []place {
	coreDNS := func(more ...string) controls.Endpoint {
		labels := map[string]string{"k8s-app": "kube-dns", "pod-template-hash": "5d78c9869d"}
		for i := 0; i < len(more); i += 2 {
			labels[more[i]] = more[i+1]
		}
		return podIn("kube-system", labels)
	}
	usual := []string{"generic", "eks", "gke", "aks", "k3s"}
	return []place{
		{"CoreDNS of kubeadm and kind", coreDNS(), 53, usual},
		{"CoreDNS of EKS", coreDNS("eks.amazonaws.com/component", "coredns"), 53, usual},
		{"CoreDNS of AKS", coreDNS("kubernetes.azure.com/managedby", "aks", "version", "v20"), 53, usual},
		{"CoreDNS of k3s", coreDNS(), 53, usual},
		{"kube-dns of GKE", coreDNS(), 53, usual},
		{"NodeLocal DNSCache of GKE", machine("169.254.20.10"), 53, []string{"gke", "gke-clouddns"}},
		{"NodeLocal DNSCache of GKE behind Dataplane V2", podIn("kube-system", map[string]string{"k8s-app": "node-local-dns"}), 53, []string{"gke"}},
		{"Cloud DNS of GKE", machine("169.254.169.254"), 53, []string{"gke-clouddns"}},
		{"dns-default of OpenShift", podIn("openshift-dns", map[string]string{"dns.operator.openshift.io/daemonset-dns": "default"}), 5353, []string{"openshift"}},
	}
}

// identities are where clouds hand out credentials; a workload that asks for its own reaches those of
// its platform.
func identities() []place {
	gke := []string{"gke", "gke-clouddns"}
	return []place{
		{"agent of EKS Pod Identity", machine("169.254.170.23"), 80, []string{"eks"}},
		{"agent of EKS Pod Identity over IPv6", machine("fd00:ec2::23"), 80, []string{"eks"}},
		{"GKE's metadata server", machine("169.254.169.252"), 988, gke},
		{"GKE's metadata server, its other port", machine("169.254.169.252"), 987, gke},
		{"GKE's metadata server behind Dataplane V2", machine("169.254.169.254"), 80, gke},
		{"EC2's metadata service over IPv6", machine("fd00:ec2::254"), 80, nil},
		{"ECS' credentials", machine("169.254.170.2"), 80, nil},
		{"Azure's wire server", machine("168.63.129.16"), 80, nil},
		{"Alibaba's metadata service", machine("100.100.100.200"), 80, nil},
	}
}

// TestProfiles has cyclonus decide who gets an answer on which platform: under each profile exactly the
// platform's own resolver, and its identity service exactly for the workload that asks for it.
func TestProfiles(t *testing.T) {
	for _, profile := range profiles() {
		t.Run(profile, func(t *testing.T) {
			asks := slices.Contains([]string{"eks", "gke", "gke-clouddns"}, profile)
			policies := base(t, profile, asks)
			for _, p := range resolvers() {
				opens := slices.Contains(p.profiles, profile)
				for _, protocol := range []corev1.Protocol{corev1.ProtocolUDP, corev1.ProtocolTCP} {
					hold(t, policies, "talker", p, protocol, opens)
					hold(t, policies, "stranger", p, protocol, opens)
					hold(t, policies, "hermit", p, protocol, false)
				}
				p.name, p.port = p.name+" beside its port", p.port+1
				hold(t, policies, "talker", p, corev1.ProtocolUDP, false)
			}
			unasked := base(t, profile, false)
			for _, p := range identities() {
				hold(t, unasked, "talker", p, corev1.ProtocolTCP, false)
				hold(t, policies, "talker", p, corev1.ProtocolTCP, asks && slices.Contains(p.profiles, profile))
				hold(t, policies, "hermit", p, corev1.ProtocolTCP, false)
				hold(t, policies, "stranger", p, corev1.ProtocolTCP, false)
				hold(t, policies, "talker", p, corev1.ProtocolUDP, false)
			}
		})
	}
}

// TestResolversHaveTheirOwnPorts: no port of one resolver is open at another.
func TestResolversHaveTheirOwnPorts(t *testing.T) {
	policies := build(t, "platform: {dns: {namespace: dns, podLabels: {a: b}, ports: [5353], nodeLocal: [169.254.20.10/32], nodeLocalPodLabels: {a: c}}}\n", false)
	pods, cache, address := podIn("dns", map[string]string{"a": "b"}), podIn("dns", map[string]string{"a": "c"}), machine("169.254.20.10")
	for _, tt := range []struct {
		at    controls.Endpoint
		port  int32
		opens bool
	}{{pods, 5353, true}, {pods, 53, false}, {cache, 53, true}, {cache, 5353, false}, {address, 53, true}, {address, 5353, false}} {
		hold(t, policies, "talker", place{"a resolver", tt.at, tt.port, nil}, corev1.ProtocolUDP, tt.opens)
	}
}

func hold(t *testing.T, policies *matcher.Policy, caller string, p place, protocol corev1.Protocol, want bool) {
	t.Helper()
	from := podIn("lookup", map[string]string{"app.kubernetes.io/name": caller, "app.kubernetes.io/instance": caller})
	got := policies.IsTrafficAllowed(&matcher.Traffic{
		Source: trafficPeer(from), Destination: trafficPeer(p.at), ResolvedPort: int(p.port), Protocol: protocol,
	}).IsAllowed()
	if got != want {
		t.Errorf("%s -> %s on %d/%s is %v, want %v", caller, p.name, p.port, protocol, got, want)
	}
}

func base(t *testing.T, profile string, asks bool) *matcher.Policy {
	t.Helper()
	return build(t, "platform: {profile: "+profile+"}\n", asks)
}

// build is cyclonus' reading of the policies of two workloads: one resolves names, one does not.
func build(t *testing.T, platform string, asks bool) *matcher.Policy {
	t.Helper()
	const image = "images.example.com/lookup/a:1@sha256:1111111111111111111111111111111111111111111111111111111111111111"
	text := "apiVersion: harden-gen.dev/v1alpha1\nkind: HardenedApplication\nmetadata: {name: lookup}\n" + platform +
		"workloads:\n- {name: hermit, image: \"" + image + "\", dns: Deny}\n- name: talker\n  image: " + image + "\n"
	if asks {
		text += "  cloudIdentity: Allow\n"
	}
	app, err := spec.Load("harden.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	spec.Default(app)
	if problems := spec.Validate(app); len(problems) > 0 {
		t.Fatal(problems)
	}
	var policies []*networkingv1.NetworkPolicy
	for o := range templates.Build(app) {
		if p, ok := o.Value().(*networkingv1.NetworkPolicy); ok {
			policies = append(policies, p)
		}
	}
	return matcher.BuildNetworkPolicies(false, policies)
}

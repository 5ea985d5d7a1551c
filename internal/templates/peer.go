package templates

import (
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// appendPeers appends what a declared peer is in terms of a NetworkPolicy. A selector of namespaces
// and one of pods in the same element mean both; in two elements they would mean either.
func appendPeers(dst []networkingv1.NetworkPolicyPeer, app *spec.HardenedApplication, p *spec.Peer) []networkingv1.NetworkPolicyPeer {
	platform := &app.Platform
	switch {
	case isAnywhere(*p):
		return dst
	case p.Word == spec.PeerGateway:
		return append(dst, inNamespace(platform.Gateway.Namespace, platform.Gateway.PodLabels))
	case p.Word == spec.PeerMonitoring:
		return append(dst, inNamespace(platform.Monitoring.Namespace, platform.Monitoring.PodLabels))
	case p.Word == spec.PeerNodes:
		return appendRanges(dst, platform.Nodes.CIDRs)
	case p.Word == spec.PeerControlPlane:
		return appendRanges(dst, platform.ControlPlane.CIDRs)
	case p.Word == spec.PeerInternet:
		return append(dst, internet()...)
	case p.Word == spec.PeerCluster:
		return append(dst, networkingv1.NetworkPolicyPeer{NamespaceSelector: &metav1.LabelSelector{}})
	case p.Workload != "":
		return append(dst, networkingv1.NetworkPolicyPeer{PodSelector: selectPods(selectorLabels(p.Workload))})
	case p.CIDR != "":
		return append(dst, networkingv1.NetworkPolicyPeer{IPBlock: &networkingv1.IPBlock{CIDR: p.CIDR, Except: p.Except}})
	case p.Namespace != "":
		return append(dst, inNamespace(p.Namespace, p.PodLabels))
	}
	peer := networkingv1.NetworkPolicyPeer{PodSelector: selectPods(p.PodLabels)}
	if p.NamespaceLabels != nil {
		peer.NamespaceSelector = &metav1.LabelSelector{MatchLabels: p.NamespaceLabels}
	}
	return append(dst, peer)
}

// isAnywhere is true for the one peer that no element can say: a rule without any means everybody, the
// nodes too, which neither selectors nor, for every plugin, ranges hold.
func isAnywhere(p spec.Peer) bool { return p.Word == spec.PeerAnywhere }

func appendRanges(dst []networkingv1.NetworkPolicyPeer, cidrs []string) []networkingv1.NetworkPolicyPeer {
	for _, cidr := range cidrs {
		dst = append(dst, networkingv1.NetworkPolicyPeer{IPBlock: &networkingv1.IPBlock{CIDR: cidr}})
	}
	return dst
}

// inNamespace selects pods of one namespace by the name that the API server puts on it as a label.
func inNamespace(namespace string, podLabels map[string]string) networkingv1.NetworkPolicyPeer {
	return networkingv1.NetworkPolicyPeer{
		NamespaceSelector: &metav1.LabelSelector{MatchLabels: map[string]string{corev1.LabelMetadataName: namespace}},
		PodSelector:       selectPods(podLabels),
	}
}

// selectPods is nil without labels, which leaves the choice to the namespace.
func selectPods(labels map[string]string) *metav1.LabelSelector {
	if len(labels) == 0 {
		return nil
	}
	return &metav1.LabelSelector{MatchLabels: labels}
}

// internet is every public address. Left out are the ranges of IANA's special-purpose registries
// where pods, nodes and metadata services live (RFC 1918, 6598, 3927, 6890, 2544, 1112, 4193, 4291,
// 8215), multicast, and Azure's wire server, which looks public. 64:ff9b::/96 stays: IPv6-only
// clusters reach public IPv4 through it, and RFC 6052 forbids private addresses behind it.
func internet() []networkingv1.NetworkPolicyPeer {
	return []networkingv1.NetworkPolicyPeer{
		{IPBlock: &networkingv1.IPBlock{CIDR: "0.0.0.0/0", Except: []string{
			"10.0.0.0/8", "100.64.0.0/10", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12",
			"192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4",
		}}},
		{IPBlock: &networkingv1.IPBlock{CIDR: "::/0", Except: []string{"64:ff9b:1::/48", "fc00::/7", "fe80::/10", "ff00::/8"}}},
	}
}

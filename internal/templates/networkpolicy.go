package templates

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/harden-gen/harden-gen/internal/spec"
)

var denyAllComments = map[string]string{
	"spec.podSelector": "every pod of the namespace",
	"spec.policyTypes": "no rule follows: nothing is allowed that another policy does not allow",
}

var allowDNSComments = map[string]string{
	"spec.egress[].ports": "both: a long answer comes over TCP",
}

func networkPolicy(meta metav1.ObjectMeta, types ...networkingv1.PolicyType) *networkingv1.NetworkPolicy {
	return &networkingv1.NetworkPolicy{
		TypeMeta:   metav1.TypeMeta{APIVersion: "networking.k8s.io/v1", Kind: "NetworkPolicy"},
		ObjectMeta: meta,
		Spec:       networkingv1.NetworkPolicySpec{PolicyTypes: types}, // never left to its default, which forgets Egress
	}
}

// denyAll isolates every pod of the namespace in both directions.
func denyAll(app *spec.HardenedApplication) *networkingv1.NetworkPolicy {
	return networkPolicy(metav1.ObjectMeta{Name: "default-deny-all", Namespace: app.Namespace.Name, Labels: applicationLabels(app)},
		networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress)
}

// resolves is true for an application with a workload that may resolve names.
func resolves(app *spec.HardenedApplication) bool {
	return slices.ContainsFunc(app.Workloads, func(w spec.Workload) bool { return w.DNS != "Deny" })
}

// allowDNS opens the way to the resolver for every pod but those of workloads that deny it.
func allowDNS(app *spec.HardenedApplication) *networkingv1.NetworkPolicy {
	var denied []string
	for i := range app.Workloads {
		if app.Workloads[i].DNS == "Deny" {
			denied = append(denied, app.Workloads[i].Name)
		}
	}
	meta := metav1.ObjectMeta{Name: "allow-dns", Namespace: app.Namespace.Name, Labels: applicationLabels(app)}
	p := networkPolicy(meta, networkingv1.PolicyTypeEgress)
	if len(denied) > 0 {
		p.Spec.PodSelector.MatchExpressions = []metav1.LabelSelectorRequirement{{Key: labelName, Operator: metav1.LabelSelectorOpNotIn, Values: denied}}
	}
	p.Spec.Egress = dnsRules(app.Platform.DNS)
	return p
}

// In a namespace of others a policy a workload takes the place of the two that hold for the namespace: it
// selects by the labels by which the Deployment knows its own pods, which can never change and which no
// overlay can take away. One policy with the names of all workloads would also hold for a pod of others that
// has one name as its name and another as its instance, and one by application would change its
// pods with the application's name. Its name is the workload's, so that two applications in one
// namespace do not overwrite each other's.

var denyWorkloadComments = map[string]string{
	"spec.policyTypes": "no rule follows: nothing is allowed that another policy does not allow",
}

// denyWorkload isolates the pods of one workload in both directions.
func denyWorkload(f *frame) *networkingv1.NetworkPolicy {
	p := f.policy("-default-deny-all", networkingv1.PolicyTypeIngress)
	p.Spec.PolicyTypes = append(p.Spec.PolicyTypes, networkingv1.PolicyTypeEgress)
	return p
}

// workloadDNS opens the way to the resolver for the pods of one workload.
func workloadDNS(f *frame) *networkingv1.NetworkPolicy {
	p := f.policy("-allow-dns", networkingv1.PolicyTypeEgress)
	p.Spec.Egress = dnsRules(f.app.Platform.DNS)
	return p
}

// dnsRules is one rule for resolvers with the same ports: a rule with all resolvers and all ports would
// open their product.
func dnsRules(dns *spec.DNS) []networkingv1.NetworkPolicyEgressRule {
	var rules []networkingv1.NetworkPolicyEgressRule
	var before []int32
	for _, r := range dns.Resolvers() {
		if len(rules) == 0 || !slices.Equal(r.Ports, before) {
			rules = append(rules, networkingv1.NetworkPolicyEgressRule{})
			for _, port := range r.Ports {
				rule := &rules[len(rules)-1]
				rule.Ports = append(rule.Ports, policyPort(port, corev1.ProtocolUDP), policyPort(port, corev1.ProtocolTCP))
			}
		}
		rule := &rules[len(rules)-1]
		if r.Pods != nil {
			rule.To = append(rule.To, inNamespace(r.Pods.Namespace, r.Pods.PodLabels))
		}
		rule.To = appendRanges(rule.To, r.Addresses)
		before = r.Ports
	}
	return rules
}

// ingressPolicy admits the callers of each port. Ports are numbers, which mean the same for every plugin.
func ingressPolicy(f *frame) *networkingv1.NetworkPolicy {
	var rules []networkingv1.NetworkPolicyIngressRule
	for _, in := range f.reach.In {
		if len(in.From) == 0 {
			continue
		}
		rule := networkingv1.NetworkPolicyIngressRule{Ports: []networkingv1.NetworkPolicyPort{policyPort(in.Port.ContainerPort, corev1.Protocol(in.Port.Protocol))}}
		if !slices.ContainsFunc(in.From, isAnywhere) {
			for i := range in.From {
				rule.From = appendPeers(rule.From, f.app, &in.From[i])
			}
		}
		rules = append(rules, rule)
	}
	p := f.policy("-ingress", networkingv1.PolicyTypeIngress)
	p.Spec.Ingress = rules
	return p
}

// egressPolicy opens the way to each declared peer.
func egressPolicy(f *frame) *networkingv1.NetworkPolicy {
	rules := make([]networkingv1.NetworkPolicyEgressRule, 0, len(f.reach.Out))
	for i := range f.reach.Out {
		out := &f.reach.Out[i]
		if out.To.Host != "" {
			continue // no NetworkPolicy has names, and a rule without a peer would be one for everybody
		}
		rule := networkingv1.NetworkPolicyEgressRule{To: appendPeers(nil, f.app, &out.To)}
		for _, ref := range out.Ports {
			rule.Ports = append(rule.Ports, policyPort(ref.Number, corev1.Protocol(ref.Protocol)))
		}
		rules = append(rules, rule)
	}
	if f.w.KubernetesAPI != nil {
		rules = append(rules, endpointRules(f.app.Platform.APIServer)...)
	}
	if asksForIdentity(f.w) {
		rules = append(rules, endpointRules(f.app.Platform.CloudIdentity)...)
	}
	p := f.policy("-egress", networkingv1.PolicyTypeEgress)
	p.Spec.Egress = rules
	return p
}

// asksForIdentity is true for a workload that may ask the cloud who it is.
func asksForIdentity(w *spec.Workload) bool { return w.CloudIdentity == "Allow" }

// endpointRules is one rule a port: a rule with all ranges and all ports would open their product.
func endpointRules(endpoints []spec.Endpoint) []networkingv1.NetworkPolicyEgressRule {
	var rules []networkingv1.NetworkPolicyEgressRule
	at := map[int32]int{}
	for _, e := range endpoints {
		i, ok := at[e.Port]
		if !ok {
			i = len(rules)
			at[e.Port] = i
			rules = append(rules, networkingv1.NetworkPolicyEgressRule{Ports: []networkingv1.NetworkPolicyPort{policyPort(e.Port, corev1.ProtocolTCP)}})
		}
		rules[i].To = append(rules[i].To, networkingv1.NetworkPolicyPeer{IPBlock: &networkingv1.IPBlock{CIDR: e.CIDR}})
	}
	return rules
}

// policy selects the pods of one workload, never more: rules of policies add up.
func (f *frame) policy(suffix string, direction networkingv1.PolicyType) *networkingv1.NetworkPolicy {
	meta := f.meta()
	meta.Name += suffix
	p := networkPolicy(meta, direction)
	p.Spec.PodSelector.MatchLabels = f.selector
	return p
}

func policyPort(number int32, protocol corev1.Protocol) networkingv1.NetworkPolicyPort {
	return networkingv1.NetworkPolicyPort{Protocol: &protocol, Port: new(intstr.FromInt32(number))}
}

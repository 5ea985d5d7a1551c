package controls

import (
	"fmt"
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// resolver is one of the places where pods ask for names, on ports of its own.
type resolver struct {
	ports     []int32
	namespace string // empty: not known
	podLabels []map[string]string
	addresses []string
	anyRange  bool // any range may be it
}

// resolversOf takes the spec's word, else it knows the labels that distributions give their resolvers.
func resolversOf(app *spec.HardenedApplication) (all []resolver) {
	if app != nil && app.Platform.DNS != nil {
		for _, r := range app.Platform.DNS.Resolvers() {
			known := resolver{ports: r.Ports, addresses: r.Addresses}
			if r.Pods != nil {
				known.namespace, known.podLabels = r.Pods.Namespace, []map[string]string{r.Pods.PodLabels}
			}
			all = append(all, known)
		}
		return all
	}
	return []resolver{{ports: []int32{53, 5353}, anyRange: true, podLabels: []map[string]string{
		{"k8s-app": "kube-dns", "eks.amazonaws.com/component": "coredns", "kubernetes.azure.com/managedby": "aks"},
		{"k8s-app": "node-local-dns"},
		{"k8s-app": "coredns", "app.kubernetes.io/name": "coredns"},
		{"dns.operator.openshift.io/daemonset-dns": "default"},
	}}}
}

// resolution wants every pod that is closed on its way out, and calls anything, to reach the resolver over
// UDP and TCP.
func resolution(j *judgement) {
	resolvers, policies := resolversOf(j.options.Spec), j.set.policies()
	for _, p := range j.set.pods {
		if p.pod.Spec.HostNetwork {
			continue
		}
		var mine []isolation
		for _, q := range policies {
			if q.egress && q.holdsFor(p) {
				mine = append(mine, q)
			}
		}
		if len(mine) > 0 {
			j.namesOf(p, mine, resolvers)
		}
	}
}

func (j *judgement) namesOf(p *placedPod, mine []isolation, resolvers []resolver) {
	udp, tcp, calls := false, false, false
	var near *Offence // a rule that looks as if it were meant to
	var nearIn *Object
	for _, q := range mine {
		for i, rule := range q.Egress {
			calls = true
			meant, overUDP, overTCP := opensNames(&rule, resolvers)
			if !meant {
				continue
			}
			if !overUDP && !overTCP {
				near, nearIn = &Offence{Path: fmt.Sprintf("spec.egress[%d].to", i), Fix: "write the labels that the resolver's namespace and pods have, and no more"}, q.Object
				continue
			}
			udp, tcp = udp || overUDP, tcp || overTCP
			if overUDP != overTCP {
				near, nearIn = &Offence{Path: fmt.Sprintf("spec.egress[%d].ports", i), Fix: "write both: {protocol: UDP, port: 53} and {protocol: TCP, port: 53}; a port without a protocol is TCP"}, q.Object
			}
		}
	}
	w := j.workload(p.Object)
	if w != nil && w.DNS == "Deny" || w == nil && !calls || udp && tcp {
		return
	}
	missing := "UDP and TCP"
	if udp {
		missing = "TCP"
	} else if tcp {
		missing = "UDP"
	}
	if near == nil {
		near, nearIn = &Offence{Path: p.path + "metadata.labels", Fix: "add an egress rule to the resolver, for UDP and TCP, to a policy that selects these pods"}, p.Object
	}
	near.Message = "names cannot be resolved over " + missing
	j.report(nearIn, *near)
}

// opensNames tells whether the ports of a rule are those of a resolver, and over what the rule lets pods
// through to one.
func opensNames(rule *networkingv1.NetworkPolicyEgressRule, resolvers []resolver) (meant, overUDP, overTCP bool) {
	for i := range resolvers {
		r := &resolvers[i]
		udp, tcp := r.answers(rule.Ports, corev1.ProtocolUDP), r.answers(rule.Ports, corev1.ProtocolTCP)
		meant = meant || udp || tcp
		if r.among(rule.To) {
			overUDP, overTCP = overUDP || udp, overTCP || tcp
		}
	}
	return meant, overUDP, overTCP
}

// answers is true when ports let a protocol through to the resolver.
func (r *resolver) answers(ports []networkingv1.NetworkPolicyPort, protocol corev1.Protocol) bool {
	return len(ports) == 0 || slices.ContainsFunc(ports, func(p networkingv1.NetworkPolicyPort) bool {
		have := corev1.ProtocolTCP
		if p.Protocol != nil {
			have = *p.Protocol
		}
		if have != protocol {
			return false
		}
		return p.Port == nil || p.Port.StrVal == "dns" || p.Port.StrVal == "dns-tcp" || slices.ContainsFunc(r.ports, func(n int32) bool {
			return p.Port.IntVal == n || p.EndPort != nil && p.Port.IntVal <= n && n <= *p.EndPort
		})
	})
}

// among is true when the resolver is one of the peers.
func (r *resolver) among(peers []networkingv1.NetworkPolicyPeer) bool {
	return len(peers) == 0 || slices.ContainsFunc(peers, func(p networkingv1.NetworkPolicyPeer) bool {
		if p.IPBlock != nil {
			return r.anyRange || slices.ContainsFunc(r.addresses, func(s string) bool { return covers(p.IPBlock, s) })
		}
		return r.inNamespace(p.NamespaceSelector) && (p.PodSelector == nil || slices.ContainsFunc(r.podLabels, func(l map[string]string) bool {
			s, err := metav1.LabelSelectorAsSelector(p.PodSelector)
			return err == nil && s.Matches(labels.Set(l))
		}))
	})
}

// inNamespace believes any selector of namespaces where nobody has said which one it is.
func (r *resolver) inNamespace(selector *metav1.LabelSelector) bool {
	if selector == nil || r.namespace == "" {
		return selector != nil
	}
	s, err := metav1.LabelSelectorAsSelector(selector)
	return err == nil && s.Matches(labels.Set{corev1.LabelMetadataName: r.namespace})
}

func covers(b *networkingv1.IPBlock, cidr string) bool {
	outer, err1 := netip.ParsePrefix(b.CIDR)
	inner, err2 := netip.ParsePrefix(cidr)
	return err1 == nil && err2 == nil && outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr()) && !slices.ContainsFunc(b.Except, func(s string) bool {
		e, err := netip.ParsePrefix(s)
		return err == nil && e.Overlaps(inner)
	})
}

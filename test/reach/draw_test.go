package reach

import (
	"fmt"
	"math/rand/v2"
	"net/netip"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/harden-gen/harden-gen/internal/controls"
)

// Where cyclonus v0.5.6 is known to differ from the comments in k8s.io/api, the draw goes around it:
//
//   - NotIn does not match an object without the label (pkg/kube/labelselector.go), while Kubernetes'
//     own selectors do. So NotIn is drawn for labels only that every object has.
//   - matchLabels with an empty value matches an object without the label (the same file). So an empty
//     value is drawn in expressions and on objects, but not in matchLabels.
//   - A policy without policyTypes panics (pkg/matcher/builder.go). So cyclonus gets a copy with the
//     API server's default written out.
//   - A policy or a peer that the API server refuses panics. So none is drawn.
//   - A pod without an address panics where a rule has a range. So every pod has one.
//   - The name of a port is an argument of the question. So it is looked up at the pod that answers,
//     and no pod has two names for one port.

// world is some namespaces, pods in them, and policies.
type world struct {
	*rand.Rand
	namespaces []*corev1.Namespace
	ends       []controls.Endpoint
	policies   []*networkingv1.NetworkPolicy
}

func draw(r *rand.Rand) *world {
	w := &world{Rand: r}
	for i := range 3 {
		ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: fmt.Sprintf("ns%d", i)}}
		ns.Labels = w.labels("team", "zone")
		ns.Labels[corev1.LabelMetadataName] = ns.Name
		w.namespaces = append(w.namespaces, ns)
		for j := range 3 {
			w.ends = append(w.ends, w.pod(ns, i, j))
		}
	}
	for _, a := range []string{"10.0.0.200", "10.0.1.1", "192.0.2.1", "203.0.113.7", "2001:db8::77", "2001:db8:1::1"} {
		w.ends = append(w.ends, controls.Outside(netip.MustParseAddr(a)))
	}
	for i := range 1 + r.IntN(6) {
		w.policies = append(w.policies, w.policy(fmt.Sprintf("p%d", i)))
	}
	return w
}

func (w *world) chance(percent int) bool { return w.IntN(100) < percent }

func pick[T any](w *world, from ...T) T { return from[w.IntN(len(from))] }

// labels has some of the keys.
func (w *world) labels(keys ...string) map[string]string {
	labels := map[string]string{}
	for _, key := range keys {
		if w.chance(60) {
			labels[key] = pick(w, "a", "b", "")
		}
	}
	return labels
}

func (w *world) pod(ns *corev1.Namespace, i, j int) controls.Endpoint {
	e := controls.Endpoint{Namespace: ns.Name, NamespaceLabels: ns.Labels, Labels: w.labels("tier", "role")}
	e.Labels["app"] = pick(w, "a", "b", "c")
	address := fmt.Sprintf("10.0.%d.%d", i, j+1)
	if w.chance(25) {
		address = fmt.Sprintf("2001:db8:%d::%d", i, j+1)
	}
	e.Addresses = []netip.Addr{netip.MustParseAddr(address)}
	for _, p := range []corev1.ContainerPort{
		{Name: "http", ContainerPort: pick(w, int32(80), 81)}, {Name: "dns", ContainerPort: 53, Protocol: corev1.ProtocolUDP},
		{Name: "admin", ContainerPort: pick(w, int32(82), 83), Protocol: corev1.ProtocolTCP}, {ContainerPort: 84},
	} {
		if w.chance(60) {
			e.Ports = append(e.Ports, p)
		}
	}
	return e
}

func (w *world) policy(name string) *networkingv1.NetworkPolicy {
	p := &networkingv1.NetworkPolicy{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: pick(w, w.namespaces...).Name}}
	if w.chance(60) {
		p.Spec.PodSelector = *w.podSelector()
	}
	for range w.IntN(3) {
		p.Spec.Ingress = append(p.Spec.Ingress, networkingv1.NetworkPolicyIngressRule{From: w.peers(), Ports: w.ports()})
	}
	for range w.IntN(3) {
		p.Spec.Egress = append(p.Spec.Egress, networkingv1.NetworkPolicyEgressRule{To: w.peers(), Ports: w.ports()})
	}
	p.Spec.PolicyTypes = pick(w, nil, []networkingv1.PolicyType{networkingv1.PolicyTypeIngress}, []networkingv1.PolicyType{networkingv1.PolicyTypeEgress},
		[]networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress})
	return p
}

func (w *world) podSelector() *metav1.LabelSelector {
	return w.selector("app", []string{"a", "b", "c"}, "tier", "role")
}

// selector demands something of always, a key that every object has, or of the other keys.
func (w *world) selector(always string, values []string, keys ...string) *metav1.LabelSelector {
	s := &metav1.LabelSelector{}
	if w.chance(50) {
		s.MatchLabels = map[string]string{always: pick(w, values...)}
	}
	if w.chance(30) {
		if s.MatchLabels == nil {
			s.MatchLabels = map[string]string{}
		}
		s.MatchLabels[pick(w, keys...)] = pick(w, "a", "b")
	}
	if w.chance(25) {
		s.MatchExpressions = append(s.MatchExpressions, metav1.LabelSelectorRequirement{
			Key: always, Operator: pick(w, metav1.LabelSelectorOpIn, metav1.LabelSelectorOpNotIn), Values: values[:1+w.IntN(len(values)-1)],
		})
	}
	if w.chance(35) {
		r := metav1.LabelSelectorRequirement{Key: pick(w, keys...), Operator: pick(w, metav1.LabelSelectorOpIn, metav1.LabelSelectorOpExists, metav1.LabelSelectorOpDoesNotExist)}
		if r.Operator == metav1.LabelSelectorOpIn {
			r.Values = pick(w, []string{"a"}, []string{"b", ""}, []string{"a", "b"})
		}
		s.MatchExpressions = append(s.MatchExpressions, r)
	}
	return s
}

func (w *world) peers() []networkingv1.NetworkPolicyPeer {
	var peers []networkingv1.NetworkPolicyPeer
	for range w.IntN(4) {
		var p networkingv1.NetworkPolicyPeer
		switch kind := w.IntN(5); kind {
		case 0:
			p.IPBlock = pick(w, &networkingv1.IPBlock{CIDR: "0.0.0.0/0"}, &networkingv1.IPBlock{CIDR: "0.0.0.0/0", Except: []string{"10.0.0.0/8", "192.0.2.1/32"}},
				&networkingv1.IPBlock{CIDR: "10.0.0.0/23", Except: []string{"10.0.0.2/31"}}, &networkingv1.IPBlock{CIDR: "2001:db8::/32", Except: []string{"2001:db8:1::/48"}},
				&networkingv1.IPBlock{CIDR: "::/0"}, &networkingv1.IPBlock{CIDR: "203.0.113.7/32"}, &networkingv1.IPBlock{CIDR: "10.0.1.9/24"})
		case 1, 2:
			p.PodSelector = w.podSelector()
		default:
			p.NamespaceSelector = w.selector(corev1.LabelMetadataName, []string{"ns0", "ns1", "ns2"}, "team", "zone")
			if kind == 4 {
				p.PodSelector = w.podSelector()
			}
		}
		peers = append(peers, p)
	}
	return peers
}

func (w *world) ports() []networkingv1.NetworkPolicyPort {
	var ports []networkingv1.NetworkPolicyPort
	for range w.IntN(3) {
		p := networkingv1.NetworkPolicyPort{Protocol: pick(w, nil, new(corev1.ProtocolTCP), new(corev1.ProtocolUDP), new(corev1.ProtocolSCTP))}
		switch w.IntN(4) {
		case 0:
			p.Port = new(intstr.FromString(pick(w, "http", "dns", "admin")))
		case 1:
			p.Port = new(intstr.FromInt32(pick(w, int32(53), 80, 81, 84)))
		case 2:
			p.Port = new(intstr.FromInt32(pick(w, int32(1), 80, 81)))
			p.EndPort = new(pick(w, int32(81), 82, 65535))
		}
		ports = append(ports, p)
	}
	return ports
}

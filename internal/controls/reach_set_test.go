package controls

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"pgregory.net/rapid"
	"sigs.k8s.io/yaml"
)

// What drawn policies are made of.
var (
	drawnSelectors = []string{
		`{}`, `{matchLabels: {app: api}}`, `{matchLabels: {app: web}}`, `{matchLabels: {tier: front}}`, `{matchLabels: {app: web, tier: back}}`,
		`{matchExpressions: [{key: app, operator: NotIn, values: [web, api]}]}`, `{matchExpressions: [{key: tier, operator: Exists}]}`,
		`{matchExpressions: [{key: app, operator: In, values: [web, db]}, {key: tier, operator: DoesNotExist}]}`,
	}
	drawnNamespaces = []string{
		`{}`, `{matchLabels: {kubernetes.io/metadata.name: a}}`, `{matchLabels: {kubernetes.io/metadata.name: b}}`, `{matchLabels: {team: core}}`,
		`{matchExpressions: [{key: team, operator: NotIn, values: [core]}]}`, `{matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [b, c]}]}`,
		`{matchLabels: {team: edge, kubernetes.io/metadata.name: c}}`,
	}
	drawnBlocks = []string{
		`{cidr: 0.0.0.0/0}`, `{cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.0.0/16]}`, `{cidr: 10.1.0.0/24, except: [10.1.0.4/30]}`, `{cidr: "::/0", except: ["fc00::/7"]}`, `{cidr: 10.1.0.7/32}`,
	}
	drawnPorts = []string{`[]`, `[{port: 80}]`, `[{port: http}]`, `[{port: 80, endPort: 90}, {port: 53, protocol: UDP}]`, `[{protocol: UDP}]`, `[{port: dns, protocol: UDP}, {port: 85}]`}
)

func drawPolicy(t *rapid.T) *networkingv1.NetworkPolicy {
	of := func(from []string) string { return rapid.SampledFrom(from).Draw(t, "part") }
	rule := func(list string) string {
		var peers []string
		for range rapid.IntRange(0, 2).Draw(t, "peers") {
			peers = append(peers, rapid.SampledFrom([]string{
				`{podSelector: ` + of(drawnSelectors) + `}`, `{namespaceSelector: ` + of(drawnNamespaces) + `}`,
				`{namespaceSelector: ` + of(drawnNamespaces) + `, podSelector: ` + of(drawnSelectors) + `}`, `{ipBlock: ` + of(drawnBlocks) + `}`,
			}).Draw(t, "peer"))
		}
		return fmt.Sprintf("[{%s: [%s], ports: %s}]", list, strings.Join(peers, ", "), of(drawnPorts))
	}
	text := "{podSelector: " + of(drawnSelectors) + ", policyTypes: " + of([]string{"[]", "[Ingress]", "[Egress]", "[Ingress, Egress]"}) + ", ingress: " + rule("from") + ", egress: " + rule("to") + "}"
	p := &networkingv1.NetworkPolicy{ObjectMeta: metav1.ObjectMeta{Name: "p", Namespace: rapid.SampledFrom([]string{"a", "a", "b"}).Draw(t, "namespace")}}
	if err := yaml.UnmarshalStrict([]byte(text), &p.Spec); err != nil {
		t.Fatal(err)
	}
	return p
}

// drawnPods are the network's own, in namespaces a and b, of which only a has an object.
func drawnPods() []Pods {
	pod := func(namespace, name string, labels map[string]string, http int32) Pods {
		spec := &corev1.PodSpec{Containers: []corev1.Container{{Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: http}, {Name: "dns", ContainerPort: 53, Protocol: "UDP"}}}}}
		return NewPods(Ref{"Deployment", namespace, name}, nil, labels, spec)
	}
	return []Pods{
		pod("a", "api", map[string]string{"app": "api"}, 80), pod("a", "web", map[string]string{"app": "web", "tier": "front"}, 85), pod("b", "db", map[string]string{"app": "db"}, 88),
	}
}

func drawEnd(t *rapid.T, n *Network) (Endpoint, int) {
	if i := rapid.IntRange(-2, len(n.pods)-1).Draw(t, "own"); i >= 0 {
		return n.Endpoint(i), i
	}
	if rapid.Bool().Draw(t, "outside") {
		return Outside(netip.MustParseAddr(rapid.SampledFrom([]string{"10.1.0.3", "10.1.0.4", "10.1.0.7", "10.1.0.8", "169.254.1.1", "8.8.8.8", "fd00::1", "2001:db8::1"}).Draw(t, "address"))), -1
	}
	e := Endpoint{Namespace: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "namespace"), Labels: map[string]string{"stranger": ""}, Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 84}}}
	e.NamespaceLabels = n.namespaces[e.Namespace]
	if e.Namespace == "c" {
		e.NamespaceLabels = rapid.SampledFrom([]map[string]string{nil, {"team": "core"}, {"team": "edge"}}).Draw(t, "team")
	}
	if value := rapid.SampledFrom([]string{"", "api", "web", "db", "x"}).Draw(t, "app"); value != "" {
		e.Labels["app"] = value
	}
	if value := rapid.SampledFrom([]string{"", "front", "back"}).Draw(t, "tier"); value != "" {
		e.Labels["tier"] = value
	}
	return e, -1
}

func drawNetwork(t *rapid.T) *Network {
	policies := rapid.SliceOfN(rapid.Custom(drawPolicy), 0, 4).Draw(t, "policies")
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "a", Labels: map[string]string{"team": "core"}}}
	return NewNetwork(policies, []*corev1.Namespace{namespace}, drawnPods())
}

// holds is true when a list allows the peer, the j-th Pods or a stranger, on a port of the pod that answers.
func holds(list []allowance, peer *Endpoint, j int, answers *Endpoint, number int32, protocol corev1.Protocol) bool {
	return slices.ContainsFunc(list, func(a allowance) bool {
		if !a.ports.on(answers.Ports).Has(number, protocol) {
			return false
		}
		switch a.kind {
		case ownPods:
			return j >= 0 && a.own.has(j)
		case otherPods:
			return j < 0 && !peer.Outside && a.others.matches(peer.Namespace, peer.NamespaceLabels, peer.Labels)
		}
		return peer.Outside && a.machines.has(peer.Addresses[0])
	})
}

// TestSetsAnswerAsQuestions: what the policies allow as a set is what they allow when they are asked, and
// subtraction leaves exactly what is in one set and not in the other.
func TestSetsAnswerAsQuestions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, other := drawNetwork(t), drawNetwork(t)
		i := rapid.IntRange(0, len(n.pods)-1).Draw(t, "subject")
		d := direction(rapid.IntRange(0, 1).Draw(t, "direction"))
		subject := n.Endpoint(i)
		have, want := n.rendered(i, d), other.rendered(i, d)
		rest := subtract(have, want)
		for range 20 {
			peer, j := drawEnd(t, n)
			number, protocol := rapid.SampledFrom([]int32{1, 53, 80, 84, 85, 88, 90}).Draw(t, "port"), rapid.SampledFrom(protocols[:]).Draw(t, "protocol")
			answers := &peer
			if d == ingress {
				answers = &subject
			}
			in := holds(have, &peer, j, answers, number, protocol)
			if asked := n.lets(d, &subject, &peer, answers).Has(number, protocol); in != asked {
				t.Fatalf("%s %s %+v on %d/%s: the set says %v, the policies %v", subject.Labels, d.policyType(), peer, number, protocol, in, asked)
			}
			left, there := holds(rest, &peer, j, answers, number, protocol), holds(want, &peer, j, answers, number, protocol)
			if left && (byName(have) || byName(want)) {
				continue // a number and a name are never taken for the same port
			}
			if left != (in && !there) {
				t.Fatalf("%+v on %d/%s: in the first %v, in the second %v, left %v", peer, number, protocol, in, there, left)
			}
		}
	})
}

func byName(list []allowance) bool {
	return slices.ContainsFunc(list, func(a allowance) bool { return len(a.ports.names) > 0 })
}

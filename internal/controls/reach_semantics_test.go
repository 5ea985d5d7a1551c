package controls

import (
	"net/netip"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"sigs.k8s.io/yaml"
)

// The ends of the questions below. Pods of namespace a are under the policies.
var ends = map[string]Endpoint{
	"api": {Namespace: "a", NamespaceLabels: map[string]string{"team": "core"}, Labels: map[string]string{"app": "api"},
		Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 8080}, {Name: "dns", ContainerPort: 53, Protocol: corev1.ProtocolUDP}}},
	"web":   {Namespace: "a", NamespaceLabels: map[string]string{"team": "core"}, Labels: map[string]string{"app": "web", "tier": "front"}, Addresses: []netip.Addr{netip.MustParseAddr("10.1.0.9")}},
	"bare":  {Namespace: "a", NamespaceLabels: map[string]string{"team": "core"}},
	"other": {Namespace: "b", Labels: map[string]string{"app": "web", "tier": "back"}, Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 9090}}},
	"far":   {Namespace: "c", NamespaceLabels: map[string]string{"team": "edge"}, Labels: map[string]string{"app": "gw"}},
	"host":  Outside(netip.MustParseAddr("10.1.0.7")),
	"cloud": Outside(netip.MustParseAddr("169.254.169.254")),
	"six":   Outside(netip.MustParseAddr("2001:db8::1")),
	"world": Outside(netip.MustParseAddr("203.0.113.1")),
}

// Each row is a sentence of the API's own comments, policies of namespace a in short, and questions: FROM TO
// PORT/PROTOCOL, allowed unless a ! stands before them.
var semantics = []struct{ sentence, policies, questions string }{
	{"without a policy everything is allowed", ``, `api web 1/TCP, world api 8080/UDP, other api 1/SCTP`},
	{"a policy isolates the pods that it selects, and no others", `{podSelector: {matchLabels: {app: api}}}`, `!web api 8080/TCP, api web 1/TCP, web bare 1/TCP`},
	{"an empty podSelector selects every pod of the namespace", `{podSelector: {}}`, `!other api 1/TCP, !other bare 1/TCP, api other 1/TCP`},
	{"a policy holds in its own namespace alone", `{podSelector: {}}`, `web other 1/TCP, far other 1/TCP`},
	{"without policyTypes a policy isolates ingress", `{podSelector: {}}`, `!web api 1/TCP, api world 1/TCP`},
	{"without policyTypes it isolates egress if it has egress rules", `{podSelector: {}, egress: [{ports: [{port: 1}]}]}`, `!other api 1/TCP, api world 1/TCP, !api world 2/TCP`},
	{"an empty list of policyTypes is a missing one", `{podSelector: {}, policyTypes: [], egress: [{ports: [{port: 1}]}]}`, `!other api 1/TCP, !api world 2/TCP`},
	{"rules of a type that policyTypes leaves out count for nothing", `{podSelector: {}, policyTypes: [Egress], ingress: [{from: [{podSelector: {}}]}]}`, `world api 1/TCP, !api world 1/TCP`},
	{"each direction is isolated by itself", `{podSelector: {}, policyTypes: [Egress]}`, `world api 1/TCP, !api world 1/TCP`},
	{"policies add up", `{podSelector: {}}; {podSelector: {matchLabels: {app: api}}, ingress: [{ports: [{port: 1}]}]}; {podSelector: {}, ingress: [{ports: [{port: 2}]}]}`,
		`world api 1/TCP, world api 2/TCP, !world api 3/TCP, !world bare 1/TCP, world bare 2/TCP`},
	{"one wide policy defeats all narrow ones", `{podSelector: {matchLabels: {app: api}}}; {podSelector: {}, ingress: [{}]}`, `world api 1/SCTP`},
	{"an empty rule allows everything", `{podSelector: {}, ingress: [{}]}`, `world api 1/TCP, far api 9/UDP`},
	{"a missing or empty from is everybody", `{podSelector: {}, ingress: [{from: [], ports: [{port: 1}]}]}`, `world api 1/TCP, far api 1/TCP, !far api 2/TCP`},
	{"without ports a rule allows every port", `{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}`, `web api 1/TCP, web api 65535/SCTP, !other api 1/TCP`},
	{"a port without a protocol is TCP", `{podSelector: {}, ingress: [{ports: [{port: 53}]}]}`, `web api 53/TCP, !web api 53/UDP`},
	{"a protocol without a port is every port of it", `{podSelector: {}, ingress: [{ports: [{protocol: UDP}]}]}`, `web api 53/UDP, web api 1/UDP, !web api 53/TCP`},
	{"both selectors in one element must match", `{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: b}}, podSelector: {matchLabels: {app: web}}}]}]}`,
		`other api 1/TCP, !web api 1/TCP, !far api 1/TCP`},
	{"of two elements either may match", `{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: c}}}, {podSelector: {matchLabels: {app: web}}}]}]}`,
		`!other api 1/TCP, web api 1/TCP, far api 1/TCP`},
	{"a podSelector alone is of the policy's own namespace", `{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}`, `web api 1/TCP, !other api 1/TCP`},
	{"an empty podSelector is every pod of it", `{podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}`, `bare api 1/TCP, !other api 1/TCP, !host api 1/TCP`},
	{"an empty namespaceSelector is every namespace, and no machine", `{podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}`, `bare api 1/TCP, far api 1/TCP, !world api 1/TCP`},
	{"a namespaceSelector asks for the namespace's labels", `{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: edge}}}]}]}`, `far api 1/TCP, !web api 1/TCP, !other api 1/TCP`},
	{"all labels and all expressions must hold", `{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: web}, matchExpressions: [{key: tier, operator: In, values: [back, front]}, {key: old, operator: DoesNotExist}]}}]}]}`,
		`web api 1/TCP, !api api 1/TCP`},
	{"NotIn matches what lacks the label", `{podSelector: {}, ingress: [{from: [{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}}]}]}`, `api api 1/TCP, bare api 1/TCP, !web api 1/TCP`},
	{"Exists demands the label", `{podSelector: {}, ingress: [{from: [{podSelector: {matchExpressions: [{key: tier, operator: Exists}]}}]}]}`, `web api 1/TCP, !api api 1/TCP`},
	{"an empty value demands the label all the same", `{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {tier: ""}}}]}]}`, `!api api 1/TCP, !web api 1/TCP`},
	{"an operator that does not exist selects nothing", `{podSelector: {}, ingress: [{from: [{podSelector: {matchExpressions: [{key: app, operator: Gt, values: ["1"]}]}}]}]}`, `!web api 1/TCP, !bare api 1/TCP`},
	{"a named port is that of the pod that answers", `{podSelector: {}, policyTypes: [Ingress, Egress], ingress: [{ports: [{port: http}]}], egress: [{ports: [{port: http}]}]}`,
		`other api 8080/TCP, !other api 9090/TCP, api other 9090/TCP, !api other 8080/TCP, !other web 8080/TCP`},
	{"a named port has a protocol", `{podSelector: {}, ingress: [{ports: [{port: dns}]}]}`, `!web api 53/TCP, !web api 53/UDP`},
	{"and is found under its own", `{podSelector: {}, ingress: [{ports: [{port: dns, protocol: UDP}]}]}`, `web api 53/UDP`},
	{"a machine has no named ports", `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: http}]}]}`, `!api world 80/TCP, !api world 8080/TCP`},
	{"endPort is the last of a range", `{podSelector: {}, ingress: [{ports: [{port: 10, endPort: 12}]}]}`, `!web api 9/TCP, web api 10/TCP, web api 12/TCP, !web api 13/TCP, !web api 11/UDP`},
	{"an ipBlock is a range less its exceptions", `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [169.254.0.0/16, 10.0.0.0/9]}}]}]}`,
		`api world 1/TCP, !api cloud 80/TCP, !api host 1/TCP`},
	{"the families of addresses are apart", `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: "::/0"}}]}]}`, `api six 1/TCP, !api world 1/TCP`},
	{"a range matches pods by their addresses", `{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.1.0.0/16}}]}]}`, `web api 1/TCP, host api 1/TCP, !bare api 1/TCP`},
	{"what is no range holds nobody", `{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.1.0.0}}]}]}`, `!web api 1/TCP, !host api 1/TCP`},
	{"an element without anything is nobody", `{podSelector: {}, ingress: [{from: [{}]}]}`, `!web api 1/TCP`},
	{"both ends must allow it", `{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}], ports: [{port: 1}]}]}; {podSelector: {matchLabels: {app: api}}, ingress: [{ports: [{port: 2}]}]}`,
		`!web api 1/TCP, !web api 2/TCP, web bare 1/TCP, far api 2/TCP`},
}

func TestSemantics(t *testing.T) {
	for _, row := range semantics {
		t.Run(row.sentence, func(t *testing.T) {
			n := NewNetwork(policiesOf(t, row.policies), nil, nil)
			for question := range strings.SplitSeq(row.questions, ", ") {
				asked, refused := strings.CutPrefix(question, "!")
				words := strings.FieldsFunc(asked, func(r rune) bool { return r == ' ' || r == '/' })
				number := int32(0)
				if err := yaml.Unmarshal([]byte(words[2]), &number); err != nil {
					t.Fatal(err)
				}
				if got := n.Allowed(ends[words[0]], ends[words[1]], number, corev1.Protocol(words[3])); got == refused {
					t.Errorf("%s: %v", asked, got)
				}
			}
		})
	}
}

// policiesOf reads the specs of policies of namespace a, separated by semicolons.
func policiesOf(t *testing.T, specs string) []*networkingv1.NetworkPolicy {
	t.Helper()
	var all []*networkingv1.NetworkPolicy
	for text := range strings.SplitSeq(specs, "; ") {
		if text == "" {
			continue
		}
		p := &networkingv1.NetworkPolicy{}
		p.Name, p.Namespace = "p"+string(rune('0'+len(all))), "a"
		if err := yaml.UnmarshalStrict([]byte(text), &p.Spec); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

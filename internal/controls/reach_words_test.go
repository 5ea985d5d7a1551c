package controls

import (
	"net/netip"
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

func TestRangeWords(t *testing.T) {
	for _, c := range []struct {
		cidrs, except []string
		want          string
	}{
		{[]string{"0.0.0.0/0"}, nil, "0.0.0.0/0"},
		{[]string{"10.0.0.0/8"}, []string{"10.0.0.0/9"}, "10.128.0.0/9"},
		{[]string{"0.0.0.0/0", "::/0"}, []string{"10.0.8.0/24"}, "0.0.0.0/0 but for 10.0.8.0/24, ::/0"},
		{[]string{"10.0.0.0/25", "10.0.0.128/25"}, nil, "10.0.0.0/24"},
		{[]string{"10.1.2.3/24", "2001:db8::/32"}, nil, "10.1.2.0/24, 2001:db8::/32"},
		{[]string{"255.255.255.255/32", "::/128"}, nil, "255.255.255.255/32, ::/128"},
		{[]string{"no range"}, nil, ""},
	} {
		if got := rangeWords(inRanges(c.cidrs, c.except)); got != c.want {
			t.Errorf("%v but %v: %q, not %q", c.cidrs, c.except, got, c.want)
		}
	}
}

func TestPortWords(t *testing.T) {
	some := onePort(80, "")
	some.add(onePort(81, corev1.ProtocolTCP))
	some.add(onePort(53, corev1.ProtocolUDP))
	for _, c := range []struct {
		ports Ports
		want  string
	}{
		{everyPort(), "every port"}, {some, "80-81/TCP, 53/UDP"}, {everyPort().minus(some), "every port but 80-81/TCP, 53/UDP"},
		{portRange(1, lastPort, corev1.ProtocolSCTP), "every SCTP port"}, {Ports{names: []portName{{corev1.ProtocolTCP, "http"}}}, "http/TCP"},
		{onePort(0, ""), ""}, {onePort(80, "ICMP"), ""},
	} {
		if got := c.ports.String(); got != c.want {
			t.Errorf("%q, not %q", got, c.want)
		}
	}
}

// TestOpenings: which elements let pods through to a metadata service, and on which ports.
func TestOpenings(t *testing.T) {
	n := NewNetwork(policiesOf(t, `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}]}, {to: [{ipBlock: {cidr: 10.0.0.0/8}}, {ipBlock: {cidr: 169.254.0.0/16}}], ports: [{port: 53, protocol: UDP}]}]}`), nil, nil)
	metadata := Outside(netip.MustParseAddr("169.254.169.254"))
	found := n.Openings(ends["api"], networkingv1.PolicyTypeEgress, metadata)
	if len(found) != 1 || found[0].Place.String() != "NetworkPolicy a/p0 spec.egress[1].to[1]" || found[0].Ports.String() != "53/UDP" {
		t.Errorf("%v", found)
	}
	if !n.Isolated(ends["api"], networkingv1.PolicyTypeEgress) || n.Isolated(ends["api"], networkingv1.PolicyTypeIngress) || n.Isolated(ends["other"], networkingv1.PolicyTypeEgress) {
		t.Error("egress of namespace a is isolated, and nothing else is")
	}
	if got := n.Reachable(ends["api"], metadata).String(); got != "53/UDP" {
		t.Error(got)
	}
}

func TestReaches(t *testing.T) {
	c := goldens(t)["three-workloads"]
	n := NewNetworkOf(setOf(t, string(c[1])))
	want := []Reach{
		{"Ingress", "pods with app.kubernetes.io/name=envoy of namespace gateway-system", "8080/TCP", Place{Ref{"NetworkPolicy", "payments-prod", "web-ingress"}, "spec.ingress[0].from[0]"}},
		{"Egress", "pods with k8s-app=kube-dns of namespace kube-system", "53/TCP, 53/UDP", Place{Ref{"NetworkPolicy", "payments-prod", "allow-dns"}, "spec.egress[0].to[0]"}},
		{"Egress", "pods with app.kubernetes.io/instance=api,app.kubernetes.io/name=api of namespace payments-prod", "8080/TCP", Place{Ref{"NetworkPolicy", "payments-prod", "web-egress"}, "spec.egress[0].to[0]"}},
	}
	if got := n.Reaches(0); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

package spec

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// formCase is a text and what is read from it.
type formCase[T any] struct {
	text string
	want T
}

func testForm[T any](t *testing.T, parse func(string) (T, error), cases []formCase[T]) {
	t.Helper()
	for _, c := range cases {
		got, err := parse(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
		} else if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.text, diff)
		}
	}
}

// malformedCase is a text that does not have its form, what is wrong with it, and the hint.
type malformedCase struct{ text, message, hint string }

func testMalformed[T any](t *testing.T, parse func(string) (T, error), cases []malformedCase) {
	t.Helper()
	for _, c := range cases {
		_, err := parse(c.text)
		var form *formError
		if !errors.As(err, &form) {
			t.Errorf("%s: no error", c.text)
			continue
		}
		if diff := cmp.Diff([]string{c.message, c.hint}, []string{form.Error(), form.Hint()}); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.text, diff)
		}
	}
}

func TestParsePort(t *testing.T) {
	testForm(t, ParsePort, []formCase[Port]{
		{"http=80:8080", Port{Name: "http", ServicePort: 80, ContainerPort: 8080}},
		{"metrics=9090", Port{Name: "metrics", ContainerPort: 9090}},
		{"gossip=9094/UDP", Port{Name: "gossip", ContainerPort: 9094, Protocol: "UDP"}},
		{"http=80:8080/TCP", Port{Name: "http", ServicePort: 80, ContainerPort: 8080}},
		{"s=1:65535/SCTP", Port{Name: "s", ServicePort: 1, ContainerPort: 65535, Protocol: "SCTP"}},
	})
	const hint = "write NAME=[SERVICEPORT:]PORT[/UDP], such as http=80:8080"
	testMalformed(t, ParsePort, []malformedCase{
		{"", `"" has no port name`, hint},
		{"8080", `"8080" has no port name`, hint},
		{"=8080", `"=8080" has no port name`, hint},
		{"http=", `"" is no port number: 1 to 65535`, hint},
		{"http=http", `"http" is no port number: 1 to 65535`, hint},
		{"http=0", `"0" is no port number: 1 to 65535`, hint},
		{"http=080", `"080" is no port number: 1 to 65535`, hint},
		{"http=-1", `"-1" is no port number: 1 to 65535`, hint},
		{"http=65536", `"65536" is no port number: 1 to 65535`, hint},
		{"http=:80", `"" is no port number: 1 to 65535`, hint},
		{"http=80:", `"" is no port number: 1 to 65535`, hint},
		{"http=80:80:80", `"80:80" is no port number: 1 to 65535`, hint},
		{"http=80/", `"" is no protocol: TCP, UDP, SCTP`, hint},
		{"http=80/udp", `"udp" is no protocol: TCP, UDP, SCTP`, hint},
		{"http=80,81", `"80,81" is no port number: 1 to 65535`, hint},
	})
}

func TestParsePeer(t *testing.T) {
	app := func(v string) map[string]string { return map[string]string{"app": v} }
	testForm(t, ParsePeer, []formCase[Peer]{
		{"gateway", Peer{Word: PeerGateway}},
		{"anywhere", Peer{Word: PeerAnywhere}},
		{"workload/ledger", Peer{Workload: "ledger"}},
		{"pods/app=cache", Peer{PodLabels: app("cache")}},
		{"pods/app=cache,tier=back", Peer{PodLabels: map[string]string{"app": "cache", "tier": "back"}}},
		{"pods/app=", Peer{PodLabels: app("")}},
		{"ns/data", Peer{Namespace: "data"}},
		{"ns/batch/app=runner,tier=back", Peer{Namespace: "batch", PodLabels: map[string]string{"app": "runner", "tier": "back"}}},
		{"ns/gateway-system/app.kubernetes.io/name=envoy", Peer{Namespace: "gateway-system", PodLabels: map[string]string{"app.kubernetes.io/name": "envoy"}}},
		{"cidr/10.0.8.0/24", Peer{CIDR: "10.0.8.0/24"}},
		{"cidr/[2001:db8::/32]", Peer{CIDR: "2001:db8::/32"}},
		{"host/api.stripe.com", Peer{Host: "api.stripe.com"}},
	})
	const (
		hint = "a peer is workload/NAME, pods/KEY=VALUE, ns/NAMESPACE[/KEY=VALUE], cidr/V4, cidr/[V6], host/NAME, or a word (gateway, monitoring, nodes, control-plane, internet, cluster, anywhere)"
		cidr = "write cidr/10.0.8.0/24, or cidr/[2001:db8::/32] with brackets for IPv6"
		pod  = "labels are KEY=VALUE{,KEY=VALUE}, such as app=postgres"
		ns   = "write ns/NAMESPACE[/KEY=VALUE], such as ns/monitoring/app.kubernetes.io/name=prometheus"
	)
	testMalformed(t, ParsePeer, []malformedCase{
		{"", `"" is no peer`, hint},
		{"gatway", `"gatway" is no peer`, "did you mean gateway?"},
		{"postgres", `"postgres" is no peer`, hint},
		{"workload/", `"workload/" is no peer`, hint},
		{"workloads/a", `"workloads" is no kind of peer`, "did you mean workload/a?"},
		{"10.0.0.0/8", `"10.0.0.0" is no kind of peer`, hint},
		{"cidr/2001:db8::/32", `"2001:db8::/32" is no range`, cidr},
		{"cidr/[10.0.0.0/8]", `"[10.0.0.0/8]" is no range`, cidr},
		{"cidr/[2001:db8::/32", `"[2001:db8::/32" is no range`, cidr},
		{"cidr/[[2001:db8::/32]]", `"[[2001:db8::/32]]" is no range`, cidr},
		{"cidr/]", `"]" is no range`, cidr},
		{"pods/app", `"app" is no label`, pod},
		{"pods/=a", `"=a" is no label`, pod},
		{"pods/app=a,", `"" is no label`, pod},
		{"pods/app=a,app=b", `label "app" stands twice in "app=a,app=b"`, "a pod has one value for a label"},
		{"ns/data/", `"" is no label`, pod},
		{"ns//app=a", `"ns//app=a" names no namespace`, ns},
	})
	testMalformed(t, ParsePodSet, []malformedCase{
		{"monitoring", `"monitoring" names no namespace`, ns},
		{"ns/", `"ns/" names no namespace`, ns},
	})
}

func TestParseAllow(t *testing.T) {
	type allow struct {
		Port string
		Peer Peer
	}
	parse := func(s string) (allow, error) {
		port, peer, err := ParseAllow(s)
		return allow{port, peer}, err
	}
	testForm(t, parse, []formCase[allow]{
		{"http=gateway", allow{"http", Peer{Word: PeerGateway}}},
		{"http=ns/batch/app=runner,tier=back", allow{"http", Peer{Namespace: "batch", PodLabels: map[string]string{"app": "runner", "tier": "back"}}}},
	})
	const hint = "write PORTNAME=PEER, such as http=gateway"
	testMalformed(t, parse, []malformedCase{
		{"gateway", `"gateway" has no port name`, hint},
		{"=gateway", `"=gateway" has no port name`, hint},
		{"ns/batch/app=runner", `"ns/batch/app=runner" has no port name`, hint},
		{"http=gatway", `"gatway" is no peer`, "did you mean gateway?"},
	})
}

func TestParseConnect(t *testing.T) {
	testForm(t, ParseConnect, []formCase[Connection]{
		{"ns/data/app=postgres:5432", Connection{To: Peer{Namespace: "data", PodLabels: map[string]string{"app": "postgres"}}, Ports: []PortRef{{Number: 5432}}}},
		{"cidr/[2001:db8::/32]:443", Connection{To: Peer{CIDR: "2001:db8::/32"}, Ports: []PortRef{{Number: 443}}}},
		{"workload/ledger:grpc,8443/TCP,53/UDP", Connection{To: Peer{Workload: "ledger"}, Ports: []PortRef{{Name: "grpc"}, {Number: 8443}, {Number: 53, Protocol: "UDP"}}}},
		{"internet:443", Connection{To: Peer{Word: PeerInternet}, Ports: []PortRef{{Number: 443}}}},
	})
	const (
		hint = "write PEER:PORT[/UDP]{,PORT}, such as ns/data/app=postgres:5432"
		port = "write a number from 1 to 65535, NUMBER/UDP, or the name of a port"
	)
	testMalformed(t, ParseConnect, []malformedCase{
		{"internet", `"internet" has no port`, hint},
		{"cidr/[2001:db8::/32]", `"cidr/[2001:db8::/32]" has no port`, hint},
		{"internet:", `"" is no port`, port},
		{"internet:443,", `"" is no port`, port},
		{"internet:0", `"0" is no port`, port},
		{"internet:0443", `"0443" is no port`, port},
		{"internet:99999", `"99999" is no port`, port},
		{"internet:http/UDP", `"http/UDP" is no port`, port},
		{"internet:443-445", `"443-445" is no port`, port},
		{"internet:443]", `"internet:443]" has no port`, hint},
		{"internet:443/udp", `"udp" is no protocol: TCP, UDP, SCTP`, "write 443/UDP"},
		{"gatway:443", `"gatway" is no peer`, "did you mean gateway?"},
	})
}

// TestPeerText shows what no form can say in the manner of the forms.
func TestPeerText(t *testing.T) {
	for _, tt := range []struct {
		peer Peer
		want string
	}{
		{Peer{CIDR: "10.0.0.0/8", Except: []string{"10.1.0.0/16", "10.2.0.0/16"}}, "cidr/10.0.0.0/8 except 10.1.0.0/16,10.2.0.0/16"},
		{Peer{NamespaceLabels: map[string]string{"team": "core"}}, "namespaces/team=core"},
		{Peer{NamespaceLabels: map[string]string{}, PodLabels: map[string]string{"b": "c", "a": ""}}, "namespaces//a=,b=c"},
	} {
		if got := tt.peer.String(); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
	if got := (Endpoint{"2001:db8::/64", 443}).String(); got != "[2001:db8::/64]:443" {
		t.Error(got)
	}
}

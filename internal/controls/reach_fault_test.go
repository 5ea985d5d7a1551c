package controls

import (
	"strings"
	"testing"
)

// A fault is a change that somebody makes to the rendered base, and what has to be said about it.
type fault struct {
	name     string
	golden   string
	old, new string   // replaced once; an empty old appends
	every    bool     // replaced everywhere
	want     []string // each found in one difference, a difference for each
}

const threePolicy = `
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: extra, namespace: payments-prod}
spec:
  podSelector: {}
`

// The faults that overlays, patches and hands make. Rendered text comes sorted by key.
var faults = []fault{
	{name: "an extra policy lets everybody in", golden: "three-workloads", new: threePolicy + "  policyTypes: [Ingress]\n  ingress: [{}]\n",
		want: []string{
			"open but undeclared: web <- anybody on every port: NetworkPolicy payments-prod/extra spec.ingress[0].from allows more than is declared",
			"open but undeclared: api <- anybody on every port: NetworkPolicy payments-prod/extra spec.ingress[0].from allows more than is declared",
			"open but undeclared: ledger <- anybody on every port: NetworkPolicy payments-prod/extra spec.ingress[0].from allows more than is declared",
		}},
	{name: "an extra policy lets everything out", golden: "three-workloads", new: threePolicy + "  policyTypes: [Egress]\n  egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]\n",
		want: []string{
			"open but undeclared: web -> 0.0.0.0/0 on every port: NetworkPolicy payments-prod/extra spec.egress[0].to[0] allows it",
			"open but undeclared: api -> 0.0.0.0/0 on every port: NetworkPolicy payments-prod/extra spec.egress[0].to[0] allows it",
			"open but undeclared: ledger -> 0.0.0.0/0 on every port: NetworkPolicy payments-prod/extra spec.egress[0].to[0] allows it",
		}},
	{name: "an extra policy opens the namespace to itself", golden: "three-workloads", new: threePolicy + "  ingress: [{from: [{podSelector: {}}]}]\n",
		want: []string{
			"open but undeclared: web <- every pod of namespace payments-prod on every port: NetworkPolicy payments-prod/extra spec.ingress[0].from[0] allows more than is declared",
			"open but undeclared: api <- every pod of namespace payments-prod on every port: NetworkPolicy payments-prod/extra spec.ingress[0].from[0] allows more than is declared",
			"open but undeclared: ledger <- every pod of namespace payments-prod on every port: NetworkPolicy payments-prod/extra spec.ingress[0].from[0] allows more than is declared",
		}},
	{name: "an extra policy without types and without rules", golden: "three-workloads", new: threePolicy},
	{name: "a rule without from", golden: "three-workloads", old: "  - from:\n    - namespaceSelector:\n        matchLabels:\n          kubernetes.io/metadata.name: gateway-system\n      podSelector:\n        matchLabels:\n          app.kubernetes.io/name: envoy\n    ports:", new: "  - ports:",
		want: []string{
			"open but undeclared: web <- anybody on 8080/TCP: NetworkPolicy payments-prod/web-ingress spec.ingress[0].from allows more than is declared",
		}},
	{name: "a rule without ports", golden: "three-workloads", old: "          app.kubernetes.io/name: envoy\n    ports:\n    - port: 8080\n      protocol: TCP\n", new: "          app.kubernetes.io/name: envoy\n",
		want: []string{
			"open but undeclared: web <- pods with app.kubernetes.io/name=envoy of namespace gateway-system on every port but 8080/TCP: NetworkPolicy payments-prod/web-ingress spec.ingress[0].from[0] allows it",
		}},
	{name: "or in place of and", golden: "three-workloads", old: "gateway-system\n      podSelector:", new: "gateway-system\n    - podSelector:",
		want: []string{
			"open but undeclared: web <- pods with app.kubernetes.io/name!=envoy of namespace gateway-system on 8080/TCP: NetworkPolicy payments-prod/web-ingress spec.ingress[0].from[0] allows it",
			"open but undeclared: web <- pods with app.kubernetes.io/name=envoy of namespace payments-prod on 8080/TCP: NetworkPolicy payments-prod/web-ingress spec.ingress[0].from[1] allows it",
		}},
	{name: "a range of ports", golden: "three-workloads", old: "    - port: 9001\n", new: "    - port: 9001\n      endPort: 9003\n",
		want: []string{
			"open but undeclared: ledger <- workload ledger on 9002-9003/TCP: NetworkPolicy payments-prod/ledger-ingress spec.ingress[2].from[0] allows it, and only the policies of the other end refuse it",
		}},
	{name: "DNS over UDP alone", golden: "minimal", old: "    - port: 53\n      protocol: TCP\n", new: "",
		want: []string{
			"declared but blocked: api -> DNS on 53/TCP: NetworkPolicy payments/allow-dns spec.egress[0].ports lets only 53/UDP through",
		}},
	{name: "DNS without a protocol", golden: "minimal", old: "    - port: 53\n      protocol: UDP\n", new: "    - port: 53\n",
		want: []string{
			"declared but blocked: api -> DNS on 53/UDP: NetworkPolicy payments/allow-dns spec.egress[0].ports lets only 53/TCP through",
		}},
	{name: "a label that a transformer adds to every selector", golden: "minimal", old: "          k8s-app: kube-dns\n", new: "          k8s-app: kube-dns\n          team: core\n",
		want: []string{
			"declared but blocked: api -> DNS on 53/TCP, 53/UDP: NetworkPolicy payments/allow-dns spec.egress[0].to[0] lets only pods with k8s-app=kube-dns,team=core of namespace kube-system through",
		}},
	{name: "another resolver", golden: "minimal", old: "k8s-app: kube-dns", new: "k8s-app: coredns",
		want: []string{
			"declared but blocked: api -> DNS on 53/TCP, 53/UDP: NetworkPolicy payments/allow-dns spec.egress[0].to[0] lets only pods with k8s-app=coredns of namespace kube-system through",
			"open but undeclared: api -> pods with k8s-app=coredns of namespace kube-system on 53/TCP, 53/UDP: NetworkPolicy payments/allow-dns spec.egress[0].to[0] allows it",
		}},
	{name: "a policy that selects nobody", golden: "three-workloads", old: "  podSelector:\n    matchLabels:\n      app.kubernetes.io/instance: web\n      app.kubernetes.io/name: web\n  policyTypes:\n  - Egress", new: "  podSelector:\n    matchLabels:\n      app.kubernetes.io/instance: web\n      app.kubernetes.io/name: frontend\n  policyTypes:\n  - Egress",
		want: []string{
			"declared but blocked: web -> workload api on 8080/TCP: NetworkPolicy payments-prod/web-egress spec.podSelector does not select the pods: app.kubernetes.io/name=frontend",
		}},
	{name: "a policy of the wrong type", golden: "three-workloads", old: "      app.kubernetes.io/name: web\n  policyTypes:\n  - Egress", new: "      app.kubernetes.io/name: web\n  policyTypes:\n  - Ingress",
		want: []string{
			"declared but blocked: web -> workload api on 8080/TCP: NetworkPolicy payments-prod/web-egress spec.policyTypes leaves out Egress, so the rule counts for nothing",
		}},
	{name: "no default deny", golden: "minimal", old: "  podSelector: {}\n  policyTypes:\n  - Ingress\n  - Egress\n", new: "  podSelector: {}\n  policyTypes:\n  - Egress\n",
		want: []string{
			"open but undeclared: api <- anybody on every port: Deployment payments/api is selected by no policy of type Ingress",
		}},
	{name: "the network of the node", golden: "minimal", old: "      enableServiceLinks: false\n", new: "      enableServiceLinks: false\n      hostNetwork: true\n",
		want: []string{
			"open but undeclared: api <- anybody on every port: Deployment payments/api spec.template.spec.hostNetwork takes the pods out of reach of every policy",
			"open but undeclared: api -> anybody on every port: Deployment payments/api spec.template.spec.hostNetwork takes the pods out of reach of every policy",
		}},
	{name: "another namespace for all, but not in selectors", golden: "three-workloads", old: "namespace: payments-prod", new: "namespace: payments-dev", every: true},
	{name: "another name for the gateway's namespace", golden: "three-workloads", old: "kubernetes.io/metadata.name: gateway-system", new: "kubernetes.io/metadata.name: gateway", every: true,
		want: []string{
			"declared but blocked: web <- gateway on 8080/TCP: NetworkPolicy payments-prod/web-ingress spec.ingress[0].from[0] lets only pods with app.kubernetes.io/name=envoy of namespace gateway through",
			"open but undeclared: web <- pods with app.kubernetes.io/name=envoy of namespace gateway on 8080/TCP: NetworkPolicy payments-prod/web-ingress spec.ingress[0].from[0] allows it",
		}},
	{name: "the service's port in place of the pod's", golden: "three-workloads", old: "    - port: 9001\n", new: "    - port: 90\n",
		want: []string{
			"declared but blocked: ledger <- workload ledger on 9001/TCP: NetworkPolicy payments-prod/ledger-ingress spec.ingress[2].ports lets only 90/TCP through",
			"open but undeclared: ledger <- workload ledger on 90/TCP: NetworkPolicy payments-prod/ledger-ingress spec.ingress[2].from[0] allows it, and only the policies of the other end refuse it",
		}},
	{name: "an exception too many", golden: "peers-as-targets", old: "        - 168.63.129.16/32\n", new: "        - 168.63.129.16/32\n        - 8.8.8.0/24\n",
		want: []string{
			"declared but blocked: client -> internet (8.8.8.0/24) on 443/TCP, 443/UDP: NetworkPolicy outbound/client-egress spec.egress[14].to[0] lets only 0.0.0.0/0 but for 8.8.8.0/24, 10.0.0.0/8, 100.64.0.0/10, 168.63.129.16/32, 169.254.0.0/16, 172.16.0.0/12, 192.0.0.0/24, 192.168.0.0/16, 198.18.0.0/15, 224.0.0.0/3; ::/0 but for 64:ff9b:1::/48, fc00::/7, fe80::/10, ff00::/8 through",
		}},
	{name: "an exception too few", golden: "peers-as-targets", old: "        - 169.254.0.0/16\n", new: "",
		want: []string{
			"open but undeclared: client -> 169.254.0.0/16 on 443/TCP, 443/UDP: NetworkPolicy outbound/client-egress spec.egress[14].to[0] allows it",
		}},
	{name: "the API server's address is another", golden: "kubernetes-api", old: "cidr: 10.96.0.1/32", new: "cidr: 10.97.0.1/32",
		want: []string{
			"declared but blocked: controller -> the API server (10.96.0.1/32) on 443/TCP: NetworkPolicy operator/controller-egress spec.egress[0].to[0] lets only 10.97.0.1/32 through",
			"open but undeclared: controller -> 10.97.0.1/32 on 443/TCP: NetworkPolicy operator/controller-egress spec.egress[0].to[0] allows it",
		}},
	{name: "an edge removed", golden: "three-workloads", old: "          app.kubernetes.io/instance: ledger\n          app.kubernetes.io/name: ledger\n    ports:\n    - port: 8081\n      protocol: TCP\n", new: "          app.kubernetes.io/instance: web\n          app.kubernetes.io/name: web\n    ports:\n    - port: 8081\n      protocol: TCP\n",
		want: []string{
			"declared but blocked: api <- workload ledger on 8081/TCP: NetworkPolicy payments-prod/api-ingress spec.ingress[1].from[0] lets only pods with app.kubernetes.io/instance=web,app.kubernetes.io/name=web of namespace payments-prod through",
			"open but undeclared: api <- workload web on 8081/TCP: NetworkPolicy payments-prod/api-ingress spec.ingress[1].from[0] allows it, and only the policies of the other end refuse it",
		}},
	{name: "a port by its name", golden: "three-workloads", old: "    - port: 8081\n", new: "    - port: admin\n"},
	{name: "a port by the name of another", golden: "three-workloads", old: "    - port: 8081\n", new: "    - port: http\n",
		want: []string{
			"declared but blocked: api <- workload ledger on 8081/TCP: NetworkPolicy payments-prod/api-ingress spec.ingress[1].ports lets only http/TCP through",
			"open but undeclared: api <- workload ledger on 8080/TCP: NetworkPolicy payments-prod/api-ingress spec.ingress[1].from[0] allows it, and only the policies of the other end refuse it",
		}},
	{name: "a pod more", golden: "three-workloads", new: debugPod},
}

const debugPod = `
---
apiVersion: v1
kind: Pod
metadata: {name: debug, namespace: payments-prod, labels: {app.kubernetes.io/name: web, app.kubernetes.io/instance: debug}}
spec:
  containers: [{name: shell, image: busybox}]
`

func TestFaultsAreFound(t *testing.T) {
	cases := goldens(t)
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			c := cases[f.golden]
			var have []string
			for _, d := range NewNetworkOf(setOf(t, f.in(t, string(c[1])))).Compare(appOf(t, c[0])) {
				have = append(have, d.String())
			}
			f.check(t, have)
		})
	}
}

// in is the rendered base with the fault.
func (f *fault) in(t *testing.T, manifests string) string {
	t.Helper()
	switch {
	case f.old == "":
		return manifests + f.new
	case !strings.Contains(manifests, f.old):
		t.Fatalf("the base does not hold %q", f.old)
	case f.every:
		return strings.ReplaceAll(manifests, f.old, f.new)
	}
	return strings.Replace(manifests, f.old, f.new, 1)
}

func (f *fault) check(t *testing.T, have []string) {
	t.Helper()
	if got, want := strings.Join(have, "\n"), strings.Join(f.want, "\n"); got != want {
		t.Errorf("have:\n%s\nwant:\n%s", got, want)
	}
}

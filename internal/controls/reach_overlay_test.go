package controls

import (
	"slices"
	"strings"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// labelEverything does what kustomize's labels with includeSelectors does, and commonLabels did.
func labelEverything(s *Set, key, value string) {
	add := func(selector *metav1.LabelSelector) {
		if selector != nil && selector.MatchLabels != nil {
			selector.MatchLabels[key] = value
		}
	}
	for _, d := range all[*appsv1.Deployment](s) {
		add(d.Spec.Selector)
		d.Spec.Template.Labels[key] = value
	}
	for _, p := range all[*networkingv1.NetworkPolicy](s) {
		add(&p.Spec.PodSelector)
		for _, r := range p.Spec.Ingress {
			for i := range r.From {
				add(r.From[i].PodSelector)
			}
		}
		for _, r := range p.Spec.Egress {
			for i := range r.To {
				add(r.To[i].PodSelector)
			}
		}
	}
}

// TestLabelTransformer: workloads still reach one another, because all got the label; who lives elsewhere
// did not get it.
func TestLabelTransformer(t *testing.T) {
	c := goldens(t)["three-workloads"]
	s := setOf(t, string(c[1]))
	labelEverything(s, "env", "prod")
	var have []string
	for _, d := range NewNetworkOf(s).Compare(appOf(t, c[0])) {
		have = append(have, d.String())
	}
	const dns = " -> DNS on 53/TCP, 53/UDP: NetworkPolicy payments-prod/allow-dns spec.egress[0].to[0] lets only pods with env=prod,k8s-app=kube-dns of namespace kube-system through"
	want := []string{
		"declared but blocked: web <- gateway on 8080/TCP: NetworkPolicy payments-prod/web-ingress spec.ingress[0].from[0] lets only pods with app.kubernetes.io/name=envoy,env=prod of namespace gateway-system through",
		"declared but blocked: web" + dns, "declared but blocked: api" + dns, "declared but blocked: ledger" + dns,
	}
	if !slices.Equal(have, want) {
		t.Errorf("have:\n%s\nwant:\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
	}
}

const ownNamespace = `
apiVersion: harden-gen.dev/v1alpha1
kind: HardenedApplication
metadata: {name: shop}
workloads:
- name: api
  image: images.example.com/api:1.8.2@sha256:1111111111111111111111111111111111111111111111111111111111111111
  dns: Deny
  ports: [{name: http, containerPort: 8080, from: [{namespace: shop, podLabels: {app: cron}}]}]
`

const movedAway = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: dev-api-v2, namespace: shop-dev}
spec:
  selector: {matchLabels: {app.kubernetes.io/name: api, app.kubernetes.io/instance: api}}
  template: {metadata: {labels: {app.kubernetes.io/name: api, app.kubernetes.io/instance: api}}, spec: {containers: []}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop-dev}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}, podSelector: {matchLabels: {app: cron}}}], ports: [{port: 8080}]}]
`

// TestNamespaceTransformer: it moves policies and pods, and leaves the old name in selectors. A workload is
// known by its labels, whatever its object is called now.
func TestNamespaceTransformer(t *testing.T) {
	var have []string
	for _, d := range NewNetworkOf(setOf(t, movedAway)).Compare(appOf(t, []byte(ownNamespace))) {
		have = append(have, d.String())
	}
	want := []string{
		"declared but blocked: dev-api-v2 <- pods with app=cron of namespace shop-dev on 8080/TCP: NetworkPolicy shop-dev/api spec.ingress[0].from[0] lets only pods with app=cron of namespace shop through",
		"open but undeclared: dev-api-v2 <- pods with app=cron of namespace shop on 8080/TCP: NetworkPolicy shop-dev/api spec.ingress[0].from[0] allows it",
	}
	if !slices.Equal(have, want) {
		t.Errorf("have:\n%s\nwant:\n%s", strings.Join(have, "\n"), strings.Join(want, "\n"))
	}
}

package controls

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// chain is an application where every workload calls the next, as spec and as rendered.
func chain(t testing.TB, size int) (*spec.HardenedApplication, *Set) {
	t.Helper()
	c := goldens(t)["minimal"]
	app := appOf(t, c[0])
	one := app.Workloads[0]
	app.Workloads = nil
	shared, _, _ := strings.Cut(string(c[1]), "    app.kubernetes.io/instance: api")
	shared = shared[:strings.LastIndex(shared, "\n---\n")+1] // what holds for all
	manifests := strings.Builder{}
	manifests.WriteString(shared)
	for i := range size {
		w := one
		w.Name = fmt.Sprintf("w%d", i)
		w.Ports = []spec.Port{{Name: "http", ContainerPort: 8080, Protocol: "TCP"}}
		w.Connects = []spec.Connection{{To: spec.Peer{Workload: fmt.Sprintf("w%d", (i+1)%size)}, Ports: []spec.PortRef{{Name: "http"}}}}
		app.Workloads = append(app.Workloads, w)
		fmt.Fprintf(&manifests, chained, w.Name, (i+1)%size, (i+size-1)%size)
	}
	return app, setOf(t, manifests.String())
}

const chained = `
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: %[1]s, namespace: payments}
spec:
  selector: {matchLabels: &s {app.kubernetes.io/name: %[1]s, app.kubernetes.io/instance: %[1]s}}
  template: {metadata: {labels: *s}, spec: {containers: []}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: %[1]s-egress, namespace: payments}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/name: %[1]s, app.kubernetes.io/instance: %[1]s}}
  policyTypes: [Egress]
  egress: [{to: [{podSelector: {matchLabels: {app.kubernetes.io/name: w%[2]d, app.kubernetes.io/instance: w%[2]d}}}], ports: [{port: 8080}]}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: %[1]s-ingress, namespace: payments}
spec:
  podSelector: {matchLabels: {app.kubernetes.io/name: %[1]s, app.kubernetes.io/instance: %[1]s}}
  policyTypes: [Ingress]
  ingress: [{from: [{podSelector: {matchLabels: {app.kubernetes.io/name: w%[3]d, app.kubernetes.io/instance: w%[3]d}}}], ports: [{port: 8080}]}]
`

func TestChainIsDeclared(t *testing.T) {
	app, s := chain(t, 100)
	n := NewNetworkOf(s)
	if len(n.pods) != 100 || len(n.policies) != 202 {
		t.Fatalf("%d pods, %d policies", len(n.pods), len(n.policies))
	}
	for _, d := range n.Compare(app) {
		t.Error(d)
	}
}

// BenchmarkCompare is the whole way from objects to differences, of which there are none, and of an
// application that an extra policy opens to everybody.
func BenchmarkCompare(b *testing.B) {
	for _, size := range []int{10, 100, 1000} {
		app, s := chain(b, size)
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				NewNetworkOf(s).Compare(app)
			}
		})
		wide := setOf(b, strings.ReplaceAll(threePolicy, "payments-prod", "payments")+"  ingress: [{}]\n")
		wide.Objects = append(wide.Objects, s.Objects...)
		wide.pods = s.pods
		b.Run(strconv.Itoa(size)+"-open", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				NewNetworkOf(wide).Compare(app)
			}
		})
	}
}

package controls

import (
	"slices"
	"strings"
	"testing"
)

const changedApplication = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: restricted, pod-security.kubernetes.io/enforce-version: v1.34}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: api, namespace: shop, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::1:role/api"}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      serviceAccountName: api
      containers:
      - {name: api, image: example.com/api:1, ports: [{name: http, containerPort: 8080}], securityContext: {readOnlyRootFilesystem: true}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: example.com/web:1}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: all, namespace: shop}
spec: {podSelector: {}, policyTypes: [Ingress, Egress]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Ingress, Egress]
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: http}]
  egress:
  - to: [{ipBlock: {cidr: 10.0.0.0/8}}]
    ports: [{port: 443}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: api, namespace: shop}
rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: api, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: api}
subjects: [{kind: ServiceAccount, name: api, namespace: shop}]
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  endpointSelector: {matchLabels: {app.kubernetes.io/name: api, app.kubernetes.io/instance: api}}
  egress:
  - toFQDNs: [{matchName: api.example.com}]
    toPorts: [{ports: [{port: "443", protocol: TCP}]}]
`

func TestChanges(t *testing.T) {
	for name, c := range map[string]struct {
		before, after string // of which the first is replaced by the second
		there, back   []string
	}{
		"nothing": {"replicas: 2", "replicas: 2", nil, nil},
		"one end alone": {"policyTypes: [Egress]\n", "policyTypes: [Egress]\n  egress: [{to: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 9999}]}]\n",
			[]string{"- Deployment shop/web: dns no longer holds"}, nil},
		"both ends": {"policyTypes: [Egress]\n", "policyTypes: [Egress]\n  egress: [{to: [{podSelector: {matchLabels: {app: api}}}]}]\n",
			[]string{"+ web may now reach api on 8080/TCP"}, []string{"- web may no longer reach api on 8080/TCP"}},
		"a wider range": {"cidr: 10.0.0.0/8", "cidr: 10.0.0.0/7",
			[]string{"+ api may now reach 11.0.0.0/8 on 443/TCP"}, []string{"- api may no longer reach 11.0.0.0/8 on 443/TCP"}},
		"another port": {"port: 443", "port: 444",
			[]string{"+ api may now reach 10.0.0.0/8 on 444/TCP", "- api may no longer reach 10.0.0.0/8 on 443/TCP"},
			[]string{"+ api may now reach 10.0.0.0/8 on 443/TCP", "- api may no longer reach 10.0.0.0/8 on 444/TCP"}},
		"callers from elsewhere": {"- from: [", "- from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: gate}}}, ",
			[]string{"+ api may now be reached by every pod of namespace gate on 8080/TCP"}, []string{"- api may no longer be reached by every pod of namespace gate on 8080/TCP"}},
		"more verbs": {"verbs: [get]", "verbs: [get, list]",
			[]string{"+ api may now list configmaps in namespace shop"}, []string{"- api may no longer list configmaps in namespace shop"}},
		"every verb": {"verbs: [get]", `verbs: ["*"]`,
			[]string{"+ api may now do everything with configmaps in namespace shop", "- Role shop/api: wildcard-rules no longer holds"}, nil},
		"a control": {"readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false",
			[]string{"- Deployment shop/api: read-only-root no longer holds: container api may change the files of its image"},
			[]string{"+ Deployment shop/api: read-only-root holds now; before, container api may change the files of its image"}},
		"an image":    {"example.com/api:1", "example.com/api:2", []string{"~ Deployment shop/api: container api runs example.com/api:2 in place of example.com/api:1"}, nil},
		"replicas":    {"replicas: 2", "replicas: 3", []string{"~ Deployment shop/api has 3 replicas in place of 2"}, nil},
		"an identity": {"role/api", "role/admin", []string{"+ api is now arn:aws:iam::1:role/admin to the cloud"}, nil},
		"the host's network": {"serviceAccountName: api\n", "serviceAccountName: api\n      hostNetwork: true\n",
			[]string{"+ api may now reach every pod of every namespace; ", "+ api may now be reached by every pod of namespaces other than shop; "}, nil},
		"a host by the plugin": {"matchName: api.example.com", "matchName: api.example.org",
			[]string{"+ api may now reach host api.example.org on 443", "- api may no longer reach host api.example.com on 443"}, nil},
		"another host by the plugin": {"egress:\n  - toFQDNs: [{matchName: api.example.com}]", "egress:\n  - toFQDNs: [{matchName: www.example.org}]\n    toPorts: [{ports: [{port: \"443\", protocol: TCP}]}]\n  - toFQDNs: [{matchName: api.example.com}]",
			[]string{"+ api may now reach host www.example.org on 443"}, []string{"- api may no longer reach host www.example.org on 443"}},
		"nodes by the plugin": {"toFQDNs: [{matchName: api.example.com}]", "toEntities: [host, remote-node, kube-apiserver]",
			[]string{"+ api may now reach its own node on 443", "+ api may now reach other nodes on 443", "+ api may now reach the API server on 443"}, []string{"- api may no longer reach its own node on 443"}},
		"a resolver by the plugin": {"toFQDNs: [{matchName: api.example.com}]", "toEndpoints: [{matchLabels: {\"k8s:io.kubernetes.pod.namespace\": kube-system, \"k8s:k8s-app\": kube-dns}}]",
			[]string{"+ Cilium now lets api reach pods io.kubernetes.pod.namespace=kube-system,k8s-app=kube-dns on 443"}, []string{"- Cilium no longer lets api reach pods"}},
		"what the plugin denies": {"  egress:\n  - toFQDNs: [{matchName: api.example.com}]\n    toPorts: [{ports: [{port: \"443\", protocol: TCP}]}]\n", "  egressDeny: [{toEntities: [world]}]\n",
			[]string{"~ CiliumNetworkPolicy shop/api changed, and says more than can be put into words"}, []string{"+ api may now reach host api.example.com on 443"}},
		"more than a host": {"toFQDNs: [{matchName: api.example.com}]", "toFQDNs: [{matchPattern: '*'}]",
			[]string{"~ CiliumNetworkPolicy shop/api changed, and says more than can be put into words: read it"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			other := strings.Replace(changedApplication, c.before, c.after, 1)
			for _, way := range []struct {
				before, after string
				want          []string
			}{{changedApplication, other, c.there}, {other, changedApplication, c.back}} {
				got := changesOf(t, name, way.before, way.after)
				if len(way.want) == 0 && c.there == nil && len(got) > 0 {
					t.Error(got)
				}
				for _, want := range way.want {
					if !slices.ContainsFunc(got, func(line string) bool { return strings.HasPrefix(line, want) }) {
						t.Errorf("no %q in\n%s", want, strings.Join(got, "\n"))
					}
				}
			}
		})
	}
}

func changesOf(t *testing.T, name, before, after string) (lines []string) {
	t.Helper()
	var sets []*Set
	for _, text := range []string{before, after} {
		documents, err := Parse("", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		s, err := NewSet(documents)
		if err != nil {
			t.Fatal(err)
		}
		sets = append(sets, s)
	}
	changes, err := Changes(sets[0], sets[1], nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		if c.Wider != (strings.Contains(c.Text, " may now ") || strings.Contains(c.Text, " is now ") || strings.Contains(c.Text, " now lets ") || strings.Contains(c.Text, "read it") && name != "what the plugin denies" || strings.Contains(c.Text, "no longer holds") && !strings.Contains(c.Text, ": dns ")) {
			t.Errorf("wider is %v: %s", c.Wider, c)
		}
		lines = append(lines, c.String())
	}
	return lines
}

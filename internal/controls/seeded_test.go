package controls

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// seed is one fault in a base that has none.
type seed struct {
	control string // the one that finds it
	base    string // a golden case
	object  string // Kind name
	path    string // segments between spaces, - to append
	value   any    // nil removes
}

// remove and drop are values of a seed that are no value.
type dropped struct{}

var seeds = []seed{
	{"known-fields", "minimal", "Deployment", "spec template spec containers 0 securityContext runAsNonroot", true},
	{"known-fields", "minimal", "Deployment", "spec replicas", "two"},
	{"workload-selector", "minimal", "Deployment", "spec selector matchLabels tier", "back"},
	{"privileged", "minimal", "Deployment", "spec template spec containers 0 securityContext privileged", true},
	{"host-namespaces", "minimal", "Deployment", "spec template spec hostPID", true},
	{"host-namespaces", "minimal", "Deployment", "spec template spec hostIPC", true},
	{"host-ports", "minimal", "Deployment", "spec template spec containers 0 ports", list(`[{"containerPort": 8080, "hostPort": 8080}]`)},
	{"volume-types", "minimal", "Deployment", "spec template spec volumes -", object(`{"name": "node", "hostPath": {"path": "/"}}`)},
	{"volume-types", "minimal", "Deployment", "spec template spec volumes -", object(`{"name": "node", "nfs": {"server": "a", "path": "/"}}`)},
	{"host-probes", "minimal", "Deployment", "spec template spec containers 0 livenessProbe", object(`{"httpGet": {"host": "10.0.0.1", "port": 80}}`)},
	{"host-probes", "minimal", "Deployment", "spec template spec containers 0 lifecycle", object(`{"preStop": {"tcpSocket": {"host": "10.0.0.1", "port": 80}}}`)},
	{"windows-host-process", "minimal", "Deployment", "spec template spec securityContext windowsOptions", object(`{"hostProcess": true}`)},
	{"privilege-escalation", "minimal", "Deployment", "spec template spec containers 0 securityContext allowPrivilegeEscalation", nil},
	{"privilege-escalation", "minimal", "Deployment", "spec template spec ephemeralContainers", list(`[{"name": "debug", "image": "a.example.com/b@sha256:` + digest + `", "securityContext": {"capabilities": {"drop": ["ALL"]}, "readOnlyRootFilesystem": true}}]`)},
	{"capabilities", "minimal", "Deployment", "spec template spec containers 0 securityContext capabilities drop 0", "all"},
	{"capabilities", "minimal", "Deployment", "spec template spec containers 0 securityContext capabilities add", list(`["NET_RAW"]`)},
	{"non-root", "minimal", "Deployment", "spec template spec containers 0 securityContext runAsNonRoot", false},
	{"non-root", "minimal", "Deployment", "spec template spec securityContext runAsNonRoot", false},
	{"root-user", "minimal", "Deployment", "spec template spec securityContext runAsUser", 0},
	{"root-user", "minimal", "Deployment", "spec template spec containers 0 securityContext runAsUser", 0},
	{"seccomp", "minimal", "Deployment", "spec template spec securityContext seccompProfile", nil},
	{"seccomp", "minimal", "Deployment", "spec template spec containers 0 securityContext seccompProfile", object(`{"type": "Unconfined"}`)},
	{"apparmor", "minimal", "Deployment", "spec template spec securityContext appArmorProfile", object(`{"type": "Unconfined"}`)},
	{"apparmor", "minimal", "Deployment", "spec template metadata annotations", object(`{"container.apparmor.security.beta.kubernetes.io/api": "unconfined"}`)},
	{"selinux", "minimal", "Deployment", "spec template spec securityContext seLinuxOptions", object(`{"type": "spc_t"}`)},
	{"proc-mount", "minimal", "Deployment", "spec template spec containers 0 securityContext procMount", "Unmasked"},
	{"sysctls", "minimal", "Deployment", "spec template spec securityContext sysctls", list(`[{"name": "kernel.msgmax", "value": "1"}]`)},
	{"read-only-root", "minimal", "Deployment", "spec template spec containers 0 securityContext readOnlyRootFilesystem", false},
	{"read-only-root", "minimal", "Deployment", "spec template spec initContainers", list(`[{"name": "first", "image": "a.example.com/b@sha256:` + digest + `",
		"resources": {"limits": {"cpu": 1, "memory": "1Mi"}}, "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}}]`)},
	{"numeric-user", "minimal", "Deployment", "spec template spec securityContext runAsUser", nil},
	{"numeric-group", "minimal", "Deployment", "spec template spec securityContext runAsGroup", nil},
	{"numeric-group", "minimal", "Deployment", "spec template spec containers 0 securityContext runAsGroup", 0},
	{"assigned-ids", "profile-openshift", "Deployment", "spec template spec securityContext runAsUser", 1001},
	{"assigned-ids", "profile-openshift", "Deployment", "spec template spec securityContext fsGroup", 1001},
	{"assigned-ids", "profile-openshift", "Deployment", "spec template spec containers 0 securityContext runAsGroup", 0},
	{"image-digest", "minimal", "Deployment", "spec template spec containers 0 image", "images.example.com/payments/api:1.8.2"},
	{"resource-requests", "minimal", "Deployment", "spec template spec containers 0 resources requests cpu", nil},
	{"memory-limit", "minimal", "Deployment", "spec template spec containers 0 resources limits memory", nil},
	{"bounded-scratch", "minimal", "Deployment", "spec template spec volumes 0 emptyDir", object(`{}`)},
	{"secret-env", "minimal", "Deployment", "spec template spec containers 0 env", list(`[{"name": "PW", "valueFrom": {"secretKeyRef": {"name": "db", "key": "pw"}}}]`)},
	{"secret-env", "minimal", "Deployment", "spec template spec containers 0 envFrom", list(`[{"secretRef": {"name": "db"}}]`)},
	{"secret-values", "minimal", "-", "", object(`{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "db"}, "stringData": {"pw": "hunter2"}}`)},
	{"secret-values", "minimal", "-", "", object(`{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "t"}, "type": "kubernetes.io/service-account-token"}`)},
	{"secret-values", "config", "ConfigMap api-config", "data port", "-----BEGIN RSA PRIVATE KEY-----\nMIIE"},
	{"secret-values", "minimal", "Deployment", "spec template spec containers 0 env", list(`[{"name": "KEY", "value": "AKIAABCDEFGHIJKLMNOP"}]`)},
	{"referenced-data", "config", "ConfigMap api-config", "data port", nil},
	{"referenced-data", "config", "ConfigMap proxy", "", dropped{}},
	{"referenced-data", "config", "ConfigMap proxy", "metadata name", "proxy-2"},
	{"referenced-data", "secrets", "ExternalSecret db-credentials", "spec data 0 secretKey", "pw"},
	{"shared-claim", "claims", "Deployment database", "spec replicas", 2},
	{"shared-claim", "claims", "Deployment database", "spec strategy", object(`{"type": "RollingUpdate"}`)},
	{"shared-claim", "claims", "PersistentVolumeClaim web-srv-uploads", "spec accessModes", list(`["ReadWriteOnce"]`)},
	{"automatic-token", "minimal", "Deployment", "spec template spec automountServiceAccountToken", true},
	{"automatic-token", "minimal", "ServiceAccount default", "automountServiceAccountToken", nil},
	{"token-life", "kubernetes-api", "Deployment watcher", "spec template spec volumes 1 projected sources 0 serviceAccountToken expirationSeconds", 3607},
	{"token-life", "kubernetes-api", "Deployment watcher", "spec template spec volumes 1 projected sources 0 serviceAccountToken expirationSeconds", 90000},
	{"token-volume", "minimal", "Deployment", "spec template spec volumes 0 name", "kube-api-access-x"},
	{"undeclared-token", "minimal", "Deployment", "spec template spec volumes -", object(`{"name": "t", "projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}}`)},
	{"undeclared-identity", "minimal", "ServiceAccount api", "metadata annotations", object(`{"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/admin"}`)},
	{"undeclared-identity", "kubernetes-api", "ServiceAccount controller", "metadata annotations eks.amazonaws.com/role-arn", "arn:aws:iam::111122223333:role/admin"},
	{"undeclared-identity", "kubernetes-api", "ServiceAccount default", "metadata annotations", object(`{"iam.gke.io/gcp-service-account": "admin@project.iam.gserviceaccount.com"}`)},
	{"undeclared-identity", "store-aws", "ServiceAccount", "metadata annotations", object(`{"eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/other"}`)},
	{"own-account", "minimal", "Deployment", "spec template spec serviceAccountName", nil},
	{"own-account", "three-workloads", "Deployment web", "spec template spec serviceAccountName", "api"},
	{"undeclared-token", "minimal", "Deployment", "spec template spec volumes -", object(`{"name": "t", "projected": {"sources": [{"secret": {"name": "a"}}, {"serviceAccountToken": {"path": "token", "audience": "https://kubernetes.default.svc.cluster.local"}}]}}`)},
	{"known-fields", "minimal", "Deployment", "apiVersion", "apps/v1beta2"},
	{"known-fields", "minimal", "Deployment", "spec template spec containers 0 resources limits memory", "lots"},
	{"volume-types", "minimal", "-", "", object(`{"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "v"}, "spec": {"hostPath": {"path": "/etc"}}}`)},
	{"image-digest", "minimal", "Deployment", "spec template spec volumes -", object(`{"name": "model", "image": {"reference": "images.example.com/payments/model:1"}}`)},
	{"memory-limit", "minimal", "Deployment", "spec template spec containers 0 resources limits memory", "0"},
	{"numeric-group", "minimal", "Deployment", "spec template spec securityContext fsGroup", 0},
	{"bounded-scratch", "minimal", "Deployment", "spec template spec volumes 0 emptyDir", object(`{"medium": "Memory"}`)},
	{"wildcard-rules", "kubernetes-api", "-", "", object(`{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "all"}, "aggregationRule": {"clusterRoleSelectors": [{}]}}`)},
	{"binding-subjects", "kubernetes-api", "RoleBinding controller", "subjects -", object(`{"kind": "User", "name": "system:serviceaccount:elsewhere:runner", "apiGroup": "rbac.authorization.k8s.io"}`)},
	{"open-rules", "three-workloads", "NetworkPolicy web-ingress", "spec ingress 0 from", list(`[{"ipBlock": {"cidr": "0.0.0.0/1"}}, {"ipBlock": {"cidr": "128.0.0.0/1"}}]`)},
	{"default-deny", "minimal", "NetworkPolicy default-deny-all", "spec egress", list(`[{"ports": [{"port": 53, "protocol": "UDP"}], "to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}, "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}]}]`)},
	{"namespace-level", "minimal", "Namespace", "metadata labels pod-security.kubernetes.io/audit", "baseline"},
	{"wildcard-rules", "kubernetes-api", "Role controller", "rules 0 verbs", list(`["*"]`)},
	{"dangerous-rules", "kubernetes-api", "Role controller", "rules -", object(`{"apiGroups": [""], "resources": ["pods/exec"], "verbs": ["get"]}`)},
	{"dangerous-rules", "kubernetes-api", "Role controller", "rules -", object(`{"apiGroups": ["apps"], "resources": ["deployments"], "verbs": ["patch"]}`)},
	{"powerful-roles", "kubernetes-api", "RoleBinding controller", "roleRef", object(`{"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "admin"}`)},
	{"binding-subjects", "kubernetes-api", "RoleBinding controller", "subjects 0 name", "default"},
	{"binding-subjects", "kubernetes-api", "RoleBinding controller", "subjects 0 namespace", "elsewhere"},
	{"binding-subjects", "kubernetes-api", "RoleBinding controller", "subjects 0 namespace", nil},
	{"binding-subjects", "kubernetes-api", "RoleBinding controller", "subjects -", object(`{"kind": "Group", "name": "system:serviceaccounts:payments"}`)},
	{"default-deny", "minimal", "NetworkPolicy default-deny-all", "spec policyTypes", list(`["Ingress"]`)},
	{"default-deny", "minimal", "NetworkPolicy default-deny-all", "", dropped{}},
	{"open-rules", "three-workloads", "NetworkPolicy api-ingress", "spec ingress 0 from", nil},
	{"open-rules", "three-workloads", "NetworkPolicy web-egress", "spec egress 0 to", list(`[]`)},
	{"dns", "minimal", "NetworkPolicy allow-dns", "spec egress 0 ports 1", dropped{}},
	{"dns", "minimal", "NetworkPolicy allow-dns", "spec egress 0 to 0 podSelector matchLabels env", "staging"},
	{"dns", "minimal", "NetworkPolicy allow-dns", "", dropped{}},
	{"dns", "profile-openshift", "NetworkPolicy allow-dns", "spec egress 0 to 0 podSelector matchLabels", object(`{"k8s-app": "kube-dns"}`)},
	{"dns", "profile-openshift", "NetworkPolicy allow-dns", "spec egress 0 to 0 namespaceSelector matchLabels", object(`{"kubernetes.io/metadata.name": "kube-system"}`)},
	{"dns", "profile-gke-clouddns", "NetworkPolicy allow-dns", "spec egress 0 to", list(`[{"namespaceSelector": {}, "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}]`)},
	{"dns", "dns", "NetworkPolicy allow-dns", "spec egress", list(`[{"to": [{"ipBlock": {"cidr": "169.254.20.10/32"}}], "ports": [{"protocol": "UDP", "port": 5353}, {"protocol": "TCP", "port": 5353}]}]`)},
	{"metadata", "profile-eks", "NetworkPolicy web-egress", "spec egress 0 to -", object(`{"ipBlock": {"cidr": "169.254.170.23/32"}}`)},
	{"metadata", "profile-eks", "NetworkPolicy archive-egress", "spec egress 1 ports 0 port", 2703},
	{"metadata", "profile-eks", "NetworkPolicy archive-egress", "spec egress 1 ports 0 endPort", 81},
	{"metadata", "profile-eks", "NetworkPolicy archive-egress", "spec egress 1 ports 0 protocol", "UDP"},
	{"metadata", "profile-eks", "NetworkPolicy archive-egress", "spec egress 1 to 0 ipBlock cidr", "169.254.170.0/24"},
	{"metadata", "profile-eks", "NetworkPolicy archive-egress", "spec podSelector", object(`{}`)},
	{"metadata", "profile-gke", "NetworkPolicy archive-egress", "spec egress 1 to 0 ipBlock cidr", "169.254.169.254/32"},
	{"metadata", "three-workloads", "NetworkPolicy web-egress", "spec egress 0 to -", object(`{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}`)},
	{"policy-selector", "three-workloads", "NetworkPolicy web-egress", "spec podSelector matchLabels env", "staging"},
	{"service-selector", "three-workloads", "Service web", "spec selector env", "staging"},
	{"service-selector", "three-workloads", "Service web", "spec ports 0 targetPort", "nothing"},
	{"budget-selector", "minimal", "PodDisruptionBudget", "spec selector matchLabels env", "staging"},
	{"budget-selector", "minimal", "PodDisruptionBudget", "spec selector", object(`{}`)},
	{"published-service", "three-workloads", "Service web", "spec type", "NodePort"},
	{"published-service", "three-workloads", "Service web", "spec type", "LoadBalancer"},
	{"published-service", "three-workloads", "Service web", "spec externalIPs", list(`["192.0.2.1"]`)},
	{"undeclared-reach", "three-workloads", "NetworkPolicy web-ingress", "spec ingress 0 from -", object(`{"podSelector": {"matchLabels": {"team": "core"}}}`)},
	{"blocked-reach", "three-workloads", "NetworkPolicy web-egress", "spec egress 0 ports 0 port", 8081},
	{"plugin-policies", "cni-cilium", "CiliumNetworkPolicy payments", "spec egress 3 toFQDNs 0 matchName", "evil.example.org"},
	{"plugin-policies", "cni-cilium", "CiliumNetworkPolicy payments", "spec egress 3 toPorts", nil},
	{"plugin-policies", "cni-cilium", "CiliumNetworkPolicy payments", "spec egress 0 toEndpoints 0 matchLabels", object(`{}`)},
	{"plugin-policies", "cni-cilium", "CiliumNetworkPolicy payments", "spec egress -", object(`{}`)},
	{"plugin-policies", "cni-cilium", "CiliumNetworkPolicy payments", "spec egress -", object(`{"toEntities": ["world"]}`)},
	{"plugin-policies", "cni-cilium", "CiliumNetworkPolicy payments", "spec ingress", list(`[{"fromEndpoints": [{}]}]`)},
	{"plugin-policies", "cni-cilium", "CiliumNetworkPolicy payments", "spec endpointSelector matchLabels", object(`{}`)},
	{"plugin-policies", "cni-cilium", "CiliumNetworkPolicy operator", "spec ingress 0 fromEntities -", "cluster"},
	{"plugin-policies", "cni-cilium", "CiliumNetworkPolicy operator", "", dropped{}},
	{"plugin-policies", "cni-calico", "NetworkPolicy operator", "spec egress 0 destination services name", "other"},
	{"plugin-policies", "cni-calico", "NetworkPolicy operator", "spec egress 0 destination", nil},
	{"plugin-policies", "cni-calico", "NetworkPolicy operator", "spec selector", "all()"},
	{"plugin-policies", "minimal", "-", "", object(`{"apiVersion": "cilium.io/v2", "kind": "CiliumClusterwideNetworkPolicy", "metadata": {"name": "all"}, "spec": {"endpointSelector": {}, "egress": [{}]}}`)},
	{"plugin-policies", "minimal", "-", "", object(`{"apiVersion": "projectcalico.org/v3", "kind": "GlobalNetworkPolicy", "metadata": {"name": "all"}, "spec": {"selector": "all()", "types": ["Egress"], "egress": [{"action": "Allow"}]}}`)},
	{"plugin-policies", "minimal", "-", "", object(`{"apiVersion": "policy.networking.k8s.io/v1alpha1", "kind": "AdminNetworkPolicy", "metadata": {"name": "all"}, "spec": {}}`)},
	{"undeclared-permission", "kubernetes-api", "Role controller", "rules -", object(`{"apiGroups": [""], "resources": ["podtemplates"], "verbs": ["list"]}`)},
	{"missing-permission", "kubernetes-api", "Role controller", "rules 0", dropped{}},
	{"namespace-level", "minimal", "Namespace", "metadata labels pod-security.kubernetes.io/enforce", "baseline"},
	{"namespace-level", "minimal", "Namespace", "metadata labels pod-security.kubernetes.io/warn", nil},
	{"known-fields", "quota", "ResourceQuota", "spec hards", object(`{}`)},
	{"undeclared-token", "tokens", "Deployment reader", "spec template spec volumes 1 projected sources 0 serviceAccountToken audience", "sts.amazonaws.com"},
	{"undeclared-token", "tokens", "Deployment reader", "spec template spec volumes 1 projected sources 0 serviceAccountToken audience", "https://kubernetes.default.svc"},
	{"namespace-version", "minimal", "Namespace", "metadata labels pod-security.kubernetes.io/enforce-version", "latest"},
}

// undecided are faults of namespaces and permissions that only a decision can end: no patch is proposed for them.
var undecided = []seed{
	{"namespace-owner", "minimal", "Namespace", "", dropped{}},
	{"namespace-owner", "existing-namespace", "-", "", object(`{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "team-a", "labels": {"pod-security.kubernetes.io/enforce": "restricted",
		"pod-security.kubernetes.io/enforce-version": "v1.34", "pod-security.kubernetes.io/audit": "restricted", "pod-security.kubernetes.io/warn": "restricted"}}}`)},
	{"namespace-owner", "existing-namespace", "-", "", object(`{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "all", "namespace": "team-a"}, "spec": {"podSelector": {}, "policyTypes": ["Ingress"]}}`)},
	{"namespace-owner", "existing-namespace", "-", "", object(`{"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "a", "namespace": "team-a"}, "spec": {"hard": {"pods": "4"}}}`)},
	{"namespace-owner", "existing-namespace", "-", "", object(`{"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "a", "namespace": "team-a"}, "spec": {"limits": [{"type": "Pod", "max": {"cpu": "1"}}]}}`)},
	{"namespace-owner", "existing-namespace", "-", "", object(`{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": "team-a"}, "automountServiceAccountToken": false}`)},
	{"default-deny", "existing-namespace", "NetworkPolicy sealed-default-deny-all", "", dropped{}},
	{"dns", "existing-namespace", "NetworkPolicy web-allow-dns", "", dropped{}},
	{"dangerous-rules", "api-elsewhere", "ClusterRole watch-system:collector", "rules -", object(`{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["update"]}`)},
	{"dangerous-rules", "api-elsewhere", "ClusterRole watch-system:collector", "rules -", object(`{"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["a"], "verbs": ["get"]}`)},
	{"dangerous-rules", "api-elsewhere", "Role watch-system:collector", "rules -", object(`{"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["a"], "verbs": ["get"]}`)},
	{"powerful-roles", "api-elsewhere", "ClusterRoleBinding watch-system:authority:ClusterRole:system:auth-delegator", "roleRef name", "cluster-admin"},
	{"powerful-roles", "api-elsewhere", "RoleBinding authority:ClusterRole:view", "roleRef name", "system:controller:job-controller"},
	{"binding-subjects", "api-elsewhere", "ClusterRoleBinding watch-system:collector", "subjects 0 namespace", "elsewhere"},
	{"undeclared-permission", "api-elsewhere", "ClusterRole watch-system:collector", "rules 3 nonResourceURLs -", "/configz"},
	{"undeclared-permission", "api-elsewhere", "Role collector", "rules 2 resources -", "leases"},
	{"missing-permission", "api-elsewhere", "ClusterRole watch-system:collector", "rules 3", dropped{}},
	{"missing-permission", "api-elsewhere", "ClusterRoleBinding watch-system:lister:ClusterRole:system:auth-delegator", "", dropped{}},
}

const digest = "1111111111111111111111111111111111111111111111111111111111111111"

func object(text string) (v map[string]any) { mustUnmarshal(text, &v); return v }
func list(text string) (v []any)            { mustUnmarshal(text, &v); return v }

func mustUnmarshal(text string, v any) {
	if err := json.Unmarshal([]byte(text), v); err != nil {
		panic(text)
	}
}

// companions compare with the spec, and see the consequence of many a fault that another control names.
var companions = []string{"undeclared-reach", "blocked-reach", "undeclared-permission", "missing-permission"}

// TestSeeded plants one fault at a time, and expects exactly the control that is meant for it.
func TestSeeded(t *testing.T) {
	for _, s := range slices.Concat(seeds, undecided) {
		t.Run(s.control+"/"+s.path, func(t *testing.T) {
			app, documents := golden(t, s.base)
			got := evaluate(t, app, plant(t, documents, s))
			if !slices.ContainsFunc(got, func(f Finding) bool { return f.Control == s.control }) {
				t.Fatalf("not found; found were %+v", got)
			}
			for _, f := range got {
				if f.Control != s.control && !slices.Contains(companions, f.Control) {
					t.Errorf("found by %s: %s %s: %s", f.Control, f.Object, f.Field, f.Message)
				}
				if f.Message == "" || f.Fix == "" {
					t.Errorf("%+v says too little", f)
				}
			}
		})
	}
}

// TestGood: the bases that seeds are planted in have no fault, with and without their spec.
func TestGood(t *testing.T) {
	for _, base := range []string{"minimal", "three-workloads", "kubernetes-api", "claims", "store-vault", "config", "secrets", "dns", "profile-gke-clouddns", "profile-aks", "profile-k3s",
		"api-elsewhere", "existing-namespace", "quota", "tokens", "cloud-identity"} {
		app, documents := golden(t, base)
		for _, with := range []*spec.HardenedApplication{app, nil} {
			for _, f := range evaluate(t, with, documents) {
				if with == nil && f.Control == "secret-env" {
					continue // declared there, which only the spec knows
				}
				t.Errorf("%s: %s: %s %s: %s", base, f.Control, f.Object, f.Field, f.Message)
			}
		}
	}
}

// TestDeclaredExceptions: what a spec asks for by name is a finding for whoever has no spec.
func TestDeclaredExceptions(t *testing.T) {
	for base, want := range map[string][]string{
		"profile-eks": {"metadata"}, "profile-gke": {"metadata"}, "profile-openshift": {"numeric-group", "numeric-user"}, "anywhere": {"metadata", "open-rules"},
	} {
		app, documents := golden(t, base)
		if got := evaluate(t, app, documents); len(got) > 0 {
			t.Errorf("%s: %+v", base, got)
		}
		var got []string
		for _, f := range evaluate(t, nil, documents) {
			got = append(got, f.Control)
		}
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, want) {
			t.Errorf("%s without its spec: %v, want %v", base, got, want)
		}
	}
}

// TestWaivableControls: the controls by which a spec may ask for less are in the table.
func TestWaivableControls(t *testing.T) {
	for _, id := range []string{spec.ControlOpenRules, spec.ControlMetadata} {
		if _, ok := Find(id); !ok {
			t.Errorf("there is no control %s", id)
		}
	}
}

// TestEveryControlIsSeeded: none is in the table without a fault that it finds.
func TestEveryControlIsSeeded(t *testing.T) {
	elsewhere := []string{"image-registry", "shared-namespace", "expired-waiver", "other-environment"}
	for _, c := range Catalogue() {
		if !slices.Contains(elsewhere, c.ID) && !slices.ContainsFunc(slices.Concat(seeds, undecided, overlaySeeds), func(s seed) bool { return s.control == c.ID }) {
			t.Errorf("no seed is meant for %s", c.ID)
		}
	}
}

func golden(t *testing.T, name string) (*spec.HardenedApplication, []Document) {
	t.Helper()
	data, err := os.ReadFile("../../golden/" + name + "/harden.yaml")
	if err != nil {
		t.Fatal(err)
	}
	app, err := spec.Load("harden.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	spec.Default(app)
	return app, parse(t, "../../golden/"+name+"/rendered/base.yaml")
}

func parse(t *testing.T, file string) []Document {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	documents, err := Parse(file, data)
	if err != nil {
		t.Fatal(err)
	}
	return documents
}

func evaluate(t *testing.T, app *spec.HardenedApplication, documents []Document) []Finding {
	t.Helper()
	s, err := NewSet(documents)
	if err != nil {
		t.Fatal(err)
	}
	found, err := Evaluate(s, Options{Spec: app, Today: "2026-11-22"})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// plant changes the one object of a seed.
func plant(t *testing.T, documents []Document, s seed) []Document {
	t.Helper()
	if s.object == "-" {
		return append(documents, Document{JSON: encode(t, s.value)})
	}
	kind, name, _ := strings.Cut(s.object, " ")
	for i, d := range documents {
		var tree map[string]any
		mustUnmarshal(string(d.JSON), &tree)
		if tree["kind"] != kind || name != "" && tree["metadata"].(map[string]any)["name"] != name {
			continue
		}
		if s.path == "" {
			return slices.Delete(documents, i, i+1)
		}
		documents[i].JSON = encode(t, change(t, tree, strings.Split(s.path, " "), s.value))
		return documents
	}
	t.Fatalf("there is no %s", s.object)
	return nil
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// change sets or removes what lies at a path.
func change(t *testing.T, node any, path []string, value any) any {
	t.Helper()
	if len(path) == 0 {
		return value
	}
	switch n := node.(type) {
	case []any:
		if path[0] == "-" {
			return append(n, value)
		}
		i, err := strconv.Atoi(path[0])
		if err != nil || i >= len(n) {
			t.Fatalf("no element %s", path[0])
		}
		if _, ok := value.(dropped); ok && len(path) == 1 {
			return slices.Delete(n, i, i+1)
		}
		n[i] = change(t, n[i], path[1:], value)
		return n
	case map[string]any:
		if len(path) == 1 && value == nil {
			if _, ok := n[path[0]]; !ok {
				t.Fatalf("no key %s", path[0])
			}
			delete(n, path[0])
			return n
		}
		n[path[0]] = change(t, n[path[0]], path[1:], value)
		return n
	case nil:
		return change(t, map[string]any{}, path, value)
	}
	t.Fatalf("nothing lies below %s", path[0])
	return nil
}

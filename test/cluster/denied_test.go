package cluster

import (
	"maps"
	"slices"
	"strings"
)

// verbs are those of the API server's own resources.
var verbs = []string{"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"}

// deniedResources are asked about with every verb, in the own namespace, by group.
var deniedResources = map[string][]string{
	"": {
		"secrets", "configmaps", "pods", "pods/exec", "pods/attach", "pods/portforward", "pods/ephemeralcontainers", "pods/log",
		"pods/eviction", "pods/proxy", "pods/binding", "pods/status", "services", "services/proxy", "endpoints", "serviceaccounts",
		"serviceaccounts/token", "persistentvolumeclaims", "events", "replicationcontrollers", "podtemplates", "resourcequotas",
		"limitranges", "bindings", "namespaces", "namespaces/finalize", "nodes", "nodes/proxy", "persistentvolumes", "*",
	},
	"apps":                         {"deployments", "deployments/scale", "statefulsets", "daemonsets", "replicasets", "controllerrevisions", "*"},
	"batch":                        {"jobs", "cronjobs"},
	"autoscaling":                  {"horizontalpodautoscalers"},
	"policy":                       {"poddisruptionbudgets"},
	"networking.k8s.io":            {"networkpolicies", "ingresses"},
	"discovery.k8s.io":             {"endpointslices"},
	"coordination.k8s.io":          {"leases"},
	"events.k8s.io":                {"events"},
	"external-secrets.io":          {"externalsecrets", "secretstores", "clustersecretstores"},
	"rbac.authorization.k8s.io":    {"roles", "rolebindings", "clusterroles", "clusterrolebindings"},
	"admissionregistration.k8s.io": {"validatingwebhookconfigurations", "mutatingwebhookconfigurations", "validatingadmissionpolicies"},
	"apiextensions.k8s.io":         {"customresourcedefinitions"},
	"apiregistration.k8s.io":       {"apiservices"},
	"certificates.k8s.io":          {"certificatesigningrequests", "certificatesigningrequests/approval"},
	"*":                            {"*"},
}

// deniedDeeds have verbs of their own.
var deniedDeeds = []grant{
	{"impersonate", "", "users", ""}, {"impersonate", "", "groups", "system:masters"}, {"impersonate", "", "serviceaccounts", ""},
	{"impersonate", "authentication.k8s.io", "uids", ""}, {"impersonate", "authentication.k8s.io", "userextras/scopes", ""},
	{"bind", "rbac.authorization.k8s.io", "clusterroles", "cluster-admin"}, {"escalate", "rbac.authorization.k8s.io", "clusterroles", ""},
	{"bind", "rbac.authorization.k8s.io", "roles", ""}, {"escalate", "rbac.authorization.k8s.io", "roles", ""},
	{"approve", "certificates.k8s.io", "signers", ""}, {"sign", "certificates.k8s.io", "signers", "kubernetes.io/kube-apiserver-client"},
	{"attest", "certificates.k8s.io", "signers", ""}, {"*", "*", "*", ""},
	{"get", nonResource, "/metrics", ""}, {"get", nonResource, "/logs", ""}, {"get", nonResource, "/debug/pprof", ""}, {"get", nonResource, "/configz", ""},
}

// elsewhere is asked in the namespaces of strangers, and for all namespaces at once.
var elsewhere = []grant{
	{"get", "", "secrets", ""}, {"list", "", "secrets", ""}, {"watch", "", "secrets", ""}, {"get", "", "configmaps", ""}, {"create", "", "pods", ""},
	{"list", "", "pods", ""}, {"create", "", "pods/exec", ""}, {"get", "", "pods/log", ""}, {"create", "", "serviceaccounts/token", ""},
	{"create", "rbac.authorization.k8s.io", "rolebindings", ""}, {"create", "apps", "deployments", ""}, {"patch", "apps", "deployments", ""},
	{"list", "", "namespaces", ""}, {"get", "", "nodes", ""}, {"create", "", "namespaces", ""},
}

// denied are questions that are answered with no unless the spec declares just that: a long list,
// and what lies next to each declared permission.
func (a *account) denied() map[question]bool {
	all := map[question]bool{}
	for group, resources := range deniedResources {
		for _, resource := range resources {
			for _, verb := range verbs {
				all[question{grant{verb, group, resource, ""}, a.namespace}] = true
			}
		}
	}
	for _, g := range deniedDeeds {
		all[question{g, a.namespace}] = true
	}
	abroad := elsewhere
	for _, in := range a.declared {
		abroad = append(slices.Clip(abroad), slices.Collect(maps.Keys(in))...)
	}
	for _, namespace := range append([]string{""}, a.asked()...) {
		for _, g := range abroad {
			all[question{g, namespace}] = true
		}
	}
	for namespace, in := range a.declared {
		for g := range in {
			for _, next := range neighbours(g) {
				all[question{next, namespace}] = true
			}
		}
	}
	return all
}

// neighbours are a slip away from a grant: another verb, name, subresource, parent or group.
func neighbours(g grant) (all []grant) {
	if g.group == nonResource {
		for _, verb := range []string{"post", "delete", "*"} {
			all = append(all, grant{verb, g.group, g.resource, ""})
		}
		return append(all, grant{g.verb, g.group, g.resource + "/more", ""}, grant{g.verb, g.group, "/", ""})
	}
	for _, verb := range append(slices.Clone(verbs), "*", "impersonate", "bind", "escalate", "use") {
		all = append(all, grant{verb, g.group, g.resource, g.name})
	}
	for _, name := range []string{"", g.name + "-other", "other"} {
		all = append(all, grant{g.verb, g.group, g.resource, name})
	}
	parent, _, _ := strings.Cut(g.resource, "/")
	for _, sub := range []string{"", "/status", "/scale", "/exec", "/token", "/finalizers", "/*"} {
		all = append(all, grant{g.verb, g.group, parent + sub, g.name})
	}
	return append(all, grant{g.verb, g.group, "*", ""}, grant{g.verb, "*", g.resource, g.name}, grant{g.verb, g.group + "x", g.resource, g.name})
}

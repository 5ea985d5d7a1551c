package spec

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// words splits a test's verbs, resources and names; no words are a list left out.
func words(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Fields(s)
}

// ruleReports is every report about a rule as field[index]: message | hint.
func ruleReports(r APIRule) []string {
	var got []string
	checkAPIRule(r, func(field string, index int, message, hint string) {
		got = append(got, fmt.Sprintf("%s[%d]: %s | %s", field, index, message, hint))
	})
	return got
}

func TestAllowedGrants(t *testing.T) {
	const all = "get list watch create update patch delete deletecollection"
	tests := []struct{ verbs, resources, names string }{
		{"get list watch update", "configmaps", ""},
		{"get update patch delete", "configmaps", "api-flags api.flags"},
		{"get", "secrets", "db-credentials"},
		{"create patch", "events", ""},
		{"create patch", "events.events.k8s.io events", ""},
		{all, "leases", ""},
		{"get update patch", "leases", "leader"},
		{"get list watch delete deletecollection", "pods", ""},
		{"get", "pods/log pods/status", ""},
		{"create", "pods/eviction", ""},
		{"create", "pods/eviction", "api-0"},
		{"get list watch delete", "deployments statefulsets.apps jobs", ""},
		{"get update patch", "deployments/scale deployments.apps/status", ""},
		{"update", "deployments/finalizers", "api"},
		{"get list watch", "services endpoints endpointslices", ""},
		{all, "services persistentvolumeclaims ingresses horizontalpodautoscalers poddisruptionbudgets", ""},
		{"get list watch", "roles rolebindings networkpolicies serviceaccounts", ""},
		{"get", "roles", "system:auth-delegator"},
		{"get", "namespaces", ""},
		{"get", "namespaces", "payments"},
		{all, "widgets.example.com", ""},
		{"use", "widgets.example.com", ""},
		{"get update patch", "widgets.example.com/status", ""},
		{"update", "widgets.example.com/finalizers", ""},
		{"get list", "pods.metrics.k8s.io", ""},
		{"get list watch", "externalsecrets.external-secrets.io secretstores.external-secrets.io", ""},
	}
	for _, tt := range tests {
		if got := ruleReports(APIRule{Verbs: words(tt.verbs), Resources: words(tt.resources), ResourceNames: words(tt.names)}); len(got) > 0 {
			t.Errorf("%s on %s %s is refused: %s", tt.verbs, tt.resources, tt.names, strings.Join(got, "\n"))
		}
	}
}

// Each row is a dangerous grant; each verb on each resource must be refused by itself, with and without names.
func TestDangerousGrantsAreRefused(t *testing.T) {
	const (
		write  = "create update patch"
		change = "update patch"
	)
	tests := []struct{ verbs, resources, reason string }{
		{"list watch", "secrets", "read every secret of the namespace, because a list carries their content"},
		{"create update patch delete deletecollection", "secrets", "obtain the token of any service account"},
		{write, "pods podtemplates replicationcontrollers deployments deployments.apps replicasets statefulsets daemonsets jobs cronjobs.batch", "run pods as any service account"},
		{"get create", "pods/exec pods/attach pods/portforward", "run commands in other pods"},
		{"get update patch", "pods/ephemeralcontainers", "run commands in other pods"},
		{"get create update patch delete", "pods/proxy services/proxy", "run commands in other pods"},
		{"bind escalate", "roles clusterroles roles.rbac.authorization.k8s.io", "hand out permissions"},
		{write, "roles rolebindings clusterroles clusterrolebindings rolebindings.rbac.authorization.k8s.io", "pass its permissions on"},
		{"impersonate impersonate:user-info impersonate:arbitrary-node impersonate-on:user-info:list", "users groups serviceaccounts uids userextras/scopes", "act as other users"},
		{"create", "serviceaccounts/token podcertificaterequests", "obtain credentials of any service account"},
		{"get create update patch delete", "nodes/proxy", "run commands in every pod of a node"},
		{"create update patch delete deletecollection", "validatingwebhookconfigurations mutatingwebhookconfigurations validatingadmissionpolicies mutatingadmissionpolicies validatingadmissionpolicybindings mutatingadmissionpolicybindings", "read and change every request"},
		{change, "certificatesigningrequests/approval certificatesigningrequests.certificates.k8s.io/status", "issue certificates for any identity"},
		{"approve sign attest", "signers signers.certificates.k8s.io", "issue certificates for any identity"},
		{"create", "persistentvolumes", "mount any path of a node"},
		{change, "namespaces namespaces/status", "lower the namespace's Pod Security level"},
		{"update", "namespaces/finalize", "lower the namespace's Pod Security level"},
		{"delete", "namespaces", "remove the namespace"},
		{write, "nodes", "draw pods"},
		{change, "nodes/status", "draw pods"},
		{change, "pods/status services/status", "send traffic that is meant for others"},
		{write, "endpoints endpointslices endpointslices.discovery.k8s.io", "send traffic that is meant for others"},
		{"create update patch delete deletecollection", "customresourcedefinitions apiservices ipaddresses servicecidrs", "replace APIs and addresses"},
		{"create update patch delete", "externalsecrets.external-secrets.io secretstores.external-secrets.io clustersecretstores.external-secrets.io pushsecrets.external-secrets.io", "read or overwrite, by proxy"},
		{"create update patch delete deletecollection", "networkpolicies ciliumnetworkpolicies.cilium.io", "open the walls"},
		{"use", "securitycontextconstraints.security.openshift.io", "run its pods with more privileges"},
	}
	for _, tt := range tests {
		for _, verb := range words(tt.verbs) {
			for _, resource := range words(tt.resources) {
				for _, names := range [][]string{nil, {"one"}} {
					got := ruleReports(APIRule{Verbs: []string{verb}, Resources: []string{resource}, ResourceNames: names})
					if !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "lets the workload "+tt.reason) }) {
						t.Errorf("%s on %s %s: %q does not say: %s", verb, resource, names, got, tt.reason)
					}
				}
			}
		}
	}
}

// A row whose resource is spelled wrong would refuse nothing.
func TestDangerousGrantsAreReal(t *testing.T) {
	for _, g := range DangerousGrants {
		for _, said := range g.Resources {
			r, ok := lookupResource(said)
			if !ok {
				t.Errorf("%s is not a resource", said)
			}
			if spelled := spellResource(r.group, r.name); spelled != said {
				t.Errorf("%s is spelled %s", said, spelled)
			}
			for _, verb := range g.Verbs {
				if covered := g.Covers(r.group, r.name, strings.TrimSuffix(verb, "*"), false, true); !covered {
					t.Errorf("%s on %s is not covered", verb, said)
				}
			}
		}
		if !slices.IsSorted(g.Resources) {
			t.Errorf("%q is not sorted", g.Resources)
		}
		if g.Allows == "" || g.Instead == "" || len(g.Verbs) == 0 {
			t.Errorf("%+v lacks verbs, a reason or an alternative", g)
		}
		for _, text := range []string{g.Allows, g.Instead} {
			if strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "...") || strings.Contains(text, "\n") {
				t.Errorf("%q is not one sentence without a period", text)
			}
		}
	}
}

func TestRuleReports(t *testing.T) {
	tests := []struct {
		name string
		rule APIRule
		want []string
	}{{
		"empty", APIRule{}, []string{
			`verbs[-1]: a rule without verbs grants nothing | name the verbs: [get, list, watch]`,
			`resources[-1]: a rule without resources grants nothing | name the resources: [configmaps]`,
		},
	}, {
		"empty names", APIRule{Verbs: words("get"), Resources: words("configmaps"), ResourceNames: []string{}}, []string{
			`resourceNames[-1]: an empty list of names means every name | name the objects, or leave resourceNames out`,
		},
	}, {
		"duplicates", APIRule{Verbs: words("get get"), Resources: words("deployments deployments deployments.apps"), ResourceNames: words("a a")}, []string{
			`verbs[1]: "get" stands here twice | leave one of them out`,
			`resources[1]: "deployments" stands here twice | leave one of them out`,
			`resources[2]: "deployments.apps" is the same resource as "deployments" | leave one of them out`,
			`resourceNames[1]: "a" stands here twice | leave one of them out`,
		},
	}, {
		"wildcards", APIRule{Verbs: words("* impersonate:*"), Resources: words("* pods/* */scale *.apps"), ResourceNames: words("* api-*")}, []string{
			`verbs[0]: the wildcard "*" grants verbs that do not exist yet, too | name the verbs: [get, list, watch]`,
			`verbs[1]: the wildcard "impersonate:*" grants verbs that do not exist yet, too | name the verbs: [get, list, watch]`,
			`resources[0]: the wildcard "*" grants resources that do not exist yet, too | name the resources: [configmaps]`,
			`resources[1]: the wildcard "pods/*" grants resources that do not exist yet, too | name the resources: [configmaps]`,
			`resources[2]: the wildcard "*/scale" grants resources that do not exist yet, too | name the resources: [configmaps]`,
			`resources[3]: the wildcard "*.apps" grants resources that do not exist yet, too | name the resources: [configmaps]`,
			`resourceNames[0]: "*" is compared letter by letter, a wildcard matches nothing | name each object, or leave resourceNames out`,
			`resourceNames[1]: "api-*" is compared letter by letter, a wildcard matches nothing | name each object, or leave resourceNames out`,
		},
	}, {
		"unknown verbs", APIRule{Verbs: words("GET gte view read edit exec Impersonate"), Resources: words("configmaps")}, []string{
			`verbs[0]: "GET" is not a verb of the Kubernetes API: verbs are lower case | did you mean get?`,
			`verbs[1]: "gte" is not a verb of the Kubernetes API | did you mean get?`,
			`verbs[2]: "view" is not a verb of the Kubernetes API | name the verbs: [get, list, watch]`,
			`verbs[3]: "read" is not a verb of the Kubernetes API | name the verbs: [get, list, watch]`,
			`verbs[4]: "edit" is not a verb of the Kubernetes API | name the verbs: [create, update, patch, delete]`,
			`verbs[5]: "exec" is not a verb of the Kubernetes API | the verbs are get, list, watch, create, update, patch, delete and deletecollection`,
			`verbs[6]: "Impersonate" is not a verb of the Kubernetes API | the verbs are get, list, watch, create, update, patch, delete and deletecollection`,
		},
	}, {
		"unknown resources", APIRule{Verbs: words("get"), Resources: words("Pod widgets")}, []string{
			`resources[0]: "Pod" is not a resource of Kubernetes ` + resourcesVersion + ` | did you mean pods?`,
			`resources[1]: "widgets" is not a resource of Kubernetes ` + resourcesVersion + ` | a custom resource is written as plural.group, such as widgets.example.com`,
		},
	}, {
		"cluster-scoped", APIRule{Verbs: words("get list"), Resources: words("nodes namespaces users")}, []string{
			`resources[0]: granting "get" and "list" on "nodes" has no effect, because the resource is cluster-scoped and a Role is not | give it a rule of its own with clusterWide: true`,
			`resources[1]: granting "list" on "namespaces" has no effect, because the resource is cluster-scoped and a Role is not | grant get, which reaches the namespace of the rule, or give it a rule of its own with clusterWide: true`,
			`resources[2]: granting "get" and "list" on "users" has no effect, because the resource is cluster-scoped and a Role is not | give it a rule of its own with clusterWide: true`,
		},
	}, {
		"unserved", APIRule{Verbs: words("get list watch use"), Resources: words("pods pods/log")}, []string{
			`resources[0]: granting "use" on "pods" has no effect, because the API server does not serve it | pods serves get, list, watch, create, update, patch, delete and deletecollection; give other resources a rule of their own`,
			`resources[1]: granting "list", "watch" and "use" on "pods/log" has no effect, because the API server does not serve it | pods/log serves get; give other resources a rule of their own`,
		},
	}, {
		"names that no request carries", APIRule{Verbs: words("get list watch create deletecollection"), Resources: words("configmaps"), ResourceNames: words("api-flags")}, []string{
			`verbs[1]: "list" matches a rule with resourceNames only for a client that selects by metadata.name | split the rule: get with resourceNames, and list and watch in a rule of their own, without resourceNames unless the client does so`,
			`verbs[2]: "watch" matches a rule with resourceNames only for a client that selects by metadata.name | split the rule: get with resourceNames, and list and watch in a rule of their own, without resourceNames unless the client does so`,
			`verbs[3]: "create" never matches a rule with resourceNames, because its requests carry no name | give create a rule of its own, without resourceNames`,
			`verbs[4]: "deletecollection" never matches a rule with resourceNames, because its requests carry no name | give deletecollection a rule of its own, without resourceNames`,
		},
	}, {
		"create on a resource next to a subresource", APIRule{Verbs: words("create"), Resources: words("pods/eviction configmaps"), ResourceNames: words("api")}, []string{
			`verbs[0]: "create" never matches a rule with resourceNames, because its requests carry no name | give create a rule of its own, without resourceNames`,
		},
	}, {
		"dangerous whatever the names", APIRule{Verbs: words("create list"), Resources: words("persistentvolumeclaims secrets"), ResourceNames: words("api")}, []string{
			`resources[1]: granting "list" on "secrets" lets the workload read every secret of the namespace, because a list carries their content | get the secrets by name: verbs: [get], resourceNames: [...]`,
			`resources[1]: granting "create" on "secrets" lets the workload obtain the token of any service account of the namespace, or replace credentials that others trust | declare the secret under secrets, so that the External Secrets operator writes it`,
			`verbs[0]: "create" never matches a rule with resourceNames, because its requests carry no name | give create a rule of its own, without resourceNames`,
			`verbs[1]: "list" matches a rule with resourceNames only for a client that selects by metadata.name | split the rule: get with resourceNames, and list and watch in a rule of their own, without resourceNames unless the client does so`,
		},
	}, {
		"dangerous and nothing else", APIRule{Verbs: words("create"), Resources: words("pods"), ResourceNames: words("api")}, []string{
			`resources[0]: granting "create" on "pods" lets the workload run pods as any service account of the namespace, with any of its secrets mounted | grant get, list, watch or delete; to change only the number of replicas, update deployments/scale`,
		},
	}, {
		"bad names", APIRule{Verbs: words("get"), Resources: words("configmaps"), ResourceNames: []string{"", "Api_Flags", "a/b"}}, []string{
			`resourceNames[0]: an empty name matches every request that carries no name | name the object`,
			`resourceNames[1]: "Api_Flags" is not a name that an object can have | a name has lower-case letters, digits, - and ., at most 253 of them`,
			`resourceNames[2]: "a/b" is not a name that an object can have | a name has lower-case letters, digits, - and ., at most 253 of them`,
		},
	}, {
		"bad names of roles", APIRule{Verbs: words("get"), Resources: words("roles"), ResourceNames: []string{"a/b", ".."}}, []string{
			`resourceNames[0]: "a/b" is not a name that an object can have | a name has lower-case letters, digits, - and ., at most 253 of them`,
			`resourceNames[1]: ".." is not a name that an object can have | a name has lower-case letters, digits, - and ., at most 253 of them`,
		},
	}, {
		"secrets", APIRule{Verbs: words("get list"), Resources: words("secrets")}, []string{
			`resources[0]: granting "get" on "secrets" lets the workload read every secret of the namespace | name the secrets: resourceNames: [...]`,
			`resources[0]: granting "list" on "secrets" lets the workload read every secret of the namespace, because a list carries their content | get the secrets by name: verbs: [get], resourceNames: [...]`,
		},
	}, {
		"dangerous verb", APIRule{Verbs: words("get impersonate"), Resources: words("serviceaccounts")}, []string{
			`verbs[1]: granting "impersonate" lets the workload act as other users, groups and service accounts | declare in rules what the workload itself needs`,
		},
	}, {
		"dangerous and more", APIRule{Verbs: words("get create"), Resources: words("nodes deployments.apps")}, []string{
			`resources[0]: granting "create" on "nodes" lets the workload draw pods, and the secrets they mount, to a node of its choice | let the cluster's administrators label nodes`,
			`resources[0]: granting "get" on "nodes" has no effect, because the resource is cluster-scoped and a Role is not | give it a rule of its own with clusterWide: true`,
			`resources[1]: granting "create" on "deployments.apps" lets the workload run pods as any service account of the namespace, with any of its secrets mounted | grant get, list, watch or delete; to change only the number of replicas, update deployments/scale`,
		},
	}}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, ruleReports(tt.rule)); diff != "" {
				t.Errorf("reports differ (-want +got):\n%s", diff)
			}
		})
	}
}

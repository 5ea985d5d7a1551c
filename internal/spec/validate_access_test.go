package spec

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func inAPI(s string) string {
	return atTop("platform: {apiServer: [{cidr: 10.96.0.1/32, port: 443}]}") + "  kubernetesAPI: {" + s + "}\n"
}
func inRules(s string) string   { return inAPI("rules: [" + s + "]") }
func inBind(s string) string    { return inAPI("bind: [" + s + "]") }
func inAccount(s string) string { return inWorkload("serviceAccount: {" + s + "}") }

func TestRuleScopes(t *testing.T) {
	testProblems(t, inRules, []problemCase{
		{"{verbs: [get], resources: [pods/log], namespace: kube-system}", ""},
		{"{verbs: [get], resources: [secrets], resourceNames: [a], namespace: data}", ""},
		{"{verbs: [create, get], resources: [configmaps, leases], namespace: kube-system}", ""},
		{"{verbs: [get, list, watch], resources: [nodes, namespaces, pods], clusterWide: true}, {verbs: [get], resources: [nodes/metrics], clusterWide: true}", ""},
		{"{verbs: [get], nonResourceURLs: [/metrics, /metrics/slis], clusterWide: true}", ""},
		{"{verbs: [list, watch], resources: [configmaps], resourceNames: [a]}", ""},
		{"{verbs: [get], resources: [pods], namespace: data, clusterWide: true}",
			`harden.yaml:8:72: workloads[0].kubernetesAPI.rules[0].namespace: a rule holds in one namespace or in the whole cluster, and this one says both
  hint: leave out namespace or clusterWide`},
		{"{verbs: [get], resources: [pods], namespace: Data_1}",
			`harden.yaml:8:72: workloads[0].kubernetesAPI.rules[0].namespace: "Data_1" is no name for a namespace
  hint: such as data-1`},
		{"{verbs: [get], resources: [nodes]}",
			`harden.yaml:8:54: workloads[0].kubernetesAPI.rules[0].resources[0]: granting "get" on "nodes" has no effect, because the resource is cluster-scoped and a Role is not
  hint: give it a rule of its own with clusterWide: true`},
		{"{verbs: [get], resources: [secrets], resourceNames: [a], clusterWide: true}",
			`harden.yaml:8:54: workloads[0].kubernetesAPI.rules[0].resources[0]: granting "get" on "secrets" lets the workload read secrets of the cluster itself, the tokens of its controllers among them
  hint: give each namespace of an application a rule of its own: namespace: NAME, verbs: [get], resourceNames: [...]`},
		{"{verbs: [update], resources: [configmaps], clusterWide: true}",
			`harden.yaml:8:57: workloads[0].kubernetesAPI.rules[0].resources[0]: granting "update" on "configmaps" lets the workload change what the cluster itself is configured by, such as aws-auth or coredns in kube-system
  hint: give each namespace of an application a rule of its own: namespace: NAME; or name the configmaps: resourceNames: [...]`},
		{"{verbs: [get]}",
			`harden.yaml:8:27: workloads[0].kubernetesAPI.rules[0].resources: a rule without resources grants nothing
  hint: name the resources: [configmaps]`},
		{"{verbs: [get], nonResourceURLs: [/metrics]}",
			`harden.yaml:8:42: workloads[0].kubernetesAPI.rules[0].nonResourceURLs: a path of the API server belongs to no namespace
  hint: add clusterWide: true`},
		{"{verbs: [list, get, get, '*'], resources: [pods], resourceNames: [a], nonResourceURLs: [metrics, /api/*, /a, /a, /logs, /logs/x, /debug/pprof/], clusterWide: true}",
			`harden.yaml:8:36: workloads[0].kubernetesAPI.rules[0].verbs[0]: "list" is no verb for a path
  hint: the verbs are get, head, post, put, patch, delete and options
harden.yaml:8:47: workloads[0].kubernetesAPI.rules[0].verbs[2]: "get" stands here twice
  hint: leave one of them out
harden.yaml:8:52: workloads[0].kubernetesAPI.rules[0].verbs[3]: the wildcard "*" grants verbs that nobody needs
  hint: name the verbs: [get]
harden.yaml:8:58: workloads[0].kubernetesAPI.rules[0].resources: a rule speaks of resources or of paths
  hint: give the paths a rule of their own
harden.yaml:8:77: workloads[0].kubernetesAPI.rules[0].resourceNames: a path has no names
  hint: leave resourceNames out
harden.yaml:8:115: workloads[0].kubernetesAPI.rules[0].nonResourceURLs[0]: "metrics" is no path of the API server
  hint: write one such as /metrics
harden.yaml:8:124: workloads[0].kubernetesAPI.rules[0].nonResourceURLs[1]: the wildcard "/api/*" grants paths that do not exist yet, too
  hint: name the paths: [/metrics, /metrics/slis]
harden.yaml:8:136: workloads[0].kubernetesAPI.rules[0].nonResourceURLs[3]: "/a" stands here twice
  hint: leave one of them out
harden.yaml:8:140: workloads[0].kubernetesAPI.rules[0].nonResourceURLs[4]: "/logs" shows the logs of the control plane's machines
  hint: let the cluster's administrators read them
harden.yaml:8:147: workloads[0].kubernetesAPI.rules[0].nonResourceURLs[5]: "/logs/x" shows the logs of the control plane's machines
  hint: let the cluster's administrators read them
harden.yaml:8:156: workloads[0].kubernetesAPI.rules[0].nonResourceURLs[6]: "/debug/pprof/" shows what the API server has in memory
  hint: let the cluster's administrators profile it; /metrics has its numbers`},
	})
}

// Whatever is refused in one namespace is refused cluster-wide and in a namespace of the cluster, too, with names or without.
func TestWiderIsNeverSafer(t *testing.T) {
	for _, g := range DangerousGrants {
		for _, said := range g.Resources {
			for _, verb := range g.Verbs {
				for _, named := range []bool{false, true} {
					r, _ := lookupResource(said)
					narrow := g.Covers(r.group, r.name, verb, named, false)
					if wide := g.Covers(r.group, r.name, verb, named, true); narrow && !wide {
						t.Errorf("%s on %s is refused in a namespace and allowed in the cluster", verb, said)
					}
				}
			}
		}
		if allows, instead := g.Why(true); strings.Contains(allows, "of the namespace") && allows == g.Allows {
			t.Errorf("a cluster-wide rule is said to %s; %s", allows, instead)
		}
	}
}

// Each hint of a wide rule names a rule that is not refused in turn.
func TestWideHints(t *testing.T) {
	for _, r := range []APIRule{
		{Verbs: []string{"get"}, Resources: []string{"secrets"}, ResourceNames: []string{"a"}, Namespace: "data"},
		{Verbs: []string{"update"}, Resources: []string{"configmaps"}, Namespace: "data"},
		{Verbs: []string{"update"}, Resources: []string{"configmaps"}, ResourceNames: []string{"a"}, ClusterWide: true},
		{Verbs: []string{"get", "list", "watch", "delete"}, Resources: []string{"deployments"}, ClusterWide: true},
		{Verbs: []string{"update"}, Resources: []string{"deployments/scale"}, ClusterWide: true},
		{Verbs: []string{"get"}, Resources: []string{"namespaces"}, ClusterWide: true},
	} {
		if got := ruleReports(r); len(got) > 0 {
			t.Errorf("%s: %q", r, got)
		}
	}
}

func TestBind(t *testing.T) {
	testProblems(t, inBind, []problemCase{
		{"{clusterRole: view}, {clusterRole: view, namespace: data}, {clusterRole: view, clusterWide: true}, {role: view}", ""},
		{"{role: extension-apiserver-authentication-reader, namespace: kube-system}, {clusterRole: 'system:auth-delegator', clusterWide: true}", ""},
		{"{role: api}], rules: [{verbs: [get], resources: [pods]}",
			`harden.yaml:8:33: workloads[0].kubernetesAPI.bind[0].role: the Role "api" is made from the rules of the workload of that name
  hint: write under rules what this workload needs`},
		{"{}",
			`harden.yaml:8:26: workloads[0].kubernetesAPI.bind[0]: a binding is to exactly one role or clusterRole
  hint: write {clusterRole: view}, or {role: NAME} for a Role of the namespace`},
		{"{role: a, clusterRole: b}",
			`harden.yaml:8:26: workloads[0].kubernetesAPI.bind[0]: a binding is to exactly one role or clusterRole
  hint: write {clusterRole: view}, or {role: NAME} for a Role of the namespace`},
		{"{role: a, clusterWide: true}",
			`harden.yaml:8:49: workloads[0].kubernetesAPI.bind[0].clusterWide: a Role holds in its namespace alone
  hint: name its namespace, or bind a clusterRole`},
		{"{clusterRole: a, namespace: b, clusterWide: true}",
			`harden.yaml:8:54: workloads[0].kubernetesAPI.bind[0].namespace: a binding holds in one namespace or in the whole cluster, and this one says both
  hint: leave out namespace or clusterWide`},
		{"{clusterRole: a/b}, {role: a, namespace: B}",
			`harden.yaml:8:40: workloads[0].kubernetesAPI.bind[0].clusterRole: "a/b" is not a name that a role can have
  hint: a name has no /, no % and no blank
harden.yaml:8:67: workloads[0].kubernetesAPI.bind[1].namespace: "B" is no name for a namespace: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as b`},
		{"{role: a}, {role: a, namespace: payments}",
			`harden.yaml:8:37: workloads[0].kubernetesAPI.bind[1]: bind[0] says the same
  hint: leave one of them out`},
		{"{clusterRole: edit}",
			`harden.yaml:8:40: workloads[0].kubernetesAPI.bind[0].clusterRole: binding "edit" lets the workload read every secret and start pods as any service account of the namespace
  hint: write down under rules what the workload needs; to read, bind view`},
	})
	for _, name := range []string{"cluster-admin", "admin", "edit", "system:masters", "system:controller:job-controller", "system:kube-scheduler", "system:node",
		"system:kubelet-api-admin", "system:openshift:scc:privileged", "system:certificates.k8s.io:kubelet-serving-approver", "system:aggregate-to-edit"} {
		for _, scope := range []string{"", ", namespace: data", ", clusterWide: true"} {
			if got := problemsOf(inBind(fmt.Sprintf("{clusterRole: %q%s}", name, scope))); !strings.Contains(got, "lets the workload") {
				t.Errorf("%s%s is bound: %s", name, scope, got)
			}
		}
	}
	for _, name := range []string{"view", "system:auth-delegator", "system:monitoring", "system:discovery", "my-admin"} {
		if slices.ContainsFunc(DangerousRoles, func(d DangerousRole) bool { return d.Covers(name) }) {
			t.Errorf("%s is refused", name)
		}
	}
}

func TestTokens(t *testing.T) {
	testProblems(t, inAccount, []problemCase{
		{"tokens: [{audience: vault}, {audience: 'https://sts.example.com', mountPath: /var/run/sts, expirationSeconds: 86400}]", ""},
		{"tokens: [{audience: ''}, {audience: a b, mountPath: /a}]",
			`harden.yaml:7:40: workloads[0].serviceAccount.tokens[0].audience: a token without an audience is one for the Kubernetes API
  hint: write what the program that is to accept it calls itself, such as vault
harden.yaml:7:56: workloads[0].serviceAccount.tokens[1].audience: "a b" is no audience
  hint: such as vault or https://vault.example.com`},
		{"tokens: [{audience: 'https://kubernetes.default.svc.cluster.local', mountPath: /a}, {audience: kubernetes.default.svc}]",
			`harden.yaml:7:40: workloads[0].serviceAccount.tokens[0].audience: the audience "https://kubernetes.default.svc.cluster.local" is the Kubernetes API's own
  hint: declare kubernetesAPI, which mounts a token and opens the way
harden.yaml:7:115: workloads[0].serviceAccount.tokens[1].audience: the audience "kubernetes.default.svc" is the Kubernetes API's own
  hint: declare kubernetesAPI, which mounts a token and opens the way`},
		{"tokens: [{audience: 'https://vault.example.com'}]",
			`harden.yaml:7:29: workloads[0].serviceAccount.tokens[0].mountPath: no path can be derived from the audience "https://vault.example.com"
  hint: write one such as /var/run/secrets/tokens/NAME`},
		{"tokens: [{audience: vault}, {audience: vault, mountPath: /a}]",
			`harden.yaml:7:59: workloads[0].serviceAccount.tokens[1].audience: there is a token for "vault" already
  hint: leave one of them out`},
		{"tokens: [{audience: vault, mountPath: /var/run/secrets/kubernetes.io/serviceaccount}]",
			`harden.yaml:7:58: workloads[0].serviceAccount.tokens[0].mountPath: /var/run/secrets/kubernetes.io/serviceaccount is kept for the token of the service account
  hint: mount it somewhere else, such as /var/run/secrets/app/NAME`},
		{"tokens: [{audience: vault, expirationSeconds: 3607}, {audience: b, expirationSeconds: 599}, {audience: c, expirationSeconds: 86401}]",
			`harden.yaml:7:66: workloads[0].serviceAccount.tokens[0].expirationSeconds: the API server takes a token of exactly 3607 seconds for an automatic one, which it may extend to a year
  hint: write 3600
harden.yaml:7:106: workloads[0].serviceAccount.tokens[1].expirationSeconds: a token lives 600 to 86400 seconds, not 599
  hint: write 3600; the kubelet renews a token long before it ends
harden.yaml:7:145: workloads[0].serviceAccount.tokens[2].expirationSeconds: a token lives 600 to 86400 seconds, not 86401
  hint: write 3600; the kubelet renews a token long before it ends`},
	})
}

func TestIdentityAnnotations(t *testing.T) {
	const uuid = "01234567-89ab-cdef-0123-456789abcdef"
	testProblems(t, inAccount, []problemCase{
		{"annotations: {eks.amazonaws.com/role-arn: 'arn:aws-us-gov:iam::111122223333:role/team/path/api', eks.amazonaws.com/token-expiration: '3600'}", ""},
		{"annotations: {iam.gke.io/gcp-service-account: api-reader@example-project.iam.gserviceaccount.com}", ""},
		{"annotations: {azure.workload.identity/client-id: " + uuid + ", azure.workload.identity/tenant-id: " + uuid + "}", ""},
		{"annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::11112222333:role/api'}",
			`harden.yaml:7:62: workloads[0].serviceAccount.annotations["eks.amazonaws.com/role-arn"]: "arn:aws:iam::11112222333:role/api" is no value of eks.amazonaws.com/role-arn
  hint: such as arn:aws:iam::111122223333:role/api`},
		{"annotations: {eks.amazonaws.com/role-arn: 'arn:aws:iam::111122223333:user/api'}",
			`harden.yaml:7:62: workloads[0].serviceAccount.annotations["eks.amazonaws.com/role-arn"]: "arn:aws:iam::111122223333:user/api" is no value of eks.amazonaws.com/role-arn
  hint: such as arn:aws:iam::111122223333:role/api`},
		{"annotations: {eks.amazonaws.com/role_arn: a, eks.amazonaws.com/other: b}",
			`harden.yaml:7:62: workloads[0].serviceAccount.annotations["eks.amazonaws.com/role_arn"]: no cloud reads the annotation "eks.amazonaws.com/role_arn"
  hint: did you mean eks.amazonaws.com/role-arn?`},
		{"annotations: {iam.gke.io/gcp-service-account: api@example-project}",
			`harden.yaml:7:66: workloads[0].serviceAccount.annotations["iam.gke.io/gcp-service-account"]: "api@example-project" is no value of iam.gke.io/gcp-service-account
  hint: such as api-reader@example-project.iam.gserviceaccount.com`},
		{"annotations: {azure.workload.identity/client-id: api}",
			`harden.yaml:7:69: workloads[0].serviceAccount.annotations["azure.workload.identity/client-id"]: "api" is no value of azure.workload.identity/client-id
  hint: such as 00000000-1111-2222-3333-444444444444`},
	})
	testProblems(t, inWorkload, []problemCase{
		{"annotations: {iam.gke.io/gcp-service-account: a@b.iam.gserviceaccount.com}",
			`harden.yaml:7:49: workloads[0].annotations["iam.gke.io/gcp-service-account"]: iam.gke.io/gcp-service-account is read from the service account, not from the pods
  hint: write it under serviceAccount: {annotations: {iam.gke.io/gcp-service-account: a@b.iam.gserviceaccount.com}}`},
		{"labels: {azure.workload.identity/use: 'false'}\nserviceAccount: {annotations: {azure.workload.identity/client-id: " + uuid + "}}",
			`harden.yaml:7:41: workloads[0].labels["azure.workload.identity/use"]: the label says that the pods take no identity, and the account has one
  hint: remove the label, which is set by harden-gen, or the annotation azure.workload.identity/client-id`},
	})
}

func TestIdentityAnnotationsOfAnotherCloud(t *testing.T) {
	for profile, key := range map[string]string{"eks": "iam.gke.io/gcp-service-account", "gke": "azure.workload.identity/client-id", "aks": "eks.amazonaws.com/role-arn"} {
		app := mustLoad(t, small)
		Default(app)
		app.Platform.Profile = profile
		v := &validator{app: app}
		p := top("annotations")
		v.identityAnnotations(&p, map[string]string{key: "a"})
		if len(v.problems) != 2 || !strings.Contains(v.problems[0].Message, key+" means nothing on "+profile) || !strings.Contains(v.problems[0].Hint, "the annotation of "+profile+" is ") {
			t.Errorf("%s on %s: %v", key, profile, v.problems)
		}
	}
}

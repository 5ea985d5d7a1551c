package controls

import (
	"strings"
	"testing"
)

// TestRenderedPermissionsAreDeclared: the roles that templates make allow what their specs declare, and no more.
func TestRenderedPermissionsAreDeclared(t *testing.T) {
	granted := 0
	for name, c := range goldens(t) {
		t.Run(name, func(t *testing.T) {
			s := setOf(t, string(c[1]))
			a := NewAccessOf(s)
			granted += len(a.Permissions())
			for _, d := range a.Compare(appOf(t, c[0]), NewNetworkOf(s)) {
				t.Error(d)
			}
		})
	}
	if granted == 0 {
		t.Error("no golden case grants anything")
	}
}

const roleAndBinding = `
---
apiVersion: rbac.authorization.k8s.io/v1
kind: KIND
metadata: {name: extra, namespace: operator, labels: {rbac.authorization.k8s.io/aggregate-to-view: "true"}}
rules:
- RULE
---
apiVersion: rbac.authorization.k8s.io/v1
kind: KINDBinding
metadata: {name: extra, namespace: operator}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: KIND, name: extra}
subjects: [SUBJECT]
`

const bystander = "{kind: ServiceAccount, name: bystander, namespace: operator}"

func grantTo(subject, kind, rule string) string {
	return strings.NewReplacer("KIND", kind, "RULE", rule, "SUBJECT", subject).Replace(roleAndBinding)
}

func bindTo(subject, kind, role, bindingKind string) string {
	return `
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ` + bindingKind + `
metadata: {name: extra, namespace: operator}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ` + kind + `, name: ` + role + `}
subjects: [` + subject + `]
`
}

// The faults in permissions that overlays, patches and hands make, on the golden base kubernetes-api.
var permissionFaults = []fault{
	{name: "a role for an account without one", new: grantTo(bystander, "Role", "{apiGroups: [''], resources: [secrets], verbs: [get, list]}"),
		want: []string{
			"granted but undeclared: operator/bystander: get, list on secrets in namespace operator: Role operator/extra rules[0] allows it, through RoleBinding operator/extra subjects[0]",
		}},
	{name: "a wildcard", new: grantTo(bystander, "Role", "{apiGroups: ['*'], resources: ['*'], verbs: ['*']}"),
		want: []string{
			"granted but undeclared: operator/bystander: * on *.* in namespace operator: Role operator/extra rules[0] allows it, through RoleBinding operator/extra subjects[0]",
		}},
	{name: "a wildcard for an account that may do something", new: grantTo("{kind: ServiceAccount, name: controller, namespace: operator}", "Role", "{apiGroups: [''], resources: ['*'], verbs: [get]}"),
		want: []string{
			"granted but undeclared: operator/controller: get on * in namespace operator: Role operator/extra rules[0] allows it, through RoleBinding operator/extra subjects[0]",
		}},
	{name: "a role that allows no more than is declared", new: grantTo("{kind: ServiceAccount, name: controller, namespace: operator}", "Role", "{apiGroups: [''], resources: [configmaps], resourceNames: [any], verbs: [get]}")},
	{name: "the same in every namespace", new: grantTo("{kind: ServiceAccount, name: controller, namespace: operator}", "ClusterRole", "{apiGroups: [''], resources: [configmaps], verbs: [get]}"),
		want: []string{
			"granted but undeclared: operator/controller: get on configmaps in the whole cluster: ClusterRole extra rules[0] allows it, through ClusterRoleBinding extra subjects[0]",
		}},
	{name: "a path", new: grantTo(bystander, "ClusterRole", "{nonResourceURLs: [/metrics], verbs: [get]}"),
		want: []string{
			"granted but undeclared: operator/bystander: get on /metrics in the whole cluster: ClusterRole extra rules[0] allows it, through ClusterRoleBinding extra subjects[0]",
		}},
	{name: "the default account", new: grantTo("{kind: ServiceAccount, name: default, namespace: operator}", "Role", "{apiGroups: [''], resources: [pods], verbs: [get]}"),
		want: []string{
			"granted but undeclared: operator/default: get on pods in namespace operator: Role operator/extra rules[0] allows it, through RoleBinding operator/extra subjects[0]",
		}},
	{name: "an account of others", new: grantTo("{kind: ServiceAccount, name: ci, namespace: build}", "Role", "{apiGroups: [''], resources: [pods], verbs: [get]}"),
		want: []string{
			"granted but undeclared: build/ci: get on pods in namespace operator: Role operator/extra rules[0] allows it, through RoleBinding operator/extra subjects[0]",
		}},
	{name: "an account as a user", new: grantTo("{kind: User, apiGroup: rbac.authorization.k8s.io, name: 'system:serviceaccount:operator:bystander'}", "Role", "{apiGroups: [''], resources: [pods], verbs: [get]}"),
		want: []string{
			"granted but undeclared: operator/bystander: get on pods in namespace operator: Role operator/extra rules[0] allows it, through RoleBinding operator/extra subjects[0]",
		}},
	{name: "all accounts of the namespace", new: grantTo("{kind: Group, apiGroup: rbac.authorization.k8s.io, name: 'system:serviceaccounts:operator'}", "Role", "{apiGroups: [apps], resources: [deployments/scale], verbs: [get]}"),
		want: []string{
			"granted but undeclared: operator/bystander: get on deployments.apps/scale in namespace operator: Role operator/extra rules[0] allows it, through RoleBinding operator/extra subjects[0]",
			"granted but undeclared: operator/default: get on deployments.apps/scale in namespace operator: Role operator/extra rules[0] allows it, through RoleBinding operator/extra subjects[0]",
			"granted but undeclared: operator/watcher: get on deployments.apps/scale in namespace operator: Role operator/extra rules[0] allows it, through RoleBinding operator/extra subjects[0]",
		}},
	{name: "cluster-admin", new: bindTo(bystander, "ClusterRole", "cluster-admin", "ClusterRoleBinding"),
		want: []string{
			"granted but undeclared: operator/bystander: * on *.* in the whole cluster: ClusterRoleBinding extra roleRef allows it, through ClusterRoleBinding extra subjects[0]",
			"granted but undeclared: operator/bystander: * on * in the whole cluster: ClusterRoleBinding extra roleRef allows it, through ClusterRoleBinding extra subjects[0]",
		}},
	{name: "a role that every cluster has", new: bindTo(bystander, "ClusterRole", "edit", "RoleBinding"),
		want: []string{
			"granted but undeclared: operator/bystander: all that ClusterRole edit allows in namespace operator: RoleBinding operator/extra roleRef allows it, through RoleBinding operator/extra subjects[0]",
		}},
	{name: "a role that aggregates another", new: grantTo("{kind: ServiceAccount, name: ci, namespace: build}", "ClusterRole", "{apiGroups: [''], resources: [pods], verbs: [get]}") +
		strings.ReplaceAll(bindTo(bystander, "ClusterRole", "view", "RoleBinding"), "name: extra,", "name: further,"),
		want: []string{
			"granted but undeclared: build/ci: get on pods in the whole cluster: ClusterRole extra rules[0] allows it, through ClusterRoleBinding extra subjects[0]",
			"granted but undeclared: operator/bystander: get on pods in namespace operator: ClusterRole extra rules[0] allows it, through RoleBinding operator/further subjects[0]",
			"granted but undeclared: operator/bystander: all that ClusterRole view allows in namespace operator: RoleBinding operator/further roleRef allows it, through RoleBinding operator/further subjects[0]",
		}},
	{name: "a verb less", old: "  - update\n  - patch\n", new: "  - update\n",
		want: []string{
			"declared but missing: operator/controller: patch on deployments.apps/scale in namespace operator: Role operator/controller rules[5].verbs leaves it out",
		}},
	{name: "a verb more", old: "  resources:\n  - pods/log\n  verbs:\n  - get\n", new: "  resources:\n  - pods/log\n  verbs:\n  - get\n  - list\n",
		want: []string{
			"granted but undeclared: operator/controller: list on pods/log in namespace operator: Role operator/controller rules[4] allows it, through RoleBinding operator/controller subjects[0]",
		}},
	{name: "a name more", old: "  - feature-flags\n", new: "  - feature-flags\n  - root\n",
		want: []string{
			"granted but undeclared: operator/controller: get on secrets root in namespace operator: Role operator/controller rules[3] allows it, through RoleBinding operator/controller subjects[0]",
		}},
	{name: "a subject of the namespace before", old: "  name: controller\n  namespace: operator\n---\napiVersion: apps", new: "  name: controller\n  namespace: staging\n---\napiVersion: apps",
		want: []string{
			"declared but missing: operator/controller: configmaps in namespace operator and 13 more: RoleBinding operator/controller subjects[0].namespace is not the namespace of the account",
			"granted but undeclared: staging/controller: configmaps in namespace operator and 15 more: RoleBinding operator/controller subjects[0] gives it",
		}},
	{name: "a role of another name", old: "  kind: Role\n  name: controller\n", new: "  kind: Role\n  name: operator\n",
		want: []string{
			"declared but missing: operator/controller: configmaps in namespace operator and 13 more: RoleBinding operator/controller roleRef names Role operator/operator, which is not there",
			"granted but undeclared: operator/controller: all that Role operator/operator allows in namespace operator: RoleBinding operator/controller roleRef allows it, through RoleBinding operator/controller subjects[0]",
		}},
}

// The faults beyond the own namespace, on the golden base api-elsewhere.
var widePermissionFaults = []fault{
	{name: "a binding in another namespace less", old: "kind: RoleBinding\nmetadata:\n  labels:\n    app.kubernetes.io/instance: collector\n    app.kubernetes.io/managed-by: harden-gen\n    app.kubernetes.io/name: collector\n    app.kubernetes.io/part-of: watch\n  name: watch-system:collector\n  namespace: kube-public\n",
		new: "kind: RoleBinding\nmetadata:\n  labels:\n    app.kubernetes.io/instance: collector\n    app.kubernetes.io/managed-by: harden-gen\n    app.kubernetes.io/name: collector\n    app.kubernetes.io/part-of: watch\n  name: watch-system:collector\n  namespace: kube-private\n",
		want: []string{
			"declared but missing: watch-system/collector: list, watch on configmaps in namespace kube-public: RoleBinding watch-system/collector subjects[0] allows it in namespace watch-system alone",
			"granted but undeclared: watch-system/collector: all that Role kube-private/watch-system:collector allows in namespace kube-private: RoleBinding kube-private/watch-system:collector roleRef allows it, through RoleBinding kube-private/watch-system:collector subjects[0]",
		}},
	{name: "a bound role in the whole cluster", new: strings.ReplaceAll(bindTo("{kind: ServiceAccount, name: authority, namespace: watch-system}", "ClusterRole", "view", "ClusterRoleBinding"), "operator", "watch-system"),
		want: []string{
			"granted but undeclared: watch-system/authority: all that ClusterRole view allows in the whole cluster: ClusterRoleBinding extra roleRef allows it, through ClusterRoleBinding extra subjects[0]",
		}},
	{name: "a bound role whose rules are here", new: "\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: 'system:auth-delegator'}\nrules:\n- {apiGroups: [''], resources: [nodes], verbs: [get]}\n"},
}

func TestWidePermissionFaultsAreFound(t *testing.T) {
	c := goldens(t)["api-elsewhere"]
	for _, f := range widePermissionFaults {
		t.Run(f.name, func(t *testing.T) {
			s := setOf(t, f.in(t, string(c[1])))
			var have []string
			for _, d := range NewAccessOf(s).Compare(appOf(t, c[0]), NewNetworkOf(s)) {
				have = append(have, d.String())
			}
			f.check(t, have)
		})
	}
}

func TestPermissionFaultsAreFound(t *testing.T) {
	c := goldens(t)["kubernetes-api"]
	for _, f := range permissionFaults {
		t.Run(f.name, func(t *testing.T) {
			s := setOf(t, f.in(t, string(c[1])))
			var have []string
			for _, d := range NewAccessOf(s).Compare(appOf(t, c[0]), NewNetworkOf(s)) {
				have = append(have, d.String())
			}
			f.check(t, have)
		})
	}
}

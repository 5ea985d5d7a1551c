package templates

import (
	"slices"

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// grants calls yield for every role and binding that a workload needs. An account that may do nothing needs none.
func (s *scope) grants(yield func(*template, int) bool) bool {
	if s.w.KubernetesAPI == nil {
		return true
	}
	scopes := ruleScopes(s.app, s.w.KubernetesAPI.Rules)
	each := func(t *template, n int, is func(int) bool) bool {
		for i := range n {
			if is(i) && !yield(t, i) {
				return false
			}
		}
		return true
	}
	wide := func(i int) bool { return scopes[i].ClusterWide }
	narrow := func(i int) bool { return !scopes[i].ClusterWide }
	bind := s.w.KubernetesAPI.Bind
	return each(&roleTemplate, len(scopes), narrow) &&
		each(&roleBindingTemplate, len(scopes), narrow) &&
		each(&boundRoleTemplate, len(bind), func(i int) bool { return !bind[i].ClusterWide }) &&
		each(&clusterRoleTemplate, len(scopes), wide) &&
		each(&clusterRoleBindingTemplate, len(scopes), wide) &&
		each(&boundClusterRoleTemplate, len(bind), func(i int) bool { return bind[i].ClusterWide })
}

// ruleScopes are the scopes that rules name, each once, in their order.
func ruleScopes(app *spec.HardenedApplication, rules []spec.APIRule) []spec.Scope {
	var scopes []spec.Scope
	for i := range rules {
		if in := app.ScopeOf(rules[i].Namespace, rules[i].ClusterWide); !slices.Contains(scopes, in) {
			scopes = append(scopes, in)
		}
	}
	return scopes
}

var clusterNameComments = map[string]string{
	"metadata.name": "the account's namespace and name: nobody else in the cluster has both",
}

// grantMeta names what grants in a scope. In the own namespace that is the workload's name. Elsewhere many
// applications meet: there the account's own namespace stands before it, and the colon, which no
// namespace and no workload can have in its name, keeps a-b:c apart from a:b-c.
func (f *frame) grantMeta(in spec.Scope) metav1.ObjectMeta {
	meta := f.meta()
	if in == (spec.Scope{}) {
		return meta
	}
	meta.Name = f.app.Namespace.Name + ":" + f.w.Name
	meta.Namespace = in.Namespace // empty for a cluster-scoped object
	return meta
}

// role grants the rules of the i-th scope.
func role(f *frame, i int) *rbacv1.Role {
	rules := f.w.KubernetesAPI.Rules
	in := ruleScopes(f.app, rules)[i]
	return &rbacv1.Role{
		TypeMeta:   metav1.TypeMeta{APIVersion: rbacv1.SchemeGroupVersion.String(), Kind: "Role"},
		ObjectMeta: f.grantMeta(in),
		Rules:      rulesIn(f.app, rules, in),
	}
}

// clusterRole grants the cluster-wide rules.
func clusterRole(f *frame, i int) *rbacv1.ClusterRole {
	rules := f.w.KubernetesAPI.Rules
	in := ruleScopes(f.app, rules)[i]
	return &rbacv1.ClusterRole{
		TypeMeta:   metav1.TypeMeta{APIVersion: rbacv1.SchemeGroupVersion.String(), Kind: "ClusterRole"},
		ObjectMeta: f.grantMeta(in),
		Rules:      rulesIn(f.app, rules, in),
	}
}

func rulesIn(app *spec.HardenedApplication, rules []spec.APIRule, in spec.Scope) []rbacv1.PolicyRule {
	var all []rbacv1.PolicyRule
	for _, rule := range rules {
		if app.ScopeOf(rule.Namespace, rule.ClusterWide) == in {
			all = append(all, policyRules(rule)...)
		}
	}
	return all
}

// policyRules is one rule for each API group that the declared resources belong to: a rule grants
// its verbs on the product of its groups and resources, which would name pairs that nobody declared.
func policyRules(rule spec.APIRule) []rbacv1.PolicyRule {
	if len(rule.NonResourceURLs) > 0 {
		return []rbacv1.PolicyRule{{NonResourceURLs: rule.NonResourceURLs, Verbs: rule.Verbs}}
	}
	var rules []rbacv1.PolicyRule
	for _, name := range rule.Resources {
		group, resource := spec.ResolveResource(name)
		i := slices.IndexFunc(rules, func(r rbacv1.PolicyRule) bool { return r.APIGroups[0] == group })
		if i < 0 {
			i = len(rules)
			rules = append(rules, rbacv1.PolicyRule{APIGroups: []string{group}, Verbs: rule.Verbs, ResourceNames: rule.ResourceNames})
		}
		rules[i].Resources = append(rules[i].Resources, resource)
	}
	return rules
}

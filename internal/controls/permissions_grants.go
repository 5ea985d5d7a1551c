package controls

import (
	"fmt"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Permissions are all that accounts may do, in the order of the bindings.
func (a *Access) Permissions() []Permission {
	var all []Permission
	for i := range a.bindings {
		b := &a.bindings[i]
		granted := a.granted(b)
		for j := range b.subjects {
			for _, account := range a.members(b, &b.subjects[j]) {
				for _, p := range granted {
					p.Account, p.Binding = account, Place{b.object, fmt.Sprintf("subjects[%d]", j)}
					all = append(all, p)
				}
			}
		}
	}
	return all
}

// granted is what a binding gives to each of its subjects: all of it in the binding's own namespace.
func (a *Access) granted(b *roleBinding) []Permission {
	var all []Permission
	for _, role := range a.aggregated(b.role) {
		for i := range role.rules {
			for _, g := range grantsOf(&role.rules[i], b.object.Namespace) {
				all = append(all, Permission{Grant: g, Rule: Place{role.object, fmt.Sprintf("rules[%d]", i)}})
			}
		}
	}
	if a.roles[b.role] != nil {
		return all
	}
	reference := Place{b.object, "roleRef"}
	if b.role == (Ref{Kind: "ClusterRole", Name: "cluster-admin"}) {
		all = append(all, Permission{Grant: Grant{Verb: "*", Group: "*", Resource: "*", Namespace: b.object.Namespace}, Rule: reference})
		if b.object.Namespace == "" {
			all = append(all, Permission{Grant: Grant{Verb: "*", URL: "*"}, Rule: reference})
		}
		return all
	}
	return append(all, Permission{Grant: Grant{Role: b.role.String(), Namespace: b.object.Namespace}, Rule: reference})
}

// aggregated are the role and those whose rules the control plane copies into it: the ones that its
// selectors find, or, for a role that every cluster has, the ones that ask for it by a label. One that is
// copied may have got its own rules in this way.
func (a *Access) aggregated(name Ref) []*grantingRole {
	found := map[Ref]bool{}
	var all []*grantingRole
	var visit func(Ref)
	visit = func(name Ref) {
		if found[name] {
			return
		}
		found[name] = true
		role := a.roles[name]
		var selectors []metav1.LabelSelector
		switch {
		case role == nil && name.Kind == "ClusterRole":
			selectors = []metav1.LabelSelector{{MatchLabels: map[string]string{"rbac.authorization.k8s.io/aggregate-to-" + name.Name: "true"}}}
		case role != nil && role.aggregate != nil:
			selectors = role.aggregate.ClusterRoleSelectors // whose own rules the control plane overwrites
		case role != nil:
			all = append(all, role)
		}
		for _, other := range a.clusterRoles {
			if slices.ContainsFunc(selectors, func(s metav1.LabelSelector) bool {
				return cube{}.selecting(true, &s).matches("", nil, other.labels)
			}) {
				visit(other.object)
			}
		}
	}
	visit(name)
	return all
}

// grantsOf takes a rule apart: it allows every verb on the product of its groups, resources and names.
func grantsOf(rule *rbacv1.PolicyRule, namespace string) []Grant {
	var all []Grant
	names := rule.ResourceNames
	if len(names) == 0 {
		names = []string{""}
	}
	for _, group := range rule.APIGroups {
		for _, resource := range rule.Resources {
			for _, name := range names {
				for _, verb := range rule.Verbs {
					all = append(all, Grant{Verb: verb, Group: group, Resource: resource, Name: name, Namespace: namespace})
				}
			}
		}
	}
	if namespace != "" {
		return all // a path is of no namespace, so a RoleBinding gives none
	}
	for _, url := range rule.NonResourceURLs {
		for _, verb := range rule.Verbs {
			all = append(all, Grant{Verb: verb, URL: url})
		}
	}
	return all
}

// Covers is true when whoever has the grant may do all that the other one allows: the matching of
// pkg/apis/rbac/v1/evaluation_helpers.go in Kubernetes.
func (g Grant) Covers(other Grant) bool {
	if g.Role != "" || other.Role != "" {
		return g.Role == other.Role && (g.Namespace == "" || g.Namespace == other.Namespace)
	}
	if g.Verb != "*" && g.Verb != other.Verb || (g.URL == "") != (other.URL == "") {
		return false
	}
	if g.URL != "" {
		prefix, star := strings.CutSuffix(g.URL, "*")
		return g.URL == other.URL || star && strings.HasPrefix(other.URL, prefix)
	}
	_, sub, _ := strings.Cut(other.Resource, "/")
	return (g.Group == "*" || g.Group == other.Group) &&
		(g.Resource == "*" || g.Resource == other.Resource || sub != "" && g.Resource == "*/"+sub) &&
		(g.Name == "" || g.Name == other.Name) && (g.Namespace == "" || g.Namespace == other.Namespace)
}

// what says everything of a grant but its verb.
func (g Grant) what() string {
	words := g.URL
	switch {
	case g.Role != "":
		words = "all that " + g.Role + " allows"
	case g.URL == "" && g.Group == "":
		words = g.Resource
	case g.URL == "":
		plural, sub, has := strings.Cut(g.Resource, "/")
		if words = plural + "." + g.Group; has {
			words += "/" + sub
		}
	}
	if g.Name != "" {
		words += " " + g.Name
	}
	if g.Namespace == "" {
		return words + " in the whole cluster"
	}
	return words + " in namespace " + g.Namespace
}

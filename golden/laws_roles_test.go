package golden

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// A grant is one thing that an account may do; an empty name is every object.
type grant struct{ group, resource, verb, name string }

// rolesGrantTheDeclared expands every Role into single grants, and the spec into single grants by a
// table of its own: both are the same, and each Role is bound to its workload's account alone.
func rolesGrantTheDeclared(r reporter, s *subject) {
	for i := range s.app.Workloads {
		w := &s.app.Workloads[i]
		want := map[grant]bool{}
		if w.KubernetesAPI != nil {
			for _, rule := range w.KubernetesAPI.Rules {
				for _, said := range rule.Resources {
					group, resource, ok := resourceOf(said)
					if !ok {
						r.Errorf("the tests do not know the group of %q: add it to coreGroups", said)
					}
					expand(want, []string{group}, []string{resource}, rule.Verbs, rule.ResourceNames)
				}
			}
		}
		have := map[grant]bool{}
		for _, role := range s.roles {
			if role.Name != w.Name {
				continue
			}
			for _, rule := range role.Rules {
				expand(have, rule.APIGroups, rule.Resources, rule.Verbs, rule.ResourceNames)
			}
		}
		for g := range have {
			if !want[g] {
				r.Errorf("%s may %+v, which nobody declared", w.Name, g)
			}
			if strings.Contains(g.group+g.resource+g.verb, "*") {
				r.Errorf("%s has a wildcard: %+v", w.Name, g)
			}
		}
		for g := range want {
			if !have[g] {
				r.Errorf("%s may not %+v, which is declared", w.Name, g)
			}
		}
		roles := countOf(s.roles, func(role *rbacv1.Role) bool { return role.Name == w.Name })
		bindings := countOf(s.roleBindings, func(b *rbacv1.RoleBinding) bool { return b.Name == w.Name })
		if need := len(want) > 0; (roles == 1) != need || (bindings == 1) != need || roles > 1 || bindings > 1 {
			r.Errorf("%s has %d Roles and %d RoleBindings for %d grants", w.Name, roles, bindings, len(want))
		}
	}
	for _, b := range s.roleBindings {
		wantSubject := rbacv1.Subject{Kind: "ServiceAccount", Name: b.Name, Namespace: s.app.Namespace.Name}
		if b.RoleRef != (rbacv1.RoleRef{APIGroup: "rbac.authorization.k8s.io", Kind: "Role", Name: b.Name}) || !slices.Equal(b.Subjects, []rbacv1.Subject{wantSubject}) {
			r.Errorf("RoleBinding %s binds %v to %v", b.Name, b.RoleRef, b.Subjects)
		}
	}
}

func expand(into map[grant]bool, groups, resources, verbs, names []string) {
	if len(names) == 0 {
		names = []string{""}
	}
	for _, group := range groups {
		for _, resource := range resources {
			for _, verb := range verbs {
				for _, name := range names {
					into[grant{group, resource, verb, name}] = true
				}
			}
		}
	}
}

// resourceOf reads PLURAL[.GROUP][/SUBRESOURCE].
func resourceOf(said string) (group, resource string, ok bool) {
	said, sub, has := strings.Cut(said, "/")
	plural, group, hasGroup := strings.Cut(said, ".")
	if !hasGroup {
		if group, ok = coreGroups[plural]; !ok {
			return "", "", false
		}
	}
	if has {
		plural += "/" + sub
	}
	return group, plural, true
}

// coreGroups is the API group of a resource that is named without one.
var coreGroups = map[string]string{
	"configmaps": "", "endpoints": "", "events": "", "namespaces": "", "persistentvolumeclaims": "", "pods": "", "secrets": "",
	"serviceaccounts": "", "services": "",
	"daemonsets": "apps", "deployments": "apps", "replicasets": "apps", "statefulsets": "apps",
	"cronjobs": "batch", "jobs": "batch",
	"endpointslices": "discovery.k8s.io", "ingresses": "networking.k8s.io", "leases": "coordination.k8s.io",
	"horizontalpodautoscalers": "autoscaling", "poddisruptionbudgets": "policy",
}

func countOf[T any](list []T, is func(T) bool) (n int) {
	for _, e := range list {
		if is(e) {
			n++
		}
	}
	return n
}

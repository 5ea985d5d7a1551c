package golden

import (
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// A grant is one thing that an account may do; an empty name is every object, an empty namespace every one.
type grant struct{ namespace, group, resource, verb, name string }

// rolesGrantTheDeclared follows every binding to its role and expands it into single grants, and the spec into
// single grants by a table of its own: both are the same.
func rolesGrantTheDeclared(r reporter, s *subject) {
	have := map[string]map[grant]bool{}
	for i := range s.app.Workloads {
		have[s.app.Workloads[i].Name] = map[grant]bool{}
	}
	used := map[string]bool{}
	bind := func(binding, namespace string, ref rbacv1.RoleRef, subjects []rbacv1.Subject) {
		if len(subjects) != 1 || subjects[0].Kind != "ServiceAccount" || subjects[0].APIGroup != "" || subjects[0].Namespace != s.app.Namespace.Name ||
			have[subjects[0].Name] == nil || ref.APIGroup != "rbac.authorization.k8s.io" {
			r.Errorf("%s in %q binds %v to %v", binding, namespace, ref, subjects)
			return
		}
		into := have[subjects[0].Name]
		rules, ours := s.rulesOf(namespace, ref)
		if !ours {
			into[grant{namespace, ref.Kind, ref.Name, "(all)", ""}] = true
		}
		used[roleKey(namespace, ref.Kind, ref.Name)] = true
		for _, rule := range rules {
			if len(rule.NonResourceURLs) > 0 {
				expand(into, "", []string{"(path)"}, rule.NonResourceURLs, rule.Verbs, nil)
				continue
			}
			expand(into, namespace, rule.APIGroups, rule.Resources, rule.Verbs, rule.ResourceNames)
		}
	}
	for _, b := range s.roleBindings {
		bind(b.Name, b.Namespace, b.RoleRef, b.Subjects)
	}
	for _, b := range s.clusterRoleBindings {
		bind(b.Name, "", b.RoleRef, b.Subjects)
	}
	for i := range s.app.Workloads {
		w := &s.app.Workloads[i]
		differ(r, "what "+w.Name+" may do", s.declaredGrants(r, w), have[w.Name])
		for g := range have[w.Name] {
			if strings.Contains(g.group+g.resource+g.verb, "*") {
				r.Errorf("%s has a wildcard: %+v", w.Name, g)
			}
		}
	}
	for _, role := range s.roles {
		if !used[roleKey(role.Namespace, "Role", role.Name)] {
			r.Errorf("nobody is bound to the Role %s of namespace %s", role.Name, role.Namespace)
		}
	}
	for _, role := range s.clusterRoles {
		if !used[roleKey("", "ClusterRole", role.Name)] {
			r.Errorf("nobody is bound to the ClusterRole %s", role.Name)
		}
	}
}

func roleKey(namespace, kind, name string) string {
	if kind == "ClusterRole" {
		namespace = ""
	}
	return kind + "/" + namespace + "/" + name
}

// rulesOf are the rules of a role of the tree.
func (s *subject) rulesOf(namespace string, ref rbacv1.RoleRef) (rules []rbacv1.PolicyRule, ours bool) {
	for _, role := range s.roles {
		if ref.Kind == "Role" && role.Name == ref.Name && role.Namespace == namespace {
			return role.Rules, true
		}
	}
	for _, role := range s.clusterRoles {
		if ref.Kind == "ClusterRole" && role.Name == ref.Name {
			return role.Rules, true
		}
	}
	return nil, false
}

func (s *subject) declaredGrants(r reporter, w *spec.Workload) map[grant]bool {
	want := map[grant]bool{}
	if w.KubernetesAPI == nil {
		return want
	}
	where := func(namespace string, clusterWide bool) string {
		switch {
		case clusterWide:
			return ""
		case namespace == "":
			return s.app.Namespace.Name
		}
		return namespace
	}
	for _, rule := range w.KubernetesAPI.Rules {
		in := where(rule.Namespace, rule.ClusterWide)
		expand(want, "", []string{"(path)"}, rule.NonResourceURLs, rule.Verbs, nil)
		for _, said := range rule.Resources {
			group, resource, ok := resourceOf(said)
			if !ok {
				r.Errorf("the tests do not know the group of %q: add it to coreGroups", said)
			}
			expand(want, in, []string{group}, []string{resource}, rule.Verbs, rule.ResourceNames)
		}
	}
	for _, b := range w.KubernetesAPI.Bind {
		g := grant{where(b.Namespace, b.ClusterWide), "Role", b.Role, "(all)", ""}
		if b.ClusterRole != "" {
			g.group, g.resource = "ClusterRole", b.ClusterRole
		}
		want[g] = true
	}
	return want
}

// namesMeetNobody: what lies outside of the own namespace has a name that no other application can give: the
// account's own namespace and name, with a colon between, which neither can hold.
func namesMeetNobody(r reporter, s *subject) {
	for _, d := range s.documents {
		if d.object == nil || !strings.Contains(d.kind, "Role") || d.object.GetNamespace() == s.app.Namespace.Name {
			continue
		}
		account := s.app.Namespace.Name + ":" + folder(d.path)
		name := d.object.GetName()
		if rest, ok := strings.CutPrefix(name, account); !ok || rest != "" && !strings.HasPrefix(rest, ":Role:") && !strings.HasPrefix(rest, ":ClusterRole:") {
			r.Errorf("%s does not carry the name of the account %s", d, account)
		}
	}
}

func expand(into map[grant]bool, namespace string, groups, resources, verbs, names []string) {
	if len(names) == 0 {
		names = []string{""}
	}
	for _, group := range groups {
		for _, resource := range resources {
			for _, verb := range verbs {
				for _, name := range names {
					into[grant{namespace, group, resource, verb, name}] = true
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
	"serviceaccounts": "", "services": "", "nodes": "", "persistentvolumes": "",
	"daemonsets": "apps", "deployments": "apps", "replicasets": "apps", "statefulsets": "apps",
	"cronjobs": "batch", "jobs": "batch",
	"endpointslices": "discovery.k8s.io", "ingresses": "networking.k8s.io", "leases": "coordination.k8s.io",
	"horizontalpodautoscalers": "autoscaling", "poddisruptionbudgets": "policy",
}

package spec

import (
	"slices"
	"strings"
)

// bind checks the roles of others that a workload is bound to. What is in them is theirs to say; the ones
// that every cluster has are known.
func (v *validator) bind(api *path, roles []BoundRole) {
	for i, b := range roles {
		at := api.at("bind", i)
		switch {
		case (b.Role == "") == (b.ClusterRole == ""):
			v.report(&at, "write {clusterRole: view}, or {role: NAME} for a Role of the namespace", "a binding is to exactly one role or clusterRole")
			continue
		case b.ClusterWide && b.Namespace != "":
			p := at.key("namespace")
			v.report(&p, "leave out namespace or clusterWide", "a binding holds in one namespace or in the whole cluster, and this one says both")
		case b.ClusterWide && b.Role != "":
			p := at.key("clusterWide")
			v.report(&p, "name its namespace, or bind a clusterRole", "a Role holds in its namespace alone")
		}
		if b.Namespace != "" {
			p := at.key("namespace")
			v.label(&p, b.Namespace, "a namespace")
		}
		key, name := "role", b.Role
		if name == "" {
			key, name = "clusterRole", b.ClusterRole
		}
		p := at.key(key)
		if !isRoleName(name) {
			v.report(&p, "a name has no /, no % and no blank", "%s is not a name that a role can have", quote(name))
		}
		if d, dangerous := dangerousRole(name); dangerous {
			v.report(&p, d.Instead, "binding %s lets the workload %s", quote(name), d.Allows)
		}
		if v.app.makesRole(b) {
			v.report(&p, "write under rules what this workload needs", "the Role %s is made from the rules of the workload of that name", quote(name))
		}
		for j, other := range roles[:i] {
			if other.Role == b.Role && other.ClusterRole == b.ClusterRole &&
				v.app.ScopeOf(other.Namespace, other.ClusterWide) == v.app.ScopeOf(b.Namespace, b.ClusterWide) {
				v.report(&at, "leave one of them out", "bind[%d] says the same", j)
			}
		}
	}
}

// makesRole is true for a Role of the own namespace that is made from a workload's rules.
func (app *HardenedApplication) makesRole(b BoundRole) bool {
	if b.Role == "" || b.ClusterWide || b.Namespace != "" && b.Namespace != app.Namespace.Name {
		return false
	}
	return slices.ContainsFunc(app.Workloads, func(w Workload) bool {
		return w.Name == b.Role && w.KubernetesAPI != nil && len(w.KubernetesAPI.Rules) > 0
	})
}

// isRoleName is true for what the API server takes (IsValidPathSegmentName in k8s.io/apimachinery) and
// people can read.
func isRoleName(name string) bool {
	return name != "" && name != "." && name != ".." && !strings.ContainsAny(name, "/%") &&
		!strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

package controls

import (
	"fmt"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// permissions is what each account is declared; a tells what is in the roles that are there already.
func (d *declaration) permissions(a *Access) map[Account][]Grant {
	all := map[Account][]Grant{}
	for k := range d.app.Workloads {
		w := &d.app.Workloads[k]
		i, ok := d.workload[w.Name]
		if !ok || w.KubernetesAPI == nil {
			continue
		}
		account := accountOf(d.n.pods[i].Object.Namespace, d.n.pods[i].Account)
		for _, rule := range w.KubernetesAPI.Rules {
			all[account] = append(all[account], declaredGrants(rule, d.namespace(rule.Namespace, rule.ClusterWide))...)
		}
		for _, b := range w.KubernetesAPI.Bind {
			all[account] = append(all[account], a.boundGrants(b, d.namespace(b.Namespace, b.ClusterWide))...)
		}
	}
	return all
}

// namespace is where something declared holds, wherever an overlay has moved the application; empty is the
// whole cluster.
func (d *declaration) namespace(said string, clusterWide bool) string {
	switch in := d.app.ScopeOf(said, clusterWide); {
	case in.ClusterWide:
		return ""
	case in.Namespace != "":
		return in.Namespace
	}
	return d.own
}

func declaredGrants(rule spec.APIRule, namespace string) []Grant {
	var all []Grant
	for _, url := range rule.NonResourceURLs {
		for _, verb := range rule.Verbs {
			all = append(all, Grant{Verb: verb, URL: url})
		}
	}
	names := rule.ResourceNames
	if len(names) == 0 {
		names = []string{""}
	}
	for _, said := range rule.Resources {
		g := Grant{Namespace: namespace}
		g.Group, g.Resource = spec.ResolveResource(said)
		for _, g.Name = range names {
			for _, g.Verb = range rule.Verbs {
				all = append(all, g)
			}
		}
	}
	return all
}

// boundGrants are what a role of others allows: its rules, where it is among the objects, else all that it says.
func (a *Access) boundGrants(b spec.BoundRole, namespace string) []Grant {
	role := Ref{Kind: "ClusterRole", Name: b.ClusterRole}
	if b.Role != "" {
		role = Ref{Kind: "Role", Namespace: namespace, Name: b.Role}
	}
	var all []Grant
	for _, p := range a.granted(&roleBinding{object: Ref{Namespace: namespace}, role: role}) {
		all = append(all, p.Grant)
	}
	return all
}

// whyMissing looks for a rule of the account that comes near, then for a binding that misses the account.
func (a *Access) whyMissing(account Account, g Grant, have []Permission) (Place, string) {
	elsewhere := -1
	for i, p := range have {
		switch {
		case p.Grant.Group != g.Group || p.Grant.Resource != g.Resource || p.Grant.URL != g.URL || p.Grant.Role != g.Role:
		case p.Grant.Namespace != "" && p.Grant.Namespace != g.Namespace:
			elsewhere = max(elsewhere, i)
		case p.Grant.Name != "" && p.Grant.Name != g.Name:
			return Place{p.Rule.Object, p.Rule.Field + ".resourceNames"}, "allows it for other names alone"
		default:
			return Place{p.Rule.Object, p.Rule.Field + ".verbs"}, "leaves it out"
		}
	}
	if elsewhere >= 0 {
		return have[elsewhere].Binding, "allows it in namespace " + have[elsewhere].Grant.Namespace + " alone"
	}
	for i := range a.bindings {
		b := &a.bindings[i]
		for j := range b.subjects {
			s := &b.subjects[j]
			switch same := s.Kind == "ServiceAccount" && s.Name == account.Name; {
			case same && s.Namespace != account.Namespace:
				return Place{b.object, fmt.Sprintf("subjects[%d].namespace", j)}, "is not the namespace of the account"
			case same && a.roles[b.role] == nil:
				return Place{b.object, "roleRef"}, "names " + b.role.String() + ", which is not there"
			}
		}
	}
	if len(have) > 0 {
		return Place{have[0].Rule.Object, "rules"}, "do not allow it"
	}
	return Place{Object: Ref{"ServiceAccount", account.Namespace, account.Name}}, "is bound to no role that allows it"
}

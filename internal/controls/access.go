package controls

import (
	"fmt"
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// roles calls yield for the rules of every Role and ClusterRole.
func (s *Set) roles(yield func(*Object, []rbacv1.PolicyRule)) {
	for _, o := range s.Objects {
		switch v := o.Value.(type) {
		case *rbacv1.Role:
			yield(o, v.Rules)
		case *rbacv1.ClusterRole:
			yield(o, v.Rules)
		}
	}
}

func wildcards(j *judgement) {
	j.set.roles(func(o *Object, rules []rbacv1.PolicyRule) {
		for i, r := range rules {
			for _, f := range []struct {
				key    string
				values []string
			}{{"verbs", r.Verbs}, {"apiGroups", r.APIGroups}, {"resources", r.Resources}, {"nonResourceURLs", r.NonResourceURLs}} {
				for k, value := range f.values {
					if value == "*" || f.key == "resources" && strings.Contains(value, "*") || f.key == "nonResourceURLs" && value == "/*" {
						j.report(o, Offence{Path: fmt.Sprintf("rules[%d].%s[%d]", i, f.key, k), Message: quoted(value) + " grants what does not exist yet, too",
							Fix: "decide which " + f.key + " the program needs, and name them"})
					}
				}
			}
		}
	})
	j.aggregations(func(o *Object, path string, s *metav1.LabelSelector) {
		if isEmpty(s) {
			j.report(o, Offence{Path: path, Message: "the role gathers the rules of every ClusterRole, cluster-admin among them", Fix: "write the label of the roles that are meant"})
		}
	})
}

// aggregations calls yield for every selector by which a ClusterRole gathers the rules of others.
func (j *judgement) aggregations(yield func(o *Object, path string, s *metav1.LabelSelector)) {
	for o, r := range all[*rbacv1.ClusterRole](j.set) {
		if r.AggregationRule == nil {
			continue
		}
		for i := range r.AggregationRule.ClusterRoleSelectors {
			yield(o, fmt.Sprintf("aggregationRule.clusterRoleSelectors[%d]", i), &r.AggregationRule.ClusterRoleSelectors[i])
		}
	}
}

func dangerousRules(j *judgement) {
	j.set.roles(func(o *Object, rules []rbacv1.PolicyRule) {
		wide := j.set.isWide(o)
		for i, r := range rules {
			for _, g := range spec.DangerousGrants {
				j.grant(o, i, r, g, wide)
			}
		}
	})
}

// isWide is true for a role that reaches what belongs to the cluster itself: a Role in one of the cluster's
// namespaces, and a ClusterRole that is bound there or everywhere. One that nothing here binds grants nothing yet.
func (s *Set) isWide(role *Object) bool {
	if role.Kind == "Role" {
		return spec.IsWide(role.Meta.Namespace, false)
	}
	return slices.ContainsFunc(s.bindings(), func(b binding) bool {
		return b.role.Kind == "ClusterRole" && b.role.Name == role.Meta.Name && spec.IsWide(b.Meta.Namespace, b.Kind == "ClusterRoleBinding")
	})
}

// grant reports a rule once for each resource on which it gives what the grant speaks of.
func (j *judgement) grant(o *Object, i int, r rbacv1.PolicyRule, g spec.DangerousGrant, wide bool) {
	named := len(r.ResourceNames) > 0
	for k, resource := range r.Resources {
		var verbs []string
		for _, group := range r.APIGroups {
			for _, verb := range r.Verbs {
				if named && heldByNames(group, resource, verb, wide) {
					continue
				}
				if g.Covers(group, resource, verb, named, wide) && !slices.Contains(verbs, verb) {
					verbs = append(verbs, verb)
				}
			}
		}
		if len(verbs) > 0 && !slices.Contains(verbs, "*") {
			allows, instead := g.Why(wide)
			j.report(o, Offence{Path: fmt.Sprintf("rules[%d].resources[%d]", i, k),
				Message: strings.Join(verbs, ", ") + " on " + resource + " lets whoever has it " + allows, Fix: instead})
		}
	}
}

// heldByNames is true for what resourceNames make harmless: requests that carry no name they never match,
// and a named secret of an application's namespace is no other one, nor does it become a token, because its type
// cannot change. A list of one name has to ask for that name alone.
func heldByNames(group, resource, verb string, wide bool) bool {
	nameless := (verb == "create" || verb == "deletecollection") && !strings.Contains(resource, "/")
	return nameless || !wide && group == "" && resource == "secrets"
}

// binding is a RoleBinding or a ClusterRoleBinding.
type binding struct {
	*Object
	role     rbacv1.RoleRef
	subjects []rbacv1.Subject
}

func (s *Set) bindings() (found []binding) {
	for _, o := range s.Objects {
		switch v := o.Value.(type) {
		case *rbacv1.RoleBinding:
			found = append(found, binding{o, v.RoleRef, v.Subjects})
		case *rbacv1.ClusterRoleBinding:
			found = append(found, binding{o, v.RoleRef, v.Subjects})
		}
	}
	return found
}

func powerfulRoles(j *judgement) {
	for _, b := range j.set.bindings() {
		for _, d := range spec.DangerousRoles {
			if b.role.Kind == "ClusterRole" && d.Covers(b.role.Name) {
				j.report(b.Object, Offence{Path: "roleRef.name", Message: "the role " + b.role.Name + " lets whoever has it " + d.Allows,
					Fix: "decide what the subject needs, and write a Role with these verbs and resources"})
			}
		}
	}
	j.aggregations(func(o *Object, path string, s *metav1.LabelSelector) {
		for _, name := range peoplesRoles {
			label := labels.Set{"rbac.authorization.k8s.io/aggregate-to-" + name: "true"}
			if parsed, err := metav1.LabelSelectorAsSelector(s); err == nil && !parsed.Empty() && parsed.Matches(label) {
				j.report(o, Offence{Path: path, Message: "the role gathers what the role " + name + " may do", Fix: "write a label of the application's own roles"})
				return
			}
		}
	})
}

// peoplesRoles are those that gather what other roles say by a label (rbac.authorization.k8s.io/aggregate-to-NAME).
var peoplesRoles = []string{"cluster-admin", "admin", "edit"}

func bindingSubjects(j *judgement) {
	for _, b := range j.set.bindings() {
		for i, s := range b.subjects {
			message, fix := j.foreign(b, s)
			if message != "" {
				j.report(b.Object, Offence{Path: fmt.Sprintf("subjects[%d]", i), Message: message, Fix: fix})
			}
		}
	}
}

// foreign says what is wrong with a subject.
func (j *judgement) foreign(b binding, s rbacv1.Subject) (message, fix string) {
	const own = "name the ServiceAccount of the one workload that needs it, with its namespace"
	if account, ok := strings.CutPrefix(s.Name, "system:serviceaccount:"); ok && s.Kind == rbacv1.UserKind {
		namespace, name, _ := strings.Cut(account, ":")
		s = rbacv1.Subject{Kind: rbacv1.ServiceAccountKind, Namespace: namespace, Name: name}
	}
	switch {
	case s.Kind == rbacv1.GroupKind && (strings.HasPrefix(s.Name, "system:serviceaccounts") || slices.Contains([]string{"system:authenticated", "system:unauthenticated", "system:masters"}, s.Name)),
		s.Kind == rbacv1.UserKind && s.Name == "system:anonymous":
		return "the binding is for everyone who is in " + s.Name, own
	case s.Kind != rbacv1.ServiceAccountKind:
		return "", ""
	case s.Name == "default":
		return "the binding is for the account of every pod that names none", own
	case s.Namespace == "":
		return "the account " + s.Name + " has no namespace, and the API server refuses the binding", "write namespace: " + or(b.Meta.Namespace, "NAMESPACE")
	case j.set.account(s.Namespace, s.Name) != nil:
		return "", ""
	case b.Meta.Namespace != "" && s.Namespace != b.Meta.Namespace:
		return "the account is one of namespace " + s.Namespace, "decide whether pods of that namespace are meant; if not, write namespace: " + b.Meta.Namespace
	case len(j.set.accounts) > 0:
		return "there is no ServiceAccount " + s.Namespace + "/" + s.Name + " here: whoever makes it has the permission", own
	}
	return "", ""
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

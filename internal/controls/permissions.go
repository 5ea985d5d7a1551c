package controls

import (
	"slices"
	"strings"

	rbacv1 "k8s.io/api/rbac/v1"
)

// Account is a ServiceAccount.
type Account struct{ Namespace, Name string }

// String is the account as namespace/name.
func (a Account) String() string { return a.Namespace + "/" + a.Name }

// Grant is one thing that may be done with the API. A star stands for everything in its place.
type Grant struct {
	Verb      string
	Group     string // empty is the core group
	Resource  string // such as pods/log
	Name      string // empty is every object
	Namespace string // empty is the whole cluster
	URL       string // a path of the API server, in place of a resource
	Role      string // all that a role allows which is not among the objects, in place of everything else
}

// Permission is a grant that an account has, and the rule and the binding that give it.
type Permission struct {
	Account Account
	Grant   Grant
	Rule    Place
	Binding Place
}

// Access answers what accounts may do, by the roles and bindings of rbac.authorization.k8s.io alone.
type Access struct {
	accounts     []Account
	known        map[Account]bool
	roles        map[Ref]*grantingRole
	clusterRoles []*grantingRole
	bindings     []roleBinding
}

// grantingRole is a Role or a ClusterRole.
type grantingRole struct {
	object    Ref
	rules     []rbacv1.PolicyRule
	labels    map[string]string
	aggregate *rbacv1.AggregationRule
}

// roleBinding is a RoleBinding, or, without a namespace, a ClusterRoleBinding.
type roleBinding struct {
	object   Ref
	role     Ref
	subjects []rbacv1.Subject
}

// NewAccessOf reads the roles and bindings of a set of objects, and the accounts that it has, names as
// subjects, or gives to pods.
func NewAccessOf(s *Set) *Access {
	a := &Access{known: map[Account]bool{}, roles: map[Ref]*grantingRole{}}
	for _, o := range s.Objects {
		switch v := o.Value.(type) {
		case *rbacv1.Role:
			a.roles[o.Ref()] = &grantingRole{object: o.Ref(), rules: v.Rules}
		case *rbacv1.ClusterRole:
			ref := Ref{Kind: "ClusterRole", Name: v.Name} // whatever namespace somebody has written
			role := &grantingRole{ref, v.Rules, v.Labels, v.AggregationRule}
			a.roles[ref], a.clusterRoles = role, append(a.clusterRoles, role)
		case *rbacv1.RoleBinding:
			a.bind(o.Ref(), v.RoleRef, v.Subjects)
		case *rbacv1.ClusterRoleBinding:
			a.bind(Ref{Kind: "ClusterRoleBinding", Name: v.Name}, v.RoleRef, v.Subjects)
		}
	}
	for ref := range s.accounts {
		a.know(Account{ref.Namespace, ref.Name})
	}
	for _, p := range s.pods {
		a.know(accountOf(p.Meta.Namespace, accountName(p.pod)))
	}
	slices.SortFunc(a.accounts, func(b, c Account) int { return strings.Compare(b.String(), c.String()) })
	return a
}

func accountOf(namespace, name string) Account {
	if name == "" {
		name = "default"
	}
	return Account{namespace, name}
}

func (a *Access) know(account Account) {
	if !a.known[account] {
		a.known[account] = true
		a.accounts = append(a.accounts, account)
	}
}

func (a *Access) bind(object Ref, role rbacv1.RoleRef, subjects []rbacv1.Subject) {
	b := roleBinding{object: object, role: Ref{Kind: role.Kind, Name: role.Name}, subjects: subjects}
	if role.Kind == "Role" {
		b.role.Namespace = object.Namespace
	}
	a.bindings = append(a.bindings, b)
	for i := range subjects {
		if account, ok := b.account(&subjects[i]); ok {
			a.know(account)
		}
	}
}

// account is the one account that a subject names, also where it says it as a user.
func (b *roleBinding) account(s *rbacv1.Subject) (Account, bool) {
	switch s.Kind {
	case rbacv1.ServiceAccountKind:
		return Account{s.Namespace, s.Name}, true
	case rbacv1.UserKind:
		if rest, ok := strings.CutPrefix(s.Name, "system:serviceaccount:"); ok {
			namespace, name, ok := strings.Cut(rest, ":")
			return Account{namespace, name}, ok
		}
	}
	return Account{}, false
}

// members are the accounts that a subject stands for, the groups that every account is in among them.
func (a *Access) members(b *roleBinding, s *rbacv1.Subject) []Account {
	if account, ok := b.account(s); ok {
		return []Account{account}
	}
	if s.Kind != rbacv1.GroupKind {
		return nil
	}
	if s.Name == "system:serviceaccounts" || s.Name == "system:authenticated" {
		return a.accounts
	}
	namespace, ok := strings.CutPrefix(s.Name, "system:serviceaccounts:")
	if !ok {
		return nil
	}
	var all []Account
	for _, account := range a.accounts {
		if account.Namespace == namespace {
			all = append(all, account)
		}
	}
	return all
}

package templates

import (
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// roleBinding binds the account to the Role of the i-th scope.
func roleBinding(f *frame, i int) *rbacv1.RoleBinding {
	meta := f.grantMeta(ruleScopes(f.app, f.w.KubernetesAPI.Rules)[i])
	return f.bindRole(meta, "Role", meta.Name)
}

// clusterRoleBinding binds it to its ClusterRole, in every namespace.
func clusterRoleBinding(f *frame, i int) *rbacv1.ClusterRoleBinding {
	meta := f.grantMeta(ruleScopes(f.app, f.w.KubernetesAPI.Rules)[i])
	return f.bindClusterRole(meta, meta.Name)
}

// boundRole binds the account to a role that is there already, in one namespace.
func boundRole(f *frame, i int) *rbacv1.RoleBinding {
	b := f.w.KubernetesAPI.Bind[i]
	kind, name := "Role", b.Role
	if name == "" {
		kind, name = "ClusterRole", b.ClusterRole
	}
	return f.bindRole(f.boundMeta(b, kind, name), kind, name)
}

// boundClusterRole binds it to a ClusterRole that is there already, in every namespace.
func boundClusterRole(f *frame, i int) *rbacv1.ClusterRoleBinding {
	b := f.w.KubernetesAPI.Bind[i]
	return f.bindClusterRole(f.boundMeta(b, "ClusterRole", b.ClusterRole), b.ClusterRole)
}

// boundMeta puts the role into the name of its binding, whose reference can never change. The capital
// letter keeps it apart from every name of a workload.
func (f *frame) boundMeta(b spec.BoundRole, kind, name string) metav1.ObjectMeta {
	meta := f.grantMeta(f.app.ScopeOf(b.Namespace, b.ClusterWide))
	meta.Name += ":" + kind + ":" + name
	return meta
}

func (f *frame) bindRole(meta metav1.ObjectMeta, kind, name string) *rbacv1.RoleBinding {
	return &rbacv1.RoleBinding{
		TypeMeta:   metav1.TypeMeta{APIVersion: rbacv1.SchemeGroupVersion.String(), Kind: "RoleBinding"},
		ObjectMeta: meta,
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: kind, Name: name},
		Subjects:   f.subjects(),
	}
}

func (f *frame) bindClusterRole(meta metav1.ObjectMeta, name string) *rbacv1.ClusterRoleBinding {
	return &rbacv1.ClusterRoleBinding{
		TypeMeta:   metav1.TypeMeta{APIVersion: rbacv1.SchemeGroupVersion.String(), Kind: "ClusterRoleBinding"},
		ObjectMeta: meta,
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: name},
		Subjects:   f.subjects(),
	}
}

// subjects is the workload's account with its namespace: without it the binding follows whatever moves it.
func (f *frame) subjects() []rbacv1.Subject {
	return []rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Name: f.w.Name, Namespace: f.app.Namespace.Name}}
}

package templates

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// hasRole is false without rules: an account that may do nothing needs no Role.
func hasRole(w *spec.Workload) bool { return w.KubernetesAPI != nil && len(w.KubernetesAPI.Rules) > 0 }

// role grants the declared rules.
func role(f *frame) *rbacv1.Role {
	r := &rbacv1.Role{TypeMeta: metav1.TypeMeta{APIVersion: rbacv1.SchemeGroupVersion.String(), Kind: "Role"}, ObjectMeta: f.meta()}
	for _, rule := range f.w.KubernetesAPI.Rules {
		r.Rules = append(r.Rules, policyRules(rule)...)
	}
	return r
}

// policyRules is one rule for each API group that the declared resources belong to: a rule grants
// its verbs on the product of its groups and resources, which would name pairs that nobody declared.
func policyRules(rule spec.APIRule) []rbacv1.PolicyRule {
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

// roleBinding names the subject's namespace: without it the binding follows whatever moves it.
func roleBinding(f *frame) *rbacv1.RoleBinding {
	return &rbacv1.RoleBinding{
		TypeMeta:   metav1.TypeMeta{APIVersion: rbacv1.SchemeGroupVersion.String(), Kind: "RoleBinding"},
		ObjectMeta: f.meta(),
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: f.w.Name},
		Subjects:   []rbacv1.Subject{{Kind: rbacv1.ServiceAccountKind, Name: f.w.Name, Namespace: f.app.Namespace.Name}},
	}
}

// apiTokenVolume is the one that the admission plugin would mount, but of exactly the asked life
// time: the plugin's 3607 seconds are extended to a year (pkg/serviceaccount/claims.go in
// Kubernetes). Client libraries read all three files.
func apiTokenVolume() corev1.Volume {
	return corev1.Volume{Name: apiTokenVolumeName, VolumeSource: corev1.VolumeSource{Projected: &corev1.ProjectedVolumeSource{
		DefaultMode: new(int32(0o440)),
		Sources: []corev1.VolumeProjection{
			{ServiceAccountToken: &corev1.ServiceAccountTokenProjection{Path: "token", ExpirationSeconds: new(int64(3600))}},
			{ConfigMap: &corev1.ConfigMapProjection{
				LocalObjectReference: corev1.LocalObjectReference{Name: "kube-root-ca.crt"},
				Items:                []corev1.KeyToPath{{Key: "ca.crt", Path: "ca.crt"}},
			}},
			{DownwardAPI: &corev1.DownwardAPIProjection{Items: []corev1.DownwardAPIVolumeFile{
				{Path: "namespace", FieldRef: &corev1.ObjectFieldSelector{APIVersion: "v1", FieldPath: "metadata.namespace"}},
			}}},
		},
	}}}
}

// apiTokenVolumeName must not begin with kube-api-access-, which the admission plugin would adopt.
const apiTokenVolumeName = "kubernetes-api-token"

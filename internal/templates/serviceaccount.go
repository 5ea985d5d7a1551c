package templates

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

var defaultAccountComments = map[string]string{
	"automountServiceAccountToken": "every namespace has this account; nothing here uses it",
}

// defaultAccount takes the token away from pods that somebody starts without naming an account.
func defaultAccount(app *spec.HardenedApplication) *corev1.ServiceAccount {
	return &corev1.ServiceAccount{
		TypeMeta:                     metav1.TypeMeta{APIVersion: "v1", Kind: "ServiceAccount"},
		ObjectMeta:                   metav1.ObjectMeta{Name: "default", Namespace: app.Namespace.Name, Labels: applicationLabels(app)},
		AutomountServiceAccountToken: new(false),
	}
}

var accountComments = map[string]string{
	"automountServiceAccountToken": "a pod that calls the API mounts a token that expires",
}

// account is the workload's own, also where it has no permission: then an audit log names the caller.
func account(f *frame) *corev1.ServiceAccount {
	meta := f.meta()
	meta.Annotations = f.w.ServiceAccount.Annotations
	return &corev1.ServiceAccount{
		TypeMeta:                     metav1.TypeMeta{APIVersion: "v1", Kind: "ServiceAccount"},
		ObjectMeta:                   meta,
		AutomountServiceAccountToken: new(false),
	}
}

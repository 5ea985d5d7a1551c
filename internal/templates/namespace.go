package templates

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

var namespaceComments = map[string]string{
	"metadata.labels.pod-security.kubernetes.io/enforce-version": "pinned: a cluster upgrade must not tighten it unseen",
	"metadata.labels.pod-security.kubernetes.io/warn-version":    "tells today what an upgrade will ask for",
}

// namespace carries all six Pod Security labels, the whole API of k8s.io/pod-security-admission.
func namespace(app *spec.HardenedApplication) *corev1.Namespace {
	labels := applicationLabels(app)
	ps := &app.Namespace.PodSecurity
	labels["pod-security.kubernetes.io/enforce"] = ps.Enforce
	labels["pod-security.kubernetes.io/enforce-version"] = ps.Version
	labels["pod-security.kubernetes.io/audit"] = ps.Audit
	labels["pod-security.kubernetes.io/audit-version"] = "latest"
	labels["pod-security.kubernetes.io/warn"] = ps.Warn
	labels["pod-security.kubernetes.io/warn-version"] = "latest"
	return &corev1.Namespace{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"},
		ObjectMeta: metav1.ObjectMeta{Name: app.Namespace.Name, Labels: labels},
	}
}

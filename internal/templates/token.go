package templates

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

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

// tokenVolume is a token for somebody else than the Kubernetes API, which that one refuses.
func tokenVolume(t *spec.Token) corev1.Volume {
	return corev1.Volume{Name: tokenVolumeName(t.Audience), VolumeSource: corev1.VolumeSource{Projected: &corev1.ProjectedVolumeSource{
		DefaultMode: new(int32(0o440)),
		Sources: []corev1.VolumeProjection{{ServiceAccountToken: &corev1.ServiceAccountTokenProjection{
			Path: "token", Audience: t.Audience, ExpirationSeconds: t.ExpirationSeconds,
		}}},
	}}}
}

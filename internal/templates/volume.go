package templates

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

func volumes(f *frame) []corev1.Volume {
	w := f.w
	out := make([]corev1.Volume, 0, len(w.Writable)+len(w.Secrets)+len(w.ServiceAccount.Tokens)+1)
	for _, p := range w.Writable {
		size := quantity(p.Size)
		out = append(out, corev1.Volume{Name: scratchVolumeName(p.MountPath), VolumeSource: corev1.VolumeSource{
			EmptyDir: &corev1.EmptyDirVolumeSource{Medium: corev1.StorageMedium(p.Medium), SizeLimit: &size},
		}})
	}
	for _, name := range mountedSecrets(w) {
		out = append(out, corev1.Volume{Name: secretVolumeName(name), VolumeSource: corev1.VolumeSource{
			Secret: &corev1.SecretVolumeSource{SecretName: name, DefaultMode: new(int32(0o440)), Optional: new(false)},
		}})
	}
	if w.KubernetesAPI != nil {
		out = append(out, apiTokenVolume())
	}
	for i := range w.ServiceAccount.Tokens {
		out = append(out, tokenVolume(&w.ServiceAccount.Tokens[i]))
	}
	return out
}

// mountedSecrets names each mounted secret once: one volume serves several paths.
func mountedSecrets(w *spec.Workload) []string {
	var names []string
	for _, m := range w.Secrets {
		if !slices.Contains(names, m.Name) {
			names = append(names, m.Name)
		}
	}
	return names
}

func volumeMounts(w *spec.Workload) []corev1.VolumeMount {
	out := make([]corev1.VolumeMount, 0, len(w.Writable)+len(w.Secrets)+len(w.ServiceAccount.Tokens)+1)
	for _, p := range w.Writable {
		out = append(out, corev1.VolumeMount{Name: scratchVolumeName(p.MountPath), MountPath: p.MountPath})
	}
	for _, m := range w.Secrets {
		out = append(out, corev1.VolumeMount{Name: secretVolumeName(m.Name), MountPath: m.MountPath, ReadOnly: true})
	}
	if w.KubernetesAPI != nil {
		out = append(out, corev1.VolumeMount{Name: apiTokenVolumeName, MountPath: spec.TokenPath, ReadOnly: true})
	}
	for _, t := range w.ServiceAccount.Tokens {
		out = append(out, corev1.VolumeMount{Name: tokenVolumeName(t.Audience), MountPath: t.MountPath, ReadOnly: true})
	}
	return out
}

// Volumes are named after what they serve, so that a further one never renames another:
// scratch-var-cache-app, secret-db-credentials, token-vault.
func scratchVolumeName(mountPath string) string {
	return volumeName("scratch-", strings.TrimPrefix(mountPath, "/"))
}

func secretVolumeName(secret string) string { return volumeName("secret-", secret) }

func tokenVolumeName(audience string) string { return volumeName("token-", audience) }

// volumeName is a DNS label. What cannot be read back from it, because characters were replaced or
// cut off, is told apart by a hash.
func volumeName(prefix, of string) string {
	plain := true
	b := []byte(prefix)
	for i := range len(of) {
		switch c := of[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b = append(b, c)
		case c == '-' && prefix != "scratch-":
			b = append(b, c)
		case c == '/' && prefix == "scratch-":
			b = append(b, '-')
		default:
			plain = false
			b = append(b, '-')
		}
	}
	if plain && len(b) <= 63 {
		return string(b)
	}
	hash := sha256.Sum256([]byte(of))
	b = b[:min(len(b), 63-9)]
	return strings.TrimRight(string(b), "-") + "-" + hex.EncodeToString(hash[:4])
}

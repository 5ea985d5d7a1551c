package templates

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

func volumes(f *frame) []corev1.Volume {
	w := f.w
	out := make([]corev1.Volume, 0, len(w.Writable)+len(w.Secrets)+len(w.Config)+1)
	for i := range w.Writable {
		p := &w.Writable[i]
		out = append(out, corev1.Volume{Name: writableVolumeName(p), VolumeSource: writableSource(w, p)})
	}
	for i, m := range w.Secrets {
		if !slices.ContainsFunc(w.Secrets[:i], func(o spec.SecretMount) bool { return filesVolumeName("secret-", &o) == filesVolumeName("secret-", &m) }) {
			out = append(out, corev1.Volume{Name: filesVolumeName("secret-", &m), VolumeSource: corev1.VolumeSource{
				Secret: &corev1.SecretVolumeSource{SecretName: m.Name, DefaultMode: new(int32(0o440)), Items: items(m.Items), Optional: new(m.Optional)},
			}})
		}
	}
	for i, m := range w.Config {
		m, before := spec.SecretMount(m), w.Config[:i]
		if !slices.ContainsFunc(before, func(o spec.ConfigMount) bool {
			return filesVolumeName("config-", (*spec.SecretMount)(&o)) == filesVolumeName("config-", &m)
		}) {
			out = append(out, corev1.Volume{Name: filesVolumeName("config-", &m), VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{
				LocalObjectReference: corev1.LocalObjectReference{Name: m.Name}, DefaultMode: new(int32(0o440)), Items: items(m.Items), Optional: new(m.Optional),
			}}})
		}
	}
	if w.KubernetesAPI != nil {
		out = append(out, apiTokenVolume())
	}
	return out
}

// writableSource is scratch space, or a claim.
func writableSource(w *spec.Workload, p *spec.WritablePath) corev1.VolumeSource {
	if p.Claim != nil {
		return corev1.VolumeSource{PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: claimName(w, p)}}
	}
	size := quantity(p.Size)
	return corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{Medium: corev1.StorageMedium(p.Medium), SizeLimit: &size}}
}

func items(list []spec.FileItem) []corev1.KeyToPath {
	if len(list) == 0 {
		return nil
	}
	out := make([]corev1.KeyToPath, len(list))
	for i, item := range list {
		out[i] = corev1.KeyToPath{Key: item.Key, Path: item.Path}
		if mode, err := strconv.ParseInt(item.Mode, 8, 32); err == nil {
			out[i].Mode = new(int32(mode))
		}
	}
	return out
}

func volumeMounts(w *spec.Workload) []corev1.VolumeMount {
	out := make([]corev1.VolumeMount, 0, len(w.Writable)+len(w.Secrets)+len(w.Config)+1)
	for i := range w.Writable {
		p := &w.Writable[i]
		out = append(out, corev1.VolumeMount{Name: writableVolumeName(p), MountPath: p.MountPath})
	}
	for _, m := range w.Secrets {
		out = append(out, corev1.VolumeMount{Name: filesVolumeName("secret-", &m), MountPath: m.MountPath, ReadOnly: true})
	}
	for _, m := range w.Config {
		out = append(out, corev1.VolumeMount{Name: filesVolumeName("config-", (*spec.SecretMount)(&m)), MountPath: m.MountPath, ReadOnly: true})
	}
	if w.KubernetesAPI != nil {
		out = append(out, corev1.VolumeMount{Name: apiTokenVolumeName, MountPath: spec.TokenPath, ReadOnly: true})
	}
	return out
}

// Volumes are named after what they serve, so that a further one never renames another:
// scratch-var-cache-app, claim-data, secret-db-credentials, items-etc-tls.
func writableVolumeName(p *spec.WritablePath) string {
	prefix := "scratch-"
	if p.Claim != nil {
		prefix = "claim-"
	}
	return volumeName(prefix, strings.TrimPrefix(p.MountPath, "/"))
}

// filesVolumeName is the same for all mounts of a secret or config that show every key: one volume
// serves them. A mount of named items has a volume of its own.
func filesVolumeName(prefix string, m *spec.SecretMount) string {
	if len(m.Items) > 0 {
		return volumeName("items-", strings.TrimPrefix(m.MountPath, "/"))
	}
	return volumeName(prefix, m.Name)
}

// volumeName is a DNS label. What cannot be read back from it, because characters were replaced or
// cut off, is told apart by a hash.
func volumeName(prefix, of string) string {
	plain, isName := true, prefix == "secret-" || prefix == "config-" // else a path
	b := []byte(prefix)
	for i := range len(of) {
		switch c := of[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			b = append(b, c)
		case c == '-' && isName:
			b = append(b, c)
		case c == '/' && !isName:
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

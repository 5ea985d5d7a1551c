package templates

import (
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// env lists sources before plain values: $(NAME) in a value only sees what stands above it.
func env(vars map[string]spec.EnvVar) []corev1.EnvVar {
	if len(vars) == 0 {
		return nil
	}
	names := slices.Sorted(maps.Keys(vars))
	out := make([]corev1.EnvVar, 0, len(names))
	for _, name := range names {
		switch v := vars[name]; {
		case v.Field != "":
			out = append(out, corev1.EnvVar{Name: name, ValueFrom: &corev1.EnvVarSource{
				FieldRef: &corev1.ObjectFieldSelector{APIVersion: "v1", FieldPath: v.Field},
			}})
		case v.Secret != "":
			out = append(out, corev1.EnvVar{Name: name, ValueFrom: &corev1.EnvVarSource{
				SecretKeyRef: &corev1.SecretKeySelector{LocalObjectReference: corev1.LocalObjectReference{Name: v.Secret}, Key: v.Key},
			}})
		}
	}
	for _, name := range names {
		if v := vars[name]; v.Field == "" && v.Secret == "" {
			out = append(out, corev1.EnvVar{Name: name, Value: v.Value})
		}
	}
	return out
}

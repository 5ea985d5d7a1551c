package templates

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// env lists each variable behind those that its value refers to.
func env(vars map[string]spec.EnvVar) []corev1.EnvVar {
	if len(vars) == 0 {
		return nil
	}
	names, _ := spec.EnvOrder(vars)
	out := make([]corev1.EnvVar, len(names))
	for i, name := range names {
		v := vars[name]
		if v.IsPlain() {
			out[i] = corev1.EnvVar{Name: name, Value: v.Value}
		} else {
			out[i] = corev1.EnvVar{Name: name, ValueFrom: envSource(&v)}
		}
	}
	return out
}

// envSource never says optional: false, which is what its absence means.
func envSource(v *spec.EnvVar) *corev1.EnvVarSource {
	var optional *bool
	if v.Optional {
		optional = new(true)
	}
	switch {
	case v.Field != "":
		return &corev1.EnvVarSource{FieldRef: &corev1.ObjectFieldSelector{APIVersion: "v1", FieldPath: v.Field}}
	case v.Resource != "":
		divisor := v.Divisor
		if divisor == "" {
			divisor = "1"
		}
		return &corev1.EnvVarSource{ResourceFieldRef: &corev1.ResourceFieldSelector{Resource: v.Resource, Divisor: quantity(divisor)}}
	case v.Config != "":
		return &corev1.EnvVarSource{ConfigMapKeyRef: &corev1.ConfigMapKeySelector{
			LocalObjectReference: corev1.LocalObjectReference{Name: v.Config}, Key: v.Key, Optional: optional,
		}}
	}
	return &corev1.EnvVarSource{SecretKeyRef: &corev1.SecretKeySelector{
		LocalObjectReference: corev1.LocalObjectReference{Name: v.Secret}, Key: v.Key, Optional: optional,
	}}
}

package templates

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

var quotaComments = map[string]string{
	"spec.hard": "all pods of the namespace together, the one more of a rollout among them",
}

// quota bounds what the namespace may take from its neighbours.
func quota(app *spec.HardenedApplication) *corev1.ResourceQuota {
	hard := make(corev1.ResourceList, len(app.Namespace.Quota.Hard))
	for name, bound := range app.Namespace.Quota.Hard {
		hard[corev1.ResourceName(name)] = quantity(bound)
	}
	return &corev1.ResourceQuota{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "ResourceQuota"},
		ObjectMeta: metav1.ObjectMeta{Name: "quota", Namespace: app.Namespace.Name, Labels: applicationLabels(app)},
		Spec:       corev1.ResourceQuotaSpec{Hard: hard},
	}
}

var limitRangeComments = map[string]string{
	"spec.limits[].defaultRequest": "the quota refuses a pod that asks for nothing, such as a debug container of somebody",
}

// limitRange has no max: a rollout must never be refused what its workload declares.
func limitRange(app *spec.HardenedApplication) *corev1.LimitRange {
	r := &app.Namespace.Quota.LimitRange
	return &corev1.LimitRange{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "LimitRange"},
		ObjectMeta: metav1.ObjectMeta{Name: "container-defaults", Namespace: app.Namespace.Name, Labels: applicationLabels(app)},
		Spec: corev1.LimitRangeSpec{Limits: []corev1.LimitRangeItem{{
			Type: corev1.LimitTypeContainer, DefaultRequest: amounts(r.DefaultRequest), Default: amounts(r.Default),
		}}},
	}
}

// amounts leaves out what is not said.
func amounts(list spec.ResourceList) corev1.ResourceList {
	out := make(corev1.ResourceList, 3)
	for _, r := range []struct {
		name   corev1.ResourceName
		amount spec.Quantity
	}{{corev1.ResourceCPU, list.CPU}, {corev1.ResourceMemory, list.Memory}, {corev1.ResourceEphemeralStorage, list.EphemeralStorage}} {
		if r.amount != "" {
			out[r.name] = quantity(r.amount)
		}
	}
	return out
}

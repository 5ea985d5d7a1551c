package templates

import (
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/harden-gen/harden-gen/internal/spec"
)

var disruptionComments = map[string]string{
	"spec.unhealthyPodEvictionPolicy": "a pod that crashes must not block the drain of its node",
}

// isReplicated is true for a workload whose pods can stand in for each other. A budget for a single
// replica would block every drain of its node.
func isReplicated(w *spec.Workload) bool { return *w.Replicas >= 2 }

// disruptionBudget lets one pod at a time be evicted.
func disruptionBudget(f *frame) *policyv1.PodDisruptionBudget {
	return &policyv1.PodDisruptionBudget{
		TypeMeta:   metav1.TypeMeta{APIVersion: "policy/v1", Kind: "PodDisruptionBudget"},
		ObjectMeta: f.meta(),
		Spec: policyv1.PodDisruptionBudgetSpec{
			MaxUnavailable:             new(intstr.FromInt32(1)),
			Selector:                   &metav1.LabelSelector{MatchLabels: f.selector},
			UnhealthyPodEvictionPolicy: new(policyv1.AlwaysAllow),
		},
	}
}

package templates

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// apart prefers another node for each pod.
func apart(f *frame) *corev1.Affinity {
	return &corev1.Affinity{PodAntiAffinity: &corev1.PodAntiAffinity{
		PreferredDuringSchedulingIgnoredDuringExecution: []corev1.WeightedPodAffinityTerm{{
			Weight: 100,
			PodAffinityTerm: corev1.PodAffinityTerm{
				LabelSelector: &metav1.LabelSelector{MatchLabels: f.selector},
				TopologyKey:   corev1.LabelHostname,
			},
		}},
	}}
}

// spread evens out pods over zones, and over nodes once there are more pods than nodes. Only pods
// of the same revision are counted, else a rollout would leave the new ones crooked.
func spread(f *frame) []corev1.TopologySpreadConstraint {
	constraints := make([]corev1.TopologySpreadConstraint, 0, 2)
	for _, key := range []string{corev1.LabelTopologyZone, corev1.LabelHostname} {
		constraints = append(constraints, corev1.TopologySpreadConstraint{
			MaxSkew:           1,
			TopologyKey:       key,
			WhenUnsatisfiable: corev1.ScheduleAnyway,
			LabelSelector:     &metav1.LabelSelector{MatchLabels: f.selector},
			NodeTaintsPolicy:  new(corev1.NodeInclusionPolicyHonor),
			MatchLabelKeys:    []string{"pod-template-hash"},
		})
	}
	return constraints
}

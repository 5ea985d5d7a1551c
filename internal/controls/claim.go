package controls

import (
	"fmt"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
)

// sharedClaims finds pods that wait for a volume which another pod of theirs holds.
func sharedClaims(j *judgement) {
	claims := map[Ref]*corev1.PersistentVolumeClaim{}
	for o, c := range all[*corev1.PersistentVolumeClaim](j.set) {
		claims[o.Ref()] = c
	}
	for _, p := range j.set.pods {
		d, ok := p.Value.(*appsv1.Deployment)
		if !ok {
			continue
		}
		for i := range p.pod.Spec.Volumes {
			source := p.pod.Spec.Volumes[i].PersistentVolumeClaim
			if source == nil {
				continue
			}
			c := claims[Ref{"PersistentVolumeClaim", p.Meta.Namespace, source.ClaimName}]
			if c == nil || slices.Contains(c.Spec.AccessModes, corev1.ReadWriteMany) || slices.Contains(c.Spec.AccessModes, corev1.ReadOnlyMany) {
				continue
			}
			for _, o := range claimOffences(&d.Spec, source.ClaimName) {
				j.report(p.Object, o)
			}
		}
	}
}

// claimOffences are what lets a pod start while another one has the claim.
func claimOffences(d *appsv1.DeploymentSpec, claim string) (found []Offence) {
	const fix = ", or accessModes: [ReadWriteMany] at the claim when its storage class can"
	if d.Replicas != nil && *d.Replicas > 1 {
		o := set("spec.replicas", fmt.Sprintf("%d pods wait for the claim %s, which one node at a time can have", *d.Replicas, claim), 1)
		o.Fix = "write replicas: 1" + fix
		found = append(found, o)
	}
	if d.Strategy.Type != appsv1.RecreateDeploymentStrategyType && (d.Replicas == nil || *d.Replicas > 0) {
		o := set("spec.strategy", "a new pod on another node waits for the claim "+claim+", which the old one holds until the new one is ready",
			map[string]any{"type": "Recreate", "rollingUpdate": nil})
		o.Fix = "write type: Recreate, without rollingUpdate" + fix
		found = append(found, o)
	}
	return found
}

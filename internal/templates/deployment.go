package templates

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/harden-gen/harden-gen/internal/spec"
)

var deploymentComments = map[string]string{
	"spec.template.metadata.annotations." + configSumAnnotation:                                   "a changed config starts new pods",
	"spec.strategy.rollingUpdate.maxUnavailable":                                                  "an old pod goes when a new one is ready",
	"spec.template.spec.automountServiceAccountToken":                                             "no credentials that nobody declared",
	"spec.template.spec.enableServiceLinks":                                                       "keeps the addresses of neighbours out of the environment",
	"spec.template.spec.hostUsers":                                                                "root in the pod is nobody on the node",
	"spec.template.spec.securityContext.runAsUser":                                                "a number: the kubelet cannot prove that a name is not root",
	"spec.template.spec.securityContext.fsGroup":                                                  "may read mounted secrets",
	"spec.template.spec.securityContext.fsGroupChangePolicy":                                      "a large volume is not walked at every start",
	"spec.template.spec.securityContext.seccompProfile":                                           "the default would be Unconfined",
	"spec.template.spec.securityContext.supplementalGroupsPolicy":                                 "groups from the image's /etc/group count only with Merge",
	"spec.template.spec.securityContext.sysctls":                                                  "lets a user other than root listen on a low port",
	"spec.template.spec.containers[].image":                                                       "the digest decides what is pulled",
	"spec.template.spec.containers[].imagePullPolicy":                                             "a digest cannot change",
	"spec.template.spec.containers[].resources.limits":                                            "for the program and its declared scratch space",
	"spec.template.spec.containers[].lifecycle.preStop.sleep":                                     "callers hear of the stop before the program does; needs no shell",
	"spec.template.spec.volumes[].secret.defaultMode":                                             "0440",
	"spec.template.spec.volumes[].secret.items[].mode":                                            "in decimal: YAML readers disagree about octal",
	"spec.template.spec.volumes[].configMap.items[].mode":                                         "in decimal: YAML readers disagree about octal",
	"spec.template.spec.volumes[].configMap.defaultMode":                                          "0440",
	"spec.template.spec.volumes[].projected.defaultMode":                                          "0440",
	"spec.template.spec.volumes[].projected.sources[].serviceAccountToken.expirationSeconds":      "renewed by the kubelet",
	"spec.template.spec.topologySpreadConstraints[].whenUnsatisfiable":                            "a wish: a small cluster can still roll out",
	"spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution": "one node's failure takes one pod",
}

func deployment(f *frame) *appsv1.Deployment {
	meta := f.meta()
	meta.Annotations = f.w.Annotations
	return &appsv1.Deployment{
		TypeMeta:   metav1.TypeMeta{APIVersion: "apps/v1", Kind: "Deployment"},
		ObjectMeta: meta,
		Spec: appsv1.DeploymentSpec{
			Replicas:             f.w.Replicas,
			RevisionHistoryLimit: new(int32(5)), // enough to go back; ten is the default
			Strategy:             strategy(f.w),
			Selector:             &metav1.LabelSelector{MatchLabels: f.selector},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: f.podLabels(), Annotations: podAnnotations(f)},
				Spec:       podSpec(f),
			},
		},
	}
}

// strategy replaces pods one by one, but where the new one could not mount what the old one holds.
func strategy(w *spec.Workload) appsv1.DeploymentStrategy {
	if w.HoldsAlone() {
		return appsv1.DeploymentStrategy{Type: appsv1.RecreateDeploymentStrategyType}
	}
	return appsv1.DeploymentStrategy{
		Type: appsv1.RollingUpdateDeploymentStrategyType,
		RollingUpdate: &appsv1.RollingUpdateDeployment{
			MaxUnavailable: new(intstr.FromInt32(0)),
			MaxSurge:       new(intstr.FromInt32(1)),
		},
	}
}

package controls

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	psa "k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// latest is a minor version that no policy has reached.
const latest = 1 << 20

// podSecurity asks the evaluator that the API server uses, at the level restricted.
type podSecurity struct{ evaluator policy.Evaluator }

// newPodSecurity builds the evaluator; only who judges pods pays for its tables.
func newPodSecurity() (*podSecurity, error) {
	checks := policy.DefaultChecks()
	for _, c := range checks {
		for i, v := range c.Versions {
			c.Versions[i].CheckPod = named(c.ID, v.CheckPod)
		}
	}
	evaluator, err := policy.NewEvaluator(checks, nil)
	if err != nil {
		return nil, err
	}
	return &podSecurity{evaluator}, nil
}

// idMark stands between the check's id and its reason: a result does not say which check made it.
const idMark = "\x00"

func named(id policy.CheckID, check policy.CheckPodFn) policy.CheckPodFn {
	return func(meta *metav1.ObjectMeta, spec *corev1.PodSpec) policy.CheckResult {
		r := check(meta, spec)
		r.ForbiddenReason = string(id) + idMark + r.ForbiddenReason
		return r
	}
}

// refusals are the checks that refuse a pod at a minor version of the policy, each with the evaluator's words.
func (p *podSecurity) refusals(pod *Pod, minor int) map[string]string {
	version := psa.LatestVersion()
	if minor != latest {
		version = psa.MajorMinorVersion(1, minor)
	}
	meta := metav1.ObjectMeta{Labels: pod.Labels, Annotations: pod.Annotations}
	refused := map[string]string{}
	for _, r := range p.evaluator.EvaluatePod(psa.LevelVersion{Level: psa.LevelRestricted, Version: version}, &meta, pod.Spec) {
		if !r.Allowed {
			id, reason, _ := strings.Cut(r.ForbiddenReason, idMark)
			if r.ForbiddenDetail != "" {
				reason += ": " + r.ForbiddenDetail
			}
			refused[id] = reason
		}
	}
	return refused
}

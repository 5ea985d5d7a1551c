package cluster

import (
	"maps"
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	psa "k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// TestContrastsCoverEveryRule demands a contrast for each rule that Pod Security has.
func TestContrastsCoverEveryRule(t *testing.T) {
	covered := map[string]bool{}
	for _, each := range contrasts {
		covered[each.check] = true
	}
	for _, rule := range policy.DefaultChecks() {
		if !covered[string(rule.ID)] {
			t.Errorf("no contrast breaks %s", rule.ID)
		}
		delete(covered, string(rule.ID))
	}
	for id := range covered {
		t.Errorf("%s is not a rule of Pod Security", id)
	}
}

// TestContrastsBreakOneRule has Pod Security's own evaluator say what each contrast breaks.
func TestContrastsBreakOneRule(t *testing.T) {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		t.Fatal(err)
	}
	reasons := func(p *corev1.Pod) map[string]bool {
		found := map[string]bool{}
		for _, r := range evaluator.EvaluatePod(psa.LevelVersion{Level: psa.LevelRestricted, Version: psa.MajorMinorVersion(1, 34)}, &p.ObjectMeta, &p.Spec) {
			if !r.Allowed {
				found[r.ForbiddenReason] = true
			}
		}
		return found
	}
	if broken := reasons(hardened()); len(broken) > 0 {
		t.Fatalf("the pod before any edit breaks %v", broken)
	}
	for _, each := range contrasts {
		pod := hardened()
		each.edit(pod, &pod.Spec.Containers[0])
		want := map[string]bool{each.reason: true}
		for _, reason := range each.also {
			want[reason] = true
		}
		if broken := reasons(pod); !maps.Equal(broken, want) {
			t.Errorf("a pod with %s breaks %q, not %q", each.name, slices.Sorted(maps.Keys(broken)), slices.Sorted(maps.Keys(want)))
		}
	}
}

// hardened is the least that the level restricted admits.
func hardened() *corev1.Pod {
	return &corev1.Pod{Spec: corev1.PodSpec{
		SecurityContext: &corev1.PodSecurityContext{
			RunAsNonRoot:   new(true),
			SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
		},
		Containers: []corev1.Container{{SecurityContext: &corev1.SecurityContext{
			AllowPrivilegeEscalation: new(false),
			RunAsNonRoot:             new(true),
			Capabilities:             &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
		}}},
	}}
}

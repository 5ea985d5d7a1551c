package controls

import (
	"slices"
	"testing"

	psa "k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	"pgregory.net/rapid"
)

// TestSameVerdict holds the functions that name fields to the evaluator, at two versions and both
// ways: a pod is refused by a check exactly when a field is found.
func TestSameVerdict(t *testing.T) {
	evaluator, err := newPodSecurity()
	if err != nil {
		t.Fatal(err)
	}
	spoken := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		pod := drawPod(t)
		for _, minor := range []int{30, 32, 34, 35, 36, latest} {
			refused := evaluator.refusals(pod, minor)
			for _, c := range podSecurityControls() {
				fields := c.locate(pod, minor)
				reason, official := "", false
				for _, id := range c.podSecurity {
					if r, ok := refused[id]; ok {
						reason, official = r, true
						delete(refused, id)
					}
				}
				if official != (len(fields) > 0) {
					t.Errorf("%s at 1.%d: the evaluator says %v (%s), and found are %+v", c.ID, minor, official, reason, fields)
				}
				if official {
					spoken[c.ID]++
				}
			}
			for id, reason := range refused {
				t.Errorf("the check %s has no control: %s", id, reason)
			}
		}
	})
	for _, c := range podSecurityControls() {
		if spoken[c.ID] == 0 {
			t.Errorf("no drawn pod breaks %s", c.ID)
		}
	}
}

// TestEveryCheckHasAControl: a new check of Pod Security must not go unseen. The baseline checks that
// a restricted one takes the place of are left out.
func TestEveryCheckHasAControl(t *testing.T) {
	var known []string
	for _, c := range Catalogue() {
		known = append(known, c.References.PodSecurity...)
		for _, id := range c.podSecurity {
			if !slices.Contains(c.References.PodSecurity, id) {
				t.Errorf("%s does not refer to %s", c.ID, id)
			}
		}
	}
	var overridden []policy.CheckID
	for _, check := range policy.DefaultChecks() {
		v := check.Versions[0]
		if oldest := psa.MajorMinorVersion(1, 32); !oldest.Older(v.MinimumVersion) {
			overridden = append(overridden, v.OverrideCheckIDs...)
		}
	}
	for _, check := range policy.DefaultChecks() {
		if !slices.Contains(known, string(check.ID)) && !slices.Contains(overridden, check.ID) {
			t.Errorf("Pod Security's check %s has no control", check.ID)
		}
	}
}

package golden

import (
	"sync"

	psa "k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

var podSecurityEvaluator = sync.OnceValues(func() (policy.Evaluator, error) {
	return policy.NewEvaluator(policy.DefaultChecks(), nil)
})

// podSecurityAdmits asks the evaluator that the API server itself uses whether the level restricted
// admits every pod, at each version that a supported cluster may pin, and at latest.
func podSecurityAdmits(r reporter, s *subject) {
	evaluator, err := podSecurityEvaluator()
	if err != nil {
		r.Fatalf("%v", err)
	}
	versions := []psa.Version{psa.LatestVersion()}
	for minor := 32; minor <= 37; minor++ {
		versions = append(versions, psa.MajorMinorVersion(1, minor))
	}
	pinned, err := psa.ParseVersion(s.app.Namespace.PodSecurity.Version)
	if err != nil {
		r.Errorf("the pinned version: %v", err)
	}
	versions = append(versions, pinned)
	if len(s.deployments) != len(s.app.Workloads) {
		r.Errorf("%d Deployments for %d workloads", len(s.deployments), len(s.app.Workloads))
	}
	for _, d := range s.deployments {
		template := &d.Spec.Template
		for _, v := range versions {
			results := evaluator.EvaluatePod(psa.LevelVersion{Level: psa.LevelRestricted, Version: v}, &template.ObjectMeta, &template.Spec)
			if all := policy.AggregateCheckResults(results); !all.Allowed {
				r.Errorf("restricted at %s refuses the pods of %s: %s", v.String(), d.Name, all.ForbiddenDetail())
			}
		}
	}
	if s.app.Namespace.Existing {
		return // its labels are others' to set
	}
	labels := s.namespaces[0].Labels
	parsed, errs := psa.PolicyToEvaluate(labels, psa.Policy{})
	if len(errs) > 0 {
		r.Errorf("the namespace's labels: %v", errs)
	}
	restricted := psa.LevelVersion{Level: psa.LevelRestricted, Version: psa.LatestVersion()}
	want := psa.Policy{Enforce: psa.LevelVersion{Level: psa.LevelRestricted, Version: pinned}, Audit: restricted, Warn: restricted}
	if parsed != want {
		r.Errorf("the namespace's labels mean %+v, not %+v", parsed, want)
	}
}

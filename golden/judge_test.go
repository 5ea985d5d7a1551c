package golden

import (
	"testing"

	"pgregory.net/rapid"
)

// A check holds one subject to one rule and reports every breach.
type check struct {
	name string
	run  func(r reporter, s *subject)
}

// checks are all rules that every base must keep, whatever its spec: first the judges that others
// wrote, then our own laws.
var checks = []check{
	{"pod-security", podSecurityAdmits},
	{"crd-schema", customObjectsFitCRD},
	{"plugin-schema", pluginPoliciesFitCRD},
	{"kustomize-build", kustomizeChangesNothing},
	{"api-validation", apiServerAccepts},
	{"kustomization", everyFileIsListed},
	{"namespace", nothingOutsideNamespace},
	{"labels", labelsAreFixed},
	{"selectors", selectorsMatchOneWorkload},
	{"services", servicesStayInside},
	{"forbidden", nothingForbidden},
	{"containers", containersAreHardened},
	{"volumes", volumesAreMounted},
	{"token", tokenWhereDeclared},
	{"roles", rolesGrantTheDeclared},
	{"role-names", namesMeetNobody},
	{"quota", quotaHoldsTheWorkloads},
	{"secrets", secretsAsDeclared},
	{"secret-store", storeHasNoCredential},
	{"config", configAsDeclared},
	{"claims", claimsAsDeclared},
	{"env-order", referencesStandAbove},
	{"availability", availabilityFollowsReplicas},
	{"deny-all", denyAllHolds},
	{"policies", policiesAreExact},
	{"everybody", everybodyIsAskedFor},
	{"reach", reachIsTheDeclared},
	{"controls", controlsFindNothing},
	{"waivers", waiversHold},
	{"repeatable", generatesTheSameAgain},
	{"overlays", overlaysBuildEnvironments},
	{"components", componentsComeLast},
	{"gitops-schema", gitOpsFitsCRD},
	{"gitops", gitOpsLeadsToTheTree},
}

// judge holds a subject to every check; under *testing.T each is a subtest of its own.
func judge(t testing.TB, s *subject) {
	t.Helper()
	for _, c := range checks {
		if t, ok := t.(*testing.T); ok {
			t.Run(c.name, func(t *testing.T) { c.run(t, s) })
			continue
		}
		c.run(t, s)
	}
}

// judgeDrawn is judge for a drawn spec, where subtests cannot be.
func judgeDrawn(t *rapid.T, s *subject) {
	t.Helper()
	for _, c := range checks {
		c.run(named{t, c.name}, s)
	}
}

// named puts the name of the check before what it reports.
type named struct {
	*rapid.T
	name string
}

func (n named) Errorf(format string, args ...any) {
	n.T.Helper()
	n.T.Errorf(n.name+": "+format, args...)
}

func (n named) Fatalf(format string, args ...any) {
	n.T.Helper()
	n.T.Fatalf(n.name+": "+format, args...)
}

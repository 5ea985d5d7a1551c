package spec

import (
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
)

// customResource takes a resource on trust when its group is none of Kubernetes' own and looks like
// one: a CustomResourceDefinition demands a domain with at least one dot.
func customResource(s saidResource, name string) (apiResource, bool) {
	switch {
	case !isSubdomain(s.group) || !strings.Contains(s.group, ".") || isBuiltinGroup(s.group):
		return apiResource{}, false
	case !isSubdomain(s.plural) || s.hasSub && !isSubdomain(strings.ReplaceAll(s.sub, "/", ".")):
		return apiResource{}, false
	case namesVersion(s):
		return apiResource{}, false
	}
	verbs := allVerbs
	switch s.sub {
	case "status", "scale":
		verbs = verbGet | verbUpdate | verbPatch
	case "finalizers":
		verbs = verbUpdate
	}
	return apiResource{name: name, group: s.group, verbs: verbs}, true
}

// namesVersion is true for deployments.v1.apps, which kubectl reads as a resource with version and group.
func namesVersion(s saidResource) bool {
	bare := s.withoutVersion()
	_, ok := findResource(bare.plural, bare)
	return ok && bare != s
}

// withoutVersion leaves a leading version out of the group: v1.apps is apps, v1 the core group.
func (s saidResource) withoutVersion() saidResource {
	version, group, _ := strings.Cut(s.group, ".")
	if len(version) > 1 && version[0] == 'v' && version[1] >= '0' && version[1] <= '9' {
		s.group = group
	}
	return s
}

func isSubdomain(s string) bool { return len(validation.IsDNS1123Subdomain(s)) == 0 }

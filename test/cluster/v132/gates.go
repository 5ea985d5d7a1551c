package main

import "strings"

// gated are fields of a pod that version 1.32 has in its types and drops, since their feature gate
// is off by default there (pkg/features/kube_features.go of Kubernetes).
var gated = []struct{ suffix, gate string }{
	{".securityContext.supplementalGroupsPolicy", "SupplementalGroupsPolicy"},
	{".spec.hostUsers", "UserNamespacesSupport"},
	{".securityContext.procMount", "ProcMountType"},
	{".template.spec.resources", "PodLevelResources"},
	{".volumes.image", "ImageVolume"},
	{".containers.resizePolicy", "InPlacePodVerticalScaling"},
	{".spec.resourceClaims", "DynamicResourceAllocation"},
	{".resources.claims", "DynamicResourceAllocation"},
}

func gateOf(path string) string {
	for _, g := range gated {
		if strings.HasSuffix(path, g.suffix) {
			return g.gate
		}
	}
	return ""
}

package spec

import (
	"regexp"
	"slices"
)

// later holds the keys that the format has and this version does not build, each with what to do today.
func later() []struct{ path, way string } {
	return []struct{ path, way string }{
		{"environments", "write an overlay by hand: overlays/NAME/kustomization.yaml with resources: [../../base]"},
		{"namespace.existing", "give the application a namespace of its own"},
		{"namespace.quota", "add a ResourceQuota and a LimitRange in an overlay"},
		{"workloads[].services", "servicePort makes the one Service; add others in an overlay"},
		{"workloads[].containers", "one container a workload"},
		{"workloads[].initContainers", "one container a workload"},
		{"workloads[].kubernetesAPI.bind", "write the permissions as rules, or a RoleBinding of your own in an overlay"},
		{"workloads[].kubernetesAPI.rules[].namespace", "a rule holds in the application's own namespace"},
		{"workloads[].kubernetesAPI.rules[].clusterWide", "a rule holds in the application's own namespace"},
	}
}

func laterKey(path []segment) string {
	text := regexp.MustCompile(`\[\d+\]`).ReplaceAllString(pathText(path), "[]")
	all := later()
	if i := slices.IndexFunc(all, func(l struct{ path, way string }) bool { return l.path == text }); i >= 0 {
		return all[i].way
	}
	return ""
}

package spec

import (
	"regexp"
	"slices"
)

// later holds the keys that the format has and this version does not build, each with what to do today.
func later() []struct{ path, way string } {
	return []struct{ path, way string }{
		{"environments", "write an overlay by hand: overlays/NAME/kustomization.yaml with resources: [../../base]"},
		{"workloads[].services", "servicePort makes the one Service; add others in an overlay"},
		{"workloads[].containers", "one container a workload"},
		{"workloads[].initContainers", "one container a workload"},
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

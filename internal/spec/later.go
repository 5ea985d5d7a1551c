package spec

import (
	"regexp"
	"slices"
)

// later holds the keys that the format has and this version does not build, each with what to do today.
func later() []struct{ path, way string } {
	return []struct{ path, way string }{
		{"workloads[].services", "servicePort makes the one Service; add others in an overlay"},
		{"workloads[].containers", "one container a workload"},
		{"workloads[].initContainers", "one container a workload"},
	}
}

func laterKey(path []segment) string {
	if len(path) > 2 && path[0].key == "environments" { // a key of an environment is one of the application
		if way := laterKey(path[2:]); way != "" {
			return way
		}
	}
	path = slices.Clone(path)
	for i := range path {
		if path[i].entry > 0 {
			path[i].key = ""
		}
	}
	text := regexp.MustCompile(`\[\d+\]`).ReplaceAllString(pathText(path), "[]")
	all := later()
	if i := slices.IndexFunc(all, func(l struct{ path, way string }) bool { return l.path == text }); i >= 0 {
		return all[i].way
	}
	return ""
}

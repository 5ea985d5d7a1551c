package spec

import (
	"slices"
	"strings"
)

// pathVerbs are the HTTP methods that RBAC is asked about for a path, in lower case.
func pathVerbs() []string {
	return []string{"get", "head", "post", "put", "patch", "delete", "options"}
}

// checkPaths checks a rule of paths such as /metrics, which belong to no namespace and have no names.
func (c *ruleCheck) checkPaths() {
	if !c.rule.ClusterWide {
		c.report("nonResourceURLs", -1, "a path of the API server belongs to no namespace", "add clusterWide: true")
	}
	if len(c.rule.Resources) > 0 {
		c.report("resources", -1, "a rule speaks of resources or of paths", "give the paths a rule of their own")
	}
	if len(c.rule.ResourceNames) > 0 {
		c.report("resourceNames", -1, "a path has no names", "leave resourceNames out")
	}
	c.checkPathVerbs()
	for i, path := range c.rule.NonResourceURLs {
		switch {
		case !strings.HasPrefix(path, "/") || strings.ContainsFunc(path, isUnfitForPath):
			c.report("nonResourceURLs", i, quote(path)+" is no path of the API server", "write one such as /metrics")
		case strings.Contains(path, "*"):
			c.report("nonResourceURLs", i, "the wildcard "+quote(path)+" grants paths that do not exist yet, too", "name the paths: [/metrics, /metrics/slis]")
		case slices.Contains(c.rule.NonResourceURLs[:i], path):
			c.report("nonResourceURLs", i, quote(path)+" stands here twice", "leave one of them out")
		case isAtOrBelow(path, "/logs"):
			c.report("nonResourceURLs", i, quote(path)+" shows the logs of the control plane's machines", "let the cluster's administrators read them")
		case isAtOrBelow(path, "/debug"):
			c.report("nonResourceURLs", i, quote(path)+" shows what the API server has in memory", "let the cluster's administrators profile it; /metrics has its numbers")
		}
	}
}

func (c *ruleCheck) checkPathVerbs() {
	if len(c.rule.Verbs) == 0 {
		c.report("verbs", -1, "a rule without verbs grants nothing", "name the verbs: [get]")
	}
	for i, verb := range c.rule.Verbs {
		switch {
		case strings.Contains(verb, "*"):
			c.report("verbs", i, "the wildcard "+quote(verb)+" grants verbs that nobody needs", "name the verbs: [get]")
		case slices.Contains(c.rule.Verbs[:i], verb):
			c.report("verbs", i, quote(verb)+" stands here twice", "leave one of them out")
		case !slices.Contains(pathVerbs(), verb):
			c.report("verbs", i, quote(verb)+" is no verb for a path", "the verbs are "+enumerate(pathVerbs()))
		}
	}
}

func isUnfitForPath(r rune) bool { return r <= ' ' || r >= 0x7f || r == '?' || r == '#' || r == '%' }

func isAtOrBelow(path, folder string) bool {
	path = strings.TrimSuffix(path, "/")
	return path == folder || strings.HasPrefix(path, folder+"/")
}

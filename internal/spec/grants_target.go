package spec

import "strings"

// checkTarget reports what is wrong with the rule's verbs on one resource: dangerous ones first, and
// of the others those that would silently grant nothing.
func (c *ruleCheck) checkTarget(t ruleTarget) {
	for _, g := range DangerousGrants {
		if verbs := c.dangers(g, t); len(verbs) > 0 {
			allows, instead := g.Why(c.wide)
			c.report("resources", t.index, "granting "+quoteAll(verbs)+" on "+quote(t.said)+" lets the workload "+allows, instead)
		}
	}
	var outside, unserved []string
	for _, v := range c.verbs {
		switch {
		case c.isDangerous(t, v.name):
		case t.cluster && !c.rule.ClusterWide && !reachesOwnNamespace(t.apiResource, v.name):
			outside = append(outside, v.name)
		case !serves(t.apiResource, v.name):
			unserved = append(unserved, v.name)
		}
	}
	if len(outside) > 0 {
		hint := "give it a rule of its own with clusterWide: true"
		if t.name == "namespaces" {
			hint = "grant get, which reaches the namespace of the rule, or give it a rule of its own with clusterWide: true"
		}
		c.report("resources", t.index, "granting "+quoteAll(outside)+" on "+quote(t.said)+
			" has no effect, because the resource is cluster-scoped and a Role is not", hint)
	}
	if len(unserved) > 0 {
		c.report("resources", t.index, "granting "+quoteAll(unserved)+" on "+quote(t.said)+
			" has no effect, because the API server does not serve it", servedHint(t))
	}
}

func (c *ruleCheck) dangers(g DangerousGrant, t ruleTarget) []string {
	var verbs []string
	for _, v := range c.verbs {
		if g.Covers(t.group, t.name, v.name, len(c.rule.ResourceNames) > 0, c.wide) {
			verbs = append(verbs, v.name)
		}
	}
	return verbs
}

func (c *ruleCheck) isDangerous(t ruleTarget, verb string) bool {
	for _, g := range DangerousGrants {
		if g.Covers(t.group, t.name, verb, len(c.rule.ResourceNames) > 0, c.wide) {
			return true
		}
	}
	return false
}

// reachesOwnNamespace is true for a request that names a namespace: the API server takes it to be
// inside of that namespace (k8s.io/apiserver pkg/endpoints/request/requestinfo.go).
func reachesOwnNamespace(r apiResource, verb string) bool {
	name, _, _ := strings.Cut(r.name, "/")
	return r.group == "" && name == "namespaces" && verbBit(verb)&(verbGet|verbUpdate|verbPatch|verbDelete) != 0
}

// serves takes a verb that is not one of the API server's own on trust for a custom resource.
func serves(r apiResource, verb string) bool {
	bit := verbBit(verb)
	return r.verbs&bit != 0 || bit == 0 && r.custom()
}

func servedHint(t ruleTarget) string {
	return t.said + " serves " + enumerate(t.verbs.names()) + "; give other resources a rule of their own"
}

// checkNameless reports a verb whose requests carry no name, so that resourceNames shuts all of them out.
func (c *ruleCheck) checkNameless(v ruleVerb) {
	if !c.matters(v) {
		return
	}
	switch v.name {
	case "create", "deletecollection":
		c.report("verbs", v.index, quote(v.name)+" never matches a rule with resourceNames, because its requests carry no name",
			"give "+v.name+" a rule of its own, without resourceNames")
	case "list", "watch":
		if len(c.rule.Verbs) == len(c.nameless()) {
			return // a rule of its own: its author knows what the client sends
		}
		c.report("verbs", v.index, quote(v.name)+" matches a rule with resourceNames only for a client that selects by metadata.name",
			"split the rule: get with resourceNames, and list and watch in a rule of their own, without resourceNames unless the client does so")
	}
}

// nameless are list and watch, where the rule has them.
func (c *ruleCheck) nameless() []string {
	var verbs []string
	for _, v := range c.rule.Verbs {
		if v == "list" || v == "watch" {
			verbs = append(verbs, v)
		}
	}
	return verbs
}

// matters is true when a resource of the rule is left on which the verb is asked without a name, and
// not refused for another reason. A subresource is always asked by the name of its parent.
func (c *ruleCheck) matters(v ruleVerb) bool {
	for _, t := range c.targets {
		if strings.Contains(t.name, "/") || c.isDangerous(t, v.name) || !serves(t.apiResource, v.name) {
			continue
		}
		return true
	}
	return false
}

// quoteAll writes words as "a", "b" and "c".
func quoteAll(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = quote(word)
	}
	return enumerate(quoted)
}

package spec

import (
	"slices"
	"strings"
)

// checkAPIRule reports everything that is wrong with one rule. The field is verbs, resources,
// resourceNames, nonResourceURLs or namespace; the index is that of the element, or -1 for the field as a
// whole.
func checkAPIRule(r APIRule, report func(field string, index int, message, hint string)) {
	c := ruleCheck{rule: r, report: report, wide: IsWide(r.Namespace, r.ClusterWide)}
	c.checkScope()
	if len(r.NonResourceURLs) > 0 {
		c.checkPaths()
		return
	}
	c.checkVerbs()
	c.checkResources()
	c.checkNames()
	for _, t := range c.targets {
		c.checkTarget(t)
	}
	if len(r.ResourceNames) > 0 {
		for _, v := range c.verbs {
			c.checkNameless(v)
		}
	}
}

// ruleCheck holds what of a rule is sound enough to be checked further.
type ruleCheck struct {
	rule    APIRule
	report  func(field string, index int, message, hint string)
	wide    bool
	verbs   []ruleVerb
	targets []ruleTarget
}

func (c *ruleCheck) checkScope() {
	switch {
	case c.rule.ClusterWide && c.rule.Namespace != "":
		c.report("namespace", -1, "a rule holds in one namespace or in the whole cluster, and this one says both", "leave out namespace or clusterWide")
	case c.rule.Namespace != "" && !isLabel(c.rule.Namespace):
		c.report("namespace", -1, quote(c.rule.Namespace)+" is no name for a namespace", suggestLabel(c.rule.Namespace))
	}
}

type ruleVerb struct {
	index int
	name  string
}

type ruleTarget struct {
	index int
	said  string
	apiResource
}

func (c *ruleCheck) checkVerbs() {
	if len(c.rule.Verbs) == 0 {
		c.report("verbs", -1, "a rule without verbs grants nothing", "name the verbs: [get, list, watch]")
	}
	for i, verb := range c.rule.Verbs {
		grant, dangerous := dangerousVerb(verb)
		switch {
		case strings.Contains(verb, "*"):
			c.report("verbs", i, "the wildcard "+quote(verb)+" grants verbs that do not exist yet, too", "name the verbs: [get, list, watch]")
		case slices.Contains(c.rule.Verbs[:i], verb):
			c.report("verbs", i, quote(verb)+" stands here twice", "leave one of them out")
		case dangerous:
			allows, instead := grant.Why(c.wide)
			c.report("verbs", i, "granting "+quote(verb)+" lets the workload "+allows, instead)
		case verb != "use" && verbBit(verb) == 0:
			message, hint := unknownVerb(verb)
			c.report("verbs", i, message, hint)
		default:
			c.verbs = append(c.verbs, ruleVerb{i, verb})
		}
	}
}

// dangerousVerb finds the grant that refuses verb on every resource.
func dangerousVerb(verb string) (DangerousGrant, bool) {
	for _, g := range DangerousGrants {
		if len(g.Resources) == 0 && g.Covers("", "", verb, false, false) {
			return g, true
		}
	}
	return DangerousGrant{}, false
}

func unknownVerb(verb string) (message, hint string) {
	message = quote(verb) + " is not a verb of the Kubernetes API"
	switch lower := strings.ToLower(verb); lower {
	case "read", "view":
		return message, "name the verbs: [get, list, watch]"
	case "write", "edit":
		return message, "name the verbs: [create, update, patch, delete]"
	default:
		if lower != verb && verbBit(lower) != 0 {
			return message + ": verbs are lower case", "did you mean " + lower + "?"
		}
		if guess := nearest(lower, apiVerbNames[:]); guess != "" {
			return message, "did you mean " + guess + "?"
		}
		return message, "the verbs are " + enumerate(apiVerbNames[:])
	}
}

func (c *ruleCheck) checkResources() {
	if len(c.rule.Resources) == 0 {
		c.report("resources", -1, "a rule without resources grants nothing", "name the resources: [configmaps]")
	}
	for i, said := range c.rule.Resources {
		if strings.Contains(said, "*") {
			c.report("resources", i, "the wildcard "+quote(said)+" grants resources that do not exist yet, too", "name the resources: [configmaps]")
			continue
		}
		r, ok := lookupResource(said)
		if !ok {
			c.report("resources", i, quote(said)+" is not a resource of Kubernetes "+resourcesVersion, resourceHint(said))
			continue
		}
		if first, twice := c.target(r); twice {
			message := quote(said) + " stands here twice"
			if first != said {
				message = quote(said) + " is the same resource as " + quote(first)
			}
			c.report("resources", i, message, "leave one of them out")
			continue
		}
		c.targets = append(c.targets, ruleTarget{i, said, r})
	}
}

// target is how an earlier element said the resource.
func (c *ruleCheck) target(r apiResource) (said string, ok bool) {
	for _, t := range c.targets {
		if t.group == r.group && t.name == r.name {
			return t.said, true
		}
	}
	return "", false
}

func (c *ruleCheck) checkNames() {
	names := c.rule.ResourceNames
	if names != nil && len(names) == 0 {
		c.report("resourceNames", -1, "an empty list of names means every name", "name the objects, or leave resourceNames out")
	}
	for i, name := range names {
		switch {
		case name == "":
			c.report("resourceNames", i, "an empty name matches every request that carries no name", "name the object")
		case strings.Contains(name, "*"):
			c.report("resourceNames", i, quote(name)+" is compared letter by letter, a wildcard matches nothing", "name each object, or leave resourceNames out")
		case slices.Contains(names[:i], name):
			c.report("resourceNames", i, quote(name)+" stands here twice", "leave one of them out")
		case !c.isObjectName(name):
			c.report("resourceNames", i, quote(name)+" is not a name that an object can have", "a name has lower-case letters, digits, - and ., at most 253 of them")
		}
	}
}

// isObjectName lets roles and their bindings be named more freely, as in system:node.
func (c *ruleCheck) isObjectName(name string) bool {
	if slices.ContainsFunc(c.targets, func(t ruleTarget) bool { return t.group == "rbac.authorization.k8s.io" }) {
		return name != "." && name != ".." && !strings.ContainsAny(name, "/%")
	}
	return isSubdomain(name)
}

package controls

import (
	"bytes"
	"reflect"
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// pluginChanges says what policies of network plugins allow now and did not, and the other way round. One that says
// more than harden-gen writes is not read any further: that it changed is said, and counts as an opening.
func pluginChanges(before, after *Set) []Change {
	was, is := pluginsOf(before), pluginsOf(after)
	var all []Change
	for _, open := range is.openings {
		if !slices.Contains(was.openings, open) {
			all = append(all, Change{"+", true, "now: " + open.String()})
		}
	}
	for _, open := range was.openings {
		if !slices.Contains(is.openings, open) {
			all = append(all, Change{"-", false, "no longer: " + open.String()})
		}
	}
	for _, o := range is.unread {
		i := slices.IndexFunc(was.unread, func(p *Object) bool { return p.Ref() == o.Ref() })
		if i < 0 || !bytes.Equal(was.unread[i].JSON, o.JSON) {
			all = append(all, Change{"~", true, o.Ref().String() + " changed, and says more than can be put into words: read it"})
		}
	}
	return all
}

// pluginOf is the plugin whose kind a policy is of.
func pluginOf(o *Object) string {
	if strings.HasPrefix(o.APIVersion, "cilium.io/") {
		return spec.CNICilium
	}
	return spec.CNICalico
}

// saysAs is true for a policy with the same spec, in whatever namespace and under whatever name.
func (o *Object) saysAs(p *Object) bool {
	return o.Kind == p.Kind && reflect.DeepEqual(o.Tree()["spec"], p.Tree()["spec"]) && reflect.DeepEqual(o.Tree()["specs"], p.Tree()["specs"])
}

// opensAnything is false for a policy of which every rule denies or is empty, which to Cilium is nobody
// (Documentation/security/policy/language.rst), whatever else it says.
func opensAnything(o *Object) bool {
	tree := o.Tree()
	specs, _ := tree["specs"].([]any) // Cilium has both
	for _, s := range append(specs, tree["spec"]) {
		rules, _ := s.(map[string]any)
		for _, direction := range []string{"ingress", "egress"} {
			list, _ := rules[direction].([]any)
			for _, r := range list {
				rule, ok := r.(map[string]any)
				if !ok || len(rule) > 0 && rule["action"] != "Deny" {
					return true
				}
			}
		}
	}
	return false
}

// pluginSet is what the policies of plugins allow, and those that cannot be read.
type pluginSet struct {
	openings []opening
	unread   []*Object
}

func pluginsOf(s *Set) pluginSet {
	var all pluginSet
	for _, o := range s.Objects {
		if !isPluginPolicy(o) {
			continue
		}
		openings, err := readPlugin(o, pluginOf(o))
		if err != nil {
			all.unread = append(all.unread, o)
			continue
		}
		all.openings = append(all.openings, openings...)
	}
	return all
}

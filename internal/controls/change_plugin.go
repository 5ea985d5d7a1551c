package controls

import (
	"bytes"
	"reflect"
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// pluginChanges says what policies of network plugins allow now and did not, and the other way round. One that says
// more than harden-gen writes is not read any further: that it changed is said, and counts as an opening unless it
// allows nothing and has denied nothing.
func pluginChanges(before, after *Set) []Change {
	was, is := pluginsOf(before), pluginsOf(after)
	var all []Change
	for _, open := range is.openings {
		if !slices.Contains(was.openings, open) {
			all = append(all, open.change(true))
		}
	}
	for i, open := range was.openings {
		if !slices.Contains(is.openings, open) && is.find(was.from[i]) == nil {
			all = append(all, open.change(false))
		}
	}
	for _, o := range is.unread {
		old := was.find(o.Ref())
		if old == nil || !bytes.Equal(old.JSON, o.JSON) {
			wider := opensAnything(o) || old != nil && denies(old)
			all = append(all, Change{"~", wider, o.Ref().String() + " changed, and says more than can be put into words: read it"})
		}
	}
	for _, o := range was.unread {
		if denies(o) && is.find(o.Ref()) == nil && !refs(after)[o.Ref()] {
			all = append(all, Change{"-", true, o.Ref().String() + " no longer denies what it did: read it"})
		}
	}
	return all
}

// change is the opening in the words of a NetworkPolicy's. A resolver is there in allow-dns too, so that no more is said
// of it than what the plugin's own policy does.
func (o opening) change(opens bool) Change {
	sign, now := "+", " now lets "
	if !opens {
		sign, now = "-", " no longer lets "
	}
	if who, ok := strings.CutPrefix(o.what, "reads answers of "); ok {
		return Change{sign, opens, "Cilium" + now + o.workload + " reach " + strings.ReplaceAll(who, "k8s:", "")}
	}
	verb, peer := " reach ", strings.TrimPrefix(o.what, "calls ")
	if who, ok := strings.CutPrefix(o.what, "is called by "); ok {
		verb, peer = " be reached by ", who
	}
	for _, w := range []struct{ begins, says string }{
		{"host on ", "its own node on "}, {"remote-node on ", "other nodes on "}, {"kube-apiserver on ", "the API server on "},
		{"Service default/kubernetes", "the API server, which is Service default/kubernetes"},
	} {
		if rest, ok := strings.CutPrefix(peer, w.begins); ok {
			peer = w.says + rest
		}
	}
	return mayNow(o.workload, verb+peer, opens)
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

// denies is true for a policy with a rule that takes away what others allow.
func denies(o *Object) bool {
	tree := o.Tree()
	specs, _ := tree["specs"].([]any)
	for _, s := range append(specs, tree["spec"]) {
		rules, _ := s.(map[string]any)
		for _, key := range []string{"ingressDeny", "egressDeny"} {
			if list, _ := rules[key].([]any); len(list) > 0 {
				return true
			}
		}
		for _, direction := range []string{"ingress", "egress"} {
			list, _ := rules[direction].([]any)
			for _, r := range list {
				if rule, ok := r.(map[string]any); ok && rule["action"] != nil && rule["action"] != "Allow" {
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
	from     []Ref // the policy of each
	unread   []*Object
}

// find is the policy of a name among those that cannot be read.
func (p *pluginSet) find(r Ref) *Object {
	for _, o := range p.unread {
		if o.Ref() == r {
			return o
		}
	}
	return nil
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
		for _, open := range openings {
			all.openings, all.from = append(all.openings, open), append(all.from, o.Ref())
		}
	}
	return all
}

package controls

import (
	"bytes"
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
		cni := spec.CNICalico
		if strings.HasPrefix(o.APIVersion, "cilium.io/") {
			cni = spec.CNICilium
		}
		openings, err := readPlugin(o, cni)
		if err != nil {
			all.unread = append(all.unread, o)
			continue
		}
		all.openings = append(all.openings, openings...)
	}
	return all
}

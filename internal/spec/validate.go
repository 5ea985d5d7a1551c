package spec

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
)

// Validate reports everything that is wrong with a spec that Default has completed. A spec without
// a problem builds. The problems have paths, and no places until they are located.
func Validate(app *HardenedApplication) []Problem {
	v := &validator{
		app:       app,
		workloads: make(map[string]*Workload, len(app.Workloads)),
		secrets:   make(map[string]*Secret, len(app.Secrets)),
		config:    make(map[string]*Config, len(app.Config)),
		claims:    map[string]claimUse{},
	}
	v.metadata()
	v.namespace()
	v.allConfig()
	v.platform()
	v.allSecrets()
	v.allWorkloads()
	v.quotaFits()
	v.waivers()
	v.gitOps()
	v.environments()
	return v.problems
}

type validator struct {
	app       *HardenedApplication
	workloads map[string]*Workload
	secrets   map[string]*Secret
	config    map[string]*Config
	claims    map[string]claimUse // by the name of the claim
	problems  []Problem
}

// report adds a problem at p; the message is formatted only here, where there is one.
func (v *validator) report(p *path, hint, format string, args ...any) {
	segments := p.segments()
	v.problems = append(v.problems, Problem{
		Path: pathText(segments), segments: segments,
		Message: oneLine(fmt.Sprintf(format, args...)), Hint: oneLine(hint),
	})
}

// root is the empty path; its first key has no parent.
func top(key string) path { return path{nil, segment{key: key}} }

func (v *validator) metadata() {
	m := top("metadata")
	p := m.key("name")
	v.label(&p, v.app.Metadata.Name, "an application")
	a := m.key("annotations")
	v.annotations(&a, v.app.Metadata.Annotations)
}

func (v *validator) namespace() {
	ns := top("namespace")
	p := ns.key("name")
	name := v.app.Namespace.Name
	switch {
	case name == v.app.Metadata.Name && len(validation.IsDNS1123Label(name)) > 0:
		// said once already, for the application
	case name == "default" || isClusterNamespace(name):
		v.report(&p, "give the application a namespace of its own (CIS 5.6.1, 5.6.4)", "the namespace %s belongs to the cluster", quote(name))
	default:
		v.label(&p, name, "a namespace")
	}
	v.podSecurity(&ns)
	q := ns.key("quota")
	v.quota(&q)
}

// isClusterNamespace is true for a namespace that the cluster itself runs in.
func isClusterNamespace(name string) bool {
	return strings.HasPrefix(name, "kube-") || strings.HasPrefix(name, "openshift")
}

func (v *validator) podSecurity(ns *path) {
	ps := ns.key("podSecurity")
	s := v.app.Namespace.PodSecurity
	for _, level := range []struct{ key, value string }{{"enforce", s.Enforce}, {"warn", s.Warn}, {"audit", s.Audit}} {
		if level.value == Restricted {
			continue
		}
		p := ps.key(level.key)
		switch {
		case level.value != "baseline" && level.value != "privileged":
			v.report(&p, "write restricted", "%s is no Pod Security level", quote(level.value))
		case level.key != "enforce":
			v.report(&p, "remove the key: it refuses nothing, and tells what would be refused", "%s is weaker than restricted", level.value)
		case !slices.ContainsFunc(v.app.Waivers, func(w Waiver) bool { return w.Control == ControlLevel && w.Workload == "" }):
			v.report(&p, "remove the key; or, while warnings are looked at, waive it: {control: "+ControlLevel+", reason: …, owner: …, expires: …}",
				"%s is weaker than restricted", level.value)
		}
	}
	p := ps.key("version")
	minor, ok := parseMinor(strings.TrimPrefix(s.Version, "v"))
	cluster, clusterOK := parseMinor(v.app.Platform.KubernetesVersion)
	switch {
	case s.Version == "v"+v.app.Platform.KubernetesVersion:
		// what is wrong with it is said there
	case !ok || !strings.HasPrefix(s.Version, "v"):
		v.report(&p, "write the version that you serve, such as v1.34; latest would tighten with every cluster upgrade",
			"%s is no pinned Pod Security version", quote(s.Version))
	case minor < oldestMinor || minor > newestMinor:
		v.report(&p, "", "%s is not supported: v1.%d to v1.%d", quote(s.Version), oldestMinor, newestMinor)
	case clusterOK && minor > cluster:
		v.report(&p, "raise platform.kubernetesVersion, or remove the key", "%s is newer than the oldest cluster to serve, %s, which would read it as latest",
			quote(s.Version), v.app.Platform.KubernetesVersion)
	}
}

// label checks an RFC 1123 label: names of namespaces and workloads, and with them label values.
func (v *validator) label(p *path, name, what string) {
	if name == "" {
		v.report(p, "give it one, such as payments", "%s needs a name", what)
		return
	}
	if !isLabel(name) {
		v.report(p, suggestLabel(name), "%s is no name for %s: lower case letters, digits and dashes, at most 63, a letter or digit at both ends", quote(name), what)
	}
}

func isLabel(name string) bool { return len(validation.IsDNS1123Label(name)) == 0 }

// suggestLabel makes a valid name of what was meant, where one is left.
func suggestLabel(name string) string {
	s := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r == ' ' || r == '_' || r == '.' || r == '-':
			return '-'
		}
		return -1
	}, strings.ToLower(name))
	s = strings.Trim(s[:min(len(s), 63)], "-")
	if s == "" {
		return ""
	}
	return "such as " + s
}

func (v *validator) oneOf(p *path, value string, known ...string) {
	if slices.Contains(known, value) {
		return
	}
	hint := "one of " + strings.Join(known, ", ")
	if guess := nearest(value, known); guess != "" {
		hint = "did you mean " + guess + "?"
	}
	v.report(p, hint, "%s is not known here", quote(value))
}

// notBuilt reports a value that the format has and this version does not build.
func (v *validator) notBuilt(p *path, value, way string) {
	v.report(p, way, "%s is not built yet in this version", quote(value))
}

func (v *validator) port(p *path, n int32) {
	if n < 1 || n > 65535 {
		v.report(p, "", "%d is no port number: 1 to 65535", n)
	}
}

// cidr checks a range and returns it; its host bits are zero, so that it means what it shows.
func (v *validator) cidr(p *path, s string) (netip.Prefix, bool) {
	prefix, err := netip.ParsePrefix(s)
	switch {
	case err != nil:
		hint := "write an address with a prefix length, such as 10.0.8.0/24 or 2001:db8::/32"
		if a, err := netip.ParseAddr(s); err == nil && a.Zone() == "" {
			hint = fmt.Sprintf("write %s/%d", s, a.BitLen())
		}
		v.report(p, hint, "%s is no range", quote(s))
	case prefix.Addr().Is4In6():
		v.report(p, "write it as an IPv4 range", "%s is an IPv4 range in IPv6 clothes", quote(s))
	case prefix != prefix.Masked():
		v.report(p, "write "+prefix.Masked().String(), "%s has bits outside its prefix", quote(s))
	case prefix.String() != s:
		v.report(p, "write "+prefix.String(), "%s is not the usual spelling of this range", quote(s))
	default:
		return prefix, true
	}
	return netip.Prefix{}, false
}

package spec

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v3"
)

// Waiver switches one control off for one workload, or for the namespace, until a day.
type Waiver struct {
	Control  string `json:"control"` // its id; which there are, package controls knows
	Workload string `json:"workload,omitempty"`
	Reason   string `json:"reason"`
	Owner    string `json:"owner"`
	Expires  Date   `json:"expires"`
}

// The controls that a spec itself may break, where a waiver of the workload says so.
const (
	ControlOpenRules = "open-rules"        // by the peer anywhere
	ControlMetadata  = "metadata"          // by a range that holds a metadata service
	ControlOther     = "other-environment" // by a peer in another environment's namespace

	// ControlLevel wants every Namespace to enforce restricted. Its waiver names no workload, and lets a
	// namespace enforce a weaker level while it warns at restricted.
	ControlLevel = "namespace-level"
)

// waived is true when somebody answers for a control that the spec itself breaks. On which day that
// ends, check tells: what is generated does not depend on the day.
func (v *validator) waived(control string, w *Workload) bool {
	return slices.ContainsFunc(v.app.Waivers, func(o Waiver) bool { return o.Control == control && o.Workload == w.Name })
}

// Date is a day as YYYY-MM-DD; days compare as texts do.
type Date string

// decodeNode takes a plain 2027-03-01, too, which YAML reads as a point in time and which can mean nothing else here.
func (t *Date) decodeNode(d *decoder, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.Style == 0 && n.Tag == "!!timestamp" {
		*t = Date(n.Value)
		return
	}
	if s, ok := d.text(n); ok {
		*t = Date(s)
	}
}

// Holds is true until the end of the day on which the waiver expires.
func (w *Waiver) Holds(today Date) bool { return today <= w.Expires }

// ValidateWaivers reports waivers of controls that are not among the known ids. It stands beside
// Validate because a spec is valid wherever it is read, and controls come and go with versions.
func ValidateWaivers(app *HardenedApplication, known []string) []Problem {
	problems := unknownControls(app, 0, known)
	for i := range app.Environments {
		if e := app.Environments[i].Spec; e != nil {
			for _, p := range unknownControls(e, len(app.Waivers), known) { // its own come last
				p.environment = i + 1
				problems = append(problems, p)
			}
		}
	}
	return problems
}

func unknownControls(app *HardenedApplication, first int, known []string) []Problem {
	v := &validator{app: app}
	for i := first; i < len(app.Waivers); i++ {
		id := app.Waivers[i].Control
		if slices.Contains(known, id) || !controlID().MatchString(id) {
			continue // the latter is reported by Validate
		}
		hint := "harden-gen explain lists the controls"
		if guess := nearest(id, known); guess != "" {
			hint = "did you mean " + guess + "?"
		}
		list := top("waivers")
		at := path{&list, nth(i)}
		p := at.key("control")
		v.report(&p, hint, "there is no control %s", quote(id))
	}
	return v.problems
}

var controlID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`) })

func (v *validator) waivers() {
	for i := range v.app.Waivers {
		w := &v.app.Waivers[i]
		list := top("waivers")
		at := path{&list, nth(i)}
		p := at.key("control")
		if !controlID().MatchString(w.Control) {
			v.report(&p, "harden-gen explain lists the controls", "%s is no id of a control", quote(w.Control))
		} else if slices.ContainsFunc(v.app.Waivers[:i], func(o Waiver) bool { return o.Control == w.Control && o.Workload == w.Workload }) {
			v.report(&p, "keep one of the two", "%s is waived for %s a second time", w.Control, quote(w.Workload))
		}
		p = at.key("workload")
		if isOfNamespace := strings.HasPrefix(w.Control, "namespace-"); isOfNamespace != (w.Workload == "") {
			if isOfNamespace {
				v.report(&p, "remove the key", "%s is about the namespace, not about a workload", w.Control)
			} else {
				v.report(&p, "the workloads: "+strings.Join(sortedKeys(v.workloads), ", "), "a waiver says its workload")
			}
		} else if w.Workload != "" && v.workloads[w.Workload] == nil {
			v.report(&p, "the workloads: "+strings.Join(sortedKeys(v.workloads), ", "), "there is no workload %s in this application", quote(w.Workload))
		}
		for _, text := range []struct{ key, value, hint string }{
			{"reason", w.Reason, "say why the control cannot hold, and what holds in its place"},
			{"owner", w.Owner, "name the team that will be asked when it expires"},
		} {
			if strings.TrimSpace(text.value) == "" {
				p := at.key(text.key)
				v.report(&p, text.hint, "a waiver says its %s", text.key)
			}
		}
		p = at.key("expires")
		if _, err := time.Parse(time.DateOnly, string(w.Expires)); err != nil {
			v.report(&p, "write the last day on which it holds, such as 2027-03-01", "%s is no day", quote(string(w.Expires)))
		}
	}
}

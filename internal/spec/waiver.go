package spec

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Waiver switches one control off for one workload, until a day.
type Waiver struct {
	Control  string `json:"control"` // its id; which there are, package controls knows
	Workload string `json:"workload"`
	Reason   string `json:"reason"`
	Owner    string `json:"owner"`
	Expires  Date   `json:"expires"`
}

// The controls that a spec itself may break, where a waiver of the workload says so.
const (
	ControlOpenRules = "open-rules" // by the peer anywhere
	ControlMetadata  = "metadata"   // by a range that holds a metadata service
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
	v := &validator{app: app}
	for i := range app.Waivers {
		id := app.Waivers[i].Control
		if slices.Contains(known, id) || !controlID.MatchString(id) {
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

var controlID = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)

func (v *validator) waivers() {
	for i := range v.app.Waivers {
		w := &v.app.Waivers[i]
		list := top("waivers")
		at := path{&list, nth(i)}
		p := at.key("control")
		if !controlID.MatchString(w.Control) {
			v.report(&p, "harden-gen explain lists the controls", "%s is no id of a control", quote(w.Control))
		} else if slices.ContainsFunc(v.app.Waivers[:i], func(o Waiver) bool { return o.Control == w.Control && o.Workload == w.Workload }) {
			v.report(&p, "keep one of the two", "%s is waived for %s a second time", w.Control, quote(w.Workload))
		}
		p = at.key("workload")
		if v.workloads[w.Workload] == nil {
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

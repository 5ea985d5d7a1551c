package controls

import (
	"fmt"
	"slices"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// waive takes out what a waiver of the spec allows today.
func (j *judgement) waive() {
	if j.options.Spec == nil {
		return
	}
	j.findings = slices.DeleteFunc(j.findings, func(f Finding) bool {
		if f.object == nil {
			return false
		}
		w := j.workload(f.object)
		return w != nil && slices.ContainsFunc(j.options.Spec.Waivers, func(v spec.Waiver) bool {
			return v.Control == f.Control && v.Workload == w.Name && v.Holds(j.options.Today)
		})
	})
}

// expiredWaivers finds waivers that no longer hold: what they allowed is found again beside them.
func expiredWaivers(j *judgement) {
	app := j.options.Spec
	for i := range app.Waivers {
		if w := &app.Waivers[i]; !w.Holds(j.options.Today) {
			j.findings = append(j.findings, Finding{
				Control: j.control.ID, Severity: j.control.Severity, File: j.options.SpecFile,
				Object: Ref{Kind: spec.Kind, Name: app.Metadata.Name}, Field: fmt.Sprintf("waivers[%d].expires", i),
				Message: fmt.Sprintf("the waiver of %s for %s expired on %s", w.Control, w.Workload, w.Expires),
				Fix:     "ask " + w.Owner + ": remove it, or give it a new day and a reason that is still true",
			})
		}
	}
}

// waiverControls are about the spec itself.
func waiverControls() []Control {
	return []Control{{
		ID: "expired-waiver", Severity: Medium, Intent: true, set: expiredWaivers,
		Title:  "No waiver is older than its day",
		Why:    "A waiver is a promise to come back. One that is forgotten is a wall that is down for good.",
		Breaks: "Nothing. The owner removes the waiver, or says anew why it is needed and until when.",
	}}
}

package controls

import (
	"fmt"
	"slices"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// Waived is a finding that a waiver of the spec allows.
type Waived struct {
	Finding
	Waiver spec.Waiver `json:"waiver"`
}

// waive takes out what a waiver of the spec allows today. One that names no workload is for what belongs
// to none.
func (j *judgement) waive() (waived []Waived) {
	if j.options.Spec == nil {
		return nil
	}
	j.findings = slices.DeleteFunc(j.findings, func(f Finding) bool {
		if f.object == nil {
			return false
		}
		workload := ""
		if w := j.workload(f.object); w != nil {
			workload = w.Name
		}
		i := slices.IndexFunc(j.options.Spec.Waivers, func(v spec.Waiver) bool {
			return v.Control == f.Control && v.Workload == workload && v.Holds(j.options.Today)
		})
		if i >= 0 {
			waived = append(waived, Waived{f, j.options.Spec.Waivers[i]})
		}
		return i >= 0
	})
	return waived
}

// expiredWaivers finds waivers that no longer hold: what they allowed is found again beside them.
func expiredWaivers(j *judgement) {
	app := j.options.Spec
	for i := range app.Waivers {
		field := fmt.Sprintf("waivers[%d].expires", i)
		if own := i - j.options.Shared; j.options.Environment != "" && own >= 0 {
			field = fmt.Sprintf("%s.waivers[%d].expires", j.options.Environment, own)
		}
		if w := &app.Waivers[i]; !w.Holds(j.options.Today) {
			j.findings = append(j.findings, Finding{
				Control: j.control.ID, Severity: j.control.Severity, File: j.options.SpecFile,
				Object: Ref{Kind: spec.Kind, Name: app.Metadata.Name}, Field: field,
				Message: fmt.Sprintf("the waiver of %s for %s expired on %s", w.Control, or(w.Workload, "the namespace"), w.Expires),
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

package controls

import (
	"slices"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// Control is one hardening rule.
type Control struct {
	ID         string
	Title      string // what holds where the control is kept
	Severity   Severity
	Why        string // what somebody could do where it is broken
	Breaks     string // what stops working when it is on, and how to live with it
	References References
	Intent     bool // compares with a spec; without one it is not judged

	needless    func(*spec.Platform) bool // on such a platform the cluster itself sees to it
	podSecurity []string                  // the Pod Security checks that decide; then locate only names the fields
	locate      func(*Pod, int) []Offence // the int is the minor version of the policy
	pod         func(*Pod) []Offence      // a rule over one pod alone
	set         func(*judgement)          // a rule over several objects
}

// applies is true unless the control compares with a spec that is not there, or is needless on its platform.
func (c *Control) applies(app *spec.HardenedApplication) bool {
	if app == nil {
		return !c.Intent
	}
	return c.needless == nil || !c.needless(&app.Platform)
}

// Catalogue is every control, in the order in which findings of one object are told.
func Catalogue() []Control {
	return slices.Concat(manifestControls(), podSecurityControls(), podControls(), tokenControls(), accessControls(),
		networkControls(), namespaceControls(), intentControls(), waiverControls())
}

// Find is the control of an id.
func Find(id string) (Control, bool) {
	all := Catalogue()
	i := slices.IndexFunc(all, func(c Control) bool { return c.ID == id })
	if i < 0 {
		return Control{}, false
	}
	return all[i], true
}

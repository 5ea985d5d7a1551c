package controls

import "slices"

// Control is one hardening rule.
type Control struct {
	ID         string
	Title      string // what holds where the control is kept
	Severity   Severity
	Why        string // what somebody could do where it is broken
	Breaks     string // what stops working when it is on, and how to live with it
	References References
	Intent     bool // compares with a spec; without one it is not judged

	podSecurity []string                  // the Pod Security checks that decide; then locate only names the fields
	locate      func(*Pod, int) []Offence // the int is the minor version of the policy
	pod         func(*Pod) []Offence      // a rule over one pod alone
	set         func(*judgement)          // a rule over several objects
}

// References are the ids under which public guides know a control; a guide that does not know it has none.
type References struct {
	PodSecurity []string // check ids of k8s.io/pod-security-admission
	CIS         []string // CIS Kubernetes Benchmark 2.0.1
	NSA         []string // sections of the NSA/CISA Kubernetes Hardening Guidance 1.2
	OWASP       []string // OWASP Kubernetes Top Ten 2025
}

// Catalogue is every control, in the order in which findings of one object are told.
func Catalogue() []Control {
	return slices.Concat(manifestControls(), podSecurityControls(), podControls(), tokenControls(), accessControls(),
		networkControls(), namespaceControls())
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

// The sections of the NSA/CISA guidance, as it spells them.
const (
	nsaAccess     = "Role-Based Access Control"
	nsaContainers = "Hardening container environments"
	nsaCloud      = "Protecting sensitive cloud infrastructure"
	nsaImages     = "Building secure container images"
	nsaImmutable  = "Immutable container file systems"
	nsaNamespaces = "Namespaces"
	nsaNetwork    = "Network policies"
	nsaNonRoot    = `"Non-root" containers and "rootless" container engines`
	nsaPods       = "Pod security enforcement"
	nsaResources  = "Resource policies"
	nsaSecrets    = "Secrets"
	nsaTokens     = "Protecting Pod service account tokens"
)

package controls

// References are the ids under which public guides know a control; a guide that does not know it has none.
type References struct {
	PodSecurity []string // check ids of k8s.io/pod-security-admission
	CIS         []string // CIS Kubernetes Benchmark 2.0.1
	NSA         []string // sections of the NSA/CISA Kubernetes Hardening Guidance 1.2
	OWASP       []string // OWASP Kubernetes Top Ten 2025
}

// Guide is one guide and the ids that it has for a control.
type Guide struct {
	Short, Name string
	IDs         []string
}

// Named are the guides that know the control.
func (r References) Named() []Guide {
	var known []Guide
	for _, g := range []Guide{
		{"PSS", "Pod Security Standards, check", r.PodSecurity},
		{"CIS", "CIS Kubernetes Benchmark 2.0.1", r.CIS},
		{"NSA", "NSA/CISA Kubernetes Hardening Guidance 1.2", r.NSA},
		{"OWASP", "OWASP Kubernetes Top Ten 2025", r.OWASP},
	} {
		if len(g.IDs) > 0 {
			known = append(known, g)
		}
	}
	return known
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

package spec

import "strings"

// The life times of a token in seconds: the API server's shortest, and a day. One of exactly 3607, which the
// automatic mount asks for, the API server extends to a year (pkg/serviceaccount/claims.go in Kubernetes).
const (
	shortestToken = 600
	longestToken  = 24 * 60 * 60
	yearLongToken = 3607
)

func (v *validator) serviceAccount(at *path, w *Workload) {
	account := at.key("serviceAccount")
	p := account.key("annotations")
	v.objectAnnotations(&p, w.ServiceAccount.Annotations)
	v.identityAnnotations(&p, w.ServiceAccount.Annotations)
	p = at.key("annotations")
	v.strayIdentity(&p, w.Annotations)
	_, azure := w.ServiceAccount.Annotations[AzureClientID]
	if use, said := w.Labels[AzureUse]; azure && said && use != "true" {
		labels := at.key("labels")
		label := labels.key(AzureUse)
		v.report(&label, "remove the label, which is set by harden-gen, or the annotation "+AzureClientID, "the label says that the pods take no identity, and the account has one")
	}
}

// tokens checks the tokens for others than the Kubernetes API. That one comes with kubernetesAPI, and with
// the way there.
func (v *validator) tokens(at *path, w *Workload, m *mounts) {
	account := at.key("serviceAccount")
	for i, t := range w.ServiceAccount.Tokens {
		entry := account.at("tokens", i)
		p := entry.key("audience")
		switch {
		case strings.TrimSpace(t.Audience) == "":
			v.report(&p, "write what the program that is to accept it calls itself, such as vault", "a token without an audience is one for the Kubernetes API")
		case strings.ContainsFunc(t.Audience, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
			v.report(&p, "such as vault or https://vault.example.com", "%s is no audience", quote(t.Audience))
		case IsAPIAudience(t.Audience):
			v.report(&p, "declare kubernetesAPI, which mounts a token and opens the way", "the audience %s is the Kubernetes API's own", quote(t.Audience))
		}
		for _, other := range w.ServiceAccount.Tokens[:i] {
			if other.Audience == t.Audience {
				v.report(&p, "leave one of them out", "there is a token for %s already", quote(t.Audience))
			}
		}
		p = entry.key("mountPath")
		if t.MountPath == "" {
			if t.Audience != "" {
				v.report(&p, "write one such as "+DefaultTokensFolder+"NAME", "no path can be derived from the audience %s", quote(t.Audience))
			}
		} else {
			m.add(v, &p, t.MountPath, true)
		}
		p = entry.key("expirationSeconds")
		switch seconds := *t.ExpirationSeconds; {
		case seconds == yearLongToken:
			v.report(&p, "write 3600", "the API server takes a token of exactly 3607 seconds for an automatic one, which it may extend to a year")
		case seconds < shortestToken || seconds > longestToken:
			v.report(&p, "write 3600; the kubelet renews a token long before it ends", "a token lives %d to %d seconds, not %d", shortestToken, longestToken, seconds)
		}
	}
}

// IsAPIAudience is true for a name by which clusters know their own API server, GKE's among them. A token
// for it is as good as one without an audience.
func IsAPIAudience(audience string) bool {
	rest := strings.TrimPrefix(audience, "https://")
	host, _, _ := strings.Cut(rest, "/")
	return host == "kubernetes.default" || host == "kubernetes.default.svc" || strings.HasPrefix(host, "kubernetes.default.svc.") ||
		strings.HasPrefix(rest, "container.googleapis.com/v1/projects/")
}

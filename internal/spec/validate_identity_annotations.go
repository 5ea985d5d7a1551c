package spec

import (
	"slices"
	"strings"
)

// cloudIdentity is an annotation of a service account by which a cloud gives its pods an identity.
type cloudIdentity struct {
	key      string
	profiles []string // of the cloud itself; on generic and on distributions that run anywhere each may mean something
	pattern  string
	sample   string
	main     bool // the one that gives the identity; the others only tune it
}

// cloudIdentities are the annotations that the webhooks and metadata servers of the clouds read:
// aws/amazon-eks-pod-identity-webhook, GKE's Workload Identity Federation, Azure/azure-workload-identity.
func cloudIdentities() []cloudIdentity {
	const uuid = `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`
	eks, gke, aks := []string{"eks"}, []string{"gke", "gke-clouddns"}, []string{"aks"}
	return []cloudIdentity{
		{"eks.amazonaws.com/role-arn", eks, `^arn:aws(-[a-z]+)*:iam::[0-9]{12}:role/([!-~]+/)?[A-Za-z0-9+=,.@_-]{1,64}$`, "arn:aws:iam::111122223333:role/api", true},
		{"eks.amazonaws.com/audience", eks, `^\S+$`, "sts.amazonaws.com", false},
		{"eks.amazonaws.com/sts-regional-endpoints", eks, `^(true|false)$`, "true", false},
		{"eks.amazonaws.com/token-expiration", eks, `^[0-9]+$`, "3600", false},
		{"iam.gke.io/gcp-service-account", gke, `^([a-z][-a-z0-9]{4,28}[a-z0-9]@[a-z][-a-z0-9.]*\.iam|[0-9]+-compute@developer)\.gserviceaccount\.com$`, "api-reader@example-project.iam.gserviceaccount.com", true},
		{AzureClientID, aks, uuid, "00000000-1111-2222-3333-444444444444", true},
		{"azure.workload.identity/tenant-id", aks, uuid, "00000000-1111-2222-3333-444444444444", false},
		{"azure.workload.identity/service-account-token-expiration", aks, `^[0-9]+$`, "3600", false},
	}
}

// Azure's webhook reads the annotation of the account, and looks only at pods that have the label.
const (
	AzureClientID = "azure.workload.identity/client-id"
	AzureUse      = "azure.workload.identity/use"
)

// identityAnnotations checks the annotations by which clouds give identities. A slip in one of them fails only
// when the program asks for credentials.
func (v *validator) identityAnnotations(at *path, annotations map[string]string) {
	if len(annotations) == 0 {
		return
	}
	all := cloudIdentities()
	for _, key := range sortedKeys(annotations) {
		p := at.key(key)
		i := slices.IndexFunc(all, func(c cloudIdentity) bool { return c.key == key })
		if i < 0 {
			v.misspelledIdentity(&p, all, key)
			continue
		}
		c := all[i]
		if profile := v.app.Platform.Profile; isCloud(profile) && !slices.Contains(c.profiles, profile) {
			hint := "remove it"
			if j := slices.IndexFunc(all, func(c cloudIdentity) bool { return c.main && slices.Contains(c.profiles, profile) }); j >= 0 {
				hint = "the annotation of " + profile + " is " + all[j].key + ": " + all[j].sample
			}
			v.report(&p, hint, "%s means nothing on %s", key, profile)
		}
		if !matches(c.pattern, annotations[key]) {
			v.report(&p, "such as "+c.sample, "%s is no value of %s", quote(annotations[key]), key)
		}
	}
}

func isCloud(profile string) bool {
	return slices.Contains([]string{"eks", "gke", "gke-clouddns", "aks"}, profile)
}

// misspelledIdentity finds a key that looks like one of the clouds' and is none.
func (v *validator) misspelledIdentity(p *path, all []cloudIdentity, key string) {
	keys := make([]string, len(all))
	for i, c := range all {
		keys[i] = c.key
	}
	if guess := nearest(key, keys); guess != "" {
		v.report(p, "did you mean "+guess+"?", "no cloud reads the annotation %s", quote(key))
	}
}

// strayIdentity finds what belongs onto the account among the annotations of the pods.
func (v *validator) strayIdentity(at *path, annotations map[string]string) {
	if len(annotations) == 0 {
		return
	}
	for _, c := range cloudIdentities() {
		if value, ok := annotations[c.key]; ok && c.main {
			p := at.key(c.key)
			v.report(&p, "write it under serviceAccount: {annotations: {"+c.key+": "+strings.TrimSpace(value)+"}}", "%s is read from the service account, not from the pods", c.key)
		}
	}
}

package golden

import (
	"fmt"
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// ownNamespace is the namespace as Default completes it.
func (d *drawer) ownNamespace() string {
	if d.app.Namespace.Name != "" {
		return d.app.Namespace.Name
	}
	return d.app.Metadata.Name
}

// quota has room for whatever is drawn.
func (d *drawer) quota() {
	q := &spec.Quota{Hard: map[string]spec.Quantity{}}
	bounds := []struct {
		name  string
		bound spec.Quantity
	}{
		{"requests.cpu", "1e6"}, {"requests.memory", "1e18"}, {"requests.ephemeral-storage", "1Pi"}, {"limits.memory", "1E"}, {"limits.ephemeral-storage", "900Ti"},
		{"pods", "500"}, {"services", "4"}, {"services.nodeports", "0"}, {"count/deployments.apps", "4"}, {"count/secrets", "1k"}, {"requests.nvidia.com/gpu", "0"},
	}
	for _, b := range some(d, len(bounds), "hard", bounds...) {
		q.Hard[b.name] = b.bound
	}
	if len(q.Hard) == 0 {
		q.Hard["pods"] = "500"
	}
	d.app.Namespace.Quota = q
	if d.chance(40, "limitRange") {
		q.LimitRange.DefaultRequest = spec.ResourceList{CPU: pick(d, "cpu", spec.Quantity(""), "1m", "100m"), Memory: pick(d, "memory", spec.Quantity(""), "16M", "1Gi")}
		q.LimitRange.Default = spec.ResourceList{EphemeralStorage: pick(d, "disk", spec.Quantity(""), "16Mi", "1Gi")}
	}
	if d.chance(30, "limits.cpu") { // as much as any workload asks for
		q.LimitRange.Default.CPU, q.Hard["limits.cpu"] = "64", "1e6"
	}
}

// scopedRule is a rule of any scope.
func (d *drawer) scopedRule() spec.APIRule {
	switch pick(d, "scope", "own", "namespace", "cluster", "objects", "paths") {
	case "namespace":
		r := d.rule()
		r.Namespace = pick(d, "namespace", "data", "y", "1e3", d.ownNamespace())
		return r
	case "cluster":
		return spec.APIRule{Verbs: pick(d, "verbs", []string{"get", "list", "watch"}, []string{"get"}), Resources: []string{"nodes", "pods", "widgets.example.com"}, ClusterWide: true}
	case "objects":
		return spec.APIRule{Verbs: []string{"list", "watch"}, Resources: []string{"configmaps"}, ResourceNames: []string{"a", "b.c"},
			Namespace: pick(d, "namespace", "", "kube-system", "data")}
	case "paths":
		return spec.APIRule{Verbs: pick(d, "verbs", []string{"get"}, []string{"get", "post"}), NonResourceURLs: append(some(d, 2, "paths", "/livez/ping", "/a=b:c"), "/metrics"), ClusterWide: true}
	}
	return d.rule()
}

func (d *drawer) bind() (all []spec.BoundRole) {
	seen := map[spec.BoundRole]bool{}
	for range d.number(0, 3, "bind") {
		b := spec.BoundRole{Namespace: pick(d, "namespace", "", "data", "kube-system", d.ownNamespace())}
		name := pick(d, "role", "View", "system:auth-delegator", "Reader", "a:b", "1.0", "No") // no workload has such a name
		if d.chance(50, "clusterRole") {
			if b.ClusterRole = name; d.chance(50, "clusterWide") {
				b.Namespace, b.ClusterWide = "", true
			}
		} else {
			b.Role = name
		}
		key := b
		if key.Namespace == d.ownNamespace() {
			key.Namespace = ""
		}
		if !seen[key] {
			seen[key] = true
			all = append(all, b)
		}
	}
	return all
}

func (d *drawer) account(a *spec.ServiceAccount) {
	for i, audience := range some(d, 3, "tokens", "vault", "no", "https://sts.example.com/a?b=c", "sts.amazonaws.com") {
		t := spec.Token{Audience: audience}
		if d.chance(50, "mountPath") || i == 2 || strings.Contains(audience, "/") {
			t.MountPath = fmt.Sprintf("/var/run/tokens/%d", i)
		}
		if d.chance(50, "expirationSeconds") {
			t.ExpirationSeconds = new(pick(d, "seconds", int64(600), 3606, 86400))
		}
		a.Tokens = append(a.Tokens, t)
	}
	clouds := []struct{ cloud, key, value string }{
		{"eks", "eks.amazonaws.com/role-arn", "arn:aws:iam::111122223333:role/a"},
		{"gke", "iam.gke.io/gcp-service-account", "reader@example-project.iam.gserviceaccount.com"},
		{"aks", "azure.workload.identity/client-id", "01234567-89ab-cdef-0123-456789abcdef"},
	}
	if profile, _, _ := strings.Cut(d.app.Platform.Profile, "-"); slices.Contains([]string{"eks", "gke", "aks"}, profile) {
		clouds = slices.DeleteFunc(clouds, func(c struct{ cloud, key, value string }) bool { return c.cloud != profile })
	}
	for _, c := range some(d, 1, "cloud", clouds...) {
		if a.Annotations == nil {
			a.Annotations = map[string]string{}
		}
		a.Annotations[c.key] = c.value
	}
}

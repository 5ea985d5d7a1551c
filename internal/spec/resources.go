package spec

import (
	"slices"
	"strings"
)

//go:generate go run ./genresources

// apiVerbs is a set of the verbs that an API server serves.
type apiVerbs uint8

const (
	verbGet apiVerbs = 1 << iota
	verbList
	verbWatch
	verbCreate
	verbUpdate
	verbPatch
	verbDelete
	verbDeleteCollection
	allVerbs apiVerbs = 1<<iota - 1
)

// apiVerbNames names the verbs in the order of their bits.
var apiVerbNames = [...]string{"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"}

// verbBit is zero for a word that is none of apiVerbNames.
func verbBit(verb string) apiVerbs {
	if i := slices.Index(apiVerbNames[:], verb); i >= 0 {
		return 1 << i
	}
	return 0
}

// names lists the verbs of the set in the order of their bits.
func (v apiVerbs) names() []string {
	var names []string
	for i, name := range apiVerbNames {
		if v&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// apiResource is a resource, or a subresource, that an API server serves.
type apiResource struct {
	name    string // as RBAC wants it: pods/log
	group   string // empty for the core group
	kind    string // empty for a subresource; in lower case it is the singular
	short   string // short names, separated by spaces
	cluster bool   // cluster-scoped
	verbs   apiVerbs
}

// custom is true for a resource that the table does not know, so that any verb may mean something.
func (r apiResource) custom() bool { return strings.Contains(r.group, ".") && !isBuiltinGroup(r.group) }

// virtualResources are served by nobody, but RBAC is asked about them: for the verbs impersonate,
// approve, sign and attest, and by the kubelet (pkg/kubelet/server/auth.go in Kubernetes).
var virtualResources = [...]apiResource{
	{name: "groups", cluster: true},
	{name: "nodes/healthz", cluster: true, verbs: verbGet},
	{name: "nodes/metrics", cluster: true, verbs: verbGet},
	{name: "nodes/pods", cluster: true, verbs: verbGet},
	{name: "nodes/spec", cluster: true, verbs: verbGet},
	{name: "nodes/stats", cluster: true, verbs: verbGet},
	{name: "signers", group: "certificates.k8s.io", cluster: true},
	{name: "uids", group: "authentication.k8s.io", cluster: true},
	{name: "userextras", group: "authentication.k8s.io", cluster: true},
	{name: "users", cluster: true},
}

// ResolveResource turns a resource of an APIRule, such as deployments, deployments.apps/scale or
// widgets.example.com, into its API group and the name that RBAC wants. The answer is right only for
// a resource of a validated spec.
func ResolveResource(name string) (group, resource string) {
	r, ok := lookupResource(name)
	if !ok {
		return "", name
	}
	return r.group, r.name
}

// spellResource is the inverse of ResolveResource, with the group always said.
func spellResource(group, resource string) string {
	if group == "" {
		return resource
	}
	name, sub, has := strings.Cut(resource, "/")
	if !has {
		return name + "." + group
	}
	return name + "." + group + "/" + sub
}

// saidResource is a resource taken apart as its author wrote it.
type saidResource struct {
	plural, group, sub string
	hasGroup, hasSub   bool
}

func splitResource(said string) (s saidResource) {
	said, s.sub, s.hasSub = strings.Cut(said, "/")
	s.plural, s.group, s.hasGroup = strings.Cut(said, ".")
	return s
}

func lookupResource(said string) (apiResource, bool) {
	s := splitResource(said)
	if s.hasGroup && s.group == "" || s.hasSub && s.sub == "" {
		return apiResource{}, false
	}
	name := s.plural
	if s.hasSub {
		name += "/" + s.sub
	}
	if r, ok := findResource(name, s); ok {
		return r, true
	}
	if parent, ok := findResource(s.plural, s); ok {
		// Admission, not the API server, asks for update on finalizers of whoever sets an owner:
		// OwnerReferencesPermissionEnforcement, which OpenShift switches on.
		finalizers := apiResource{name: name, group: parent.group, cluster: parent.cluster, verbs: verbUpdate}
		return finalizers, s.sub == "finalizers"
	}
	return customResource(s, name)
}

// findResource searches the table. A name without a group is that of the first group that has it;
// for events, the only name in two groups, this is the core group, as in kubectl.
func findResource(name string, s saidResource) (apiResource, bool) {
	i, _ := slices.BinarySearchFunc(apiResources[:], name, func(r apiResource, name string) int {
		return strings.Compare(r.name, name)
	})
	for ; i < len(apiResources) && apiResources[i].name == name; i++ {
		if !s.hasGroup || apiResources[i].group == s.group {
			return apiResources[i], true
		}
	}
	for _, r := range virtualResources {
		// userextras are followed by the key of the extra, as a subresource is.
		if plural, _, _ := strings.Cut(name, "/"); (r.name == plural || r.name == name) && (!s.hasGroup || r.group == s.group) {
			r.name = name
			return r, true
		}
	}
	return apiResource{}, false
}

func isBuiltinGroup(group string) bool {
	return group == "" || slices.ContainsFunc(apiResources[:], func(r apiResource) bool { return r.group == group })
}

// NamespacedResources are the resources of a namespace that an API server serves, without
// subresources, in the order of their names.
func NamespacedResources() (names []string) {
	for _, r := range apiResources {
		if !r.cluster && !strings.Contains(r.name, "/") && !slices.Contains(names, r.name) {
			names = append(names, r.name)
		}
	}
	return names
}

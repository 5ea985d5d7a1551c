// Package templates builds the typed Kubernetes objects of a hardened base from a valid Spec. A
// template here is a Go function that returns an object, one file a kind; pod.go is the only place
// that sets a security context.
//
// It must not know of files, of YAML or of kustomize, and a valid Spec cannot fail here.
package templates

import (
	"iter"
	"sync/atomic"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// Object is one Kubernetes object and where it belongs. It is built when it is asked for, and small
// until then: the objects of a thousand workloads need not exist at once.
type Object struct {
	template *template
	scope    *scope
	index    int // which one, where a template makes several
}

// template is how objects of one role are built.
type template struct {
	kind     string
	comments map[string]string
	build    func(*scope, int) any
}

// scope is what an object is built from.
type scope struct {
	*common
	index int // of the workload
	w     *spec.Workload
}

// common is what all objects of a base are built from.
type common struct {
	app    *spec.HardenedApplication
	edges  *spec.Edges
	sums   []string // of each config
	frames [8]atomic.Pointer[frame]
	sized  atomic.Pointer[sized]
}

// Kind is the kind of the object.
func (o *Object) Kind() string { return o.template.kind }

// Workload is the name of the workload that the object belongs to, empty for what holds for the namespace.
func (o *Object) Workload() string {
	if o.scope.w == nil {
		return ""
	}
	return o.scope.w.Name
}

// Component is the kustomize component that the object belongs to, empty for what every cluster understands.
func (o *Object) Component() string {
	switch o.template {
	case &ciliumTemplate:
		return spec.CNICilium
	case &calicoTemplate:
		return spec.CNICalico
	}
	return ""
}

// Comments say why a field is there, by its path without indexes.
func (o *Object) Comments() map[string]string { return o.template.comments }

// IsOfStore is true for the objects that make up the secret store.
func (o *Object) IsOfStore() bool {
	return o.template == &secretStoreTemplate || o.template == &storeAccountTemplate
}

// Value builds the object: a pointer to a typed object, equal at every call.
func (o *Object) Value() any { return o.template.build(o.scope, o.index) }

// Build yields every object of the base in the order in which a cluster should get to know them:
// first what holds for all, then each workload in the order of the Spec. The Spec has been
// completed by spec.Default and found valid.
func Build(app *spec.HardenedApplication) iter.Seq[Object] {
	all := &common{app: app, edges: spec.NewEdges(app), sums: configSums(app)}
	shared := &scope{common: all}
	each := make([]scope, len(app.Workloads))
	for i := range each {
		each[i] = scope{common: all, index: i, w: &app.Workloads[i]}
	}
	return func(yield func(Object) bool) {
		if !yieldShared(shared, yield) {
			return
		}
		for i := range each {
			if !yieldWorkload(&each[i], yield) {
				return
			}
		}
	}
}

func yieldShared(s *scope, yield func(Object) bool) bool {
	own, bounded := !s.app.Namespace.Existing, s.app.Namespace.Quota != nil
	for _, part := range []struct {
		template *template
		needed   bool
	}{
		{&namespaceTemplate, own},
		{&defaultAccountTemplate, own},
		{&quotaTemplate, own && bounded},
		{&limitRangeTemplate, own && bounded},
		{&denyAllTemplate, own},
		{&allowDNSTemplate, own && resolves(s.app)},
	} {
		if part.needed && !yield(Object{template: part.template, scope: s}) {
			return false
		}
	}
	for i := range s.app.Config {
		if !s.app.Config[i].Existing && !yield(Object{template: &configMapTemplate, scope: s, index: i}) {
			return false
		}
	}
	if s.app.Platform.SecretStore.IsMade() &&
		(!yield(Object{template: &storeAccountTemplate, scope: s}) || !yield(Object{template: &secretStoreTemplate, scope: s})) {
		return false
	}
	for i := range s.app.Secrets {
		if !s.app.Secrets[i].Existing && !yield(Object{template: &externalSecretTemplate, scope: s, index: i}) {
			return false
		}
	}
	return true
}

func yieldWorkload(s *scope, yield func(Object) bool) bool {
	for i := range s.w.Writable {
		if makesClaim(&s.w.Writable[i]) && !yield(Object{template: &claimTemplate, scope: s, index: i}) {
			return false
		}
	}
	if !yield(Object{template: &accountTemplate, scope: s}) {
		return false
	}
	if !s.grants(func(t *template, i int) bool { return yield(Object{template: t, scope: s, index: i}) }) {
		return false
	}
	shared := s.app.Namespace.Existing
	for _, part := range []struct {
		template *template
		needed   bool
	}{
		{&deploymentTemplate, true},
		{&serviceTemplate, published(s.w)},
		{&denyWorkloadTemplate, shared},
		{&workloadDNSTemplate, shared && s.w.DNS != "Deny"},
		{&ingressPolicyTemplate, s.edges.IsCalled(s.index)},
		{&egressPolicyTemplate, s.edges.CallsAddresses(s.index) || s.w.KubernetesAPI != nil || asksForIdentity(s.w)},
		{&disruptionBudgetTemplate, isReplicated(s.w)},
		{&ciliumTemplate, s.app.Platform.CNI == spec.CNICilium && needsCilium(s.w)},
		{&calicoTemplate, s.app.Platform.CNI == spec.CNICalico && s.w.KubernetesAPI != nil},
	} {
		if part.needed && !yield(Object{template: part.template, scope: s}) {
			return false
		}
	}
	return true
}

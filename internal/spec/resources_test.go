package spec

import (
	"slices"
	"strings"
	"testing"
)

func TestResolveResource(t *testing.T) {
	tests := []struct{ said, group, resource string }{
		{"configmaps", "", "configmaps"},
		{"pods/log", "", "pods/log"},
		{"deployments", "apps", "deployments"},
		{"deployments.apps", "apps", "deployments"},
		{"deployments/scale", "apps", "deployments/scale"},
		{"deployments.apps/scale", "apps", "deployments/scale"},
		{"deployments/finalizers", "apps", "deployments/finalizers"},
		{"leases", "coordination.k8s.io", "leases"},
		{"roles.rbac.authorization.k8s.io", "rbac.authorization.k8s.io", "roles"},
		{"events", "", "events"},
		{"events.events.k8s.io", "events.k8s.io", "events"},
		{"widgets.example.com", "example.com", "widgets"},
		{"widgets.example.com/status", "example.com", "widgets/status"},
		{"widgets.v1.example.com", "v1.example.com", "widgets"},
		{"pods.metrics.k8s.io", "metrics.k8s.io", "pods"},
	}
	for _, tt := range tests {
		if _, ok := lookupResource(tt.said); !ok {
			t.Errorf("%s is not found", tt.said)
		}
		if group, resource := ResolveResource(tt.said); group != tt.group || resource != tt.resource {
			t.Errorf("ResolveResource(%q) = %q, %q, want %q, %q", tt.said, group, resource, tt.group, tt.resource)
		}
	}
}

func TestUnknownResources(t *testing.T) {
	const custom = "a custom resource is written as plural.group, such as widgets.example.com"
	tests := []struct{ said, hint string }{
		{"Pod", "did you mean pods?"},
		{"pod", "did you mean pods?"},
		{"ConfigMaps", "did you mean configmaps?"},
		{"cm", "did you mean configmaps?"},
		{"deploy", "did you mean deployments?"},
		{"svc", "did you mean services?"},
		{"crds", "did you mean customresourcedefinitions?"},
		{"ev", "did you mean events?"},
		{"event.events.k8s.io", "did you mean events.events.k8s.io?"},
		{"deploymnets", "did you mean deployments?"},
		{"deployment.apps", "did you mean deployments?"},
		{"deployments.extensions", "did you mean deployments?"},
		{"deployments.v1.apps", "did you mean deployments?"},
		{"pods.v1", "did you mean pods?"},
		{"pods.core", "did you mean pods?"},
		{"pods.", "did you mean pods?"},
		{"pods.apps", "did you mean pods?"},
		{"roles.rbac.authorization.k8s.io.", custom},
		{"pod/log", "did you mean pods/log?"},
		{"pods/logs", "did you mean pods/log?"},
		{"deployment/finalizers", "did you mean deployments/finalizers?"},
		{"pods/", "the subresources of pods are attach, binding, ephemeralcontainers, eviction, exec, log, portforward, proxy, resize and status"},
		{"configmaps/status", "configmaps has no subresources"},
		{"nodes/metric", "the subresources of nodes are proxy and status"},
		{"widgets", custom},
		{"widgets.example", custom},
		{"Widget.example.com", custom},
		{"widgets.example.com/", custom},
		{"wid_gets.example.com", custom},
		{".example.com", custom},
		{"", custom},
	}
	for _, tt := range tests {
		if r, ok := lookupResource(tt.said); ok {
			t.Errorf("%q is taken to be %+v", tt.said, r)
		}
		if got := resourceHint(tt.said); got != tt.hint {
			t.Errorf("resourceHint(%q)\n got %s\nwant %s", tt.said, got, tt.hint)
		}
	}
}

func TestTableIsSorted(t *testing.T) {
	if !slices.IsSortedFunc(apiResources[:], func(a, b apiResource) int {
		return strings.Compare(a.name+" "+a.group, b.name+" "+b.group)
	}) {
		t.Error("apiResources is not sorted by name and group")
	}
	for i, r := range apiResources {
		if i > 0 && r.name == apiResources[i-1].name && r.group == apiResources[i-1].group {
			t.Errorf("%s stands in the table twice", spellResource(r.group, r.name))
		}
		if got, ok := lookupResource(spellResource(r.group, r.name)); !ok || got != r {
			t.Errorf("%s is looked up as %+v", spellResource(r.group, r.name), got)
		}
		if r.verbs == 0 {
			t.Errorf("%s serves nothing", spellResource(r.group, r.name))
		}
	}
}

// Were a second name in two groups, a name without a group would mean either.
func TestOnlyEventsAreInTwoGroups(t *testing.T) {
	groups := map[string][]string{}
	for _, r := range apiResources {
		groups[r.name] = append(groups[r.name], r.group)
	}
	for name, in := range groups {
		if name == "events" {
			if !slices.Equal(in, []string{"", "events.k8s.io"}) {
				t.Errorf("events are in the groups %q", in)
			}
		} else if len(in) != 1 {
			t.Errorf("%s is in the groups %q", name, in)
		}
	}
}

func TestCoreResources(t *testing.T) {
	var core []string
	for _, r := range apiResources {
		if r.group == "" && r.kind != "" {
			core = append(core, r.name)
		}
	}
	want := strings.Fields(`bindings componentstatuses configmaps endpoints events limitranges namespaces nodes
		persistentvolumeclaims persistentvolumes pods podtemplates replicationcontrollers resourcequotas secrets
		serviceaccounts services`)
	if !slices.Equal(core, want) {
		t.Errorf("the core group has %q\nwant %q", core, want)
	}
}

func TestScopes(t *testing.T) {
	cluster := strings.Fields(`namespaces nodes persistentvolumes nodes/proxy clusterroles clusterrolebindings tokenreviews
		selfsubjectreviews subjectaccessreviews selfsubjectaccessreviews selfsubjectrulesreviews storageclasses csidrivers
		csinodes volumeattachments volumeattributesclasses certificatesigningrequests priorityclasses runtimeclasses
		resourceslices deviceclasses ingressclasses ipaddresses servicecidrs customresourcedefinitions apiservices
		flowschemas prioritylevelconfigurations validatingwebhookconfigurations mutatingwebhookconfigurations
		validatingadmissionpolicies validatingadmissionpolicybindings mutatingadmissionpolicies
		mutatingadmissionpolicybindings users groups userextras/scopes uids signers`)
	namespaced := strings.Fields(`bindings configmaps endpoints events limitranges persistentvolumeclaims pods pods/log
		pods/attach pods/binding pods/ephemeralcontainers pods/eviction pods/exec pods/portforward pods/proxy pods/resize
		pods/status podtemplates replicationcontrollers resourcequotas secrets serviceaccounts serviceaccounts/token services
		services/proxy services/status controllerrevisions daemonsets deployments deployments/scale deployments/status
		replicasets statefulsets cronjobs jobs horizontalpodautoscalers poddisruptionbudgets ingresses networkpolicies
		endpointslices leases roles rolebindings localsubjectaccessreviews csistoragecapacities resourceclaims
		resourceclaimtemplates`)
	for _, name := range cluster {
		if r, ok := lookupResource(name); !ok || !r.cluster {
			t.Errorf("%s is not found or not cluster-scoped", name)
		}
	}
	for _, name := range namespaced {
		if r, ok := lookupResource(name); !ok || r.cluster {
			t.Errorf("%s is not found or cluster-scoped", name)
		}
	}
}

func TestServedVerbs(t *testing.T) {
	tests := []struct{ name, verbs string }{
		{"configmaps", "get list watch create update patch delete deletecollection"},
		{"pods/log", "get"},
		{"pods/exec", "get create"},
		{"pods/eviction", "create"},
		{"deployments/scale", "get update patch"},
		{"deployments/finalizers", "update"},
		{"serviceaccounts/token", "create"},
		{"namespaces", "get list watch create update patch delete"},
		{"widgets.example.com", "get list watch create update patch delete deletecollection"},
		{"widgets.example.com/status", "get update patch"},
		{"widgets.example.com/finalizers", "update"},
	}
	for _, tt := range tests {
		if r, _ := lookupResource(tt.name); strings.Join(r.verbs.names(), " ") != tt.verbs {
			t.Errorf("%s serves %q, want %s", tt.name, r.verbs.names(), tt.verbs)
		}
	}
}

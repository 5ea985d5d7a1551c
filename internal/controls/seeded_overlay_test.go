package controls

import (
	"slices"
	"testing"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// overlaySeeds are faults that are none without the base: each changes one object of it, or adds one, and there is no spec.
var overlaySeeds = []seed{
	{"widened-reach", "three-workloads", "NetworkPolicy web-ingress", "spec ingress 0 from -", object(`{"podSelector": {"matchLabels": {"team": "core"}}}`)},
	{"widened-reach", "three-workloads", "NetworkPolicy web-ingress", "spec ingress 0 from 0 podSelector", object(`{}`)},
	{"widened-reach", "three-workloads", "NetworkPolicy web-ingress", "spec ingress 0 from 0 podSelector", nil},
	{"widened-reach", "three-workloads", "NetworkPolicy api-egress", "spec egress 0 to -", object(`{"ipBlock": {"cidr": "192.0.2.0/24"}}`)},
	{"widened-reach", "three-workloads", "NetworkPolicy web-egress", "spec egress -", object(`{"to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "data"}}}], "ports": [{"port": 5432}]}`)},
	{"widened-reach", "three-workloads", "NetworkPolicy allow-dns", "spec egress 0 ports", nil},
	{"widened-reach", "three-workloads", "NetworkPolicy web-egress", "spec egress 0 to 0", object(`{"ipBlock": {"cidr": "10.0.0.0/8"}}`)},
	{"widened-reach", "three-workloads", "-", "", object(`{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "more", "namespace": "payments-prod"},
		"spec": {"podSelector": {}, "policyTypes": ["Ingress"], "ingress": [{"from": [{"namespaceSelector": {}}], "ports": [{"port": 8080}]}]}}`)},
	{"widened-reach", "minimal", "-", "", object(`{"apiVersion": "cilium.io/v2", "kind": "CiliumNetworkPolicy", "metadata": {"name": "world", "namespace": "payments"},
		"spec": {"endpointSelector": {"matchLabels": {"app.kubernetes.io/name": "payments", "app.kubernetes.io/instance": "payments"}}, "egress": [{"toFQDNs": [{"matchName": "example.org"}], "toPorts": [{"ports": [{"port": "443", "protocol": "TCP"}]}]}]}}`)},
	{"widened-reach", "cni-cilium", "CiliumNetworkPolicy payments", "spec egress 3 toFQDNs 0 matchName", "evil.example.org"},
	{"widened-reach", "cni-cilium", "CiliumNetworkPolicy payments", "spec endpointSelector matchLabels", object(`{}`)},
	{"widened-reach", "cni-calico", "NetworkPolicy operator", "spec egress 0 destination", nil},
	{"removed-wall", "minimal", "Namespace", "", dropped{}},
	{"removed-wall", "minimal", "Namespace", "metadata labels pod-security.kubernetes.io/enforce-version", "v1.30"},
	{"removed-wall", "minimal", "ServiceAccount default", "", dropped{}},
	{"removed-wall", "minimal", "ServiceAccount default", "metadata name", "dev-default"},
	{"removed-wall", "minimal", "NetworkPolicy default-deny-all", "spec podSelector", object(`{"matchLabels": {"env": "dev"}}`)},
}

// TestSeededOverlays plants each in what an overlay builds, and expects the control that compares it with the base.
func TestSeededOverlays(t *testing.T) {
	for _, s := range overlaySeeds {
		t.Run(s.control+"/"+s.object+" "+s.path, func(t *testing.T) {
			found := compareWithBase(t, s.base, func(documents []Document) []Document { return plant(t, documents, s) })
			if !slices.ContainsFunc(found, func(f Finding) bool { return f.Control == s.control && f.Message != "" && f.Fix != "" }) {
				t.Errorf("not found; found were %+v", found)
			}
		})
	}
}

// TestOverlaysThatCloseMore: what is narrower than the base, or gone with the pods that it was for, is no finding of an overlay.
func TestOverlaysThatCloseMore(t *testing.T) {
	deny := object(`{"apiVersion": "cilium.io/v2", "kind": "CiliumNetworkPolicy", "metadata": {"name": "deny", "namespace": "payments-prod"},
		"spec": {"endpointSelector": {}, "ingress": [{}], "egressDeny": [{"toEntities": ["world"]}]}}`)
	for name, seeds := range map[string][]seed{
		"nothing":                     {},
		"fewer callers":               {{"", "", "NetworkPolicy web-ingress", "spec ingress", list(`[]`)}},
		"a port less":                 {{"", "", "NetworkPolicy api-egress", "spec egress 0 ports 0", dropped{}}},
		"a policy that denies":        {{"", "", "-", "", deny}},
		"a workload less":             {{"", "", "Deployment ledger", "", dropped{}}},
		"a workload and its callers":  {{"", "", "Deployment ledger", "", dropped{}}, {"", "", "Service ledger", "", dropped{}}, {"", "", "NetworkPolicy api-egress", "", dropped{}}},
		"a workload that is replaced": {{"", "", "Deployment ledger", "metadata name", "ledger-v2"}},
	} {
		t.Run(name, func(t *testing.T) {
			found := compareWithBase(t, "three-workloads", func(documents []Document) []Document {
				for _, s := range seeds {
					documents = plant(t, documents, s)
				}
				return documents
			})
			if len(found) > 0 {
				t.Errorf("%+v", found)
			}
		})
	}
}

// compareWithBase judges what an overlay makes of a golden base, without a spec.
func compareWithBase(t *testing.T, base string, overlay func([]Document) []Document) []Finding {
	t.Helper()
	var sets [2]*Set
	for i := range sets {
		_, documents := golden(t, base)
		if i == 1 {
			documents = overlay(documents)
		}
		var err error
		if sets[i], err = NewSet(documents); err != nil {
			t.Fatal(err)
		}
	}
	found, err := Evaluate(sets[1], Options{Base: sets[0], Today: spec.Date("2026-11-22")})
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(found, func(f Finding) bool { return f.Control == "secret-env" || f.Control == "metadata" })
}

package reach

import (
	"cmp"
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"sigs.k8s.io/yaml"

	"github.com/harden-gen/harden-gen/internal/controls"
)

var (
	worlds = flag.Int("worlds", 5000, "how many sets of policies are drawn")
	seed   = flag.Uint64("seed", 1, "of the draw")
)

// perWorld is how many questions each set of policies is asked.
const perWorld = 60

// TestAgainstCyclonus asks both evaluators the same questions.
func TestAgainstCyclonus(t *testing.T) {
	allowed := 0
	for i := range *worlds {
		w := draw(rand.New(rand.NewPCG(*seed, uint64(i))))
		ours := controls.NewNetwork(w.policies, w.namespaces, nil)
		theirs := matcher.BuildNetworkPolicies(false, defaulted(w.policies))
		for range perWorld {
			from, to := pick(w, w.ends...), pick(w, w.ends...)
			port, protocol := pick(w, int32(1), 53, 80, 81, 82, 83, 84, 8080, 65535), pick(w, corev1.ProtocolTCP, corev1.ProtocolUDP, corev1.ProtocolSCTP)
			have := ours.Allowed(from, to, port, protocol)
			want := theirs.IsTrafficAllowed(&matcher.Traffic{
				Source: trafficPeer(from), Destination: trafficPeer(to),
				ResolvedPort: int(port), ResolvedPortName: nameOf(to, port, protocol), Protocol: protocol,
			}).IsAllowed()
			if have != want {
				t.Fatalf("world %d of seed %d: %+v -> %+v on %d/%s: we say %v, cyclonus says %v\n%s", i, *seed, from, to, port, protocol, have, want, said(t, w.policies))
			}
			if have {
				allowed++
			}
		}
	}
	questions := *worlds * perWorld
	t.Logf("%d sets of policies, %d questions, %d allowed", *worlds, questions, allowed)
	if allowed < questions/5 || allowed > questions*4/5 {
		t.Errorf("%d of %d questions are allowed: the draw asks too little", allowed, questions)
	}
}

// defaulted writes out what the API server would: policyTypes.
func defaulted(policies []*networkingv1.NetworkPolicy) []*networkingv1.NetworkPolicy {
	var all []*networkingv1.NetworkPolicy
	for _, p := range policies {
		p := p.DeepCopy()
		if len(p.Spec.PolicyTypes) == 0 {
			p.Spec.PolicyTypes = []networkingv1.PolicyType{networkingv1.PolicyTypeIngress}
			if len(p.Spec.Egress) > 0 {
				p.Spec.PolicyTypes = append(p.Spec.PolicyTypes, networkingv1.PolicyTypeEgress)
			}
		}
		all = append(all, p)
	}
	return all
}

func trafficPeer(e controls.Endpoint) *matcher.TrafficPeer {
	p := &matcher.TrafficPeer{IP: e.Addresses[0].String()}
	if !e.Outside {
		p.Internal = &matcher.InternalPeer{PodLabels: e.Labels, NamespaceLabels: e.NamespaceLabels, Namespace: e.Namespace}
	}
	return p
}

func nameOf(e controls.Endpoint, number int32, protocol corev1.Protocol) string {
	for _, p := range e.Ports {
		if p.ContainerPort == number && cmp.Or(p.Protocol, corev1.ProtocolTCP) == protocol {
			return p.Name
		}
	}
	return ""
}

func said(t *testing.T, policies []*networkingv1.NetworkPolicy) string {
	t.Helper()
	var text strings.Builder
	for _, p := range policies {
		data, err := yaml.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&text, "---\n%s", data)
	}
	return text.String()
}

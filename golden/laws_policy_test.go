package golden

import (
	"slices"

	networkingv1 "k8s.io/api/networking/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// denyAllHolds: one policy isolates every pod of the namespace in both directions and allows nothing.
func denyAllHolds(r reporter, s *subject) {
	for _, p := range s.policies {
		if p.Name != "default-deny-all" {
			continue
		}
		both := []networkingv1.PolicyType{networkingv1.PolicyTypeIngress, networkingv1.PolicyTypeEgress}
		if len(p.Spec.PodSelector.MatchLabels)+len(p.Spec.PodSelector.MatchExpressions)+len(p.Spec.Ingress)+len(p.Spec.Egress) > 0 ||
			!slices.Equal(p.Spec.PolicyTypes, both) {
			r.Errorf("default-deny-all is %+v", p.Spec)
		}
		return
	}
	r.Errorf("there is no default-deny-all")
}

// policiesAreExact: a policy says which directions it speaks of, speaks of no other, and only
// default-deny-all and allow-dns hold for more than one workload.
func policiesAreExact(r reporter, s *subject) {
	for _, p := range s.policies {
		ingress := slices.Contains(p.Spec.PolicyTypes, networkingv1.PolicyTypeIngress)
		egress := slices.Contains(p.Spec.PolicyTypes, networkingv1.PolicyTypeEgress)
		if p.Name == "default-deny-all" {
			continue
		}
		if ingress == egress || ingress != (len(p.Spec.Ingress) > 0) || egress != (len(p.Spec.Egress) > 0) {
			r.Errorf("NetworkPolicy %s speaks of %v and has %d ingress and %d egress rules", p.Name, p.Spec.PolicyTypes, len(p.Spec.Ingress), len(p.Spec.Egress))
		}
		if workload := p.Labels[nameLabel]; workload == "" && p.Name != "allow-dns" {
			r.Errorf("NetworkPolicy %s holds for more than one workload", p.Name)
		}
	}
}

// everybodyIsAskedFor: a rule without peers means everybody, and only who says anywhere has one.
func everybodyIsAskedFor(r reporter, s *subject) {
	anywhere := func(p spec.Peer) bool { return p.Word == "anywhere" }
	for _, p := range s.policies {
		w := s.workload(p.Labels[nameLabel])
		called := w != nil && slices.ContainsFunc(w.Ports, func(p spec.Port) bool { return slices.ContainsFunc(p.From, anywhere) })
		calls := w != nil && slices.ContainsFunc(w.Connects, func(c spec.Connection) bool { return anywhere(c.To) })
		for _, rule := range p.Spec.Ingress {
			if len(rule.From) == 0 && !called {
				r.Errorf("NetworkPolicy %s lets everybody in", p.Name)
			}
		}
		for _, rule := range p.Spec.Egress {
			if len(rule.To) == 0 && !calls {
				r.Errorf("NetworkPolicy %s lets everything out", p.Name)
			}
		}
	}
}

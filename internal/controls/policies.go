package controls

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// isolation is a NetworkPolicy and the directions that it isolates its pods in.
type isolation struct {
	*Object
	*networkingv1.NetworkPolicySpec
	ingress, egress bool
	pods            labels.Selector // parsed once; nil for one that the API server refuses
}

// holdsFor is true when the policy selects the pod.
func (p *isolation) holdsFor(pod *placedPod) bool {
	return p.pods != nil && p.Meta.Namespace == pod.Meta.Namespace && p.pods.Matches(labels.Set(pod.pod.Labels))
}

func (s *Set) policies() (found []isolation) {
	for o, p := range all[*networkingv1.NetworkPolicy](s) {
		types := p.Spec.PolicyTypes
		if len(types) == 0 { // the default of the API server forgets Egress where no rule has it
			types = []networkingv1.PolicyType{networkingv1.PolicyTypeIngress}
			if len(p.Spec.Egress) > 0 {
				types = append(types, networkingv1.PolicyTypeEgress)
			}
		}
		pods, err := metav1.LabelSelectorAsSelector(&p.Spec.PodSelector)
		if err != nil {
			pods = nil
		}
		found = append(found, isolation{o, &p.Spec, slices.Contains(types, networkingv1.PolicyTypeIngress), slices.Contains(types, networkingv1.PolicyTypeEgress), pods})
	}
	return found
}

// defaultDeny wants each namespace with pods closed in both directions. In a namespace of others a
// policy for each pod is as much as can be asked for.
func defaultDeny(j *judgement) {
	policies := j.set.policies()
	for _, namespace := range j.set.namespacesWithPods() {
		for _, d := range []struct {
			name string
			of   func(isolation) (isolates, empty bool)
		}{
			{"Ingress", func(p isolation) (bool, bool) { return p.ingress, len(p.Ingress) == 0 }},
			{"Egress", func(p isolation) (bool, bool) { return p.egress, len(p.Egress) == 0 }},
		} {
			denied, covered := false, map[*placedPod]bool{}
			for _, p := range policies {
				isolates, empty := d.of(p)
				if p.Meta.Namespace != namespace || !isolates {
					continue
				}
				denied = denied || empty && isEmpty(&p.PodSelector)
				for _, pod := range j.set.pods {
					if p.holdsFor(pod) {
						covered[pod] = true
					}
				}
			}
			if !denied {
				j.notDenied(namespace, d.name, covered)
			}
		}
	}
}

func (j *judgement) notDenied(namespace, direction string, covered map[*placedPod]bool) {
	fix := "add a NetworkPolicy default-deny-all to the namespace, with podSelector: {} and policyTypes: [Ingress, Egress], then allow what is needed"
	for o := range all[*corev1.Namespace](j.set) {
		if o.Meta.Name == namespace {
			j.report(o, Offence{Message: "no policy denies " + direction + " for every pod of the namespace", Fix: fix})
			return
		}
	}
	for _, p := range j.set.in(namespace) {
		if !covered[p] {
			j.report(p.Object, Offence{Path: p.path + "metadata.labels", Message: "no policy denies " + direction + " for these pods", Fix: fix})
		}
	}
}

func (s *Set) namespacesWithPods() (names []string) {
	for _, p := range s.pods {
		if !slices.Contains(names, p.Meta.Namespace) {
			names = append(names, p.Meta.Namespace)
		}
	}
	return names
}

// openRules finds rules without peers: they mean everybody.
func openRules(j *judgement) {
	for _, p := range j.set.policies() {
		for i, r := range p.Ingress {
			if p.ingress && len(r.From) == 0 {
				j.report(p.Object, Offence{Path: fmt.Sprintf("spec.ingress[%d].from", i), Message: "a rule without callers lets everybody in, from every namespace and from outside",
					Fix: "decide who calls, and name namespace and pods in one element of from"})
			}
		}
		for i, r := range p.Egress {
			if p.egress && len(r.To) == 0 {
				j.report(p.Object, Offence{Path: fmt.Sprintf("spec.egress[%d].to", i), Message: "a rule without targets lets everything out, to the metadata service, too",
					Fix: "decide what is called, and name namespace and pods, or a range, in to"})
			}
		}
	}
}

package controls

import (
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
// policy for each pod is as much as can be asked for. Pods on the node's network no policy holds for.
func defaultDeny(j *judgement) {
	policies, resolvers := j.set.policies(), resolversOf(j.options.Spec)
	for _, namespace := range j.set.namespacesWithPods() {
		for _, d := range []struct {
			name string
			of   func(isolation) (isolates, denies bool)
		}{
			{"Ingress", func(p isolation) (bool, bool) { return p.ingress, p.deniesIngress() }},
			{"Egress", func(p isolation) (bool, bool) { return p.egress, p.deniesEgress(resolvers) }},
		} {
			denied, covered := false, map[*placedPod]bool{}
			for _, p := range policies {
				isolates, denies := d.of(p)
				if p.Meta.Namespace != namespace || !isolates || !denies {
					continue
				}
				denied = denied || isEmpty(&p.PodSelector)
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

// deniesIngress is true when the policy does not let everybody in on every port.
func (p *isolation) deniesIngress() bool {
	return !slices.ContainsFunc(p.Ingress, func(r networkingv1.NetworkPolicyIngressRule) bool { return len(r.From) == 0 && len(r.Ports) == 0 })
}

// deniesEgress is true when the policy does not let out to everybody on every port. One that is there for
// resolvers alone is no denial: whoever takes a workload out of it does not mean to open all else.
func (p *isolation) deniesEgress(resolvers []resolver) bool {
	names := len(p.Egress) > 0
	for _, r := range p.Egress {
		if len(r.To) == 0 && len(r.Ports) == 0 {
			return false
		}
		names = names && len(r.Ports) > 0 && !slices.ContainsFunc(r.Ports, func(port networkingv1.NetworkPolicyPort) bool {
			one := []networkingv1.NetworkPolicyPort{port}
			return port.Port == nil || port.EndPort != nil || !slices.ContainsFunc(resolvers, func(known resolver) bool {
				return known.answers(one, corev1.ProtocolUDP) || known.answers(one, corev1.ProtocolTCP)
			})
		})
	}
	return !names
}

func (j *judgement) notDenied(namespace, direction string, covered map[*placedPod]bool) {
	fix := "add a NetworkPolicy default-deny-all to the namespace, with podSelector: {} and policyTypes: [Ingress, Egress], then allow what is needed"
	ofOthers := j.options.Spec != nil && j.options.Spec.Namespace.Existing
	for o := range all[*corev1.Namespace](j.set) {
		if o.Meta.Name == namespace && !ofOthers {
			j.report(o, Offence{Message: "no policy denies " + direction + " for every pod of the namespace", Fix: fix})
			return
		}
	}
	if ofOthers {
		fix = "add a NetworkPolicy that selects these pods, with policyTypes: [Ingress, Egress] and no rule, then allow what is needed"
	}
	for _, p := range j.set.in(namespace) {
		if !covered[p] && !p.pod.Spec.HostNetwork {
			j.report(p.Object, Offence{Path: p.path + "metadata.labels", Message: "no policy denies " + direction + " for these pods", Fix: fix})
		}
	}
}

// Namespaces are those that the set has pods in, or else any object.
func (s *Set) Namespaces() (names []string) {
	if names = s.namespacesWithPods(); len(names) > 0 {
		return names
	}
	for _, o := range s.Objects {
		if !slices.Contains(names, o.Meta.Namespace) {
			names = append(names, o.Meta.Namespace)
		}
	}
	return names
}

func (s *Set) namespacesWithPods() (names []string) {
	for _, p := range s.pods {
		if !p.pod.Spec.HostNetwork && !slices.Contains(names, p.Meta.Namespace) {
			names = append(names, p.Meta.Namespace)
		}
	}
	return names
}

package controls

import (
	"fmt"
	"slices"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// overlayControls compare what an overlay builds with what it is built from, and with where the other
// environments are. They are silent where Options name neither.
func overlayControls() []Control {
	network := References{CIS: []string{"5.3.2"}, NSA: []string{nsaNetwork}, OWASP: []string{"K05"}}
	return []Control{
		{ID: "removed-wall", Severity: High, set: removedWalls,
			Title:      "No overlay takes away the Namespace, a deny-all policy or the closed account default of its base",
			Why:        "What is deleted has no field that a control could find fault with: the pods are all there, and the labels or policies around them are gone.",
			Breaks:     "Overlays for a namespace that somebody else keeps. Take the object out of the base instead, where everybody sees it.",
			References: References{CIS: []string{"5.2.1", "5.3.2", "5.1.5"}, NSA: []string{nsaNamespaces, nsaNetwork}, OWASP: []string{"K04", "K05"}}},
		{ID: "widened-reach", Severity: High, set: widenedReach, References: network,
			Title:  "No overlay opens a connection that its base keeps closed",
			Why:    "Policies add up: one that an overlay adds or widens opens a way that nobody who reviewed the base has seen. Judged where there is no spec; undeclared-reach says more.",
			Breaks: "Overlays that need a connection which the base has not. Say it in the base, or in an environment of a spec."},
		{ID: "other-environment", Severity: High, Intent: true, set: otherEnvironments, References: network,
			Title:  "No environment reaches, or gives permissions to, the namespace of another one",
			Why:    "A namespace that was written out stays behind when an overlay moves the rest: staging calls production's database, or production's account may act in staging.",
			Breaks: "Services that several environments share on purpose. Declare the namespace as a peer, and waive the control for the workload."},
	}
}

// removedWalls looks for what is there in the base and has no counterpart.
func removedWalls(j *judgement) {
	base := j.options.Base
	if base == nil {
		return
	}
	there := func(kind, name string) *Object {
		for _, o := range j.set.Objects {
			if o.Kind == kind && (o.Meta.Name == name || kind == "Namespace") {
				return o
			}
		}
		return nil
	}
	gone := func(o *Object, message, fix string) {
		j.findings = append(j.findings, Finding{Control: j.control.ID, Severity: j.control.Severity, Object: o.Ref(), File: o.File, Message: message, Fix: fix, object: o})
	}
	for o, n := range all[*corev1.Namespace](base) {
		if len(j.set.pods) > 0 && n.Labels[podSecurityLabel+"enforce"] != "" && there("Namespace", "") == nil {
			gone(o, "the base has the Namespace, with its Pod Security labels, and the overlay has none", "keep the object; a namespace that others keep is named in the spec: namespace.existing")
		}
		if m := pinnedVersion().FindStringSubmatch(n.Labels[podSecurityLabel+"enforce-version"]); m != nil {
			j.olderVersion(m[1])
		}
	}
	for o, a := range all[*corev1.ServiceAccount](base) {
		if a.Name == "default" && a.AutomountServiceAccountToken != nil && !*a.AutomountServiceAccountToken && len(j.set.pods) > 0 && there("ServiceAccount", "default") == nil {
			gone(o, "the account default, which mounts no token, is not there: every pod that names no account has one again", "keep the object and its name; namePrefix and nameSuffix rename it")
		}
	}
	for o, p := range all[*networkingv1.NetworkPolicy](base) {
		if isEmpty(&p.Spec.PodSelector) && len(p.Spec.Ingress) == 0 && len(p.Spec.Egress) == 0 && len(j.set.pods) > 0 && !j.deniesAll(p) {
			gone(o, "the policy denies everything in the base, and nothing does in the overlay", "keep the policy as it is, and allow what is needed beside it")
		}
	}
}

// olderVersion finds a Namespace whose enforced version is older than that of the base.
func (j *judgement) olderVersion(base string) {
	const key = podSecurityLabel + "enforce-version"
	want, err := strconv.Atoi(base)
	if err != nil {
		return
	}
	for o, n := range all[*corev1.Namespace](j.set) {
		m := pinnedVersion().FindStringSubmatch(n.Labels[key])
		if m == nil {
			continue
		}
		declared := j.options.Spec != nil && n.Labels[key] == j.options.Spec.Namespace.PodSecurity.Version
		if have, err := strconv.Atoi(m[1]); err == nil && have < want && !declared {
			j.report(o, Offence{Path: labelPath(key), Message: fmt.Sprintf("v1.%d demands less than v1.%d, which the base enforces", have, want),
				Fix: fmt.Sprintf("write %s: v1.%d", key, want), Patch: &Patch{Path: labelPath(key), Value: fmt.Sprintf("v1.%d", want)}})
		}
	}
}

// deniesAll is true when a policy of the set denies at least what p does, for every pod.
func (j *judgement) deniesAll(p *networkingv1.NetworkPolicy) bool {
	denies := map[networkingv1.PolicyType]bool{}
	for _, q := range j.set.policies() {
		if isEmpty(&q.PodSelector) {
			denies[networkingv1.PolicyTypeIngress] = denies[networkingv1.PolicyTypeIngress] || q.ingress && len(q.Ingress) == 0
			denies[networkingv1.PolicyTypeEgress] = denies[networkingv1.PolicyTypeEgress] || q.egress && len(q.Egress) == 0
		}
	}
	return !slices.ContainsFunc(p.Spec.PolicyTypes, func(t networkingv1.PolicyType) bool { return !denies[t] })
}

// widenedReach holds the base's policies over the overlay's pods, and finds what the overlay's own let
// through beyond that. Pods that the base has not are not compared.
func widenedReach(j *judgement) {
	base := j.options.Base
	if base == nil || j.options.Spec != nil || len(base.policies()) == 0 {
		return
	}
	n := NewNetworkOf(j.set)
	want := NewNetwork(base.policiesMoved(j.set), nil, n.pods)
	want.namespaces = n.namespaces
	var lets [2][][]allowance
	for d := range lets {
		for i := range n.pods {
			lets[d] = append(lets[d], n.rendered(i, direction(d)))
		}
	}
	for i := range n.pods {
		known := func(p *placedPod) bool {
			return p.Kind == n.pods[i].Object.Kind && p.Meta.Name == n.pods[i].Object.Name
		}
		if !slices.ContainsFunc(base.pods, known) {
			continue
		}
		for _, d := range []direction{ingress, egress} {
			more := n.foreign(subtract(lets[d][i], want.rendered(i, d)))
			for _, g := range bySource(n.halved(i, more, lets[1-d])) {
				diff := n.open(i, d, &g)
				arrow := " is called by "
				if d == egress {
					arrow = " calls "
				}
				j.reportPlace(diff.Place, diff.Pods, diff.Pods.Name+arrow+diff.Peer+" on "+diff.Ports+": the base keeps it closed: this field "+diff.Why,
					"take it out of the policy, or open it in the base, where everybody sees it")
			}
		}
	}
}

// policiesMoved are the set's policies, in the namespace that an overlay has moved them to.
func (s *Set) policiesMoved(to *Set) (moved []*networkingv1.NetworkPolicy) {
	from, there := s.namespacesWithPods(), to.namespacesWithPods()
	for _, p := range all[*networkingv1.NetworkPolicy](s) {
		if len(from) == 1 && len(there) == 1 && p.Namespace == from[0] {
			p = p.DeepCopy()
			p.Namespace = there[0]
		}
		moved = append(moved, p)
	}
	return moved
}

// otherEnvironments finds peers and subjects in a namespace that belongs to another environment.
func otherEnvironments(j *judgement) {
	const fix = "name no namespace for what is in the environment's own; for what is shared on purpose, waive the control"
	for _, p := range j.set.policies() {
		for i, r := range p.Ingress {
			for k := range r.From {
				j.otherPeer(p.Object, &r.From[k], fmt.Sprintf("spec.ingress[%d].from[%d]", i, k), fix)
			}
		}
		for i, r := range p.Egress {
			for k := range r.To {
				j.otherPeer(p.Object, &r.To[k], fmt.Sprintf("spec.egress[%d].to[%d]", i, k), fix)
			}
		}
	}
	for _, b := range j.set.bindings() {
		for i, s := range b.subjects {
			if name := j.options.Others[s.Namespace]; name != "" {
				j.report(b.Object, Offence{Path: fmt.Sprintf("subjects[%d].namespace", i), Message: "the account " + s.Name + " is in " + s.Namespace + ", the namespace of " + name, Fix: fix})
			}
		}
	}
}

func (j *judgement) otherPeer(o *Object, p *networkingv1.NetworkPolicyPeer, path, fix string) {
	if p.NamespaceSelector == nil {
		return
	}
	named := []string{p.NamespaceSelector.MatchLabels[corev1.LabelMetadataName]}
	for _, e := range p.NamespaceSelector.MatchExpressions {
		if e.Key == corev1.LabelMetadataName && e.Operator == metav1.LabelSelectorOpIn {
			named = append(named, e.Values...)
		}
	}
	for _, namespace := range named {
		if name := j.options.Others[namespace]; name != "" {
			j.report(o, Offence{Path: path + ".namespaceSelector", Message: "the peer is in " + namespace + ", the namespace of " + name, Fix: fix})
		}
	}
}

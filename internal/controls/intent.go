package controls

import networkingv1 "k8s.io/api/networking/v1"

// The controls of intent compare what was rendered with what the spec declares.

// compared is both comparisons, made once for all controls that ask.
type compared struct {
	reach       []ReachDifference
	permissions []PermissionDifference
}

func (j *judgement) compare() *compared {
	if j.compared == nil {
		n := NewNetworkOf(j.set)
		j.compared = &compared{n.Compare(j.options.Spec), NewAccessOf(j.set).Compare(j.options.Spec, n)}
	}
	return j.compared
}

func reachOf(kind DifferenceKind, fix string) func(*judgement) {
	return func(j *judgement) {
		for _, d := range j.compare().reach {
			if d.Kind != kind {
				continue
			}
			arrow := " is called by "
			if d.Direction == networkingv1.PolicyTypeEgress {
				arrow = " calls "
			}
			message := d.Pods.Name + arrow + d.Peer + " on " + d.Ports + ": " + string(d.Kind)
			if d.Half {
				message += ", though the other end still refuses it"
			}
			j.reportPlace(d.Place, d.Pods, message+": this field "+d.Why, fix)
		}
	}
}

func permissionsOf(kind DifferenceKind, fix string) func(*judgement) {
	return func(j *judgement) {
		for _, d := range j.compare().permissions {
			if d.Kind == kind {
				account := Ref{"ServiceAccount", d.Account.Namespace, d.Account.Name}
				j.reportPlace(d.Place, account, d.String(), fix)
			}
		}
	}
}

// reportPlace reports the object of a place, or the one that it is about where the set does not have the former.
func (j *judgement) reportPlace(p Place, about Ref, message, fix string) {
	for _, r := range []Ref{p.Object, about} {
		for _, o := range j.set.Objects {
			if o.Ref() == r {
				j.report(o, Offence{Path: p.Field, Message: message, Fix: fix})
				return
			}
		}
	}
	j.findings = append(j.findings, Finding{Control: j.control.ID, Severity: j.control.Severity, Object: p.Object, Field: p.Field, Message: message, Fix: fix})
}

func intentControls() []Control {
	const (
		declare = "declare the connection in harden.yaml, under connects of the caller or from of the port, or take it out of the policy"
		open    = "let the policy say what harden.yaml declares: harden-gen generate, then look for the patch that changed it"
		grant   = "declare the rule under kubernetesAPI in harden.yaml, or take it out of the role"
		give    = "let role and binding say what harden.yaml declares: harden-gen generate, then look for the patch that changed them"
	)
	network := References{CIS: []string{"5.3.2"}, NSA: []string{nsaNetwork}, OWASP: []string{"K05"}}
	access := References{CIS: []string{"5.1.3", "5.1.2", "5.1.4"}, NSA: []string{nsaAccess}, OWASP: []string{"K02"}}
	return []Control{
		{ID: "undeclared-reach", Severity: High, Intent: true, set: reachOf(Open, declare), References: network,
			Title:  "No connection is open that the spec does not declare",
			Why:    "Policies add up: one that a patch has widened, or a selector that matches more, opens a way that no reviewer of the spec has seen.",
			Breaks: "Nothing that was declared."},
		{ID: "blocked-reach", Severity: Medium, Intent: true, set: reachOf(Blocked, open), References: network,
			Title:  "Every declared connection is open at both ends",
			Why:    "A connection that one end refuses fails only when it is used, and looks like a fault of the network.",
			Breaks: "Nothing."},
		{ID: "plugin-policies", Severity: High, Intent: true, set: pluginPolicies, References: network,
			Title:  "Policies of the network plugin open what the spec declares, and nothing else",
			Why:    "A policy of the plugin's own kind adds up with NetworkPolicies: one that was written by hand opens a way past all of them, and one that is missing cuts the way to the API server, to nodes or to a host.",
			Breaks: "A policy of that kind for anything else than platform.cni adds. Declare the peer in harden.yaml, or keep the policy out of the application's kustomization."},
		{ID: "undeclared-permission", Severity: High, Intent: true, set: permissionsOf(Granted, grant), References: access,
			Title:  "No account may do what the spec does not declare",
			Why:    "A binding that was added beside the generated one, or a wider role, is a permission that no reviewer of the spec has seen.",
			Breaks: "Nothing that was declared."},
		{ID: "missing-permission", Severity: Medium, Intent: true, set: permissionsOf(Missing, give), References: access,
			Title:  "Every declared permission is granted",
			Why:    "A binding whose subject or role an overlay has renamed grants nothing, and the program fails only when it asks.",
			Breaks: "Nothing."},
	}
}

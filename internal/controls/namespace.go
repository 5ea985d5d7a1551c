package controls

import (
	"regexp"
	"sync"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

const podSecurityLabel = "pod-security.kubernetes.io/"

// podSecurityLevels wants restricted to be enforced, and named where a violation only warns.
func podSecurityLevels(j *judgement) {
	for o, n := range all[*corev1.Namespace](j.set) {
		for _, mode := range []struct{ key, effect string }{
			{"enforce", "admits pods that restricted refuses"}, {"audit", "marks nothing in the audit log"}, {"warn", "warns nobody"},
		} {
			key := podSecurityLabel + mode.key
			if level := n.Labels[key]; level != "restricted" {
				severity := j.control.Severity
				if mode.key != "enforce" {
					severity = Low // it stops nobody
				}
				message := "the namespace " + mode.effect + ": the label " + key + " is missing"
				if level != "" {
					message = "the namespace " + mode.effect + ": its level is " + level
				}
				j.reportAs(severity, o, Offence{Path: labelPath(key), Message: message, Fix: "write " + key + ": restricted", Patch: &Patch{Path: labelPath(key), Value: "restricted"}})
			}
		}
	}
}

var pinnedVersion = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^v1\.([0-9]{1,3})$`) })

func podSecurityPinned(j *judgement) {
	for o, n := range all[*corev1.Namespace](j.set) {
		const key = podSecurityLabel + "enforce-version"
		if n.Labels[podSecurityLabel+"enforce"] == "" || pinnedVersion().MatchString(n.Labels[key]) {
			continue
		}
		message := "without a version the level tightens with every upgrade of the cluster, unseen"
		j.report(o, Offence{Path: labelPath(key), Message: message, Fix: "write the version of the oldest cluster, such as " + key + ": v1.34",
			Patch: &Patch{Path: labelPath(key), Value: "v1.34"}})
	}
}

func labelPath(key string) string { return `metadata.labels["` + key + `"]` }

// sharedNamespace finds what lies in the namespace where everything lands that names none.
func sharedNamespace(j *judgement) {
	for _, p := range j.set.pods {
		if p.Meta.Namespace == "default" {
			j.report(p.Object, Offence{Path: "metadata.namespace", Message: "the namespace default is shared with whatever names no namespace",
				Fix: "give the application a namespace of its own, with Pod Security labels"})
		}
	}
}

// ownedNamespace compares what the spec says of its namespace with what is rendered: one of its own is there
// with its labels, and of one that belongs to others nothing is.
func ownedNamespace(j *judgement) {
	app := j.options.Spec
	for _, name := range j.set.namespacesWithPods() {
		var namespace *Object
		for o := range all[*corev1.Namespace](j.set) {
			if o.Meta.Name == name {
				namespace = o
			}
		}
		switch {
		case app.Namespace.Existing && namespace != nil:
			j.report(namespace, Offence{Path: "metadata.name", Message: "harden.yaml says that the namespace is one of others, and this takes it over: kubectl delete -k would delete it, with everything in it",
				Fix: "remove the Namespace, or namespace.existing in harden.yaml"})
		case !app.Namespace.Existing && namespace == nil:
			p := j.set.in(name)[0]
			j.report(p.Object, Offence{Path: "metadata.namespace", Message: "the Namespace " + name + " is not among the objects, and with it the labels that refuse weaker pods",
				Fix: "take the Namespace back into the kustomization, or write namespace: {existing: true} in harden.yaml if it belongs to others"})
		}
	}
	if app.Namespace.Existing {
		j.holdsForOthers()
	}
}

// holdsForOthers finds what speaks of every pod of a namespace, in one that belongs to others.
func (j *judgement) holdsForOthers() {
	const fix = "remove it, or namespace.existing in harden.yaml"
	for _, o := range j.set.Objects {
		if len(j.set.in(o.Meta.Namespace)) == 0 {
			continue
		}
		switch v := o.Value.(type) {
		case *networkingv1.NetworkPolicy:
			if isEmpty(&v.Spec.PodSelector) {
				j.report(o, Offence{Path: "spec.podSelector", Message: "the policy holds for every pod of the namespace, which harden.yaml says is one of others",
					Fix: "select the pods of this application, by app.kubernetes.io/name and app.kubernetes.io/instance"})
			}
		case *corev1.ResourceQuota, *corev1.LimitRange:
			j.report(o, Offence{Path: "metadata.namespace", Message: "the " + o.Kind + " holds for every pod of the namespace, which harden.yaml says is one of others", Fix: fix})
		case *corev1.ServiceAccount:
			if o.Meta.Name == "default" {
				j.report(o, Offence{Path: "metadata.name", Message: "the account default is that of every pod of the namespace, which harden.yaml says is one of others", Fix: fix})
			}
		}
	}
}

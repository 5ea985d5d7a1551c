package controls

import (
	"regexp"

	corev1 "k8s.io/api/core/v1"
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
				message := "the namespace " + mode.effect + ": the label " + key + " is missing"
				if level != "" {
					message = "the namespace " + mode.effect + ": its level is " + level
				}
				j.report(o, Offence{Path: labelPath(key), Message: message, Fix: "write " + key + ": restricted", Patch: &Patch{Path: labelPath(key), Value: "restricted"}})
			}
		}
	}
}

var pinnedVersion = regexp.MustCompile(`^v1\.([0-9]{1,3})$`)

func podSecurityPinned(j *judgement) {
	for o, n := range all[*corev1.Namespace](j.set) {
		const key = podSecurityLabel + "enforce-version"
		if n.Labels[podSecurityLabel+"enforce"] == "" || pinnedVersion.MatchString(n.Labels[key]) {
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

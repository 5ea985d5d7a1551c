package controls

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

func secretValues(j *judgement) {
	for o, s := range all[*corev1.Secret](j.set) {
		const fix = "keep the value in a secret store, and write an ExternalSecret that names it"
		switch {
		case s.Type == corev1.SecretTypeServiceAccountToken:
			j.report(o, Offence{Path: "type", Message: "the Secret is filled with a token that never expires", Fix: "remove the Secret; a pod mounts a projected token with expirationSeconds: 3600"})
		case len(s.Data) > 0:
			j.report(o, Offence{Path: "data", Message: "the Secret carries its values, and with them whoever reads the repository", Fix: fix})
		case len(s.StringData) > 0:
			j.report(o, Offence{Path: "stringData", Message: "the Secret carries its values, and with them whoever reads the repository", Fix: fix})
		}
	}
	credentialsInConfig(j)
	credentialsInPods(j)
}

// credentialsInConfig finds what is a secret beyond doubt where no Secret is.
func credentialsInConfig(j *judgement) {
	for o, c := range all[*corev1.ConfigMap](j.set) {
		for _, key := range sortedKeys(c.Data) {
			if what := spec.Credential(c.Data[key]); what != "" {
				j.report(o, Offence{Path: "data[" + quoted(key) + "]", Message: "the ConfigMap carries " + what + ", and with it whoever reads the repository or the namespace",
					Fix: "revoke it, keep a new one in a secret store, and write an ExternalSecret that names it"})
			}
		}
	}
}

func credentialsInPods(j *judgement) {
	const fix = "revoke it, keep a new one in a secret store, and mount it from there"
	for _, p := range j.set.pods {
		for c := range p.pod.containers() {
			for i, e := range c.Env {
				if what := spec.Credential(e.Value); what != "" {
					j.reportPod(p, Offence{Path: fmt.Sprintf("%senv[%d].value", c.path, i), Message: c.String() + " has " + what + " in its environment, as " + e.Name, Fix: fix})
				}
			}
			for i, word := range slices.Concat(c.Command, c.Args) {
				if what := spec.Credential(word); what != "" {
					path := fmt.Sprintf("%scommand[%d]", c.path, i)
					if i >= len(c.Command) {
						path = fmt.Sprintf("%sargs[%d]", c.path, i-len(c.Command))
					}
					j.reportPod(p, Offence{Path: path, Message: c.String() + " has " + what + " in its command line", Fix: fix})
				}
			}
		}
	}
}

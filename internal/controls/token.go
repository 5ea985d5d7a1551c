package controls

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// The life times of a projected token in seconds. The API server turns one of exactly 3607, which
// the automatic mount asks for, into one of a year (pkg/serviceaccount/claims.go in Kubernetes).
const (
	yearLongToken = 3607
	longestToken  = 24 * 60 * 60
)

func tokenLife(p *Pod) (found []Offence) {
	for i := range p.Spec.Volumes {
		v := &p.Spec.Volumes[i]
		if v.Projected == nil {
			continue
		}
		for j, source := range v.Projected.Sources {
			t := source.ServiceAccountToken
			if t == nil {
				continue
			}
			path := fmt.Sprintf("spec.volumes[%d].projected.sources[%d].serviceAccountToken.expirationSeconds", i, j)
			switch {
			case is(t.ExpirationSeconds, yearLongToken) && isForAPI(t.Audience):
				found = append(found, set(path, "a token of exactly 3607 seconds lives for a year", 3600))
			case t.ExpirationSeconds != nil && *t.ExpirationSeconds > longestToken:
				found = append(found, set(path, fmt.Sprintf("the token of volume %s lives for %d hours", v.Name, *t.ExpirationSeconds/3600), 3600))
			}
		}
	}
	return found
}

// isForAPI is true for the audience of the Kubernetes API: by default, and by the names that kubeadm and
// distributions give it.
func isForAPI(audience string) bool {
	return audience == "" || audience == "api" || audience == "k3s" || spec.IsAPIAudience(audience)
}

// automaticToken finds pods into which the API server mounts a token that lives for a year. The pod
// decides, then its account, then it is mounted (plugin/pkg/admission/serviceaccount in Kubernetes).
func automaticToken(j *judgement) {
	for _, p := range j.set.pods {
		path, message := "spec.automountServiceAccountToken", "a token for the Kubernetes API is mounted into every container"
		switch own := p.pod.Spec.AutomountServiceAccountToken; {
		case own != nil && !*own:
			continue
		case own == nil:
			account := j.set.account(p.Meta.Namespace, accountName(p.pod))
			if account != nil && is(account.AutomountServiceAccountToken, false) {
				continue
			}
			if account == nil {
				message += ", unless the ServiceAccount " + accountName(p.pod) + ", which is not here, says otherwise"
			}
		}
		o := set(path, message, false)
		o.Fix += "; a program that calls the API mounts a projected volume with expirationSeconds: 3600"
		j.reportPod(p, o)
	}
	for o, a := range all[*corev1.ServiceAccount](j.set) {
		if is(a.AutomountServiceAccountToken, true) || a.Name == "default" && a.AutomountServiceAccountToken == nil {
			j.report(o, set("automountServiceAccountToken", "pods of this account get a token unless they refuse it", false))
		}
	}
}

func accountName(p *Pod) string {
	switch {
	case p.Spec.ServiceAccountName != "":
		return p.Spec.ServiceAccountName
	case p.Spec.DeprecatedServiceAccount != "":
		return p.Spec.DeprecatedServiceAccount
	}
	return "default"
}

func ownAccount(p *Pod) []Offence {
	if accountName(p) != "default" {
		return nil
	}
	return []Offence{{Path: "spec.serviceAccountName", Message: "the pod runs as the account that all pods of the namespace share",
		Fix: "make a ServiceAccount for this workload, and write its name"}}
}

// borrowedAccounts finds workloads that run as the account of another one: both can do what either may.
func borrowedAccounts(j *judgement) {
	for _, p := range j.set.pods {
		w, name := j.workload(p.Object), accountName(p.pod)
		if w == nil || name == w.Name {
			continue
		}
		for i := range j.options.Spec.Workloads {
			if j.options.Spec.Workloads[i].Name == name {
				j.reportPod(p, set("spec.serviceAccountName", "the pod runs as the account of "+name, w.Name))
			}
		}
	}
}

// undeclaredToken finds a credential of the account that its workload does not declare: one for the
// Kubernetes API, or one for somebody else.
func undeclaredToken(j *judgement) {
	for _, p := range j.set.pods {
		w := j.workload(p.Object)
		if w == nil {
			continue
		}
		for i := range p.pod.Spec.Volumes {
			v := &p.pod.Spec.Volumes[i]
			if v.Projected == nil {
				continue
			}
			for k, source := range v.Projected.Sources {
				t := source.ServiceAccountToken
				if t == nil || isDeclaredToken(w, t.Audience) {
					continue
				}
				path := fmt.Sprintf("spec.volumes[%d].projected.sources[%d]", i, k)
				o := remove(path, "volume "+v.Name+" holds a token for "+t.Audience+", which the workload does not declare")
				o.Fix = "remove the source, or declare the audience under serviceAccount.tokens in harden.yaml"
				if isForAPI(t.Audience) {
					o.Message = "volume " + v.Name + " holds a token for the Kubernetes API, and the workload declares no kubernetesAPI"
					o.Fix = "remove the source, or declare kubernetesAPI in harden.yaml"
				}
				j.reportPod(p, o)
			}
		}
	}
}

func isDeclaredToken(w *spec.Workload, audience string) bool {
	return isForAPI(audience) && w.KubernetesAPI != nil ||
		slices.ContainsFunc(w.ServiceAccount.Tokens, func(t spec.Token) bool { return t.Audience == audience })
}

// adopted finds a volume that the admission plugin would take for its own.
func adoptedVolume(p *Pod) (found []Offence) {
	for i, v := range p.Spec.Volumes {
		if strings.HasPrefix(v.Name, "kube-api-access-") {
			found = append(found, Offence{Path: fmt.Sprintf("spec.volumes[%d].name", i),
				Message: "the API server takes volume " + v.Name + " for the token that it mounts itself", Fix: "give it another name, such as kubernetes-api-token"})
		}
	}
	return found
}

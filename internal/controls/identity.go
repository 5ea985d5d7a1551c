package controls

import corev1 "k8s.io/api/core/v1"

// cloudIdentities are the annotations by which a cloud gives an account rights of its own.
func cloudIdentities() []string {
	return []string{"eks.amazonaws.com/role-arn", "iam.gke.io/gcp-service-account", "azure.workload.identity/client-id"}
}

// undeclaredIdentity finds accounts that a cloud takes for somebody whom the spec does not name: that of a workload,
// or of a store that is made.
func undeclaredIdentity(j *judgement) {
	for o, a := range all[*corev1.ServiceAccount](j.set) {
		var declared map[string]string
		if w := j.workload(o); w != nil {
			declared = w.ServiceAccount.Annotations
		} else if s := j.options.Spec.Platform.SecretStore; s.IsMade() {
			declared = s.Identity()
		}
		for _, key := range cloudIdentities() {
			if is := a.Annotations[key]; is != "" && is != declared[key] {
				j.report(o, Offence{
					Path: `metadata.annotations["` + key + `"]`, Message: "the account " + a.Name + " is " + is + " to the cloud, and no spec declares it",
					Fix: "declare it under serviceAccount.annotations of the workload in harden.yaml, for an environment there; or take it out",
				})
			}
		}
	}
}

package controls

import "github.com/harden-gen/harden-gen/internal/spec"

// manifestControls are about what the API server would not read as it was meant.
func manifestControls() []Control {
	return []Control{
		{ID: "known-fields", Severity: High, set: knownFields,
			Title:  "Every field is one that the API server knows",
			Why:    "A field that is spelled or indented wrongly is dropped: the wall that it should build is not there, and nobody is told.",
			Breaks: "Nothing. A field newer than the Kubernetes API that this version knows is waived until both agree."},
		{ID: "workload-selector", Severity: Medium, set: workloadSelectors,
			Title:  "Every controller selects its own pods",
			Why:    "The API server refuses one that does not; an overlay that changes labels in one of the two places makes it so.",
			Breaks: "Nothing."},
		{ID: "referenced-data", Severity: Medium, set: referencedData,
			Title:  "Every key that a pod names is there",
			Why:    "A pod whose ConfigMap or Secret lacks a key does not start, and one that is replaced later fails then: a patch that renames a key in one of the two places makes it so.",
			Breaks: "Nothing. A key that may be missing is written with optional: true."},
		{ID: "shared-claim", Severity: Low, set: sharedClaims,
			Title:  "No pod waits for a volume that another pod of its Deployment holds",
			Why:    "A claim without ReadWriteMany belongs to one node: further pods, and in a rolling update the new one, may never start. An overlay that changes replicas makes it so.",
			Breaks: "A rollout without a pause. Recreate stops the old pod first; a storage class that shares volumes needs no pause."},
	}
}

// podControls are rules over a pod that Pod Security does not have.
func podControls() []Control {
	return []Control{
		{ID: "read-only-root", Severity: Medium, pod: readOnlyRoot,
			Title:      "No container can change the files of its image",
			Why:        "Whoever gets in can plant a program, or change the one that runs.",
			Breaks:     "Programs that write beside their own files. Declare each folder as writable: an emptyDir with a sizeLimit.",
			References: References{CIS: []string{"5.6.3"}, NSA: []string{nsaImmutable}, OWASP: []string{"K01"}}},
		{ID: "numeric-user", Severity: Medium, pod: numericUser, needless: assignsIDs,
			Title:      "Every container runs as a numbered user other than root",
			Why:        "Without a number the image decides, and the kubelet refuses a USER that is a name; in a user namespace Pod Security no longer looks.",
			Breaks:     "Images whose files only their own user may read: write that user's number. OpenShift gives numbers itself: with platform.profile openshift the control assigned-ids takes its place.",
			References: References{CIS: []string{"5.2.7", "5.6.3"}, NSA: []string{nsaNonRoot}, OWASP: []string{"K01"}}},
		{ID: "numeric-group", Severity: Low, pod: numericGroup, needless: assignsIDs,
			Title:      "Every container runs in a numbered group other than root's",
			Why:        "Without a number the group is usually root's, to which many files in images and volumes belong.",
			Breaks:     "Images whose files only root's group may read. Write the number of the user's own group, and let the image give it the files.",
			References: References{CIS: []string{"5.2.7", "5.6.3"}, NSA: []string{nsaNonRoot}, OWASP: []string{"K01"}}},
		{ID: "assigned-ids", Severity: Medium, Intent: true, set: assignedIDs,
			Title:      "Where the cluster assigns user and group ids, no pod brings its own",
			Why:        "OpenShift gives each namespace a range of its own, so that a pod that breaks out meets no files of another. It refuses pods that name a number outside of it.",
			Breaks:     "Images whose files only their own user may read: give the files to group 0. An account that may choose its ids is platform.userIDs: Declared.",
			References: References{CIS: []string{"5.2.7", "5.6.3"}, NSA: []string{nsaNonRoot}, OWASP: []string{"K01"}}},
		{ID: "image-digest", Severity: Medium, pod: imageDigest,
			Title:      "Every image is pinned by its digest",
			Why:        "A tag can be moved to another image, and every node asks at another time.",
			Breaks:     "Updates that only move a tag. Let a bot change the digest in the repository. kustomize's images with newTag drops the digest: use digest.",
			References: References{CIS: []string{"5.5.1"}, NSA: []string{nsaImages}, OWASP: []string{"K04"}}},
		{ID: "image-registry", Severity: Medium, Intent: true, set: imageRegistry,
			Title:      "Every image comes from an allowed registry",
			Why:        "An image from elsewhere has passed none of your checks. An entry of the list ends where a name ends: images.example.com does not allow images.example.com.evil.io.",
			Breaks:     "Images of others that nobody has copied. Copy them to your registry, or add theirs to platform.registries.",
			References: References{CIS: []string{"5.5.1"}, NSA: []string{nsaImages}, OWASP: []string{"K04"}}},
		{ID: "resource-requests", Severity: Low, pod: requests,
			Title:      "Every container says how much processor time and memory it needs",
			Why:        "The scheduler packs pods without requests onto full nodes, and they are the first to be killed.",
			Breaks:     "Nothing. A request that is too high keeps pods pending; look at what the program uses.",
			References: References{NSA: []string{nsaResources}, OWASP: []string{"K01"}}},
		{ID: "memory-limit", Severity: Medium, pod: memoryLimit,
			Title:      "Every container has a memory limit",
			Why:        "One leak, or one attacker, takes the memory of all pods of the node.",
			Breaks:     "A program that needs more is killed. Measure it at its worst, and leave room.",
			References: References{NSA: []string{nsaResources}, OWASP: []string{"K01"}}},
		{ID: "bounded-scratch", Severity: Low, pod: boundedScratch,
			Title:      "Every emptyDir has a size limit",
			Why:        "One full volume fills the disk of its node, which then evicts other pods.",
			Breaks:     "A pod that writes more is evicted. Give the path the size that it needs; it counts against the ephemeral-storage limit.",
			References: References{NSA: []string{nsaResources}, OWASP: []string{"K01"}}},
		{ID: "secret-env", Severity: Low, set: secretsInEnv,
			Title:      "Secrets are files, not variables of the environment",
			Why:        "An environment is inherited by every child, printed by crash reports, and does not follow a rotation.",
			Breaks:     "Programs that read nothing else. Declare the variable under env of the workload: what is declared is no finding.",
			References: References{CIS: []string{"5.4.1"}, NSA: []string{nsaSecrets}, OWASP: []string{"K03"}}},
		{ID: "secret-values", Severity: High, set: secretValues,
			Title:      "No manifest carries the value of a Secret",
			Why:        "base64 is no encryption: whoever reads the repository, its copies or its history has the secret. A private key or a token in a ConfigMap or a variable is not even encoded.",
			Breaks:     "Secrets that lived in Git. Move them to a secret store, write an ExternalSecret, and change the values that were seen.",
			References: References{CIS: []string{"5.4.2"}, NSA: []string{nsaSecrets}, OWASP: []string{"K03"}}},
	}
}

func assignsIDs(p *spec.Platform) bool { return p.UserIDs == spec.IDsAssigned }

func assignedIDs(j *judgement) {
	if !assignsIDs(&j.options.Spec.Platform) {
		return
	}
	for _, p := range j.set.pods {
		for _, o := range broughtIDs(p.pod) {
			j.reportPod(p, o)
		}
	}
}

func knownFields(j *judgement) {
	for _, o := range j.set.Objects {
		for _, p := range o.Problems {
			j.report(o, p)
		}
	}
}

func imageRegistry(j *judgement) {
	allowed := j.options.Spec.Platform.Registries
	if len(allowed) == 0 {
		return
	}
	for _, p := range j.set.pods {
		for c := range p.pod.containers() {
			if !fromRegistry(c.Image, allowed) {
				j.reportPod(p, Offence{Path: c.path + "image", Message: c.String() + " runs " + quoted(c.Image) + ", which comes from no allowed registry",
					Fix: "copy it to one of platform.registries, or add its registry there"})
			}
		}
	}
}

func secretsInEnv(j *judgement) {
	for _, p := range j.set.pods {
		w := j.workload(p.Object)
		declared := func(variable, secret string) bool {
			return w != nil && w.Env[variable].Secret == secret
		}
		for _, o := range secretEnv(p.pod, declared) {
			j.reportPod(p, o)
		}
	}
}

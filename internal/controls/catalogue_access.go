package controls

// tokenControls are about the credentials that a pod has for the Kubernetes API.
func tokenControls() []Control {
	refs := References{CIS: []string{"5.1.6"}, NSA: []string{nsaTokens}, OWASP: []string{"K01", "K09"}}
	life := refs
	life.CIS = []string{"5.1.6", "1.2.30"}
	return []Control{
		{ID: "automatic-token", Severity: Medium, set: automaticToken, References: refs,
			Title:  "No token is mounted that nobody asked for",
			Why:    "The token that is mounted by default lives for a year, and lets whoever gets in speak to the Kubernetes API as the workload.",
			Breaks: "Programs that call the API. Declare kubernetesAPI: they get a projected token that is renewed every hour."},
		{ID: "token-life", Severity: Medium, pod: tokenLife, References: life,
			Title:  "A projected token lives for a day at most",
			Why:    "A stolen token works until it ends. One of exactly 3607 seconds for the Kubernetes API, as the automatic mount asks for, silently lives for a year.",
			Breaks: "Programs that read the token once. Client libraries read it anew; 3600 is the default."},
		{ID: "token-volume", Severity: Low, pod: adoptedVolume, References: refs,
			Title:  "No volume has a name that the API server takes for its own token",
			Why:    "The admission plugin adopts a volume whose name begins with kube-api-access-, and mounts no other.",
			Breaks: "Nothing. Give the volume another name."},
		{ID: "undeclared-token", Severity: High, Intent: true, set: undeclaredToken, References: refs,
			Title:  "A workload has the tokens that it declares: for the Kubernetes API, and for the audiences that it names",
			Why:    "A projected token is as good as an automatic one, and passes every check of the automatic one.",
			Breaks: "Nothing that was declared."},
		{ID: "undeclared-identity", Severity: High, Intent: true, set: undeclaredIdentity,
			Title:      "No account has an identity in the cloud that the spec does not declare",
			Why:        "An annotation makes a role of the cloud out of an account: buckets, keys and databases open without a word in any Role of the cluster.",
			Breaks:     "Roles that differ between environments and that an overlay sets by hand. Say them in the environment: workloads: [{name: api, serviceAccount: {annotations: {…}}}].",
			References: References{CIS: []string{"5.1.5"}, NSA: []string{nsaAccess}, OWASP: []string{"K09", "K02"}}},
		{ID: "own-account", Severity: Medium, pod: ownAccount, set: borrowedAccounts,
			Title:      "Every workload has a ServiceAccount of its own",
			Why:        "What is granted to the account default is granted to every pod of the namespace, and an audit log cannot tell them apart.",
			Breaks:     "Nothing. An account without permissions costs nothing.",
			References: References{CIS: []string{"5.1.5"}, NSA: []string{nsaTokens}, OWASP: []string{"K09", "K01"}}},
	}
}

// accessControls are about permissions for the Kubernetes API.
func accessControls() []Control {
	return []Control{
		{ID: "wildcard-rules", Severity: High, set: wildcards,
			Title:      "No rule grants with a wildcard",
			Why:        "A wildcard grants what exists, and whatever an upgrade or an operator adds; so does a ClusterRole that gathers the rules of all others.",
			Breaks:     "Operators that manage any kind. Name the kinds; a new one is a change that somebody reviews.",
			References: References{CIS: []string{"5.1.3", "5.1.2", "5.1.4"}, NSA: []string{nsaAccess}, OWASP: []string{"K02"}}},
		{ID: "dangerous-rules", Severity: High, set: dangerousRules,
			Title:      "No rule grants what amounts to more than it says",
			Why:        "Reading secrets, creating pods, exec, impersonate, bind and the like each lead to every right of the namespace, or of the cluster.",
			Breaks:     "Operators that do these things. Give each a namespace and an account of its own, and waive the control for it.",
			References: References{CIS: []string{"5.1.8", "5.1.10", "5.1.11", "5.1.12", "5.1.13", "5.1.9"}, NSA: []string{nsaAccess}, OWASP: []string{"K02"}}},
		{ID: "powerful-roles", Severity: High, set: powerfulRoles,
			Title:      "No binding to cluster-admin, admin, edit, or a role of the control plane",
			Why:        "These roles are for people, or for the cluster itself: each reads secrets, starts pods as any account of the namespace, or does more.",
			Breaks:     "Deployment tools that were made administrators. Write down what they deploy.",
			References: References{CIS: []string{"5.1.1", "5.1.7"}, NSA: []string{nsaAccess}, OWASP: []string{"K02"}}},
		{ID: "binding-subjects", Severity: High, set: bindingSubjects,
			Title:      "Every binding is for accounts of its own application, named with their namespace",
			Why:        "A binding for the account default, for a group of all accounts, or for an account that others can make, is for whoever gets there. Also where it names the account as a user.",
			Breaks:     "Bindings for accounts of other namespaces. If one is meant, waive the control, so that it is written down.",
			References: References{CIS: []string{"5.1.5"}, NSA: []string{nsaTokens}, OWASP: []string{"K09", "K01"}}},
	}
}

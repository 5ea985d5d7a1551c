package controls

// networkControls are about who can talk to whom.
func networkControls() []Control {
	refs := References{CIS: []string{"5.3.2"}, NSA: []string{nsaNetwork}, OWASP: []string{"K05"}}
	return []Control{
		{ID: "default-deny", Severity: High, set: defaultDeny, References: refs,
			Title:  "Every namespace denies what no policy allows, in both directions",
			Why:    "A pod that no policy selects talks to everybody, and a new pod is selected by none.",
			Breaks: "Every connection that nobody declared, name resolution first. Declare callers and targets; allow-dns opens the way to the resolver."},
		{ID: "open-rules", Severity: Medium, set: openRules, References: refs,
			Title:  "Every rule of a policy names its peers",
			Why:    "A rule without from or to means everybody: policies add up, and one open rule undoes all narrow ones.",
			Breaks: "Programs that answer to anybody. Let the gateway be the one caller; where the peer anywhere is meant, the spec demands a waiver."},
		{ID: "dns", Severity: Medium, set: resolution, References: refs,
			Title:  "Pods that call anything can resolve names, over UDP and TCP",
			Why:    "A policy that closes the way out closes the way to the resolver, and a long answer comes over TCP; a selector that an overlay has changed matches no resolver.",
			Breaks: "Nothing. A workload that needs no names says dns: Deny."},
		{ID: "metadata", Severity: High, set: metadataAddresses,
			Title:      "No policy opens the way to a cloud's metadata service",
			Why:        "It hands out the credentials of the node to whoever asks from the node's pods.",
			Breaks:     "Programs that ask the cloud for an identity. Declare cloudIdentity: Allow, which opens the address of their own on its port; a way to the node's that must stay is a narrow range with a waiver.",
			References: References{NSA: []string{nsaCloud}, OWASP: []string{"K08"}}},
		{ID: "policy-selector", Severity: Medium, set: policySelectors, References: refs,
			Title:  "Every NetworkPolicy selects pods that are there",
			Why:    "A policy that selects nobody protects nobody, and looks as if it did.",
			Breaks: "Policies for pods that an operator makes. Waive them by name."},
		{ID: "service-selector", Severity: Low, set: serviceSelectors,
			Title:  "Every Service selects pods that are there, and ports that they have",
			Why:    "A Service that leads nowhere, or to the pods of somebody else who takes its labels.",
			Breaks: "Services for pods that an operator makes. Waive them by name."},
		{ID: "budget-selector", Severity: Low, set: budgetSelectors,
			Title:  "Every PodDisruptionBudget selects the pods of its workload",
			Why:    "An empty selector holds every pod of the namespace, one that matches nothing protects nothing.",
			Breaks: "Budgets for pods that an operator makes. Waive them by name."},
		{ID: "published-service", Severity: Medium, set: publishedServices,
			Title:  "No Service is opened on nodes or load balancers unasked",
			Why:    "NodePort, LoadBalancer and externalIPs lead past the gateway, and past what it checks.",
			Breaks: "Programs that are called from outside. Publish them by the gateway; one that cannot be is a waiver."},
	}
}

// namespaceControls are about the walls around all pods of a namespace.
func namespaceControls() []Control {
	refs := References{CIS: []string{"5.2.1"}, NSA: []string{nsaPods, nsaNamespaces}, OWASP: []string{"K04"}}
	return []Control{
		{ID: "namespace-level", Severity: High, set: podSecurityLevels, References: refs,
			Title:  "Every Namespace enforces the Pod Security level restricted, and warns and audits at it",
			Why:    "Without the label the cluster admits privileged pods, whoever creates them.",
			Breaks: "Pods that restricted refuses. Give those a namespace of their own; warn tells which they are."},
		{ID: "namespace-version", Severity: Low, set: podSecurityPinned, References: refs,
			Title:  "Every Namespace pins the version of the level that it enforces",
			Why:    "A level without a version, or at latest, changes with the cluster: pods that run today are refused after an upgrade.",
			Breaks: "Nothing. Raise it with the clusters; warn and audit at latest tell what will come."},
		{ID: "shared-namespace", Severity: Low, set: sharedNamespace,
			Title:      "No workload lies in the namespace default",
			Why:        "It has no Pod Security labels, no policies, and everything lands there that names no namespace.",
			Breaks:     "Nothing but names: a Service is called as NAME.NAMESPACE.",
			References: References{CIS: []string{"5.6.1", "5.6.4"}, NSA: []string{nsaNamespaces}}},
	}
}

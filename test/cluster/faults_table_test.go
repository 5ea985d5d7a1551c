package cluster

// faults has at least one for each check. "api" is the first workload of testdata/faults.yaml.
var faults = []fault{
	{"mistyped secret field", "external-secrets", []string{"ExternalSecret db", `unknown field "spec.refreshIntervall"`}, func(f tree) {
		f.edit("ExternalSecret", "db", func(o map[string]any) { at(o, "spec")["refreshIntervall"] = "1h" })
	}},
	{"wrong secret value", "external-secrets", []string{"ExternalSecret db", "spec.target.creationPolicy"}, func(f tree) {
		f.edit("ExternalSecret", "db", func(o map[string]any) { at(o, "spec", "target")["creationPolicy"] = "Always" })
	}},
	{"dropped secret", "external-secrets", []string{"secret db", "no ExternalSecret"}, func(f tree) { f.drop("ExternalSecret", "db") }},

	{"mistyped field", "apply", []string{"api", "securityContext.readOnlyRootFilesytem: field not declared"}, func(f tree) {
		f.edit("Deployment", "api", func(o map[string]any) {
			at(o, "spec", "template", "spec", "containers", "securityContext")["readOnlyRootFilesytem"] = true
		})
	}},
	{"removed security field", "apply", []string{"would violate PodSecurity", `container "api"`, "securityContext.capabilities.drop"}, func(f tree) {
		f.edit("Deployment", "api", func(o map[string]any) {
			delete(at(o, "spec", "template", "spec", "containers", "securityContext"), "capabilities")
		})
	}},
	{"removed pod label", "apply", []string{"api", "selector", "does not match template"}, func(f tree) {
		f.edit("Deployment", "api", func(o map[string]any) {
			delete(at(o, "spec", "template", "metadata", "labels"), "app.kubernetes.io/instance")
		})
	}},

	// Newer versions of restricted let a pod in a user namespace be root, so that nobody warns; the
	// pinned one does not.
	{"security field of a newer level", "pods", []string{"Deployment worker", "runAsNonRoot != true"}, func(f tree) {
		f.edit("Deployment", "worker", func(o map[string]any) {
			pod := at(o, "spec", "template", "spec")
			pod["hostUsers"] = false
			delete(at(pod, "securityContext"), "runAsNonRoot")
			delete(at(pod, "containers", "securityContext"), "runAsNonRoot")
		})
	}},
	{"dropped account", "pods", []string{"Deployment worker", `serviceaccount "worker" not found`}, func(f tree) { f.drop("ServiceAccount", "worker") }},
	{"paused workload", "pods", []string{"Deployment api", "0 of 2 pods"}, func(f tree) {
		f.edit("Deployment", "api", func(o map[string]any) { at(o, "spec")["paused"] = true })
	}},
	{"dropped workload", "pods", []string{"worker", "no Deployment"}, func(f tree) { f.drop("Deployment", "worker") }},

	{"field that a controller owns", "again", []string{"deployment.kubernetes.io/revision"}, func(f tree) {
		f.edit("Deployment", "api", func(o map[string]any) {
			at(o, "metadata")["annotations"] = map[string]any{"deployment.kubernetes.io/revision": "7"}
		})
	}},

	{"removed enforce label", "walls", []string{"Namespace fault-removed-enforce-label", "a privileged container is admitted"}, func(f tree) {
		f.edit("Namespace", "fault-removed-enforce-label", func(o map[string]any) {
			delete(at(o, "metadata", "labels"), "pod-security.kubernetes.io/enforce")
		})
	}},
	{"enforce baseline", "walls", []string{"Namespace fault-enforce-baseline", "the capability CHOWN is admitted"}, func(f tree) {
		f.edit("Namespace", "fault-enforce-baseline", func(o map[string]any) {
			at(o, "metadata", "labels")["pod-security.kubernetes.io/enforce"] = "baseline"
		})
	}},
	{"warns of nothing", "walls", []string{"Namespace fault-warns-of-nothing", "no warning of restricted:latest"}, func(f tree) {
		f.edit("Namespace", "fault-warns-of-nothing", func(o map[string]any) {
			at(o, "metadata", "labels")["pod-security.kubernetes.io/warn"] = "privileged"
		})
	}},
	// Without labels of its own a warning follows the enforced level and its pinned version.
	{"removed warn labels", "walls", []string{"Namespace fault-removed-warn-labels", "no warning of restricted:latest", "restricted:v1.34"}, func(f tree) {
		f.edit("Namespace", "fault-removed-warn-labels", func(o map[string]any) {
			delete(at(o, "metadata", "labels"), "pod-security.kubernetes.io/warn")
			delete(at(o, "metadata", "labels"), "pod-security.kubernetes.io/warn-version")
		})
	}},

	{"dropped permission", "permissions", []string{"ServiceAccount api", "may not get configmaps named api-flags"}, func(f tree) {
		f.edit("Role", "api", func(o map[string]any) { o["rules"] = o["rules"].([]any)[1:] })
	}},
	{"dropped subresource", "permissions", []string{"ServiceAccount api", "may not get pods/log"}, func(f tree) {
		f.edit("Role", "api", func(o map[string]any) { o["rules"].([]any)[2].(map[string]any)["resources"] = []any{"pods"} })
	}},
	{"dropped names", "permissions", []string{"ServiceAccount api", "may get configmaps named other"}, func(f tree) {
		f.edit("Role", "api", func(o map[string]any) { delete(at(o, "rules"), "resourceNames") })
	}},
	{"extra permission", "permissions", []string{"ServiceAccount api", "may list secrets"}, func(f tree) {
		f.edit("Role", "api", func(o map[string]any) {
			o["rules"] = append(o["rules"].([]any), map[string]any{"apiGroups": []any{""}, "resources": []any{"secrets"}, "verbs": []any{"list"}})
		})
	}},
	{"permission that no list thinks of", "permissions", []string{"ServiceAccount api", "juggle balls of the group example.com"}, func(f tree) {
		f.edit("Role", "api", func(o map[string]any) {
			o["rules"] = append(o["rules"].([]any), map[string]any{"apiGroups": []any{"example.com"}, "resources": []any{"balls"}, "verbs": []any{"juggle"}})
		})
	}},
	{"permission for nobody", "permissions", []string{"ServiceAccount default", "get configmaps named api-flags"}, func(f tree) {
		f.edit("RoleBinding", "api", func(o map[string]any) {
			o["subjects"] = append(o["subjects"].([]any), map[string]any{"kind": "ServiceAccount", "name": "default", "namespace": "fault-permission-for-nobody"})
		})
	}},
	{"permission everywhere", "permissions", []string{"ServiceAccount worker", `in namespace "kube-system"`}, func(f tree) {
		f.add(`apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: fault-permission-everywhere}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: ServiceAccount, name: worker, namespace: fault-permission-everywhere}]
`)
	}},

	{"object that is held", "delete", []string{"ConfigMap held", "example.com/hold"}, func(f tree) {
		f.add(`apiVersion: v1
kind: ConfigMap
metadata: {name: held, namespace: fault-object-that-is-held, finalizers: [example.com/hold]}
`)
	}},
	{"object elsewhere that is held", "delete", []string{"ConfigMap fault-elsewhere", "example.com/hold"}, func(f tree) {
		f.add(`apiVersion: v1
kind: ConfigMap
metadata: {name: fault-elsewhere, namespace: default, finalizers: [example.com/hold]}
`)
	}},
}

package controls

import (
	"slices"
	"strings"
	"testing"
)

// foreign is a manifest of nobody whom we know, and what is said of it.
type foreign struct {
	control string
	field   string // empty stands for any
	text    string
}

const (
	podHead     = "apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: ns, labels: {app: x}}\nspec:\n  "
	deployHead  = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x, namespace: ns}\nspec:\n  selector: {matchLabels: {app: x}}\n  template:\n    metadata: {labels: {app: x}}\n    spec:\n      "
	cronHead    = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: x}\nspec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n          "
	netpolHead  = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: ns}\nspec:\n  podSelector: {}\n  "
	roleHead    = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\n"
	bindingHead = "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}\n"
)

// foreignFaults are faults as other people and tools write them.
var foreignFaults = []foreign{
	{"known-fields", "apiVersion", "apiVersion: extensions/v1beta1\nkind: Deployment\nmetadata: {name: x}\n"},
	{"known-fields", "apiVersion", "apiVersion: v1\nkind: NetworkPolicy\nmetadata: {name: x}\n"},
	{"known-fields", "kind", "apiVersion: apps/v1\nkind: deployment\nmetadata: {name: x}\n"},
	{"known-fields", "spec.containers", podHead + "containers: {}\n"},
	{"known-fields", "spec.containers[0].resources.limits.memory", podHead + "containers: [{name: a, resources: {limits: {memory: lots}}}]\n"},
	{"known-fields", "spec.template.spec.containers.ports.containerPort", deployHead + "containers: [{name: a, ports: [{containerPort: \"80\"}]}]\n"},
	{"privileged", "spec.initContainers[0].securityContext.privileged", podHead + "initContainers: [{name: side, restartPolicy: Always, securityContext: {privileged: true}}]\n"},
	{"privileged", "spec.jobTemplate.spec.template.spec.containers[1].securityContext.privileged", cronHead + "containers: [{name: a}, {name: b, securityContext: {privileged: true}}]\n"},
	{"host-ports", "spec.template.spec.initContainers[0].ports[0].hostPort", deployHead + "initContainers: [{name: a, ports: [{containerPort: 80, hostPort: 80}]}]\n"},
	{"volume-types", "spec.hostPath", "apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: x}\nspec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /etc}}\n"},
	{"apparmor", `metadata.annotations["container.apparmor.security.beta.kubernetes.io/a"]`,
		"apiVersion: v1\nkind: Pod\nmetadata: {name: x, annotations: {container.apparmor.security.beta.kubernetes.io/a: unconfined}}\nspec: {containers: [{name: a}]}\n"},
	{"capabilities", "spec.containers[0].securityContext.capabilities.add[1]", podHead + "containers: [{name: a, securityContext: {capabilities: {drop: [ALL], add: [NET_BIND_SERVICE, net_raw]}}}]\n"},
	{"numeric-group", "spec.securityContext.supplementalGroups[1]", podHead + "securityContext: {runAsGroup: 5, supplementalGroups: [4, 0]}\n  containers: [{name: a}]\n"},
	{"numeric-group", "spec.securityContext.fsGroup", podHead + "securityContext: {runAsGroup: 5, fsGroup: 0}\n  containers: [{name: a}]\n"},
	{"image-digest", "spec.volumes[0].image.reference", podHead + "containers: [{name: a}]\n  volumes: [{name: model, image: {reference: \"images.example.com/model:1\"}}]\n"},
	{"image-digest", "spec.containers[0].image", podHead + "containers: [{name: a, image: \"nginx@sha256:" + strings.ToUpper("ab") + strings.Repeat("0", 62) + "\"}]\n"},
	{"image-digest", "spec.ephemeralContainers[0].image", podHead + "ephemeralContainers: [{name: a, image: \"localhost:5000/busybox\"}]\n"},
	{"memory-limit", "spec.containers[0].resources.limits.memory", podHead + "containers: [{name: a, resources: {limits: {memory: \"0\"}}}]\n"},
	{"memory-limit", "spec.initContainers[0].resources.limits.memory", podHead + "initContainers: [{name: a, resources: {limits: {cpu: 1}}}]\n"},
	{"resource-requests", "spec.containers[0].resources.requests.cpu", podHead + "containers: [{name: a, resources: {requests: {cpu: 0m, memory: 1Mi}, limits: {cpu: 1}}}]\n"},
	{"bounded-scratch", "spec.volumes[0].emptyDir.sizeLimit", podHead + "volumes: [{name: v, emptyDir: {sizeLimit: \"0\"}}]\n"},
	{"bounded-scratch", "spec.volumes[0].emptyDir.sizeLimit", podHead + "containers: [{name: a, resources: {limits: {memory: 1Mi}}}]\n  volumes: [{name: v, emptyDir: {medium: Memory}}]\n"},
	{"secret-env", "spec.initContainers[0].envFrom[1].secretRef", podHead + "initContainers: [{name: a, envFrom: [{configMapRef: {name: c}}, {prefix: X_, secretRef: {name: s, optional: true}}]}]\n"},
	{"secret-values", "data", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nimmutable: true\ndata: {a: \"\", b: aHVudGVyMg==}\n"},
	{"secret-values", "stringData", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: hunter2}\nsops: {mac: \"ENC[AES256_GCM,data:x]\"}\n"},
	{"secret-values", "data", "apiVersion: v1\nkind: SecretList\nitems: [{metadata: {name: s}, data: {b: aHVudGVyMg==}}]\n"},
	{"automatic-token", "spec.automountServiceAccountToken", "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a, namespace: ns}\nautomountServiceAccountToken: false\n---\n" + podHead + "serviceAccountName: a\n  automountServiceAccountToken: true\n"},
	{"automatic-token", "spec.automountServiceAccountToken", "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a, namespace: other}\nautomountServiceAccountToken: false\n---\n" + podHead + "serviceAccountName: a\n"},
	{"token-life", "spec.volumes[0].projected.sources[1].serviceAccountToken.expirationSeconds", podHead + "volumes: [{name: t, projected: {sources: [{downwardAPI: {}}, {serviceAccountToken: {path: t, expirationSeconds: 3607}}]}}]\n"},
	{"token-life", "", podHead + "volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: t, audience: vault, expirationSeconds: 31536000}}]}}]\n"},
	{"own-account", "spec.serviceAccountName", podHead + "serviceAccount: default\n"},
	{"wildcard-rules", "aggregationRule.clusterRoleSelectors[0]", roleHead + "aggregationRule: {clusterRoleSelectors: [{}]}\nrules: []\n"},
	{"wildcard-rules", "rules[0].resources[1]", roleHead + "rules: [{apiGroups: [apps], resources: [deployments, \"*/scale\"], verbs: [get]}]\n"},
	{"wildcard-rules", "rules[0].nonResourceURLs[0]", roleHead + "rules: [{nonResourceURLs: [\"*\"], verbs: [get]}]\n"},
	{"wildcard-rules", "rules[0].apiGroups[0]", roleHead + "rules: [{apiGroups: [\"*\"], resources: [secrets], verbs: [get]}]\n"},
	{"dangerous-rules", "rules[0].resources[1]", roleHead + "rules: [{apiGroups: [\"\"], resources: [pods, secrets], verbs: [watch]}]\n"},
	{"dangerous-rules", "rules[0].resources[0]", roleHead + "rules: [{apiGroups: [\"\"], resources: [nodes/proxy], resourceNames: [one], verbs: [get]}]\n"},
	{"dangerous-rules", "rules[0].resources[0]", roleHead + "rules: [{apiGroups: [\"\"], resources: [serviceaccounts/token], resourceNames: [admin], verbs: [create]}]\n"},
	{"dangerous-rules", "rules[0].resources[0]", roleHead + "rules: [{apiGroups: [apps], resources: [deployments], resourceNames: [other], verbs: [patch]}]\n"},
	{"dangerous-rules", "rules[0].resources[0]", roleHead + "rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [escalate]}]\n"},
	{"dangerous-rules", "rules[0].resources[0]", roleHead + "rules: [{apiGroups: [\"\"], resources: [serviceaccounts], verbs: [impersonate]}]\n"},
	{"powerful-roles", "roleRef.name", strings.Replace(bindingHead, "name: r}", "name: cluster-admin}", 1)},
	{"powerful-roles", "roleRef.name", strings.Replace(bindingHead, "name: r}", "name: \"system:controller:generic-garbage-collector\"}", 1)},
	{"powerful-roles", "aggregationRule.clusterRoleSelectors[0]", roleHead + "aggregationRule: {clusterRoleSelectors: [{matchLabels: {rbac.authorization.k8s.io/aggregate-to-admin: \"true\"}}]}\nrules: []\n"},
	{"binding-subjects", "subjects[1]", bindingHead + "subjects: [{kind: Group, name: people}, {kind: Group, name: \"system:authenticated\"}]\n"},
	{"binding-subjects", "subjects[0]", bindingHead + "subjects: [{kind: Group, name: \"system:serviceaccounts:ns\"}]\n"},
	{"binding-subjects", "subjects[0]", bindingHead + "subjects: [{kind: User, name: \"system:serviceaccount:kube-system:default\"}]\n"},
	{"binding-subjects", "subjects[0]", strings.ReplaceAll(bindingHead, "ClusterRoleBinding\nmetadata: {", "RoleBinding\nmetadata: {namespace: ns, ") + "subjects: [{kind: User, name: \"system:serviceaccount:other:runner\"}]\n"},
	{"default-deny", "", podHead + "containers: []\n---\n" + netpolHead + "egress: []\n"},
	{"default-deny", "", podHead + "containers: []\n---\n" + netpolHead + "policyTypes: [Ingress, Egress]\n  egress: [{}]\n"},
	{"default-deny", "", podHead + "containers: []\n---\n" + netpolHead + "policyTypes: [Ingress, Egress]\n  egress: [{ports: [{port: 53, protocol: UDP}, {port: 53}], to: [{namespaceSelector: {}}]}]\n---\n" +
		"apiVersion: v1\nkind: Namespace\nmetadata: {name: ns}\n"},
	{"open-rules", "spec.ingress[1].from", netpolHead + "ingress: [{from: [{podSelector: {}}]}, {from: []}]\n"},
	{"open-rules", "spec.ingress[0].from", netpolHead + "ingress: [{ports: [{port: 9443}]}]\n"},
	{"open-rules", "spec.ingress[0].from", netpolHead + "ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}]}]\n"},
	{"open-rules", "spec.ingress[0].from", netpolHead + "ingress: [{from: [{ipBlock: {cidr: \"::/0\"}}]}]\n"},
	{"open-rules", "spec.ingress[0].from", netpolHead + "ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}, {ipBlock: {cidr: 10.0.0.0/8}}]}]\n"},
	{"open-rules", "spec.egress[0].to", netpolHead + "egress: [{ports: [{port: 443}]}]\n"},
	{"metadata", "spec.egress[0].to[1].ipBlock", netpolHead + "egress: [{to: [{ipBlock: {cidr: 0.0.0.0/1}}, {ipBlock: {cidr: 128.0.0.0/1}}], ports: [{port: 443}]}]\n"},
	{"metadata", "spec.egress[0].to[0].ipBlock", netpolHead + "egress: [{to: [{ipBlock: {cidr: \"::/0\", except: [\"fe80::/10\"]}}]}]\n"},
	{"metadata", "spec.egress[0].to[0].ipBlock", netpolHead + "policyTypes: [Egress]\n  egress: [{to: [{ipBlock: {cidr: 169.254.0.0/16, except: [169.254.169.0/25]}}]}]\n"},
	{"dns", "spec.egress[0].ports", podHead + "containers: []\n---\n" + netpolHead + "egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{port: 53}]}]\n"},
	{"dns", "spec.egress[0].to", podHead + "containers: []\n---\n" + netpolHead + "egress: [{to: [{podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{port: 53}, {port: 53, protocol: UDP}]}]\n"},
	{"policy-selector", "spec.podSelector", podHead + "containers: []\n---\n" + strings.Replace(netpolHead, "podSelector: {}", "podSelector: {matchExpressions: [{key: app, operator: In, values: [yy, zz]}]}", 1)},
	{"service-selector", "spec.selector", podHead + "containers: []\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: ns}\nspec: {selector: {app: yy}}\n"},
	{"service-selector", "spec.ports[0].targetPort", podHead + "containers: [{name: a, ports: [{name: http, containerPort: 80}]}]\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: ns}\nspec: {selector: {app: x}, ports: [{port: 80, targetPort: web}]}\n"},
	{"budget-selector", "spec.selector", "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: b}\nspec: {maxUnavailable: 1}\n"},
	{"published-service", "spec.type", "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8]}\n"},
	{"namespace-level", `metadata.labels["pod-security.kubernetes.io/enforce"]`, "apiVersion: v1\nkind: Namespace\nmetadata: {name: ns, labels: {pod-security.kubernetes.io/enforce: Restricted}}\n"},
	{"namespace-version", `metadata.labels["pod-security.kubernetes.io/enforce-version"]`, "apiVersion: v1\nkind: Namespace\nmetadata: {name: ns, labels: {pod-security.kubernetes.io/enforce: restricted, pod-security.kubernetes.io/enforce-version: \"1.34\"}}\n"},
	{"workload-selector", "spec.selector", "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: x}\nspec: {selector: {matchExpressions: [{key: app, operator: Exists}]}, template: {metadata: {labels: {name: x}}}}\n"},
	{"shared-namespace", "metadata.namespace", "apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: default}\n"},
	{"image-digest", "spec.template.spec.containers[0].image", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: apps/v1\n  kind: ReplicaSet\n  metadata: {name: x}\n  spec: {template: {spec: {containers: [{name: a, image: nginx}]}}}\n"},
}

// innocent is what looks like a fault and is none.
var innocent = []foreign{
	{"known-fields", "", "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: x}\nspec: {template: {}}\n"},
	{"known-fields", "", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: \"ENC[AES256_GCM,data:x]\"}\nsops: {mac: \"ENC[AES256_GCM,data:y]\", age: []}\n"},
	{"secret-values", "", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {a: \"ENC[AES256_GCM,data:x]\"}\nsops: {mac: \"ENC[AES256_GCM,data:y]\"}\n"},
	{"secret-values", "", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {token: \"\"}\nstringData: {other: \"\"}\n"},
	{"secret-values", "", "apiVersion: v1\nkind: Secret\nmetadata: {name: s, annotations: {kubernetes.io/service-account.name: none}}\ntype: Opaque\n"},
	{"memory-limit", "", podHead + "resources: {limits: {memory: 1Gi, cpu: 1}}\n  containers: [{name: a}]\n"},
	{"resource-requests", "", podHead + "resources: {requests: {memory: 1Gi, cpu: 1}}\n  containers: [{name: a}]\n"},
	{"memory-limit", "", podHead + "ephemeralContainers: [{name: debug}]\n"},
	{"image-digest", "", podHead + "containers: [{name: a, image: \"images.example.com/a@sha512:" + strings.Repeat("0", 128) + "\"}]\n"},
	{"image-digest", "", podHead + "containers: [{name: a, image: \"images.example.com:5000/a/b:1@sha256:" + strings.Repeat("a", 64) + "\"}]\n"},
	{"read-only-root", "", podHead + "os: {name: windows}\n  containers: [{name: a}]\n"},
	{"numeric-user", "", podHead + "os: {name: windows}\n  containers: [{name: a}]\n"},
	{"seccomp", "", podHead + "os: {name: windows}\n  containers: [{name: a}]\n"},
	{"non-root", "", podHead + "hostUsers: false\n  containers: [{name: a, securityContext: {runAsUser: 0}}]\n"},
	{"automatic-token", "", "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\nautomountServiceAccountToken: false\n---\n" + podHead + "serviceAccountName: a\n"},
	{"token-life", "", podHead + "volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: t, audience: sts.amazonaws.com, expirationSeconds: 86400}}, {serviceAccountToken: {path: v, audience: vault, expirationSeconds: 3607}}]}}]\n"},
	{"dangerous-rules", "", roleHead + "rules: [{apiGroups: [\"\"], resources: [secrets], resourceNames: [webhook-ca], verbs: [get, list, watch, update, delete]}]\n"},
	{"dangerous-rules", "", roleHead + "rules: [{apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, update]}, {apiGroups: [\"\"], resources: [events, configmaps], verbs: [create, patch]}]\n"},
	{"dangerous-rules", "", roleHead + "rules: [{apiGroups: [authentication.k8s.io], resources: [tokenreviews], verbs: [create]}, {apiGroups: [authorization.k8s.io], resources: [subjectaccessreviews], verbs: [create]}]\n"},
	{"dangerous-rules", "", roleHead + "rules: [{apiGroups: [\"\"], resources: [pods], resourceNames: [one], verbs: [create]}]\n"},
	{"powerful-roles", "", strings.Replace(bindingHead, "name: r}", "name: \"system:auth-delegator\"}", 1)},
	{"powerful-roles", "", strings.Replace(bindingHead, "kind: ClusterRole, name: r}", "kind: ClusterRole, name: view}", 1)},
	{"powerful-roles", "", roleHead + "aggregationRule: {clusterRoleSelectors: [{matchLabels: {example.com/aggregate: mine}}]}\nrules: []\n"},
	{"wildcard-rules", "", roleHead + "rules: [{apiGroups: [\"\"], resources: [configmaps], resourceNames: [\"*\"], verbs: [get]}]\n"},
	{"binding-subjects", "", "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\n---\n" + bindingHead + "subjects: [{kind: ServiceAccount, name: a, namespace: release}]\n"},
	{"binding-subjects", "", "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a, namespace: ns}\n---\n" + strings.ReplaceAll(bindingHead, "ClusterRoleBinding\nmetadata: {", "RoleBinding\nmetadata: {namespace: kube-system, ") + "subjects: [{kind: ServiceAccount, name: a, namespace: ns}]\n"},
	{"binding-subjects", "", bindingHead + "subjects: [{kind: Group, name: \"oidc:operators\"}, {kind: User, name: jane@example.com}]\n"},
	{"default-deny", "", podHead + "containers: []\n---\n" + netpolHead + "policyTypes: [Ingress, Egress]\n  ingress: [{from: [{podSelector: {}}]}]\n  egress: [{to: [{namespaceSelector: {}}]}]\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ns}\n"},
	{"default-deny", "", podHead + "hostNetwork: true\n"},
	{"default-deny", "", podHead + "containers: []\n---\n" + strings.Replace(netpolHead, "podSelector: {}", "podSelector: {matchLabels: {app: x}}", 1) + "policyTypes: [Ingress, Egress]\n"},
	{"default-deny", "", "apiVersion: v1\nkind: Namespace\nmetadata: {name: empty}\n"},
	{"open-rules", "", netpolHead + "policyTypes: [Egress]\n  ingress: [{}]\n"},
	{"open-rules", "", netpolHead + "ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]\n"},
	{"open-rules", "", deployHead + "containers: [{name: a, ports: [{name: hooks, containerPort: 9443}]}]\n---\n" + netpolHead + "ingress: [{ports: [{port: hooks}]}, {ports: [{port: 9443}]}]\n---\n" +
		"apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: ns}\nspec: {selector: {app: x}, ports: [{port: 443, targetPort: 9443}]}\n---\n" +
		"apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\nmetadata: {name: w}\nwebhooks: [{name: a.example.com, clientConfig: {service: {name: s, namespace: ns}}}]\n"},
	{"open-rules", "", deployHead + "containers: []\n---\n" + netpolHead + "ingress: [{ports: [{port: 10250}]}]\n---\n" +
		"apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: ns}\nspec: {selector: {app: x}, ports: [{port: 10250}]}\n---\n" +
		"apiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.example.com}\nspec: {service: {name: s, namespace: ns, port: 10250}}\n"},
	{"metadata", "", netpolHead + "egress: [{to: [{ipBlock: {cidr: 169.254.169.254/32}}], ports: [{port: 53}, {port: 53, protocol: UDP}]}]\n"},
	{"dns", "", podHead + "containers: []\n---\n" + netpolHead + "egress: [{to: [{ipBlock: {cidr: 10.96.0.1/32}}], ports: [{port: 443}]}]\n"},
	{"dns", "", podHead + "dnsPolicy: Default\n---\n" + netpolHead + "egress: [{to: [{namespaceSelector: {}}], ports: [{port: 443}]}]\n"},
	{"dns", "", strings.ReplaceAll(podHead+"containers: []\n---\n"+netpolHead, "namespace: ns", "namespace: kube-system") +
		"egress: [{to: [{podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{port: dns, protocol: UDP}, {port: dns-tcp}]}]\n"},
	{"policy-selector", "", podHead + "containers: []\n---\n" + strings.Replace(netpolHead, "podSelector: {}", "podSelector: {matchLabels: {db: main}}", 1) +
		"\n---\napiVersion: databases.example.com/v1\nkind: Cluster\nmetadata: {name: main, namespace: ns}\nspec: {podMetadata: {labels: {db: main, version: v1}}}\n"},
	{"service-selector", "", podHead + "containers: []\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: ns}\nspec: {selector: {app: roll}, ports: [{port: 80, targetPort: http}]}\n---\n" +
		"apiVersion: rollouts.example.com/v1\nkind: Rollout\nmetadata: {name: r, namespace: ns}\nspec: {template: {metadata: {labels: {app: roll}}}}\n"},
	{"service-selector", "", strings.ReplaceAll(podHead+"containers: []\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: ns}\nspec: {selector: {k8s-app: kube-dns}}\n", "namespace: ns", "namespace: kube-system")},
	{"service-selector", "", podHead + "containers: []\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: elsewhere}\nspec: {selector: {app: yy}}\n"},
	{"service-selector", "", podHead + "containers: []\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: ns}\nspec: {type: ExternalName, externalName: a.example.com}\n"},
	{"workload-selector", "", "apiVersion: batch/v1\nkind: Job\nmetadata: {name: x}\nspec: {template: {spec: {containers: []}}}\n"},
	{"undeclared-token", "", podHead + "volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: t}}]}}]\n"},
	{"undeclared-reach", "", podHead + "containers: []\n"},
}

func readForeign(t *testing.T, c foreign) []Finding {
	t.Helper()
	documents, err := Parse("foreign.yaml", []byte(c.text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, c.text)
	}
	var found []Finding
	for _, f := range evaluate(t, nil, documents) {
		if f.Control == c.control {
			found = append(found, f)
		}
	}
	return found
}

// TestForeignFaults: each is found by the control that is meant for it, at the field that has to change.
func TestForeignFaults(t *testing.T) {
	for _, c := range foreignFaults {
		found := readForeign(t, c)
		if !slices.ContainsFunc(found, func(f Finding) bool { return c.field == "" || f.Field == c.field }) {
			t.Errorf("%s finds %+v, and not %q, in\n%s", c.control, found, c.field, c.text)
		}
	}
}

// TestInnocent: nothing is said of what is right, or of what only a spec can tell.
func TestInnocent(t *testing.T) {
	for _, c := range innocent {
		if found := readForeign(t, c); len(found) > 0 {
			t.Errorf("%s finds %+v in\n%s", c.control, found, c.text)
		}
	}
}

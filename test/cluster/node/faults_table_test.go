package node

const (
	pod       = "spec.template.spec."
	container = pod + "containers."
)

// faults take one field each out of what harden-gen makes of testdata/faults.yaml. A field that is
// not here has no effect on a node by itself; docs/node-tests.md lists those.
var faults = []fault{
	{"Deployment api", pod + "securityContext.runAsUser", "ready", nil, `user group "10002" is specified without user`},
	{"Deployment api", pod + "securityContext.runAsUser " + pod + "securityContext.runAsGroup", "user", []string{"group", "groups"}, "runs as the user 4242"},
	{"Deployment api", pod + "securityContext.runAsGroup", "group", []string{"groups"}, "runs in the group 10001"},
	{"Deployment api", pod + "securityContext.fsGroup", "groups", []string{"secrets", "token", "permissions"}, "not in the group of its volumes"},
	{"Deployment api", pod + "securityContext.supplementalGroupsPolicy", "groups", nil, "in the group 7777"},
	{"Deployment api", pod + "hostUsers", "host users", nil, "users of its own: false"},
	{"Deployment api", pod + "securityContext.seccompProfile", "seccomp", nil, `Seccomp is "0"`},
	{"Deployment api", pod + "securityContext.sysctls", "ports", nil, "bind: permission denied"},
	{"Deployment api", container + "securityContext.readOnlyRootFilesystem", "read-only root", []string{"writable"}, "read-write"},
	{"Deployment api", container + "securityContext.allowPrivilegeEscalation", "no_new_privs", nil, "may gain privileges"},
	{"Deployment api", container + "securityContext.capabilities", "capabilities", nil, "CapBnd"},
	{"Deployment api", pod + "serviceAccountName", "account", []string{"token", "permissions"}, "account is default"},
	{"Deployment api", pod + "automountServiceAccountToken", "token", nil, "without asking for one"},
	{"ServiceAccount api", "automountServiceAccountToken", "token", nil, "account api gets a token"},
	{"ServiceAccount default", "automountServiceAccountToken", "token", nil, "account default gets a token"},
	{"Deployment api", container + "volumeMounts[kubernetes-api-token]", "token", []string{"permissions"}, "cannot read"},
	{"Deployment api", pod + "volumes[kubernetes-api-token].projected.defaultMode", "token", nil, "others may use it"},
	{"Role api", "rules", "permissions", nil, "may not get configmaps api-flags"},
	{"Role api", "rules.resourceNames", "permissions", nil, "may get configmaps any"},
	{"RoleBinding api", "subjects", "permissions", nil, "may not list services"},
	{"Deployment api", container + "command", "command", nil, "/bin/api"},
	{"Deployment api", container + "args", "command", nil, "--port=8080"},
	{"Deployment api", pod + "enableServiceLinks", "environment", nil, "API_SERVICE_HOST"},
	{"Deployment api", container + "env[LOG]", "environment", nil, "no variable LOG"},
	{"Deployment api", container + "env[PASSWORD]", "environment", nil, "no variable PASSWORD"},
	{"Deployment api", container + "volumeMounts[secret-db]", "secrets", nil, "is not there"},
	{"Deployment api", pod + "volumes[secret-db].secret.defaultMode", "secrets", nil, "has the mode"},
	{"Deployment api", container + "volumeMounts[scratch-var-cache-app]", "writable", nil, "cannot write to /var/cache/app"},
	{"Deployment api", container + "volumeMounts[scratch-tmp]", "writable", nil, "cannot write to /tmp"},
	{"Deployment api", pod + "volumes[scratch-run-app].emptyDir.medium", "writable", nil, `declared medium is "Memory"`},
	{"Deployment api", pod + "volumes[scratch-run-app].emptyDir.sizeLimit", "writable", nil, "16Mi are declared"},
	{"Deployment api", container + "resources.limits.memory", "limits", nil, "memory is limited"},
	{"Deployment api", container + "resources.limits.cpu", "limits", nil, "processor time is limited"},
	{"Deployment api", container + "ports[http]", "service", nil, "does not lead to port 8080"},
	{"Service api", "spec.selector", "service", nil, "does not lead to port 8080"},
	{"Service api", "spec.ports.targetPort", "service", nil, "does not lead to port 8080"},
}

// faultsInLife take one field each out of testdata/life.yaml.
var faultsInLife = []fault{
	{"Deployment http", container + "startupProbe", "probes/http", nil, "ended with 0"},
	{"Deployment http", container + "readinessProbe", "probes/http", nil, "the pod is ready: true"},
	{"Deployment http", container + "livenessProbe", "probes/http", nil, "nothing is restarted"},
	{"Deployment https", container + "livenessProbe.httpGet.scheme", "probes/https", nil, "workload https"},
	{"Deployment grpc", container + "livenessProbe", "probes/grpc", nil, "nothing is restarted"},
	{"Deployment grpc", container + "readinessProbe.grpc.service", "probes/grpc", nil, "the pod is ready: true"},
	{"Deployment tcp", container + "readinessProbe", "probes/tcp", nil, "the pod is ready: true"},
	{"Deployment tcp", container + "livenessProbe", "probes/tcp", nil, "nothing is restarted"},
	{"Deployment exec-ready", container + "readinessProbe", "probes/exec readiness", nil, "the pod is ready: true"},
	{"Deployment exec-alive", container + "livenessProbe", "probes/exec liveness", nil, "nothing is restarted"},
	{"Deployment never", container + "startupProbe", "probes/startup fails", nil, "is ready"},
	{"Deployment overfull", pod + "volumes[scratch-var-cache-app].emptyDir.sizeLimit", "overfull", nil, "is not evicted"},
	{"Deployment talkative", container + "resources.limits.ephemeral-storage", "logs", nil, "is not evicted"},
	{"Deployment polite", container + "lifecycle", "stop/in time", nil, "a new request fails"},
	{"Deployment stubborn", pod + "terminationGracePeriodSeconds", "stop/too late", nil, "6s are declared"},
	{"Deployment rollout", container + "lifecycle", "rollout", nil, "requests failed"},
	{"Deployment rollout", container + "readinessProbe", "rollout", nil, "requests failed"},
	{"Deployment rollout", "spec.strategy.rollingUpdate.maxUnavailable", "rollout", nil, "only 3 of 4 pods"},
	{"Deployment rollout", "spec.replicas", "rollout", nil, "only"},
	{"PodDisruptionBudget disruption", "spec.maxUnavailable", "disruption", nil, "eviction is refused"},
	{"PodDisruptionBudget disruption", "spec.unhealthyPodEvictionPolicy", "disruption", nil, "may not be evicted"},
	{"Deployment plain", pod + "securityContext.runAsNonRoot", "refused/root", nil, "runs; it should be refused"},
	{"Deployment plain", container + "securityContext.runAsNonRoot", "refused/root", nil, "runs; it should be refused"},
	{"Deployment plain", pod + "securityContext.runAsNonRoot", "refused/named user", nil, "runs; it should be refused"},
	{"Deployment plain", container + "securityContext.runAsNonRoot", "refused/named user", nil, "runs; it should be refused"},
}

package spec

import "testing"

func quota(s string) string { return atTop("namespace: {quota: " + s + "}") }

func TestQuota(t *testing.T) {
	testProblems(t, quota, []problemCase{
		{"{hard: {requests.cpu: 300m, limits.memory: 768Mi, pods: 3, services.nodeports: 0, count/secrets: 10, gold.storageclass.storage.k8s.io/requests.storage: 1Gi}}", ""},
		{"{}",
			`harden.yaml:4:20: namespace.quota: hard is missing
  hint: add hard: …`},
		{"{hard: {}}",
			`harden.yaml:4:21: namespace.quota.hard: a quota without a bound bounds nothing
  hint: write bounds such as {requests.cpu: 4, requests.memory: 8Gi, limits.memory: 16Gi}, or remove quota`},
		{"{hard: {request.cpu: 4, gpus: 1, /a: 1, a/: 1}}",
			`harden.yaml:4:41: namespace.quota.hard["request.cpu"]: a quota knows no "request.cpu"
  hint: did you mean requests.cpu?
harden.yaml:4:50: namespace.quota.hard.gpus: a quota knows no "gpus"
  hint: one of requests.cpu, requests.memory, requests.ephemeral-storage, limits.cpu, limits.memory, limits.ephemeral-storage, cpu, memory, ephemeral-storage, requests.storage, pods, services, services.nodeports, services.loadbalancers, secrets, configmaps, persistentvolumeclaims, replicationcontrollers, resourcequotas, or count/RESOURCE.GROUP
harden.yaml:4:57: namespace.quota.hard["/a"]: "/a" is no name of a quota
  hint: such as count/secrets or count/deployments.apps
harden.yaml:4:64: namespace.quota.hard["a/"]: "a/" is no name of a quota
  hint: such as count/secrets or count/deployments.apps`},
		{"{hard: {requests.memory: 8, pods: 500m, limits.cpu: -1, secrets: many}}",
			`harden.yaml:4:45: namespace.quota.hard["requests.memory"]: 8 is fewer than 1024 bytes
  hint: write its unit, such as 8Gi
harden.yaml:4:54: namespace.quota.hard.pods: 500m is no whole number
  hint: write whole numbers; m is a thousandth
harden.yaml:4:72: namespace.quota.hard["limits.cpu"]: -1 is below zero
harden.yaml:4:85: namespace.quota.hard.secrets: "many" is no amount
  hint: write an amount such as 4, 8Gi or "0"`},
		{"{hard: {requests.cpu: 250m, pods: 2, requests.memory: 1Gi}}",
			`harden.yaml:4:42: namespace.quota.hard["requests.cpu"]: the workloads need 300m of requests.cpu while they roll out (api 3 × 100m), and the quota is 250m
  hint: raise it to 300m or more
harden.yaml:4:54: namespace.quota.hard.pods: the workloads need 3 of pods while they roll out (api 3 × 1), and the quota is 2
  hint: raise it to 3 or more`},
		{"{hard: {limits.memory: 1Gi, limits.ephemeral-storage: 192Mi}}",
			`harden.yaml:4:74: namespace.quota.hard["limits.ephemeral-storage"]: the workloads need 576Mi of limits.ephemeral-storage while they roll out (api 3 × 192Mi), and the quota is 192Mi
  hint: raise it to 576Mi or more`},
		{"{hard: {limits.cpu: 4}}",
			`harden.yaml:4:40: namespace.quota.hard["limits.cpu"]: a quota of limits.cpu refuses pods without a CPU limit, and "api" has none
  hint: remove limits.cpu, or say resources.limits.cpu of the workload`},
		{"{hard: {limits.cpu: 600m}, limitRange: {default: {cpu: 200m}}}", ""},
		{"{hard: {limits.cpu: 500m}, limitRange: {default: {cpu: 200m}}}",
			`harden.yaml:4:40: namespace.quota.hard["limits.cpu"]: the workloads need 600m of limits.cpu while they roll out (api 3 × 200m), and the quota is 500m
  hint: raise it to 600m or more`},
		{"{hard: {pods: 10}, limitRange: {default: {cpu: 50m}}}",
			`harden.yaml:6:3: workloads[0].resources: "api" asks for 100m CPU and would get the limit 50m of the namespace
  hint: say resources.limits.cpu of the workload, or raise namespace.quota.limitRange.default.cpu`},
		{"{hard: {pods: 10}, limitRange: {defaultRequest: {memory: 1Gi}, default: {memory: 512Mi}}}",
			`harden.yaml:4:77: namespace.quota.limitRange.defaultRequest.memory: the request 1Gi is above the limit 512Mi
  hint: raise the limit or lower the request`},
	})
	testProblems(t, atTop, []problemCase{
		{"namespace: {existing: true}", ""},
		{"namespace: {existing: true, quota: {hard: {pods: 10}}}",
			`harden.yaml:4:29: namespace.quota: a quota holds for every pod of the namespace, and this namespace is one of others
  hint: remove quota or existing; whoever owns the namespace bounds it`},
		{"namespace: {existing: true, name: kube-system}",
			`harden.yaml:4:35: namespace.name: the namespace "kube-system" belongs to the cluster
  hint: give the application a namespace of its own (CIS 5.6.1, 5.6.4)`},
	})
}

func TestQuotaCountsEveryWorkload(t *testing.T) {
	const web = "- name: web\n  image: " + goodImage + "\n  replicas: 0\n- name: db\n  image: " + goodImage + "\n  replicas: 1\n  ports: [{name: a, containerPort: 80, servicePort: 80}]\n"
	testProblems(t, func(s string) string { return atTop("namespace: {quota: {hard: "+s+"}}") + web }, []problemCase{
		{"{requests.cpu: 500m, pods: 5, services: 1, count/deployments.apps: 3}", ""},
		{"{requests.cpu: 499m}",
			`harden.yaml:4:42: namespace.quota.hard["requests.cpu"]: the workloads need 500m of requests.cpu while they roll out (api 3 × 100m, db 2 × 100m), and the quota is 499m
  hint: raise it to 500m or more`},
		{"{services: 0, count/deployments.apps: 2}",
			`harden.yaml:4:38: namespace.quota.hard.services: the workloads need 1 of services while they roll out (db 1 × 1), and the quota is 0
  hint: raise it to 1 or more
harden.yaml:4:65: namespace.quota.hard["count/deployments.apps"]: the workloads need 3 of count/deployments.apps while they roll out (api 1 × 1, web 1 × 1, db 1 × 1), and the quota is 2
  hint: raise it to 3 or more`},
	})
}

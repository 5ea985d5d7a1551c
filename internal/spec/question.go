package spec

import (
	"regexp"
	"slices"
	"strings"
)

// Question is one thing that the user is asked: the same in flags, spec file, schema and docs.
type Question struct {
	Path    string   // the key, such as workloads[].ports; [] is every entry of a list
	Flag    string   // the flag that answers it, empty where only the file can
	Form    string   // how the flag's value is written
	Sample  string   // a value of the flag
	Example string   // how the file says it
	Text    string   // one sentence
	Values  []string // what it can be, where that is a fixed list
}

// FindQuestion is the question that a path of a problem, such as workloads[0].ports[1].name, belongs to.
func FindQuestion(path string) (Question, bool) {
	path = regexp.MustCompile(`\[\d+\]`).ReplaceAllString(path, "[]")
	for path != "" {
		if i := slices.IndexFunc(questions(), func(q Question) bool { return q.Path == path }); i >= 0 {
			return questions()[i], true
		}
		cut := strings.LastIndexAny(path, ".[")
		path = path[:max(cut, 0)]
	}
	return Question{}, false
}

// Questions is every question, in the order of the file.
func Questions() []Question { return questions() }

func questions() []Question {
	return []Question{
		{Path: "apiVersion", Values: []string{APIVersion}, Text: "The version of this format."},
		{Path: "kind", Values: []string{Kind}, Text: "The kind of this file."},
		{Path: "metadata", Text: "Names the application; never sent to a cluster."},
		{Path: "metadata.name", Flag: "app", Form: "NAME", Sample: "payments", Example: "metadata: {name: payments}",
			Text: "The application; it becomes the part-of label, and the namespace unless that is named."},
		{Path: "metadata.annotations", Text: "Annotations of this file alone, such as config.kubernetes.io/local-config."},
		{Path: "namespace", Text: "The one namespace of all workloads."},
		{Path: "namespace.name", Flag: "namespace", Form: "NAME", Sample: "payments", Text: "The namespace; the application's name unless given."},
		{Path: "namespace.podSecurity", Text: "What the namespace's Pod Security labels say."},
		{Path: "namespace.podSecurity.enforce", Values: []string{Restricted}, Text: "The level below which pods are refused."},
		{Path: "namespace.podSecurity.warn", Values: []string{Restricted}, Text: "The level below which whoever applies is warned."},
		{Path: "namespace.podSecurity.audit", Values: []string{Restricted}, Text: "The level below which the audit log is marked."},
		{Path: "namespace.podSecurity.version", Text: "The version of the enforced level, such as v1.34; pinned, so that a cluster upgrade does not tighten it unseen."},
		{Path: "platform", Text: "Facts about the cluster that no template can know."},
		{Path: "platform.profile", Flag: "profile", Form: "NAME", Sample: "eks", Values: profileNames(), Text: "The distribution: where DNS is, who chooses user ids, where a cloud identity comes from."},
		{Path: "platform.kubernetesVersion", Flag: "kubernetes-version", Form: "1.MINOR", Sample: "1.34", Text: "The oldest cluster to serve, from 1.32 to 1.37; newer fields are left out."},
		{Path: "platform.dns", Text: "Where pods resolve names, when it is not what the profile knows."},
		{Path: "platform.dns.namespace", Text: "The resolver's namespace."},
		{Path: "platform.dns.podLabels", Text: "The labels of the resolver's pods."},
		{Path: "platform.dns.ports", Text: "The ports of the resolver's pods, opened for UDP and TCP; not those of its Service."},
		{Path: "platform.dns.nodeLocal", Text: "Addresses of a cache on the node, such as 169.254.20.10/32, which no selector can match; opened on port 53. A cache that does not redirect (kube-proxy with iptables) also has the address of the DNS Service."},
		{Path: "platform.dns.nodeLocalPodLabels", Text: "The labels of the cache's pods in the resolver's namespace, where the network plugin redirects to them; opened on port 53."},
		{Path: "platform.userIDs", Values: []string{IDsDeclared, IDsAssigned}, Text: "Whether pods carry the declared user and group ids, or the cluster assigns them and refuses others; the profile's unless given: Assigned on openshift."},
		{Path: "platform.cloudIdentity", Text: "Where pods ask the cloud for their identity, opened for workloads with cloudIdentity: Allow; the profile's unless given: the agent of Pod Identity on eks, the metadata server on gke."},
		{Path: "platform.cloudIdentity[].cidr", Text: "The one address that answers."},
		{Path: "platform.cloudIdentity[].port", Text: "Its TCP port."},
		{Path: "platform.apiServer", Flag: "api-server", Form: FormEndpoint, Sample: "10.96.0.1/32:443", Example: "platform: {apiServer: [{cidr: 10.96.0.1/32, port: 443}]}",
			Text: "Where pods call the Kubernetes API: the Service's address and the endpoints behind it."},
		{Path: "platform.apiServer[].cidr", Text: "Addresses of the API server."},
		{Path: "platform.apiServer[].port", Text: "Its port on these addresses."},
		{Path: "platform.controlPlane", Example: "platform: {controlPlane: {cidrs: [10.20.0.0/28]}}", Text: "Where the control plane calls from."},
		{Path: "platform.controlPlane.cidrs", Text: "Ranges of the control plane."},
		{Path: "platform.nodes", Example: "platform: {nodes: {cidrs: [10.30.0.0/16]}}", Text: "The nodes, for callers and targets on the host network."},
		{Path: "platform.nodes.cidrs", Text: "Ranges of the nodes."},
		{Path: "platform.gateway", Flag: "gateway", Form: FormPodSet, Sample: "ns/gateway-system/app.kubernetes.io/name=envoy",
			Example: "platform: {gateway: {namespace: gateway-system, podLabels: {app.kubernetes.io/name: envoy}}}", Text: "The pods that bring traffic in from outside: a Gateway's or ingress controller's data plane."},
		{Path: "platform.gateway.namespace", Text: "The gateway's namespace."},
		{Path: "platform.gateway.podLabels", Text: "The labels of its pods; without them, every pod of that namespace."},
		{Path: "platform.monitoring", Flag: "monitoring", Form: FormPodSet, Sample: "ns/monitoring/app.kubernetes.io/name=prometheus",
			Example: "platform: {monitoring: {namespace: monitoring, podLabels: {app.kubernetes.io/name: prometheus}}}", Text: "The pods that collect metrics."},
		{Path: "platform.monitoring.namespace", Text: "Their namespace."},
		{Path: "platform.monitoring.podLabels", Text: "Their labels; without them, every pod of that namespace."},
		{Path: "platform.secretStore", Flag: "secret-store", Form: FormSecretStore, Sample: "ClusterSecretStore/aws-secrets-manager",
			Example: "platform: {secretStore: {kind: ClusterSecretStore, name: aws-secrets-manager}}", Text: "The External Secrets store that secrets come from unless they name their own."},
		{Path: "platform.secretStore.kind", Values: []string{"SecretStore", "ClusterSecretStore"}, Text: "SecretStore unless given."},
		{Path: "platform.secretStore.name", Text: "The store's name."},
		{Path: "platform.registries", Text: "Prefixes that images may come from, each ending in a slash; any registry when empty."},
		{Path: "platform.cni", Flag: "cni", Form: "CNI", Sample: "cilium", Values: []string{CNIGeneric, CNICilium, CNICalico},
			Text: "The network plugin. generic writes NetworkPolicies alone; cilium and calico add the plugin's own where those cannot say it: the API server, nodes, host names (Cilium)."},
		{Path: "platform.mesh", Values: []string{"none"}, Text: "The service mesh."},
		{Path: "secrets", Flag: "secret", Form: FormSecret, Sample: "db-credentials:password=prod/payments/db#password", Text: "Secrets, declared once and used by workloads; each becomes an ExternalSecret."},
		{Path: "secrets[].name", Text: "The name of the Secret that pods see."},
		{Path: "secrets[].existing", Text: "True when somebody else makes it: it is referenced, never written."},
		{Path: "secrets[].secretStore", Text: "Its own store."},
		{Path: "secrets[].secretStore.kind", Values: []string{"SecretStore", "ClusterSecretStore"}, Text: "SecretStore unless given."},
		{Path: "secrets[].secretStore.name", Text: "The store's name."},
		{Path: "secrets[].data", Text: "Its keys, and where the store keeps the value of each."},
		{Path: "secrets[].data.*.key", Text: "The key in the store."},
		{Path: "secrets[].data.*.property", Text: "The property inside a structured value."},
		{Path: "workloads", Text: "The programs, one Deployment each."},
		{Path: "workloads[].name", Form: "NAME", Text: "The workload; its labels, account and files carry this name for good."},
		{Path: "workloads[].kind", Flag: "kind", Form: "KIND", Sample: "Deployment", Values: []string{"Deployment"}, Text: "What runs it."},
		{Path: "workloads[].image", Flag: "image", Form: "IMAGE", Sample: "images.example.com/payments/api:1.8.2@sha256:DIGEST", Text: "Registry, repository, tag and digest in one string; the digest decides what runs."},
		{Path: "workloads[].command", Flag: "command", Form: "WORD", Sample: "/bin/api", Text: "Replaces the image's entry point, a word an entry."},
		{Path: "workloads[].args", Flag: "args", Form: "WORD", Sample: "--verbose", Text: "Arguments, a word an entry."},
		{Path: "workloads[].env", Flag: "env", Form: FormEnv, Sample: "LOG=info", Text: "Environment variables: a string, a field of the pod, or one key of a secret."},
		{Path: "workloads[].env.*.field", Text: "A field of the pod, such as metadata.namespace."},
		{Path: "workloads[].env.*.secret", Text: "A declared secret; a file is safer, since environments leak into dumps and children."},
		{Path: "workloads[].env.*.key", Text: "The secret's key."},
		{Path: "workloads[].replicas", Flag: "replicas", Form: "N", Sample: "3", Text: "How many pods; 2 unless given, and from 2 on with a PodDisruptionBudget."},
		{Path: "workloads[].runAsUser", Flag: "run-as-user", Form: "UID", Sample: "10001", Text: "The numeric user, never 0; 10001 unless given, and none where the cluster assigns it. The image's files must be readable for it."},
		{Path: "workloads[].runAsGroup", Flag: "run-as-group", Form: "GID", Sample: "10001", Text: "The numeric group; the user's number unless given."},
		{Path: "workloads[].fsGroup", Flag: "fs-group", Form: "GID", Sample: "10001", Text: "The group that owns mounted volumes; the group's number unless given."},
		{Path: "workloads[].supplementalGroupsPolicy", Values: []string{"Strict", "Merge"}, Text: "Whether groups from the image's /etc/group count: Strict, which is written from Kubernetes 1.36 on unless given, leaves them out; from 1.33 on, and every node's runtime has to know it."},
		{Path: "workloads[].hostUsers", Text: "false gives the pod users of its own: root in it is nobody on the node; from Kubernetes 1.33 on, and kernel, runtime and file systems of every node have to know it."},
		{Path: "workloads[].labels", Text: "Further labels of the workload's objects and pods; selector labels are refused."},
		{Path: "workloads[].annotations", Text: "Annotations of the Deployment and its pods."},
		{Path: "workloads[].ports", Flag: "port", Form: FormPort, Sample: "http=80:8080", Text: "The ports that the program listens on."},
		{Path: "workloads[].ports[].name", Text: "The port's name, at most 15 characters."},
		{Path: "workloads[].ports[].containerPort", Text: "The number that the program listens on."},
		{Path: "workloads[].ports[].protocol", Values: []string{"TCP", "UDP", "SCTP"}, Text: "TCP unless given."},
		{Path: "workloads[].ports[].servicePort", Text: "The Service's port in front of it; without one the port is not in the Service."},
		{Path: "workloads[].ports[].from", Flag: "allow", Form: FormAllow, Sample: "http=gateway", Text: "Who may call this port; nobody unless given."},
		{Path: "workloads[].ports[].from[].workload", Text: "A workload of this application."},
		{Path: "workloads[].ports[].from[].namespace", Text: "A namespace: its pods with podLabels, or all of them."},
		{Path: "workloads[].ports[].from[].namespaceLabels", Text: "Every namespace with these labels; {} is every namespace."},
		{Path: "workloads[].ports[].from[].podLabels", Text: "The labels of the callers' pods; without a namespace, those of this application's own."},
		{Path: "workloads[].ports[].from[].cidr", Text: "A range of addresses that are no pods of the cluster."},
		{Path: "workloads[].ports[].from[].except", Text: "Parts of that range that stay out."},
		{Path: "workloads[].ports[].from[].host", Text: "A host name, which needs a network plugin that knows names."},
		{Path: "workloads[].connects", Flag: "connect", Form: FormConnect, Sample: "ns/data/app=postgres:5432", Text: "What the program calls; nothing but DNS unless given."},
		{Path: "workloads[].connects[].name", Text: "A name, so that an environment can change the target."},
		{Path: "workloads[].connects[].to", Text: "The peer that is called."},
		{Path: "workloads[].connects[].to.workload", Text: "A workload of this application; it lets this one in."},
		{Path: "workloads[].connects[].to.namespace", Text: "A namespace: its pods with podLabels, or all of them."},
		{Path: "workloads[].connects[].to.namespaceLabels", Text: "Every namespace with these labels; {} is every namespace."},
		{Path: "workloads[].connects[].to.podLabels", Text: "The labels of the pods that answer; without a namespace, those of this application's own."},
		{Path: "workloads[].connects[].to.cidr", Text: "A range of addresses that are no pods of the cluster."},
		{Path: "workloads[].connects[].to.except", Text: "Parts of that range that stay shut."},
		{Path: "workloads[].connects[].to.host", Text: "A host name, which needs a network plugin that knows names."},
		{Path: "workloads[].connects[].ports", Text: "Ports of the pods that answer, never of a Service in front of them."},
		{Path: "workloads[].dns", Flag: "dns", Form: "Allow|Deny", Sample: "Deny", Values: []string{"Allow", "Deny"}, Text: "Whether it may resolve names; Allow unless given."},
		{Path: "workloads[].cloudIdentity", Flag: "cloud-identity", Form: "Allow|Deny", Sample: "Allow", Values: []string{"Allow", "Deny"}, Text: "Whether it may ask the cloud for an identity at the addresses of platform.cloudIdentity; Deny unless given."},
		{Path: "workloads[].kubernetesAPI", Flag: "kubernetes-api", Form: FormAPIRule, Sample: "get:configmaps=api-flags", Text: "What the program may do with the Kubernetes API; {} gives a token and the way there, without a Role."},
		{Path: "workloads[].kubernetesAPI.rules", Text: "Rules of its Role."},
		{Path: "workloads[].kubernetesAPI.rules[].verbs", Text: "Verbs, such as get, list, watch."},
		{Path: "workloads[].kubernetesAPI.rules[].resources", Text: "Plural names, such as configmaps, pods/log, or widgets.example.com for a custom resource."},
		{Path: "workloads[].kubernetesAPI.rules[].resourceNames", Text: "The objects that the rule is limited to."},
		{Path: "workloads[].serviceAccount", Text: "The workload's own account."},
		{Path: "workloads[].serviceAccount.annotations", Text: "Its annotations, such as a cloud role."},
		{Path: "workloads[].writable", Flag: "writable", Form: FormWritable, Sample: "/var/cache/app=256Mi", Text: "Folders that the program writes to; /tmp is there unless an entry replaces it."},
		{Path: "workloads[].writable[].mountPath", Text: "The folder."},
		{Path: "workloads[].writable[].size", Text: "How much it may hold, 64Mi unless given; more evicts the pod."},
		{Path: "workloads[].writable[].medium", Values: []string{MediumMemory}, Text: "Memory for a folder in memory, which adds to the memory limit; on disk unless given."},
		{Path: "workloads[].secrets", Text: "Secrets that are mounted as files, read-only."},
		{Path: "workloads[].secrets[].name", Text: "A declared secret."},
		{Path: "workloads[].secrets[].mountPath", Text: "The folder with a file a key; /var/run/secrets/app/NAME unless given."},
		{Path: "workloads[].resources", Text: "What the container asks for and may use."},
		{Path: "workloads[].resources.requests", Flag: "requests", Form: FormResources, Sample: "cpu=100m,memory=128Mi", Text: "What is kept free for it; 100m CPU and 128Mi unless given."},
		{Path: "workloads[].resources.limits", Flag: "limits", Form: FormResources, Sample: "memory=256Mi", Text: "What the program may use, 256Mi of memory unless given; declared scratch is added on top. No CPU limit unless given."},
		{Path: "workloads[].resources.*.cpu", Text: "Processor time: 100m is a tenth of a core."},
		{Path: "workloads[].resources.*.memory", Text: "Memory, such as 128Mi."},
		{Path: "workloads[].resources.*.ephemeral-storage", Text: "Disk of the node for logs and the like, without declared scratch."},
		{Path: "workloads[].probes", Flag: "probe", Form: FormProbe, Sample: "readiness=http://:http/readyz", Text: "Probes as URLs or as Kubernetes writes them; none is invented, and a start-up probe is derived from liveness."},
		{Path: "workloads[].probes.startup", Text: "Holds the other probes back until the program is up."},
		{Path: "workloads[].probes.readiness", Text: "Decides whether traffic is sent."},
		{Path: "workloads[].probes.liveness", Text: "Restarts a program that hangs; never test a dependency here."},
		{Path: "workloads[].probes.*.exec", Text: "Runs a program in the container."},
		{Path: "workloads[].probes.*.exec.command", Text: "The program and its arguments, a word an entry; no shell is between."},
		{Path: "workloads[].probes.*.httpGet", Text: "Asks over HTTP; 200 to 399 is yes."},
		{Path: "workloads[].probes.*.httpGet.path", Text: "The path; / unless given."},
		{Path: "workloads[].probes.*.httpGet.port", Text: "A declared TCP port, by name or number."},
		{Path: "workloads[].probes.*.httpGet.scheme", Values: []string{"HTTP", "HTTPS"}, Text: "HTTP unless given; certificates are not verified."},
		{Path: "workloads[].probes.*.httpGet.httpHeaders", Text: "Headers of the request."},
		{Path: "workloads[].probes.*.httpGet.httpHeaders[].name", Text: "The header's name."},
		{Path: "workloads[].probes.*.httpGet.httpHeaders[].value", Text: "Its value."},
		{Path: "workloads[].probes.*.tcpSocket", Text: "Opens a connection and closes it."},
		{Path: "workloads[].probes.*.tcpSocket.port", Text: "A declared TCP port, by name or number."},
		{Path: "workloads[].probes.*.grpc", Text: "Asks the gRPC health service."},
		{Path: "workloads[].probes.*.grpc.port", Text: "A declared TCP port, by number."},
		{Path: "workloads[].probes.*.grpc.service", Text: "The service name in the request."},
		{Path: "workloads[].probes.*.initialDelaySeconds", Text: "Seconds before the first probe; 0 unless given."},
		{Path: "workloads[].probes.*.timeoutSeconds", Text: "Seconds to wait for an answer; 1 unless given, 2 for a URL."},
		{Path: "workloads[].probes.*.periodSeconds", Text: "Seconds between two probes; 10 unless given, for a URL 3 (startup), 5 (readiness) or 10 (liveness)."},
		{Path: "workloads[].probes.*.successThreshold", Text: "How many passes in a row count; 1 unless given, and always 1 but for readiness."},
		{Path: "workloads[].probes.*.failureThreshold", Text: "How many failures in a row count; 3 unless given, 40 for a start-up probe that is a URL or derived."},
		{Path: "workloads[].probes.*.terminationGracePeriodSeconds", Text: "How long the process may take to stop after a failed probe; the pod's time unless given."},
		{Path: "workloads[].terminationGracePeriodSeconds", Flag: "termination-grace-period-seconds", Form: "N", Sample: "30", Text: "How long a stopping pod may take; 30 unless given."},
		{Path: "waivers", Example: `waivers: [{control: read-only-root, workload: api, reason: "it writes to /opt", owner: payments-team, expires: 2027-03-01}]`,
			Text: "Controls that are switched off for a workload, each until a day."},
		{Path: "waivers[].control", Text: "The id of the control, as harden-gen explain lists it."},
		{Path: "waivers[].workload", Text: "The one workload that it is switched off for."},
		{Path: "waivers[].reason", Text: "Why the control cannot hold, and what holds in its place."},
		{Path: "waivers[].owner", Text: "The team that is asked when it expires."},
		{Path: "waivers[].expires", Text: "The last day on which it holds, such as 2027-03-01; afterwards the waiver itself is a finding."},
	}
}

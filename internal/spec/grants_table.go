package spec

import (
	"slices"
	"strings"
)

// DangerousGrant is a permission that is refused even inside one namespace, and why; or one that is
// refused only where it reaches what belongs to the cluster itself.
type DangerousGrant struct {
	Resources  []string // with their group: deployments.apps/scale; none means any resource
	Verbs      []string // one that ends in * stands for all that begin so
	AllowNamed bool     // tolerable in a rule that has resourceNames, except for one that is wide unless WideOnly
	WideOnly   bool     // tolerable in a rule that is not wide
	Allows     string   // completes "it lets the workload ..."
	Instead    string   // what to grant or do in its place

	WideAllows  string // the same of a wide rule, where that is more
	WideInstead string
}

// IsWide is true for a rule that reaches what the cluster itself runs on: a cluster-wide one, and one in a
// namespace of the cluster.
func IsWide(namespace string, clusterWide bool) bool {
	return clusterWide || isClusterNamespace(namespace)
}

// Covers is true when the grant refuses verb on resource, which is spelled as RBAC wants it
// (pods/exec) and stands in group; named says that the rule has resourceNames, wide what IsWide says of it.
func (g DangerousGrant) Covers(group, resource, verb string, named, wide bool) bool {
	if g.WideOnly && !wide || named && g.AllowNamed && (g.WideOnly || !wide) {
		return false
	}
	if len(g.Resources) > 0 && !slices.Contains(g.Resources, spellResource(group, resource)) {
		return false
	}
	return slices.ContainsFunc(g.Verbs, func(pattern string) bool {
		prefix, open := strings.CutSuffix(pattern, "*")
		return pattern == verb || open && strings.HasPrefix(verb, prefix)
	})
}

// Why is what the grant lets somebody do, and what to grant or do in its place.
func (g DangerousGrant) Why(wide bool) (allows, instead string) {
	allows, instead = g.Allows, g.Instead
	if wide && g.WideAllows != "" {
		allows = g.WideAllows
	}
	if wide && g.WideInstead != "" {
		instead = g.WideInstead
	}
	return allows, instead
}

// DangerousGrants is every grant that a spec is refused for, wildcards aside. Most come from the good
// practices for RBAC of kubernetes.io.
var DangerousGrants = []DangerousGrant{
	{
		Resources:  []string{"secrets"},
		Verbs:      []string{"get"},
		AllowNamed: true,
		Allows:     "read every secret of the namespace",
		Instead:    "name the secrets: resourceNames: [...]",

		WideAllows:  "read secrets of the cluster itself, the tokens of its controllers among them",
		WideInstead: "give each namespace of an application a rule of its own: namespace: NAME, verbs: [get], resourceNames: [...]",
	}, {
		Resources: []string{"secrets"},
		Verbs:     []string{"list", "watch"},
		Allows:    "read every secret of the namespace, because a list carries their content",
		Instead:   "get the secrets by name: verbs: [get], resourceNames: [...]",

		WideAllows:  "read every secret of the cluster itself, because a list carries their content",
		WideInstead: "give each namespace of an application a rule of its own: namespace: NAME, verbs: [get], resourceNames: [...]",
	}, {
		// A secret of type kubernetes.io/service-account-token is filled with the token of the account it names.
		Resources: []string{"secrets"},
		Verbs:     []string{"create", "update", "patch", "delete", "deletecollection"},
		Allows:    "obtain the token of any service account of the namespace, or replace credentials that others trust",
		Instead:   "declare the secret under secrets, so that the External Secrets operator writes it",

		WideAllows: "obtain the token of any service account of the cluster itself, and with it every right",
	}, {
		Resources: []string{
			"cronjobs.batch", "daemonsets.apps", "deployments.apps", "jobs.batch", "pods", "podtemplates", "replicasets.apps",
			"replicationcontrollers", "statefulsets.apps",
		},
		Verbs:   []string{"create", "update", "patch"},
		Allows:  "run pods as any service account of the namespace, with any of its secrets mounted",
		Instead: "grant get, list, watch or delete; to change only the number of replicas, update deployments/scale",

		WideAllows: "run pods as any service account of the cluster itself, and with it every right",
	}, {
		// Any verb: get was enough for pods/exec over WebSocket before Kubernetes 1.35.
		Resources: []string{
			"pods/attach", "pods/ephemeralcontainers", "pods/exec", "pods/portforward", "pods/proxy", "services/proxy",
		},
		Verbs:   []string{"*"},
		Allows:  "run commands in other pods, or reach them past every network policy",
		Instead: "declare a connection to the other workload under connects",

		WideAllows: "run commands in the pods of the cluster itself, or reach them past every network policy",
	}, {
		Verbs:   []string{"bind", "escalate"},
		Allows:  "hand out permissions that it does not have itself",
		Instead: "declare in rules what each workload needs",
	}, {
		Resources: []string{
			"clusterrolebindings.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io",
			"rolebindings.rbac.authorization.k8s.io", "roles.rbac.authorization.k8s.io",
		},
		Verbs:   []string{"create", "update", "patch"},
		Allows:  "pass its permissions on to others",
		Instead: "grant get, list, watch, and declare in rules what each workload needs",
	}, {
		// Kubernetes 1.36 adds impersonate:MODE and impersonate-on:MODE:VERB (ConstrainedImpersonation).
		Verbs:   []string{"impersonate", "impersonate:*", "impersonate-on:*"},
		Allows:  "act as other users, groups and service accounts",
		Instead: "declare in rules what the workload itself needs",
	}, {
		Resources: []string{"podcertificaterequests.certificates.k8s.io", "serviceaccounts/token"},
		Verbs:     []string{"create"},
		Allows:    "obtain credentials of any service account of the namespace",
		Instead:   "use the token that is mounted into the workload's own pods",

		WideAllows: "obtain credentials of any service account of the cluster itself, and with it every right",
	}, {
		Resources: []string{"nodes/proxy"},
		Verbs:     []string{"*"},
		Allows:    "run commands in every pod of a node, without a trace in the audit log",
		Instead:   "read usage from the metrics server: get, list on pods.metrics.k8s.io",
	}, {
		Resources: []string{
			"mutatingadmissionpolicies.admissionregistration.k8s.io",
			"mutatingadmissionpolicybindings.admissionregistration.k8s.io",
			"mutatingwebhookconfigurations.admissionregistration.k8s.io",
			"validatingadmissionpolicies.admissionregistration.k8s.io",
			"validatingadmissionpolicybindings.admissionregistration.k8s.io",
			"validatingwebhookconfigurations.admissionregistration.k8s.io",
		},
		Verbs:   []string{"create", "update", "patch", "delete", "deletecollection"},
		Allows:  "read and change every request to the API server, or switch its policies off",
		Instead: "let the cluster's administrators install admission policies",
	}, {
		Resources: []string{
			"certificatesigningrequests.certificates.k8s.io/approval", "certificatesigningrequests.certificates.k8s.io/status",
		},
		Verbs:   []string{"update", "patch"},
		Allows:  "issue certificates for any identity",
		Instead: "let the cluster's administrators approve certificates",
	}, {
		Verbs:   []string{"approve", "attest", "sign"},
		Allows:  "issue certificates for any identity",
		Instead: "let the cluster's administrators approve certificates",
	}, {
		Resources: []string{"persistentvolumes"},
		Verbs:     []string{"create"},
		Allows:    "mount any path of a node through hostPath",
		Instead:   "create persistentvolumeclaims and let a storage class provision the volume",
	}, {
		// A Role reaches its own namespace, and the subresources take changed labels too.
		Resources: []string{"namespaces", "namespaces/finalize", "namespaces/status"},
		Verbs:     []string{"update", "patch"},
		Allows:    "lower the namespace's Pod Security level, or pose as another namespace to network policies",
		Instead:   "grant get; labels of the namespace come from the spec",

		WideAllows: "lower the Pod Security level of namespaces that are not its own, or pose as one of them to network policies",
	}, {
		Resources: []string{"namespaces"},
		Verbs:     []string{"delete"},
		Allows:    "remove the namespace and everything in it",
		Instead:   "grant get, and delete on the resources that the workload itself creates",

		WideAllows: "remove namespaces that are not its own, and everything in them",
	}, {
		Resources: []string{"nodes", "nodes/status"},
		Verbs:     []string{"create", "update", "patch"},
		Allows:    "draw pods, and the secrets they mount, to a node of its choice",
		Instead:   "let the cluster's administrators label nodes",
	}, {
		Resources: []string{"endpoints", "endpointslices.discovery.k8s.io", "pods/status", "services/status"},
		Verbs:     []string{"create", "update", "patch"},
		Allows:    "send traffic that is meant for others to an address of its choice",
		Instead:   "grant get, list, watch, and let the selector of a Service choose its pods",
	}, {
		Resources: []string{
			"apiservices.apiregistration.k8s.io", "customresourcedefinitions.apiextensions.k8s.io",
			"ipaddresses.networking.k8s.io", "servicecidrs.networking.k8s.io",
		},
		Verbs:   []string{"create", "update", "patch", "delete", "deletecollection"},
		Allows:  "replace APIs and addresses that the whole cluster trusts",
		Instead: "let the cluster's administrators install them",
	}, {
		Resources: []string{
			"clusterexternalsecrets.external-secrets.io", "clusterpushsecrets.external-secrets.io",
			"clustersecretstores.external-secrets.io", "externalsecrets.external-secrets.io",
			"pushsecrets.external-secrets.io", "secretstores.external-secrets.io",
		},
		Verbs:   []string{"create", "update", "patch", "delete", "deletecollection"},
		Allows:  "read or overwrite, by proxy of the operator, every secret that a store reaches",
		Instead: "declare the secret under secrets",
	}, {
		// Network policies only add up: one more of them is one more way in or out.
		Resources: []string{
			"ciliumnetworkpolicies.cilium.io", "networkpolicies.crd.projectcalico.org", "networkpolicies.networking.k8s.io",
			"networkpolicies.projectcalico.org",
		},
		Verbs:   []string{"create", "update", "patch", "delete", "deletecollection"},
		Allows:  "open the walls between pods",
		Instead: "declare callers under ports and calls under connects",
	}, {
		Resources: []string{"securitycontextconstraints.security.openshift.io"},
		Verbs:     []string{"use"},
		Allows:    "run its pods with more privileges than the restricted level has",
		Instead:   "leave it out: the generated pods need no security context constraint but the default one",
	}, {
		Resources:  []string{"configmaps"},
		Verbs:      []string{"update", "patch", "delete", "deletecollection"},
		AllowNamed: true,
		WideOnly:   true,
		Allows:     "change what the cluster itself is configured by, such as aws-auth or coredns in kube-system",
		Instead:    "give each namespace of an application a rule of its own: namespace: NAME; or name the configmaps: resourceNames: [...]",
	},
}

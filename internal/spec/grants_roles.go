package spec

import (
	"slices"
	"strings"
)

// DangerousRole is a role of the cluster that no workload is bound to, and why.
type DangerousRole struct {
	Names   []string // one that ends in * stands for all that begin so
	Allows  string   // completes "it lets the workload ..."
	Instead string   // what to do in its place
}

// Covers is true for a role of that name.
func (d DangerousRole) Covers(name string) bool {
	return slices.ContainsFunc(d.Names, func(pattern string) bool {
		prefix, open := strings.CutSuffix(pattern, "*")
		return pattern == name || open && strings.HasPrefix(name, prefix)
	})
}

// DangerousRoles are the roles that every cluster has (plugin/pkg/auth/authorizer/rbac/bootstrappolicy in
// Kubernetes) and that amount to more than a program may have, in one namespace as in all.
var DangerousRoles = []DangerousRole{
	{
		Names:   []string{"cluster-admin"},
		Allows:  "do everything",
		Instead: "write down under rules what the workload needs",
	}, {
		Names:   []string{"admin", "edit", "system:aggregate-to-admin", "system:aggregate-to-edit"},
		Allows:  "read every secret and start pods as any service account of the namespace",
		Instead: "write down under rules what the workload needs; to read, bind view",
	}, {
		// A group, not a role, and one that no authorizer is asked about.
		Names:   []string{"system:masters"},
		Allows:  "do everything, whatever the roles of the cluster say",
		Instead: "write down under rules what the workload needs",
	}, {
		Names:   []string{"system:controller:*", "system:kube-*", "system:cloud-controller-manager", "system:node", "system:node-bootstrapper"},
		Allows:  "act as a part of the cluster itself",
		Instead: "write down under rules what the workload needs",
	}, {
		Names:   []string{"system:kubelet-api-admin"},
		Allows:  "run commands in every pod of a node, without a trace in the audit log",
		Instead: "read usage from the metrics server: get, list on pods.metrics.k8s.io",
	}, {
		Names:   []string{"system:certificates.k8s.io:*"},
		Allows:  "issue certificates for any identity",
		Instead: "let the cluster's administrators approve certificates",
	}, {
		Names:   []string{"system:persistent-volume-provisioner"},
		Allows:  "mount any path of a node through hostPath",
		Instead: "create persistentvolumeclaims and let a storage class provision the volume",
	}, {
		Names:   []string{"system:openshift:scc:*"},
		Allows:  "run its pods with more privileges than the restricted level has",
		Instead: "leave it out: the generated pods need no security context constraint but the default one",
	},
}

func dangerousRole(name string) (DangerousRole, bool) {
	i := slices.IndexFunc(DangerousRoles, func(d DangerousRole) bool { return d.Covers(name) })
	if i < 0 {
		return DangerousRole{}, false
	}
	return DangerousRoles[i], true
}

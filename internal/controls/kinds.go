package controls

import (
	"slices"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// served is where the API server has the kinds that controls look into.
var served = map[string]string{
	"Pod": "v1", "PodTemplate": "v1", "ReplicationController": "v1", "Namespace": "v1", "ServiceAccount": "v1", "Secret": "v1", "Service": "v1",
	"Deployment": "apps/v1", "StatefulSet": "apps/v1", "DaemonSet": "apps/v1", "ReplicaSet": "apps/v1",
	"Job": "batch/v1", "CronJob": "batch/v1", "NetworkPolicy": "networking.k8s.io/v1", "PodDisruptionBudget": "policy/v1",
	"Role": rbacVersion, "ClusterRole": rbacVersion, "RoleBinding": rbacVersion, "ClusterRoleBinding": rbacVersion,
}

const rbacVersion = "rbac.authorization.k8s.io/v1"

// isBuiltIn is true for the groups of Kubernetes itself, of which nobody else defines kinds.
func isBuiltIn(apiVersion string) bool {
	group, _, named := strings.Cut(apiVersion, "/")
	return !named || slices.Contains([]string{"apps", "batch", "extensions", "policy", "networking.k8s.io", "rbac.authorization.k8s.io"}, group)
}

// misplacedKind finds a kind that no control looks into, because it is misspelled or of a version that no
// supported API server has.
func misplacedKind(t metav1.TypeMeta) []Offence {
	if !isBuiltIn(t.APIVersion) {
		return nil
	}
	for kind, apiVersion := range served {
		if !strings.EqualFold(kind, t.Kind) {
			continue
		}
		o := Offence{Path: "apiVersion", Message: "no supported API server has the kind " + t.Kind + " in " + t.APIVersion + ": the object is refused", Fix: "write apiVersion: " + apiVersion}
		if t.APIVersion == apiVersion {
			o.Path, o.Fix = "kind", "write kind: "+kind
		}
		return []Offence{o}
	}
	return nil
}

// mistypedField is the path in what the decoder says of a value of the wrong type, without the indices of
// lists; empty where it names none.
func mistypedField(message string) string {
	_, field, _ := strings.Cut(message, "into Go struct field ")
	field, _, _ = strings.Cut(field, " of type ")
	_, path, _ := strings.Cut(field, ".")
	return path
}

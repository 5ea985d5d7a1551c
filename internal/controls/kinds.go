package controls

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// served is where the API server has the kinds that controls look into.
var served = map[string]string{
	"Pod": "v1", "PodTemplate": "v1", "ReplicationController": "v1", "PersistentVolume": "v1", "Namespace": "v1", "ServiceAccount": "v1", "Secret": "v1", "Service": "v1",
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

// mistyped is the path, without the indices of lists, and the words for what the decoder says of a value of
// the wrong type.
func mistyped(message string) (path, words string) {
	value, rest, ok := strings.Cut(strings.TrimPrefix(message, "json: cannot unmarshal "), " into Go struct field ")
	field, want, typed := strings.Cut(rest, " of type ")
	_, path, named := strings.Cut(field, ".")
	if !ok || !typed || !named {
		return "", message
	}
	kind := want[strings.LastIndexByte(want, '.')+1:]
	switch {
	case strings.HasPrefix(want, "[]"):
		kind = "list"
	case strings.HasPrefix(want, "map["), strings.Contains(want, "."):
		kind = "map"
	}
	value = strings.NewReplacer("array", "list", "object", "map").Replace(value)
	return path, "the value is of type " + value + ", and has to be of type " + kind
}

// mistypedQuantity is the path of the first value that is no quantity and has to be one.
func mistypedQuantity(tree any) string {
	var walk func(node any, path string, quantity bool) string
	walk = func(node any, path string, quantity bool) string {
		switch n := node.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(n)) {
				of := slices.Contains([]string{"limits", "requests", "sizeLimit", "capacity", "overhead", "divisor"}, key)
				if found := walk(n[key], strings.TrimPrefix(path+"."+key, "."), quantity || of); found != "" {
					return found
				}
			}
		case []any:
			for i := range n {
				if found := walk(n[i], fmt.Sprintf("%s[%d]", path, i), quantity); found != "" {
					return found
				}
			}
		case string:
			if _, err := resource.ParseQuantity(n); quantity && err != nil {
				return path
			}
		}
		return ""
	}
	return walk(tree, "", false)
}

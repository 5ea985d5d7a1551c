package controls

import (
	"encoding/json"
	"fmt"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kjson "sigs.k8s.io/json"
)

// Object is one Kubernetes object and the file that it comes from.
type Object struct {
	metav1.TypeMeta
	Meta *metav1.ObjectMeta
	File string // as the caller names it, may be empty
	// Value is a pointer to the typed object, nil for a kind that no control knows.
	Value any
	// JSON is the whole object.
	JSON []byte
	// Problems are why the API server would refuse the object, or ignore a part of it.
	Problems []Offence
}

// newValue is an empty object of the kinds that controls look into.
func newValue(t metav1.TypeMeta) any {
	switch t.APIVersion + " " + t.Kind {
	case "v1 Pod":
		return &corev1.Pod{}
	case "v1 PodTemplate":
		return &corev1.PodTemplate{}
	case "v1 ReplicationController":
		return &corev1.ReplicationController{}
	case "apps/v1 Deployment":
		return &appsv1.Deployment{}
	case "apps/v1 StatefulSet":
		return &appsv1.StatefulSet{}
	case "apps/v1 DaemonSet":
		return &appsv1.DaemonSet{}
	case "apps/v1 ReplicaSet":
		return &appsv1.ReplicaSet{}
	case "batch/v1 Job":
		return &batchv1.Job{}
	case "batch/v1 CronJob":
		return &batchv1.CronJob{}
	case "v1 Namespace":
		return &corev1.Namespace{}
	case "v1 ServiceAccount":
		return &corev1.ServiceAccount{}
	case "v1 Secret":
		return &corev1.Secret{}
	case "v1 ConfigMap":
		return &corev1.ConfigMap{}
	case "v1 PersistentVolumeClaim":
		return &corev1.PersistentVolumeClaim{}
	case "v1 Service":
		return &corev1.Service{}
	case "networking.k8s.io/v1 NetworkPolicy":
		return &networkingv1.NetworkPolicy{}
	case "policy/v1 PodDisruptionBudget":
		return &policyv1.PodDisruptionBudget{}
	}
	return newAccessValue(t)
}

func newAccessValue(t metav1.TypeMeta) any {
	switch t.APIVersion + " " + t.Kind {
	case "rbac.authorization.k8s.io/v1 Role":
		return &rbacv1.Role{}
	case "rbac.authorization.k8s.io/v1 ClusterRole":
		return &rbacv1.ClusterRole{}
	case "rbac.authorization.k8s.io/v1 RoleBinding":
		return &rbacv1.RoleBinding{}
	case "rbac.authorization.k8s.io/v1 ClusterRoleBinding":
		return &rbacv1.ClusterRoleBinding{}
	}
	return nil
}

// decode reads one object. What is wrong inside of it becomes a problem of the object; only what is
// no object at all is an error.
func decode(file string, data []byte) (*Object, error) {
	var head struct {
		metav1.TypeMeta `json:",inline"`
		Metadata        metav1.ObjectMeta `json:"metadata"`
	}
	if err := kjson.UnmarshalCaseSensitivePreserveInts(data, &head.TypeMeta); err != nil {
		return nil, fmt.Errorf("no Kubernetes object: %w", err)
	}
	if head.APIVersion == "" || head.Kind == "" {
		return nil, fmt.Errorf("no Kubernetes object: apiVersion or kind is missing")
	}
	o := &Object{TypeMeta: head.TypeMeta, Meta: &head.Metadata, File: file, JSON: data, Value: newValue(head.TypeMeta)}
	err := kjson.UnmarshalCaseSensitivePreserveInts(data, &head)
	if o.Value != nil && err == nil {
		var unread []error
		if unread, err = kjson.UnmarshalStrict(data, o.Value); err == nil {
			for _, e := range unread {
				o.Problems = append(o.Problems, unreadField(e.Error()))
			}
		}
	}
	if err != nil {
		o.Value = nil
		o.Problems = append(o.Problems, Offence{
			Message: "the API server refuses it: " + err.Error(), Fix: "write the type that the field has",
		})
	}
	if m, ok := o.Value.(metav1.ObjectMetaAccessor); ok {
		if meta, ok := m.GetObjectMeta().(*metav1.ObjectMeta); ok {
			o.Meta = meta
		}
	}
	return o, nil
}

// unreadField turns the decoder's unknown field "spec.x" into an offence at that path.
func unreadField(message string) Offence {
	_, quoted, _ := strings.Cut(message, `"`)
	path := strings.TrimSuffix(quoted, `"`)
	return Offence{
		Path: path, Message: message + ": whatever it should do, it does not",
		Fix: "correct its spelling or its indentation, or remove it", Patch: &Patch{Path: path, Remove: true},
	}
}

// Ref names an object.
type Ref struct {
	Kind      string `json:"kind"`
	Namespace string `json:"namespace,omitempty"`
	Name      string `json:"name"`
}

// String is the reference as Kind namespace/name.
func (r Ref) String() string {
	if r.Namespace == "" {
		return r.Kind + " " + r.Name
	}
	return r.Kind + " " + r.Namespace + "/" + r.Name
}

// Ref is the object's name.
func (o *Object) Ref() Ref { return Ref{o.Kind, o.Meta.Namespace, o.Meta.Name} }

// Tree is the object as maps and lists.
func (o *Object) Tree() map[string]any {
	var tree map[string]any
	if json.Unmarshal(o.JSON, &tree) != nil {
		return nil
	}
	return tree
}

package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	kjson "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"sigs.k8s.io/yaml"
)

// oldScheme has the stable API groups that a base may use.
func oldScheme() (*runtime.Scheme, error) {
	s := runtime.NewScheme()
	groups := runtime.NewSchemeBuilder(corev1.AddToScheme, appsv1.AddToScheme, autoscalingv2.AddToScheme, batchv1.AddToScheme,
		networkingv1.AddToScheme, policyv1.AddToScheme, rbacv1.AddToScheme)
	return s, groups.AddToScheme(s)
}

// judge decodes a document strictly with the old types.
func judge(known *runtime.Scheme, document []byte) []string {
	data, err := yaml.YAMLToJSONStrict(document)
	if err != nil {
		return []string{err.Error()}
	}
	var o struct {
		metav1.TypeMeta `json:",inline"`
		Metadata        struct{ Name string }
	}
	if err := json.Unmarshal(data, &o); err != nil {
		return []string{err.Error()}
	}
	kind := o.GroupVersionKind()
	if !known.Recognizes(kind) && !ofKubernetes(kind.Group) {
		return nil
	}
	name := o.Kind + " " + o.Metadata.Name
	decoder := kjson.NewSerializerWithOptions(kjson.DefaultMetaFactory, known, known, kjson.SerializerOptions{Strict: true})
	if _, _, err := decoder.Decode(data, nil, nil); err != nil {
		return []string{fmt.Sprintf("%s: Kubernetes 1.32: %v", name, err)}
	}
	var tree any
	if err := json.Unmarshal(data, &tree); err != nil {
		return []string{err.Error()}
	}
	var problems []string
	for _, path := range paths("", tree) {
		if gate := gateOf(path); gate != "" {
			problems = append(problems, fmt.Sprintf("%s: Kubernetes 1.32 ignores %s unless the feature gate %s is set", name, path, gate))
		}
	}
	return problems
}

// ofKubernetes is true for a group of the API server's own: one without a dot, or under k8s.io.
func ofKubernetes(group string) bool {
	return !strings.Contains(group, ".") || strings.HasSuffix(group, ".k8s.io") && !strings.HasSuffix(group, ".x-k8s.io")
}

// paths are all paths of a tree, without indexes.
func paths(prefix string, node any) (all []string) {
	switch n := node.(type) {
	case map[string]any:
		for key, child := range n {
			all = append(all, prefix+"."+key)
			all = append(all, paths(prefix+"."+key, child)...)
		}
	case []any:
		for _, child := range n {
			all = append(all, paths(prefix, child)...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

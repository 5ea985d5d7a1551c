package node

import (
	"maps"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

func nestedInt64(o map[string]any, path ...string) (int64, bool, error) {
	return unstructured.NestedInt64(o, path...)
}

// environment is what the workload's variables must be in this pod.
func (o *one) environment() map[string]string {
	return o.w.environment(
		func(path string) string { return fieldOf(o.pod, path) },
		func(name, key string) string { return o.s.secrets[name][key] },
	)
}

// expand is what a kubelet makes of a word of a command.
func (o *one) expand(word string) string {
	seen := map[string]string{"KUBERNETES_SERVICE_HOST": serviceAddress, "KUBERNETES_SERVICE_PORT": "443"}
	maps.Copy(seen, o.environment())
	return expansion.Expand(word, expansion.MappingFuncFor(seen))
}

// fieldOf reads the fields that a variable may name.
func fieldOf(p *corev1.Pod, path string) string {
	key := func(prefix string) (string, bool) {
		inner, ok := strings.CutPrefix(path, prefix+"['")
		return strings.TrimSuffix(inner, "']"), ok
	}
	if name, ok := key("metadata.labels"); ok {
		return p.Labels[name]
	}
	if name, ok := key("metadata.annotations"); ok {
		return p.Annotations[name]
	}
	switch path {
	case "metadata.name":
		return p.Name
	case "metadata.namespace":
		return p.Namespace
	case "metadata.uid":
		return string(p.UID)
	case "spec.nodeName":
		return p.Spec.NodeName
	case "spec.serviceAccountName":
		return p.Spec.ServiceAccountName
	case "status.hostIP", "status.hostIPs":
		return p.Status.HostIP
	case "status.podIP", "status.podIPs":
		return p.Status.PodIP
	}
	return "the tests do not know the field " + path
}

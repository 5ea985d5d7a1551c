package node

import (
	"fmt"
	"maps"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	podresource "k8s.io/kubernetes/pkg/api/v1/resource"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

func nestedInt64(o map[string]any, path ...string) (int64, bool, error) {
	return unstructured.NestedInt64(o, path...)
}

// environment is what the workload's variables must be in this pod.
func (o *one) environment() map[string]string {
	return o.w.environment(func(v variable) string {
		switch {
		case v.Field != "":
			return fieldOf(o.pod, v.Field)
		case v.Secret != "":
			return o.s.secrets[v.Secret][v.Key]
		case v.Config != "":
			return o.s.configs[v.Config][v.Key]
		}
		divisor := resource.MustParse("1")
		if v.Divisor != nil {
			divisor = resource.MustParse(fmt.Sprint(v.Divisor))
		}
		value, err := podresource.ExtractContainerResourceValue(&corev1.ResourceFieldSelector{Resource: v.Resource, Divisor: divisor}, &o.pod.Spec.Containers[0])
		if err != nil {
			return err.Error()
		}
		return value
	})
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

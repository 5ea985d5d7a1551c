package controls

import (
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// NewPods are the pods that an object makes from a template. Of an object without a selector, a Job or
// a bare pod, the labels of the pods are one.
func NewPods(object Ref, selector *metav1.LabelSelector, labels map[string]string, pod *corev1.PodSpec) Pods {
	p := Pods{Object: object, Account: accountName(&Pod{Spec: pod}), Labels: labels, HostNetwork: pod.HostNetwork}
	if selector == nil {
		selector = &metav1.LabelSelector{MatchLabels: labels}
	}
	p.Selector = cube{}.in(object.Namespace).selecting(true, selector)
	if len(p.Selector) == 1 {
		p.Selector[0].list = nil // an object that takes every pod of the namespace takes none in particular
	}
	for _, c := range slices.Concat(pod.InitContainers, pod.Containers) {
		p.Ports = append(p.Ports, c.Ports...)
	}
	return p
}

// NewNetworkOf reads the network of a set of objects.
func NewNetworkOf(s *Set) *Network { return networkOver(s, podsOf(s)) }

// selectorOf is the selector by which an object takes pods for its own, nil for an object that has none.
func selectorOf(object any) *metav1.LabelSelector {
	switch v := object.(type) {
	case *appsv1.Deployment:
		return v.Spec.Selector
	case *appsv1.StatefulSet:
		return v.Spec.Selector
	case *appsv1.DaemonSet:
		return v.Spec.Selector
	case *appsv1.ReplicaSet:
		return v.Spec.Selector
	case *corev1.ReplicationController:
		return &metav1.LabelSelector{MatchLabels: v.Spec.Selector}
	}
	return nil
}

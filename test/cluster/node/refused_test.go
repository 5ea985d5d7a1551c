package node

import (
	"context"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
)

// rootIsRefused and namedUserIsRefused take the numeric user away and use an image that says root, or
// a name behind which root could hide. The kubelet starts neither.
func rootIsRefused(ctx context.Context, n *node, s *subject) []string {
	return s.refused(ctx, n, "0", "image will run as root")
}

func namedUserIsRefused(ctx context.Context, n *node, s *subject) []string {
	return s.refused(ctx, n, "app", "image has non-numeric user (app), cannot verify user is non-root")
}

// refused tries both fields by themselves: the pod's, which a container without one of its own goes
// by, and the container's, which counts where it is said.
func (s *subject) refused(ctx context.Context, n *node, user, why string) (problems []string) {
	references, err := n.pack(ctx, []image{{reference: "images.example.com/refused:1@sha256:0", user: user}})
	if err != nil {
		return failure("%v", err)
	}
	template, err := s.template()
	if err != nil {
		return failure("%v", err)
	}
	for _, o := range s.objects {
		if o.GetKind() == "Deployment" {
			_ = unstructured.SetNestedField(o.Object, int64(0), "spec", "replicas")
		}
	}
	if err := s.apply(ctx, n); err != nil {
		return failure("%v", err)
	}
	for name, weaken := range map[string]func(*corev1.PodSpec){
		"pod":       func(p *corev1.PodSpec) { p.Containers[0].SecurityContext.RunAsNonRoot = nil },
		"container": func(p *corev1.PodSpec) { p.SecurityContext.RunAsNonRoot = nil },
	} {
		pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "refused-" + name, Namespace: s.namespace}, Spec: *template.DeepCopy()}
		pod.Spec.SecurityContext.RunAsUser, pod.Spec.SecurityContext.RunAsGroup = nil, nil
		pod.Spec.Containers[0].Image = references[0]
		weaken(&pod.Spec)
		if _, err := n.typed.CoreV1().Pods(s.namespace).Create(ctx, pod, metav1.CreateOptions{}); err != nil {
			problems = append(problems, err.Error())
			continue
		}
		problems = append(problems, eventually(ctx, s.reaction, func() []string { return s.notRefused(ctx, n, pod.Name, why) })...)
	}
	return problems
}

func (s *subject) template() (*corev1.PodSpec, error) {
	for _, o := range s.objects {
		if o.GetKind() == "Deployment" {
			template, _, err := unstructured.NestedMap(o.Object, "spec", "template", "spec")
			if err != nil {
				return nil, err
			}
			p := &corev1.PodSpec{}
			return p, runtime.DefaultUnstructuredConverter.FromUnstructured(template, p)
		}
	}
	return nil, fmt.Errorf("there is no Deployment")
}

func (s *subject) notRefused(ctx context.Context, n *node, name, why string) []string {
	live, err := n.typed.CoreV1().Pods(s.namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return failure("%v", err)
	}
	for _, c := range live.Status.ContainerStatuses {
		if c.State.Waiting != nil && c.State.Waiting.Reason == "CreateContainerConfigError" && strings.Contains(c.State.Waiting.Message, why) {
			return nil
		}
		if c.State.Running != nil {
			return failure("pod %s runs; it should be refused with %q", name, why)
		}
	}
	return failure("pod %s is not refused with %q: %v", name, why, live.Status.ContainerStatuses)
}

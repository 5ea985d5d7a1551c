package cluster

import (
	"context"
	"fmt"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// podsAreAdmitted asks for a pod of each workload's template, and waits until the controllers have
// made as many as are declared. Pod Security refuses pods, never Deployments.
func podsAreAdmitted(ctx context.Context, c *cluster, s *subject) (problems []string) {
	deployments, err := s.deployments()
	if err != nil {
		return failure("%v", err)
	}
	for _, w := range s.app.Workloads {
		if !slices.ContainsFunc(deployments, func(d *appsv1.Deployment) bool { return d.Name == w.Name }) {
			problems = append(problems, "workload "+w.Name+" has no Deployment")
		}
	}
	for _, d := range deployments {
		v, err := c.dryRun(ctx, podsPath(s.namespace), podOf(d))
		switch {
		case err != nil:
			problems = append(problems, err.Error())
		case v.refused != "":
			problems = append(problems, fmt.Sprintf("Deployment %s: a pod of its template is refused: %s", d.Name, v.refused))
		case len(v.warnings) > 0:
			problems = append(problems, fmt.Sprintf("Deployment %s: a pod of its template brings warnings: %q", d.Name, v.warnings))
		}
	}
	if len(problems) > 0 {
		return problems // the controllers would be refused, too
	}
	return eventually(ctx, s.patience, func() []string { return c.missingPods(ctx, s.namespace, deployments) })
}

func podsPath(namespace string) string { return "/api/v1/namespaces/" + namespace + "/pods" }

// podOf is the pod that a ReplicaSet of the Deployment would make.
func podOf(d *appsv1.Deployment) *corev1.Pod {
	template := d.Spec.Template.DeepCopy()
	pod := &corev1.Pod{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"}, ObjectMeta: template.ObjectMeta, Spec: template.Spec}
	pod.GenerateName = d.Name + "-"
	return pod
}

// missingPods compares what ReplicaSets have made with what is declared, and repeats what they complain of.
func (c *cluster) missingPods(ctx context.Context, namespace string, deployments []*appsv1.Deployment) (problems []string) {
	sets, err := c.typed.AppsV1().ReplicaSets(namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		return failure("%v", err)
	}
	pods, err := c.typed.CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		return failure("%v", err)
	}
	complaints, err := c.complaints(ctx, namespace)
	if err != nil {
		return failure("%v", err)
	}
	for _, d := range deployments {
		want, have := int(*d.Spec.Replicas), 0
		for _, set := range sets.Items {
			if !ownedBy(&set.ObjectMeta, "Deployment", d.Name) {
				continue
			}
			for i := range pods.Items {
				if ownedBy(&pods.Items[i].ObjectMeta, "ReplicaSet", set.Name) {
					have++
				}
			}
		}
		if have != want {
			problems = append(problems, fmt.Sprintf("Deployment %s: %d of %d pods were made%s", d.Name, have, want, complaints))
		}
	}
	if len(problems) == 0 && complaints != "" {
		problems = append(problems, "all pods were made"+complaints)
	}
	return problems
}

// complaints are the events that tell of a pod that was refused.
func (c *cluster) complaints(ctx context.Context, namespace string) (string, error) {
	events, err := c.typed.CoreV1().Events(namespace).List(ctx, metav1.ListOptions{FieldSelector: "reason=FailedCreate"})
	if err != nil {
		return "", err
	}
	var text strings.Builder
	for _, e := range events.Items {
		fmt.Fprintf(&text, "; %s %s: %s", e.InvolvedObject.Kind, e.InvolvedObject.Name, e.Message)
	}
	return text.String(), nil
}

func ownedBy(o *metav1.ObjectMeta, kind, name string) bool {
	return slices.ContainsFunc(o.OwnerReferences, func(r metav1.OwnerReference) bool { return r.Kind == kind && r.Name == name })
}

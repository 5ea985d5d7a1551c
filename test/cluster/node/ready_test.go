package node

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// comesUp applies the objects and waits until every workload is ready under its own probes, without
// a restart on the way.
func comesUp(ctx context.Context, n *node, s *subject) []string {
	if err := s.apply(ctx, n); err != nil {
		return failure("%v", err)
	}
	return eventually(ctx, s.patience, func() []string { return s.missing(ctx, n) })
}

func (s *subject) missing(ctx context.Context, n *node) (problems []string) {
	list, err := n.typed.AppsV1().Deployments(s.namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		return failure("%v", err)
	}
	for i := range list.Items {
		d := &list.Items[i]
		if !complete(d) {
			problems = append(problems, fmt.Sprintf("workload %s: %d of %d pods are ready%s", d.Name, d.Status.ReadyReplicas, *d.Spec.Replicas, s.complaints(ctx, n, d.Name)))
			continue
		}
		pods, err := s.pods(ctx, n, d.Name)
		if err != nil {
			return failure("%v", err)
		}
		for _, p := range pods {
			for _, c := range p.Status.ContainerStatuses {
				if c.RestartCount > 0 {
					problems = append(problems, fmt.Sprintf("workload %s: was restarted %d times%s", d.Name, c.RestartCount, s.complaints(ctx, n, d.Name)))
				}
			}
		}
	}
	return problems
}

func complete(d *appsv1.Deployment) bool {
	want := *d.Spec.Replicas
	s := d.Status
	return s.ObservedGeneration >= d.Generation && s.UpdatedReplicas == want && s.ReadyReplicas == want && s.Replicas == want
}

// complaints are what the kubelet says of a workload's pods, and the last words of their programs.
func (s *subject) complaints(ctx context.Context, n *node, workload string) string {
	var b strings.Builder
	pods, err := s.pods(ctx, n, workload)
	if err != nil {
		return err.Error()
	}
	for _, p := range pods {
		fmt.Fprintf(&b, "; pod %s is %s %s%s", p.Name, p.Status.Phase, p.Status.Reason, p.Status.Message)
		for _, c := range append(p.Status.InitContainerStatuses, p.Status.ContainerStatuses...) {
			if w := c.State.Waiting; w != nil {
				fmt.Fprintf(&b, ", %s waits: %s %s", c.Name, w.Reason, w.Message)
			}
			if e := c.LastTerminationState.Terminated; e != nil {
				fmt.Fprintf(&b, ", %s ended with %d", c.Name, e.ExitCode)
			}
		}
		logs, _ := filepath.Glob(filepath.Join(n.Dir, "pods", s.namespace+"_"+p.Name+"_*", "*", "*.log"))
		for _, path := range logs {
			if data, err := os.ReadFile(path); err == nil && len(data) > 0 {
				fmt.Fprintf(&b, ", says %.400s", data)
			}
		}
	}
	events, err := n.typed.CoreV1().Events(s.namespace).List(ctx, metav1.ListOptions{FieldSelector: "type=" + corev1.EventTypeWarning})
	if err == nil {
		for _, e := range events.Items {
			if strings.HasPrefix(e.InvolvedObject.Name, workload) {
				fmt.Fprintf(&b, "; %s: %.900s", e.Reason, e.Message)
			}
		}
	}
	return b.String()
}

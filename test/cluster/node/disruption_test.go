package node

import (
	"context"
	"fmt"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// budgetHolds evicts pods as a drain does: the second one is refused until the first is replaced. A
// pod that is not ready may always go, or a broken application would hold its node for ever.
func budgetHolds(ctx context.Context, n *node, s *subject) []string {
	w, _, problems := s.up(ctx, n)
	if len(problems) > 0 {
		return problems
	}
	pods, err := s.pods(ctx, n, w.Name)
	if err != nil || len(pods) != 3 {
		return failure("workload %s has %d pods: %v", w.Name, len(pods), err)
	}
	first := eventually(ctx, s.reaction, func() []string { // the controller counts first
		if err := s.evict(ctx, n, &pods[0]); err != nil {
			return failure("workload %s: the first eviction is refused: %v", w.Name, err)
		}
		return nil
	})
	if len(first) > 0 {
		return first
	}
	if err := s.evict(ctx, n, &pods[1]); !apierrors.IsTooManyRequests(err) {
		return failure("workload %s: the second eviction is not refused with 429: %v", w.Name, err)
	}
	problems = eventually(ctx, time.Minute, func() []string {
		now, err := s.pods(ctx, n, w.Name)
		if err != nil || len(now) != 3 || slices.ContainsFunc(now, func(p corev1.Pod) bool { return !podReady(&p) }) {
			return failure("workload %s: an evicted pod is not replaced: %v", w.Name, err)
		}
		return nil
	})
	if len(problems) > 0 {
		return problems
	}
	return s.brokenPodsMayGo(ctx, n, w)
}

// brokenPodsMayGo breaks two of three pods, which is more than the budget bears, and evicts both.
func (s *subject) brokenPodsMayGo(ctx context.Context, n *node, w *workload) []string {
	pods, err := s.pods(ctx, n, w.Name)
	if err != nil || len(pods) != 3 {
		return failure("workload %s has %d pods: %v", w.Name, len(pods), err)
	}
	for i := range pods[:2] {
		if err := s.fail(ctx, &pods[i], w.Name, "8080/readyz", true); err != nil {
			return failure("%v", err)
		}
	}
	problems := eventually(ctx, time.Minute, func() []string {
		for i := range pods[:2] {
			live, err := n.typed.CoreV1().Pods(s.namespace).Get(ctx, pods[i].Name, metav1.GetOptions{})
			if err != nil || podReady(live) {
				return failure("workload %s: pod %s is still ready: %v", w.Name, pods[i].Name, err)
			}
		}
		budget, err := n.typed.PolicyV1().PodDisruptionBudgets(s.namespace).Get(ctx, w.Name, metav1.GetOptions{})
		if err != nil || budget.Status.CurrentHealthy != 1 {
			return failure("workload %s: the budget does not count two broken pods: %v", w.Name, err)
		}
		return nil
	})
	if len(problems) > 0 {
		return problems
	}
	for i := range pods[:2] {
		if err := s.evict(ctx, n, &pods[i]); err != nil {
			problems = append(problems, fmt.Sprintf("workload %s: a pod that is not ready may not be evicted: %v", w.Name, err))
		}
	}
	return problems
}

func (s *subject) evict(ctx context.Context, n *node, pod *corev1.Pod) error {
	return n.typed.CoreV1().Pods(s.namespace).EvictV1(ctx, &policyv1.Eviction{ObjectMeta: metav1.ObjectMeta{Name: pod.Name, Namespace: s.namespace}})
}

package node

import (
	"context"
	"fmt"
	"net/http"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// stopIsGraceful deletes a pod in the middle of a long request: new ones are still answered for a
// while, the old one is finished, and the program ends by itself.
func stopIsGraceful(ctx context.Context, n *node, s *subject) []string {
	w, pod, problems := s.up(ctx, n)
	if len(problems) > 0 {
		return problems
	}
	address := fmt.Sprintf("http://%s:%d/", pod.Status.PodIP, w.Ports[0].ContainerPort)
	begun := make(chan error, 1)
	go func() {
		_, err := request(ctx, http.MethodGet, address+"?harden-gen-slow=12", nil)
		begun <- err
	}()
	time.Sleep(time.Second)
	ended := s.watchEnd(ctx, n, pod)
	if err := n.typed.CoreV1().Pods(s.namespace).Delete(ctx, pod.Name, metav1.DeleteOptions{}); err != nil {
		return failure("%v", err)
	}
	time.Sleep(3 * time.Second) // load balancers may take that long
	if _, err := request(ctx, http.MethodGet, address, nil); err != nil {
		problems = append(problems, fmt.Sprintf("workload %s: a new request fails three seconds after the stop began: %v", w.Name, err))
	}
	if err := <-begun; err != nil {
		problems = append(problems, fmt.Sprintf("workload %s: a request of 12 seconds is cut off by the stop: %v", w.Name, err))
	}
	if end := <-ended; end.code != 0 {
		problems = append(problems, fmt.Sprintf("workload %s: ended with %d", w.Name, end.code))
	}
	return problems
}

// stopIsEnforced deletes a pod whose program ignores it: it is killed when its declared time is over.
func stopIsEnforced(ctx context.Context, n *node, s *subject) []string {
	w, pod, problems := s.up(ctx, n)
	if len(problems) > 0 {
		return problems
	}
	if err := s.ask(ctx, pod, w.Name, http.MethodPost, "/stubborn", nil, nil); err != nil {
		return failure("%v", err)
	}
	ended := s.watchEnd(ctx, n, pod)
	start := time.Now()
	if err := n.typed.CoreV1().Pods(s.namespace).Delete(ctx, pod.Name, metav1.DeleteOptions{}); err != nil {
		return failure("%v", err)
	}
	end := <-ended
	declared := time.Duration(*w.TerminationGracePeriodSeconds) * time.Second
	if took := time.Since(start); took < declared-time.Second || took > declared+15*time.Second {
		problems = append(problems, fmt.Sprintf("workload %s: was stopped after %s, and %s are declared", w.Name, took.Round(time.Second), declared))
	}
	if end.code != 137 && end.code != 0 {
		problems = append(problems, fmt.Sprintf("workload %s: ended with %d, not by the kubelet's hand", w.Name, end.code))
	}
	return problems
}

// An end is how a pod's program ended; the code is 0 where nobody saw it.
type end struct{ code int32 }

// watchEnd follows a pod until it is gone.
func (s *subject) watchEnd(ctx context.Context, n *node, pod *corev1.Pod) <-chan end {
	done := make(chan end, 1)
	go func() {
		var last end
		for ctx.Err() == nil {
			live, err := n.typed.CoreV1().Pods(s.namespace).Get(ctx, pod.Name, metav1.GetOptions{})
			if apierrors.IsNotFound(err) {
				break
			}
			if err == nil && len(live.Status.ContainerStatuses) > 0 {
				if t := live.Status.ContainerStatuses[0].State.Terminated; t != nil {
					last.code = t.ExitCode
				}
			}
			time.Sleep(50 * time.Millisecond)
		}
		done <- last
	}()
	return done
}

package node

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// probes are what makes those of one workload fail: a path or service of a port, its command, or a
// port that is closed. A slow program fails all of them at first, for longer than liveness would bear.
type probes struct {
	ready, alive string
	slow         bool
}

// probesCount lets each probe of a workload pass and fail, and looks at what the kubelet makes of it.
func probesCount(p probes) func(context.Context, *node, *subject) []string {
	return func(ctx context.Context, n *node, s *subject) []string {
		w := s.running()[0]
		if problems := comesUp(ctx, n, s); len(problems) > 0 { // without a restart, however slow
			return problems
		}
		pod, err := s.pod(ctx, n, w.Name)
		if err != nil {
			return failure("%v", err)
		}
		if took := readyAfter(pod); p.slow && took < 4*time.Second {
			return failure("workload %s: was ready after %s, while all of its probes failed", w.Name, took)
		}
		if p.ready != "" {
			if problems := s.readinessCounts(ctx, n, pod, w.Name, p.ready); len(problems) > 0 {
				return problems
			}
		}
		if p.alive == "" {
			return nil
		}
		if err := s.fail(ctx, pod, w.Name, p.alive, true); err != nil {
			return failure("workload %s: %v", w.Name, err)
		}
		return eventually(ctx, s.reaction, func() []string {
			live, err := n.typed.CoreV1().Pods(s.namespace).Get(ctx, pod.Name, metav1.GetOptions{})
			if err != nil {
				return failure("%v", err)
			}
			if live.Status.ContainerStatuses[0].RestartCount == 0 {
				return failure("workload %s: liveness fails, and nothing is restarted", w.Name)
			}
			return nil
		})
	}
}

// readinessCounts takes a pod out of service and back, without a restart.
func (s *subject) readinessCounts(ctx context.Context, n *node, pod *corev1.Pod, workload, what string) []string {
	for _, failing := range []bool{true, false} {
		if err := s.fail(ctx, pod, workload, what, failing); err != nil {
			return failure("workload %s: %v", workload, err)
		}
		problems := eventually(ctx, s.reaction, func() []string {
			live, err := n.typed.CoreV1().Pods(s.namespace).Get(ctx, pod.Name, metav1.GetOptions{})
			if err != nil {
				return failure("%v", err)
			}
			if restarts := live.Status.ContainerStatuses[0].RestartCount; restarts > 0 {
				return failure("workload %s: was restarted when readiness failed", workload)
			}
			if podReady(live) == failing {
				return failure("workload %s: readiness fails: %t, and the pod is ready: %t", workload, failing, failing)
			}
			return nil
		})
		if len(problems) > 0 {
			return problems
		}
	}
	return nil
}

// fail makes a probe fail, or pass again.
func (s *subject) fail(ctx context.Context, pod *corev1.Pod, workload, what string, failing bool) error {
	if port, closed := strings.CutPrefix(what, "close "); closed {
		verb := map[bool]string{true: "close", false: "open"}[failing]
		return s.ask(ctx, pod, workload, http.MethodPost, "/"+verb+"?port="+port, nil, nil)
	}
	path := "/fail?what=" + url.QueryEscape(what)
	if !failing {
		path += "&pass=1"
	}
	return s.ask(ctx, pod, workload, http.MethodPost, path, nil, nil)
}

func podReady(p *corev1.Pod) bool {
	for _, c := range p.Status.Conditions {
		if c.Type == corev1.PodReady {
			return c.Status == corev1.ConditionTrue
		}
	}
	return false
}

// readyAfter is how long the program ran before it was ready, in whole seconds as the API has them.
func readyAfter(p *corev1.Pod) time.Duration {
	for _, c := range p.Status.Conditions {
		if running := p.Status.ContainerStatuses[0].State.Running; c.Type == corev1.PodReady && running != nil {
			return c.LastTransitionTime.Sub(running.StartedAt.Time)
		}
	}
	return 0
}

// startupGivesUp demands that a program which never starts is started again.
func startupGivesUp(ctx context.Context, n *node, s *subject) []string {
	if err := s.apply(ctx, n); err != nil {
		return failure("%v", err)
	}
	w := s.running()[0]
	return eventually(ctx, s.reaction, func() []string {
		pods, err := s.pods(ctx, n, w.Name)
		if err != nil {
			return failure("%v", err)
		}
		for _, p := range pods {
			if podReady(&p) {
				return []string{fmt.Sprintf("workload %s: is ready, and its start-up probe never passed", w.Name)}
			}
			for _, c := range p.Status.ContainerStatuses {
				if c.RestartCount > 0 {
					return nil
				}
			}
		}
		return failure("workload %s: never starts, and nothing is restarted", w.Name)
	})
}

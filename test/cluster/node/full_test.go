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
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"github.com/harden-gen/harden-gen/test/cluster/node/report"
)

// evictionRounds is longer than a kubelet needs to notice: it looks every ten seconds.
const evictionRounds = 25 * time.Second

// fullPathsAreHarmless fills every declared path nearly to its size, one in memory to the brim and
// over it: the write fails there, and the pod lives on.
func fullPathsAreHarmless(ctx context.Context, n *node, s *subject) []string {
	w, pod, problems := s.up(ctx, n)
	if len(problems) > 0 {
		return problems
	}
	const spare = 1 << 20 // for what a file system adds to files
	for _, path := range w.Writable {
		size := bytesOf(path.Size)
		if path.Medium != "Memory" {
			if done := s.fill(ctx, pod, w.Name, path.MountPath, size-spare); done.Error != "" {
				problems = append(problems, fmt.Sprintf("workload %s: %s takes only %d bytes: %s", w.Name, path.MountPath, done.Bytes, done.Error))
			}
			continue
		}
		if done := s.fill(ctx, pod, w.Name, path.MountPath, size+spare); done.Bytes > size || !strings.Contains(done.Error, "no space left") {
			problems = append(problems, fmt.Sprintf("workload %s: %s of %s takes %d bytes: %q", w.Name, path.MountPath, path.Size, done.Bytes, done.Error))
		}
	}
	time.Sleep(evictionRounds)
	live, err := n.typed.CoreV1().Pods(s.namespace).Get(ctx, pod.Name, metav1.GetOptions{})
	if err != nil {
		return failure("%v", err)
	}
	if !podReady(live) || live.Status.ContainerStatuses[0].RestartCount > 0 {
		problems = append(problems, fmt.Sprintf("workload %s: does not survive full paths: %s %s", w.Name, live.Status.Reason, live.Status.Message))
	}
	return problems
}

// overfullEvicts writes more than is declared, but less than the whole pod may.
func overfullEvicts(ctx context.Context, n *node, s *subject) []string {
	w, pod, problems := s.up(ctx, n)
	if len(problems) > 0 {
		return problems
	}
	if done := s.fill(ctx, pod, w.Name, "/var/cache/app", bytesOf("12Mi")); done.Error != "" {
		return failure("workload %s: %s", w.Name, done.Error)
	}
	return s.evicted(ctx, n, pod, `exceeds the limit "8Mi"`)
}

// logsEvict writes more to its log than its ephemeral storage takes.
func logsEvict(ctx context.Context, n *node, s *subject) []string {
	w, pod, problems := s.up(ctx, n)
	if len(problems) > 0 {
		return problems
	}
	if err := s.ask(ctx, pod, w.Name, http.MethodPost, fmt.Sprintf("/log?bytes=%d", bytesOf("32Mi")), nil, nil); err != nil {
		return failure("workload %s: %v", w.Name, err)
	}
	return s.evicted(ctx, n, pod, "ephemeral local storage")
}

// smallLimitEvicts is the contrast of a limit that has room for declared scratch: one that has none.
func smallLimitEvicts(ctx context.Context, n *node, s *subject) []string {
	for _, o := range s.objects {
		if o.GetKind() == "Deployment" {
			c := at(o.Object, "spec", "template", "spec", "containers")
			for _, kind := range []string{"limits", "requests"} {
				_ = unstructured.SetNestedField(c, "4Mi", "resources", kind, "ephemeral-storage")
			}
		}
	}
	w, pod, problems := s.up(ctx, n)
	if len(problems) > 0 {
		return problems
	}
	if done := s.fill(ctx, pod, w.Name, "/var/cache/app", bytesOf("6Mi")); done.Error != "" {
		return failure("workload %s: %s", w.Name, done.Error)
	}
	return s.evicted(ctx, n, pod, "4Mi")
}

// evicted waits for the kubelet to end the pod, and to say why: in its status or, when the program
// ends by itself at the same moment, in an event alone.
func (s *subject) evicted(ctx context.Context, n *node, pod *corev1.Pod, why string) []string {
	return eventually(ctx, s.reaction, func() []string {
		live, err := n.typed.CoreV1().Pods(s.namespace).Get(ctx, pod.Name, metav1.GetOptions{})
		if err != nil {
			return failure("%v", err)
		}
		if live.Status.Reason == "Evicted" && strings.Contains(live.Status.Message, why) {
			return nil
		}
		events, err := n.typed.CoreV1().Events(s.namespace).List(ctx, metav1.ListOptions{FieldSelector: "reason=Evicted,involvedObject.name=" + pod.Name})
		if err != nil {
			return failure("%v", err)
		}
		for _, e := range events.Items {
			if strings.Contains(e.Message, why) {
				return nil
			}
		}
		return failure("pod %s is not evicted with %q: %s %s %s", pod.Name, why, live.Status.Phase, live.Status.Reason, live.Status.Message)
	})
}

// up waits for the one workload and finds its pod.
func (s *subject) up(ctx context.Context, n *node) (*workload, *corev1.Pod, []string) {
	w := s.running()[0]
	if problems := comesUp(ctx, n, s); len(problems) > 0 {
		return w, nil, problems
	}
	pod, err := s.pod(ctx, n, w.Name)
	if err != nil {
		return w, nil, failure("%v", err)
	}
	if _, err := s.look(ctx, w.Name, pod); err != nil {
		return w, nil, failure("workload %s: %v", w.Name, err)
	}
	return w, pod, nil
}

func (s *subject) fill(ctx context.Context, pod *corev1.Pod, workload, path string, bytes int64) (done report.Filled) {
	question := fmt.Sprintf("/fill?path=%s&bytes=%d", url.QueryEscape(path), bytes)
	if err := s.ask(ctx, pod, workload, http.MethodPost, question, nil, &done); err != nil {
		done.Error = err.Error()
	}
	return done
}

// at is the mapping that lies at a path of keys; a list on the way is entered by its first element.
func at(o map[string]any, path ...string) map[string]any {
	for _, key := range path {
		switch next := o[key].(type) {
		case map[string]any:
			o = next
		case []any:
			o = next[0].(map[string]any)
		}
	}
	return o
}

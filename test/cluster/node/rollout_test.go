package node

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// proxyLag is how late our client learns of endpoints, as proxies and load balancers do.
const proxyLag = 2 * time.Second

// rolloutHasNoGap replaces all pods while a client calls the Service: no request fails, and there are
// never fewer ready pods than declared.
func rolloutHasNoGap(ctx context.Context, n *node, s *subject) (problems []string) {
	w, _, problems := s.up(ctx, n)
	if len(problems) > 0 {
		return problems
	}
	c := &client{n: n, namespace: s.namespace, service: w.Name, port: w.Ports[0].ContainerPort, least: 1 << 20}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := c.follow(ctx); err != nil {
		return failure("%v", err)
	}
	go c.watchPods(ctx, s)
	time.Sleep(proxyLag)
	go c.call(ctx)
	before, err := s.pods(ctx, n, w.Name)
	if err != nil {
		return failure("%v", err)
	}
	patch := []byte(`{"spec":{"template":{"metadata":{"annotations":{"node-tests.example.com/rollout":"2"}}}}}`)
	if _, err := n.typed.AppsV1().Deployments(s.namespace).Patch(ctx, w.Name, types.StrategicMergePatchType, patch, metav1.PatchOptions{}); err != nil {
		return failure("%v", err)
	}
	problems = eventually(ctx, 2*time.Minute, func() []string { return s.notReplaced(ctx, n, w.Name, before) })
	time.Sleep(proxyLag + time.Second)
	cancel()
	asked, failed := c.asked.Load(), c.failed.Load()
	if failed > 0 {
		problems = append(problems, fmt.Sprintf("workload %s: %d of %d requests failed during a rollout: %v", w.Name, failed, asked, c.last.Load()))
	}
	if asked < 50 {
		problems = append(problems, fmt.Sprintf("workload %s: only %d requests were made", w.Name, asked))
	}
	if want := int64(4); c.least < want {
		problems = append(problems, fmt.Sprintf("workload %s: only %d of %d pods were ready during a rollout", w.Name, c.least, want))
	}
	return problems
}

func (s *subject) notReplaced(ctx context.Context, n *node, workload string, before []corev1.Pod) []string {
	if missing := s.missing(ctx, n); len(missing) > 0 {
		return missing
	}
	now, err := n.typed.CoreV1().Pods(s.namespace).List(ctx, metav1.ListOptions{LabelSelector: "app.kubernetes.io/name=" + workload})
	if err != nil {
		return failure("%v", err)
	}
	for _, p := range now.Items {
		if slices.ContainsFunc(before, func(b corev1.Pod) bool { return b.UID == p.UID }) {
			return failure("workload %s: pod %s is not replaced", workload, p.Name)
		}
	}
	return nil
}

// A client calls a Service as a proxy on a node would let it: any ready endpoint, a new connection
// each time, and news of endpoints come late.
type client struct {
	n                  *node
	namespace, service string
	port               int
	known              atomic.Pointer[[]string]
	asked, failed      atomic.Int64
	last               atomic.Value
	least              int64
}

// follow asks for the Service's slices, and acts on them later.
func (c *client) follow(ctx context.Context) error {
	ready := func() ([]string, error) {
		all, err := c.n.slices(ctx, c.namespace, c.service)
		var addresses []string
		for _, slice := range all {
			for _, e := range slice.Endpoints {
				if e.Conditions.Ready != nil && *e.Conditions.Ready {
					addresses = append(addresses, e.Addresses...)
				}
			}
		}
		return addresses, err
	}
	now, err := ready()
	if err != nil {
		return err
	}
	c.known.Store(&now)
	go func() {
		for ctx.Err() == nil {
			if now, err := ready(); err == nil && len(now) > 0 {
				time.AfterFunc(proxyLag, func() { c.known.Store(&now) })
			}
			time.Sleep(100 * time.Millisecond)
		}
	}()
	return nil
}

func (c *client) call(ctx context.Context) {
	for i := 0; ctx.Err() == nil; i++ {
		addresses := *c.known.Load()
		if len(addresses) == 0 {
			time.Sleep(20 * time.Millisecond)
			continue
		}
		one, cancel := context.WithTimeout(ctx, 3*time.Second)
		_, err := request(one, http.MethodGet, fmt.Sprintf("http://%s:%d/", addresses[i%len(addresses)], c.port), nil)
		cancel()
		if ctx.Err() != nil {
			return
		}
		c.asked.Add(1)
		if err != nil {
			c.failed.Add(1)
			c.last.Store(err.Error())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// watchPods keeps the smallest number of ready pods.
func (c *client) watchPods(ctx context.Context, s *subject) {
	for ctx.Err() == nil {
		pods, err := s.pods(ctx, c.n, c.service)
		if err == nil {
			ready := int64(0)
			for i := range pods {
				if podReady(&pods[i]) {
					ready++
				}
			}
			c.least = min(c.least, ready)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

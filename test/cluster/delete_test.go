package cluster

import (
	"context"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// deleteLeavesNothing deletes the base as people do and looks for each object that it had; those of
// controllers live in the namespace and go with it.
func deleteLeavesNothing(ctx context.Context, c *cluster, s *subject) (problems []string) {
	said, err := c.kubectl.run(ctx, "delete", "--kustomize="+s.dir, "--wait", fmt.Sprintf("--timeout=%s", s.patience))
	if err != nil {
		return failure("%v", err)
	}
	for _, o := range s.objects {
		live, err := c.live(ctx, o)
		switch {
		case apierrors.IsNotFound(err):
		case err != nil:
			problems = append(problems, fmt.Sprintf("%s: %v", describe(o), err))
		default:
			problems = append(problems, fmt.Sprintf("%s is still there after kubectl delete; its finalizers: %q", describe(o), live.GetFinalizers()))
		}
	}
	if said.code != 0 {
		problems = append(problems, fmt.Sprintf("kubectl delete: %s", said))
	}
	return problems
}

// cleanUp makes room for a case with the same namespace where a failed check left something.
func cleanUp(c *cluster, s *subject) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if _, err := c.typed.CoreV1().Namespaces().Get(ctx, s.namespace, metav1.GetOptions{}); apierrors.IsNotFound(err) {
		return
	}
	for _, o := range s.objects {
		client, err := c.client(o)
		if err != nil || len(o.GetFinalizers()) == 0 {
			continue
		}
		if live, err := client.Get(ctx, o.GetName(), metav1.GetOptions{}); err == nil {
			live.SetFinalizers(nil)
			_, _ = client.Update(ctx, live, metav1.UpdateOptions{})
		}
	}
	_, _ = c.kubectl.run(ctx, "delete", "--kustomize="+s.dir, "--ignore-not-found", "--wait", "--timeout=25s")
}

package cluster

import (
	"context"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	psa "k8s.io/pod-security-admission/api"
)

// others make a namespace as its owner would, before anybody else moves in. Whoever leaves finds it as it was.
func (c *cluster) others(ctx context.Context, name string) (leave func(*testing.T), err error) {
	namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{
		"owner":                   "somebody-else",
		psa.EnforceLevelLabel:     "restricted",
		psa.EnforceVersionLabel:   "v1.34",
		psa.WarnLevelLabel:        "restricted",
		psa.WarnVersionLabel:      "latest",
		"example.com/cost-center": "4711",
		psa.AuditLevelLabel:       "restricted",
		psa.AuditVersionLabel:     "latest",
	}}}
	before, err := c.typed.CoreV1().Namespaces().Create(ctx, namespace, metav1.CreateOptions{})
	if err != nil {
		return nil, err
	}
	return func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		after, err := c.typed.CoreV1().Namespaces().Get(ctx, name, metav1.GetOptions{})
		switch {
		case err != nil:
			t.Errorf("the namespace of others is gone: %v", err)
		case after.ResourceVersion != before.ResourceVersion || after.DeletionTimestamp != nil:
			t.Errorf("the namespace of others is changed: %v", after.ManagedFields)
		}
		if err := c.typed.CoreV1().Namespaces().Delete(ctx, name, metav1.DeleteOptions{}); err != nil {
			t.Error(err)
		}
	}, nil
}

// labels are those of the namespace as the API server has it.
func (c *cluster) labels(ctx context.Context, namespace string) (map[string]string, error) {
	live, err := c.typed.CoreV1().Namespaces().Get(ctx, namespace, metav1.GetOptions{})
	if err != nil {
		return nil, err
	}
	return live.Labels, nil
}

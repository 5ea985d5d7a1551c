package cluster

import (
	"context"
	"fmt"
	"os"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/yaml"
)

// pluginKinds are the kinds of network plugins that harden-gen writes, and the definitions that the golden cases are
// held to.
var pluginKinds = map[schema.GroupVersionResource]string{
	{Group: "cilium.io", Version: "v2", Resource: "ciliumnetworkpolicies"}:   "cilium-crd.yaml",
	{Group: "projectcalico.org", Version: "v3", Resource: "networkpolicies"}: "calico-crd.yaml",
}

// installPlugins makes the cluster know the kinds of network plugins, though none runs.
func installPlugins(ctx context.Context, c *cluster) error {
	for kind, file := range pluginKinds {
		data, err := os.ReadFile("../../golden/testdata/" + file)
		if err != nil {
			return err
		}
		crd := &unstructured.Unstructured{}
		if err := yaml.Unmarshal(data, &crd.Object); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if _, err := c.dynamic.Resource(crds).Create(ctx, crd, metav1.CreateOptions{}); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		err = wait.PollUntilContextTimeout(ctx, 50*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
			_, err := c.dynamic.Resource(kind).List(ctx, metav1.ListOptions{})
			return err == nil, nil
		})
		if err != nil {
			return fmt.Errorf("%s is not served: %w", kind, err)
		}
	}
	return nil
}

package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/dynamic"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/yaml"
)

// The module of External Secrets Operator cannot be required: its go.mod replaces modules by
// folders. It is downloaded for the CustomResourceDefinitions in it, and held to this checksum.
const (
	externalSecretsModule = "github.com/external-secrets/external-secrets@v1.3.2"
	externalSecretsSum    = "h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ="
)

// externalSecretsNames are the definitions of the kinds that harden-gen writes.
func externalSecretsNames() []string {
	return []string{"externalsecrets.external-secrets.io", "secretstores.external-secrets.io"}
}

var crds = schema.GroupVersionResource{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"}

func installExternalSecrets(ctx context.Context, c *cluster) error {
	bundle, err := externalSecretsBundle(ctx)
	if err != nil {
		return err
	}
	client := c.dynamic.Resource(crds)
	for _, name := range externalSecretsNames() {
		crd, err := definition(bundle, name)
		if err != nil {
			return err
		}
		if _, err := client.Create(ctx, crd, metav1.CreateOptions{}); err != nil {
			return err
		}
		err = wait.PollUntilContextTimeout(ctx, 50*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
			return established(ctx, client, name)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func established(ctx context.Context, client dynamic.ResourceInterface, name string) (bool, error) {
	live, err := client.Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return false, err
	}
	status, _ := live.Object["status"].(map[string]any)
	conditions, _ := status["conditions"].([]any) // null at first
	for _, each := range conditions {
		if c, ok := each.(map[string]any); ok && c["type"] == "Established" {
			return c["status"] == "True", nil
		}
	}
	return false, nil
}

// externalSecretsBundle is every definition that the module publishes.
func externalSecretsBundle(ctx context.Context) ([]byte, error) {
	out, err := goCommand(ctx, "mod", "download", "-json", externalSecretsModule).Output()
	if err != nil {
		return nil, fmt.Errorf("go mod download %s: %w: %s", externalSecretsModule, err, out)
	}
	var module struct{ Dir, Sum string }
	if err := json.Unmarshal(out, &module); err != nil {
		return nil, err
	}
	if module.Sum != externalSecretsSum {
		return nil, fmt.Errorf("%s has the checksum %s, not %s", externalSecretsModule, module.Sum, externalSecretsSum)
	}
	return os.ReadFile(filepath.Join(module.Dir, "deploy", "crds", "bundle.yaml"))
}

func definition(bundle []byte, name string) (*unstructured.Unstructured, error) {
	for document := range bytes.SplitSeq(bundle, []byte("\n---\n")) {
		if bytes.Contains(document, []byte("\n  name: "+name+"\n")) {
			crd := &unstructured.Unstructured{}
			return crd, yaml.Unmarshal(document, &crd.Object)
		}
	}
	return nil, fmt.Errorf("%s has no %s", externalSecretsModule, name)
}

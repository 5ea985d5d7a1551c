package cluster

import (
	"context"
	"fmt"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// externalSecretsAreAccepted finds an ExternalSecret for each declared secret, and has the API
// server judge it by the published definition, which refuses unknown fields and values.
func externalSecretsAreAccepted(ctx context.Context, c *cluster, s *subject) (problems []string) {
	all := s.ofKind("ExternalSecret")
	for _, declared := range s.app.Secrets {
		if declared.Existing {
			continue
		}
		is := func(o *unstructured.Unstructured) bool { return o.GetName() == declared.Name }
		if !slices.ContainsFunc(all, is) {
			problems = append(problems, fmt.Sprintf("the secret %s is declared and has no ExternalSecret", declared.Name))
		}
	}
	for _, o := range append(all, s.ofKind("SecretStore")...) {
		if problem := c.judgeExternalSecret(ctx, o); problem != "" {
			problems = append(problems, describe(o)+": "+problem)
		}
	}
	return problems
}

// judgeExternalSecret asks in a namespace that is there already: its own may not be yet.
func (c *cluster) judgeExternalSecret(ctx context.Context, o *unstructured.Unstructured) string {
	kind := o.GroupVersionKind()
	mapping, err := c.mapper.RESTMapping(kind.GroupKind(), kind.Version)
	if err != nil {
		return err.Error()
	}
	guest := o.DeepCopy()
	guest.SetNamespace(metav1.NamespaceDefault)
	path := fmt.Sprintf("/apis/%s/%s/namespaces/%s/%s", kind.Group, kind.Version, guest.GetNamespace(), mapping.Resource.Resource)
	v, err := c.dryRun(ctx, path, guest)
	switch {
	case err != nil:
		return err.Error()
	case v.refused != "":
		return v.refused
	case len(v.warnings) > 0:
		return fmt.Sprintf("warnings: %q", v.warnings)
	default:
		return ""
	}
}

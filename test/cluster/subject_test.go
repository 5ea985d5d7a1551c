package cluster

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/dynamic"
	"sigs.k8s.io/yaml"
)

// A subject is a target with everything that kustomize builds from it.
type subject struct {
	target
	app       *application
	namespace string
	objects   []*unstructured.Unstructured
	patience  time.Duration // how long to wait for a controller
}

// examine builds a target with kubectl's own kustomize. A word on stderr is an error: it is how
// kustomize says that a field is deprecated.
func examine(ctx context.Context, c *cluster, where target) (*subject, error) {
	s := &subject{target: where, patience: time.Minute}
	var err error
	if s.app, err = readApplication(where.spec, where.environment); err != nil {
		return nil, err
	}
	built, err := c.kubectl.run(ctx, "kustomize", where.dir)
	if err != nil {
		return nil, err
	}
	if built.code != 0 || built.stderr != "" {
		return nil, fmt.Errorf("kubectl kustomize %s: %s(exit code %d)", filepath.Base(where.dir), built.stderr, built.code)
	}
	for document := range strings.SplitSeq(built.stdout, "\n---\n") {
		o := &unstructured.Unstructured{}
		if err := yaml.Unmarshal([]byte(document), &o.Object); err != nil {
			return nil, err
		}
		s.objects = append(s.objects, o)
		if o.GetKind() == "Namespace" {
			s.namespace = o.GetName()
		}
	}
	if s.app.Namespace.Existing {
		s.namespace = s.app.Namespace.Name
	}
	if s.namespace == "" {
		return nil, fmt.Errorf("no Namespace among the %d objects", len(s.objects))
	}
	return s, nil
}

func (s *subject) ofKind(kind string) (found []*unstructured.Unstructured) {
	for _, o := range s.objects {
		if o.GetKind() == kind {
			found = append(found, o)
		}
	}
	return found
}

// deployments are the workloads, in the types of the API server.
func (s *subject) deployments() (all []*appsv1.Deployment, err error) {
	for _, o := range s.ofKind("Deployment") {
		d := &appsv1.Deployment{}
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(o.Object, d); err != nil {
			return nil, fmt.Errorf("%s: %w", describe(o), err)
		}
		all = append(all, d)
	}
	return all, nil
}

func describe(o *unstructured.Unstructured) string { return o.GetKind() + " " + o.GetName() }

// client is where the API server keeps an object.
func (c *cluster) client(o *unstructured.Unstructured) (dynamic.ResourceInterface, error) {
	kind := o.GroupVersionKind()
	mapping, err := c.mapper.RESTMapping(kind.GroupKind(), kind.Version)
	if err != nil {
		return nil, err
	}
	if mapping.Scope.Name() == meta.RESTScopeNameRoot {
		return c.dynamic.Resource(mapping.Resource), nil
	}
	namespace := o.GetNamespace()
	if namespace == "" {
		namespace = metav1.NamespaceDefault
	}
	return c.dynamic.Resource(mapping.Resource).Namespace(namespace), nil
}

// live is an object as the API server has it.
func (c *cluster) live(ctx context.Context, o *unstructured.Unstructured) (*unstructured.Unstructured, error) {
	client, err := c.client(o)
	if err != nil {
		return nil, err
	}
	return client.Get(ctx, o.GetName(), metav1.GetOptions{})
}

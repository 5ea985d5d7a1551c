package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/dynamic"
	"sigs.k8s.io/yaml"

	"github.com/harden-gen/harden-gen/test/cluster/node/report"
)

// A subject is a case with everything that kustomize builds from it, as it is to run here.
type subject struct {
	name      string
	app       *application
	namespace string
	objects   []*unstructured.Unstructured
	secrets   map[string]map[string]string
	configs   map[string]map[string]string
	reports   map[string]int // the port for our questions, by workload
	prepared  bool
	patience  time.Duration // how long to wait for pods
	reaction  time.Duration // how long to wait for what a kubelet makes of a change; a busy machine takes its time
	seen      map[types.UID]report.Report
}

// examine reads a case and builds its tree.
func (n *node) examine(ctx context.Context, name, spec, dir string) (*subject, error) {
	s := &subject{name: name, reports: map[string]int{}, seen: map[types.UID]report.Report{}, patience: 3 * time.Minute, reaction: 2 * time.Minute}
	var err error
	if s.app, err = readApplication(spec); err != nil {
		return nil, err
	}
	out, err := exec.CommandContext(ctx, filepath.Join(n.Kubernetes, "kubectl"), "kustomize", dir).Output()
	if err != nil {
		return nil, fmt.Errorf("kubectl kustomize %s: %w", dir, err)
	}
	for document := range strings.SplitSeq(string(out), "\n---\n") {
		o := &unstructured.Unstructured{}
		data, err := yaml.YAMLToJSON([]byte(document))
		if err == nil {
			err = o.UnmarshalJSON(data) // which keeps whole numbers whole
		}
		if err != nil {
			return nil, err
		}
		s.objects = append(s.objects, o)
		if o.GetKind() == "Namespace" {
			s.namespace = o.GetName()
		}
	}
	if s.namespace == "" { // it is of others, who have made it
		s.namespace = s.app.Namespace.Name
		s.objects = append(s.objects, namespaceOf(s.namespace))
		slices.Reverse(s.objects)
	}
	// Pods must see the Services, secrets and accounts that were there before them.
	slices.SortStableFunc(s.objects, func(a, b *unstructured.Unstructured) int { return late(a) - late(b) })
	return s, s.makeSources(filepath.Dir(spec))
}

func late(o *unstructured.Unstructured) int {
	if o.GetKind() == "Deployment" {
		return 1
	}
	return 0
}

// fit makes the deployments run on one small node and with our server: another digest in each
// image, at most so many replicas, and requests that all fit. Nothing else is touched.
func (s *subject) fit(ctx context.Context, n *node, replicas int32) error {
	var all []image
	var set []func(reference string)
	for _, o := range s.objects {
		if o.GetKind() != "Deployment" {
			continue
		}
		w := s.app.workload(o.GetName())
		if w == nil {
			return fmt.Errorf("Deployment %s is no workload of the spec", o.GetName())
		}
		d := &appsv1.Deployment{}
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(o.Object, d); err != nil {
			return err
		}
		if count, found, _ := unstructured.NestedInt64(o.Object, "spec", "replicas"); found && replicas > 0 && count > int64(replicas) {
			_ = unstructured.SetNestedField(o.Object, int64(replicas), "spec", "replicas")
		}
		template := at(o.Object, "spec", "template", "spec")
		if s.app.assigned() {
			assign(template, w.assignedID())
		}
		if !n.userNamespaces {
			delete(template, "hostUsers")
		}
		containers, _, _ := unstructured.NestedSlice(o.Object, "spec", "template", "spec", "containers")
		for i := range containers {
			c := containers[i].(map[string]any)
			if w.isScript() {
				c["command"].([]any)[0] = "/server"
			}
			lower(c, "cpu", "20m")
			lower(c, "memory", "32Mi")
			all = append(all, s.imageOf(w, &d.Spec.Template.Spec.Containers[i]))
			set = append(set, func(reference string) {
				c["image"] = reference
				_ = unstructured.SetNestedSlice(o.Object, containers, "spec", "template", "spec", "containers")
			})
		}
	}
	references, err := n.pack(ctx, all)
	if err != nil {
		return err
	}
	for i := range set {
		set[i](references[i])
	}
	return nil
}

// assign does what OpenShift's security context constraints do to a pod without ids.
func assign(template map[string]any, id int64) {
	c := at(template, "securityContext")
	for _, key := range []string{"runAsUser", "fsGroup"} {
		if _, said := c[key]; !said {
			c[key] = id
		}
	}
}

// lower caps a request: a bigger one would not be scheduled here.
func lower(c map[string]any, name, limit string) {
	requests, _, _ := unstructured.NestedMap(c, "resources", "requests")
	said, ok := requests[name].(string)
	if !ok {
		return
	}
	if q, err := resource.ParseQuantity(said); err == nil && q.Cmp(resource.MustParse(limit)) > 0 {
		_ = unstructured.SetNestedField(c, limit, "resources", "requests", name)
	}
}

// imageOf is the image of a container: our server where the declared programs would be.
func (s *subject) imageOf(w *workload, c *corev1.Container) image {
	i := image{reference: c.Image, user: imageUser}
	if len(w.Command) > 0 {
		i.programs = append(i.programs, w.Command[0])
	}
	for _, p := range []*corev1.Probe{c.StartupProbe, c.ReadinessProbe, c.LivenessProbe} {
		if p != nil && p.Exec != nil && !slices.Contains(i.programs, p.Exec.Command[0]) {
			i.programs = append(i.programs, p.Exec.Command[0])
		}
	}
	i.config.StartsAfter = w.startsAfter()
	i.config.TLS = w.tlsPorts()
	i.config.Report = 61999
	for slices.ContainsFunc(w.Ports, func(p port) bool { return p.ContainerPort == i.config.Report }) {
		i.config.Report--
	}
	s.reports[w.Name] = i.config.Report
	for _, p := range w.Ports {
		switch p.Protocol {
		case "", "TCP":
			i.config.TCP = append(i.config.TCP, p.ContainerPort)
		case "UDP":
			i.config.UDP = append(i.config.UDP, p.ContainerPort)
		}
	}
	return i
}

// apply creates everything but ExternalSecrets, whose operator does not run here.
func (s *subject) apply(ctx context.Context, n *node) error {
	for _, o := range s.objects {
		if _, err := n.mapper.RESTMapping(o.GroupVersionKind().GroupKind()); err != nil {
			continue // of an operator that does not run here, such as External Secrets
		}
		if o.GetKind() == "Deployment" && !s.prepared {
			if err := s.createSources(ctx, n); err != nil {
				return err
			}
			s.prepared = true
		}
		client, err := n.client(o)
		if err != nil {
			return err
		}
		if err := n.makeNamespace(ctx, o.GetNamespace()); err != nil {
			return err
		}
		if _, err := client.Apply(ctx, o.GetName(), o, metav1.ApplyOptions{FieldManager: "node-tests", Force: true}); err != nil {
			return fmt.Errorf("%s %s: %w", o.GetKind(), o.GetName(), err)
		}
	}
	return nil
}

// remove ends the pods and deletes the namespace.
func (s *subject) remove(n *node) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	_ = n.typed.AppsV1().Deployments(s.namespace).DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{})
	_ = n.typed.CoreV1().Pods(s.namespace).DeleteCollection(ctx, metav1.DeleteOptions{GracePeriodSeconds: new(int64(1))}, metav1.ListOptions{})
	_ = n.typed.CoreV1().Namespaces().Delete(ctx, s.namespace, metav1.DeleteOptions{})
}

// await returns when another case may have the namespace.
func (s *subject) await(n *node) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for ctx.Err() == nil {
		if _, err := n.typed.CoreV1().Namespaces().Get(ctx, s.namespace, metav1.GetOptions{}); apierrors.IsNotFound(err) {
			return
		}
		time.Sleep(200 * time.Millisecond)
	}
}

func (n *node) client(o *unstructured.Unstructured) (dynamic.ResourceInterface, error) {
	kind := o.GroupVersionKind()
	mapping, err := n.mapper.RESTMapping(kind.GroupKind(), kind.Version)
	if err != nil {
		return nil, err
	}
	if mapping.Scope.Name() == meta.RESTScopeNameRoot {
		return n.dynamic.Resource(mapping.Resource), nil
	}
	return n.dynamic.Resource(mapping.Resource).Namespace(o.GetNamespace()), nil
}

// pods are those of a workload that are not on their way out.
func (s *subject) pods(ctx context.Context, n *node, workload string) ([]corev1.Pod, error) {
	list, err := n.typed.CoreV1().Pods(s.namespace).List(ctx, metav1.ListOptions{LabelSelector: "app.kubernetes.io/name=" + workload})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(list.Items, func(p corev1.Pod) bool { return p.DeletionTimestamp != nil }), nil
}

// pod is the one pod of a workload that runs.
func (s *subject) pod(ctx context.Context, n *node, workload string) (*corev1.Pod, error) {
	all, err := s.pods(ctx, n, workload)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Status.PodIP != "" && all[i].Status.Phase == corev1.PodRunning {
			return &all[i], nil
		}
	}
	return nil, fmt.Errorf("workload %s has no running pod", workload)
}

// look asks the server in a pod for its report, once: a process does not change what it is. One that
// has no probe may not listen yet.
func (s *subject) look(ctx context.Context, w string, pod *corev1.Pod) (r report.Report, err error) {
	if known, ok := s.seen[pod.UID]; ok {
		return known, nil
	}
	for range 100 {
		if err = s.ask(ctx, pod, w, "GET", "/report", nil, &r); !errors.Is(err, syscall.ECONNREFUSED) || ctx.Err() != nil {
			break
		}
		time.Sleep(200 * time.Millisecond)
	}
	if err == nil {
		s.seen[pod.UID] = r
	}
	return r, err
}

// ask puts a question to the server in a pod.
func (s *subject) ask(ctx context.Context, pod *corev1.Pod, workload, method, path string, body, answer any) error {
	var data []byte
	if body != nil {
		data = marshal(body)
	}
	text, err := request(ctx, method, fmt.Sprintf("http://%s:%d%s", pod.Status.PodIP, s.reports[workload], path), data)
	if err != nil || answer == nil {
		return err
	}
	return json.Unmarshal(text, answer)
}

package golden

import (
	"bytes"
	"encoding/base64"
	"maps"
	"path"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// everyFileIsListed: the kustomization and the component that it includes name every other file once and none that is
// not there, and have nothing but resources; no two objects have the same kind, namespace and name.
func everyFileIsListed(r reporter, s *subject) {
	var files []string
	for _, f := range s.tree {
		if path.Base(f.Path) != "kustomization.yaml" {
			files = append(files, f.Path)
		}
	}
	resources := slices.Sorted(slices.Values(listed(s)))
	if slices.Sort(files); !slices.Equal(files, resources) {
		r.Errorf("the files are %v, and listed are %v", files, resources)
	}
	seen := map[string]bool{}
	for _, d := range s.documents {
		if d.object == nil {
			continue
		}
		if key := d.kind + "/" + d.object.GetNamespace() + "/" + d.object.GetName(); seen[key] {
			r.Errorf("%s stands in the tree twice", key)
		} else {
			seen[key] = true
		}
	}
}

// nothingOutsideNamespace: one Namespace unless it is one of others, and every other object is in it and in its
// workload's folder; elsewhere there are roles and bindings alone.
func nothingOutsideNamespace(r reporter, s *subject) {
	own := s.app.Namespace.Name
	if want := !s.app.Namespace.Existing; (len(s.namespaces) == 1) != want || want && s.namespaces[0].Name != own {
		r.Errorf("there are %d namespaces; %s is one of others: %v", len(s.namespaces), own, s.app.Namespace.Existing)
	}
	for _, d := range s.documents {
		if d.object == nil || d.kind == "Namespace" {
			continue
		}
		isRole, isCluster := strings.HasPrefix(d.kind, "Role"), strings.HasPrefix(d.kind, "ClusterRole")
		if in := d.object.GetNamespace(); isCluster != (in == "") || !isCluster && !isRole && in != own {
			r.Errorf("%s is in namespace %q", d, in)
		}
		if owner := folder(d.path); owner != d.object.GetLabels()[nameLabel] {
			r.Errorf("%s lies in the folder of %q and carries the name %q", d, owner, d.object.GetLabels()[nameLabel])
		}
		if s.app.Namespace.Existing && folder(d.path) == "" &&
			(!slices.Contains([]string{"ConfigMap", "ExternalSecret", "SecretStore", "ServiceAccount"}, d.kind) || d.object.GetName() == "default") {
			r.Errorf("%s holds for the whole namespace, which is one of others", d)
		}
	}
}

const (
	nameLabel     = "app.kubernetes.io/name"
	instanceLabel = "app.kubernetes.io/instance"
)

// labelsAreFixed: what selectors and reviewers depend on never varies, and what was declared is there.
func labelsAreFixed(r reporter, s *subject) {
	fixed := func(what string, have map[string]string, workload string, version bool) {
		want := map[string]string{"app.kubernetes.io/part-of": s.app.Metadata.Name, "app.kubernetes.io/managed-by": "harden-gen"}
		if workload != "" {
			maps.Copy(want, s.workload(workload).Labels)
			want[nameLabel], want[instanceLabel] = workload, workload
			if _, azure := s.workload(workload).ServiceAccount.Annotations["azure.workload.identity/client-id"]; azure && version {
				want["azure.workload.identity/use"] = "true" // its webhook looks at no other pods
			}
		}
		rest := maps.Clone(have)
		maps.DeleteFunc(rest, func(key, _ string) bool {
			return version && key == "app.kubernetes.io/version" || strings.HasPrefix(key, "pod-security.kubernetes.io/") && strings.HasPrefix(what, "Namespace")
		})
		if !maps.Equal(rest, want) {
			r.Errorf("%s has labels %v, not %v", what, have, want)
		}
	}
	for _, d := range s.documents {
		if d.object != nil {
			fixed(d.kind+" "+d.object.GetName(), d.object.GetLabels(), folder(d.path), false)
		}
	}
	for _, a := range s.accounts {
		if w := s.workload(a.Name); w != nil && !maps.Equal(a.Annotations, w.ServiceAccount.Annotations) {
			r.Errorf("the account %s does not have the declared annotations %v", a.Name, w.ServiceAccount.Annotations)
		}
	}
	for _, d := range s.deployments {
		fixed("pods of "+d.Name, d.Spec.Template.Labels, d.Name, true)
		_, tag, _ := strings.Cut(strings.Split(d.Spec.Template.Spec.Containers[0].Image, "@")[0][strings.LastIndexByte(s.workload(d.Name).Image, '/')+1:], ":")
		if v, ok := d.Spec.Template.Labels["app.kubernetes.io/version"]; ok && v != tag {
			r.Errorf("pods of %s have version %q, and the image has tag %q", d.Name, v, tag)
		}
		pods := maps.Clone(d.Spec.Template.Annotations)
		delete(pods, "harden-gen.dev/config-checksum") // a law of its own
		if a := s.workload(d.Name).Annotations; !maps.Equal(a, d.Annotations) || !maps.Equal(a, pods) {
			r.Errorf("%s does not have the declared annotations %v", d.Name, a)
		}
	}
}

// selectorsMatchOneWorkload: whatever selects pods of a workload selects all of its pods and no others.
func selectorsMatchOneWorkload(r reporter, s *subject) {
	one := func(what, workload string, selector *metav1.LabelSelector) {
		compiled, err := metav1.LabelSelectorAsSelector(selector)
		if err != nil {
			r.Errorf("%s: %v", what, err)
			return
		}
		for _, d := range s.deployments {
			if compiled.Matches(labels.Set(d.Spec.Template.Labels)) != (d.Name == workload) {
				r.Errorf("%s of %s decides wrongly about the pods of %s", what, workload, d.Name)
			}
		}
	}
	for _, d := range s.deployments {
		one("Deployment", d.Name, d.Spec.Selector)
		if want := (map[string]string{nameLabel: d.Name, instanceLabel: d.Name}); !maps.Equal(d.Spec.Selector.MatchLabels, want) || len(d.Spec.Selector.MatchExpressions) > 0 {
			r.Errorf("the immutable selector of %s is %v", d.Name, d.Spec.Selector)
		}
		for _, c := range d.Spec.Template.Spec.TopologySpreadConstraints {
			one("topology spread", d.Name, c.LabelSelector)
		}
		if a := d.Spec.Template.Spec.Affinity; a != nil {
			for _, term := range a.PodAntiAffinity.PreferredDuringSchedulingIgnoredDuringExecution {
				one("anti-affinity", d.Name, term.PodAffinityTerm.LabelSelector)
			}
		}
	}
	for _, svc := range s.services {
		one("Service", svc.Name, &metav1.LabelSelector{MatchLabels: svc.Spec.Selector})
	}
	for _, b := range s.budgets {
		one("PodDisruptionBudget", b.Name, b.Spec.Selector)
	}
	for _, p := range s.policies {
		if owner := p.Labels[nameLabel]; owner != "" {
			one("NetworkPolicy "+p.Name, owner, &p.Spec.PodSelector)
		}
	}
}

// servicesStayInside: a Service is a ClusterIP, has the declared ports and leads to named ports of its pods.
func servicesStayInside(r reporter, s *subject) {
	published := map[string]bool{}
	for i := range s.app.Workloads {
		for _, p := range s.app.Workloads[i].Ports {
			published[s.app.Workloads[i].Name] = published[s.app.Workloads[i].Name] || p.ServicePort != 0
		}
	}
	for _, svc := range s.services {
		if !published[svc.Name] {
			r.Errorf("Service %s publishes a workload that declares no servicePort", svc.Name)
		}
		delete(published, svc.Name)
		if svc.Spec.Type != corev1.ServiceTypeClusterIP || len(svc.Spec.ExternalIPs) > 0 || svc.Spec.ExternalName != "" || svc.Spec.LoadBalancerIP != "" {
			r.Errorf("Service %s is open to the outside", svc.Name)
		}
		var want []corev1.ServicePort
		for _, p := range s.workload(svc.Name).Ports {
			if p.ServicePort != 0 {
				want = append(want, corev1.ServicePort{Name: p.Name, Port: p.ServicePort, TargetPort: intstr.FromString(p.Name), Protocol: corev1.Protocol(p.Protocol)})
			}
		}
		if !slices.EqualFunc(svc.Spec.Ports, want, func(a, b corev1.ServicePort) bool { return a == b }) {
			r.Errorf("Service %s has ports %v, not %v", svc.Name, svc.Spec.Ports, want)
		}
		for _, p := range svc.Spec.Ports {
			if !slices.ContainsFunc(s.container(r, svc.Name).Ports, func(c corev1.ContainerPort) bool { return c.Name == p.TargetPort.StrVal && c.Protocol == p.Protocol }) {
				r.Errorf("Service %s leads to the port %s, which no container has", svc.Name, p.TargetPort.StrVal)
			}
		}
	}
	for name, missing := range published {
		if missing {
			r.Errorf("%s has a servicePort and no Service", name)
		}
	}
}

// container is the one container of a workload.
func (s *subject) container(r reporter, workload string) *corev1.Container {
	for _, d := range s.deployments {
		if d.Name == workload && len(d.Spec.Template.Spec.Containers) == 1 {
			return &d.Spec.Template.Spec.Containers[0]
		}
	}
	r.Fatalf("there is no container of %s", workload)
	return nil
}

// inConfigFile is true for a text that comes from a file beside the spec, as it is or as base64.
func inConfigFile(s *subject, text string) bool {
	for i := range s.app.Config {
		for _, content := range s.app.Config[i].Contents {
			if strings.Contains(content, text) || strings.Contains(base64.StdEncoding.EncodeToString([]byte(content)), text) {
				return true
			}
		}
	}
	return false
}

// nothingForbidden: no Secret, no text that somebody still has to fill in, no failed formatting.
func nothingForbidden(r reporter, s *subject) {
	for _, d := range s.documents {
		if d.kind == "Secret" || strings.HasPrefix(d.kind, "Cluster") && !strings.HasPrefix(d.kind, "ClusterRole") {
			r.Errorf("%s must never be generated", d)
		}
	}
	for _, f := range s.tree {
		if !bytes.HasPrefix(f.Bytes(), []byte("# Generated by harden-gen")) {
			r.Errorf("%s does not say that it is generated", f.Path)
		}
		for _, text := range []string{"TODO", "FIXME", "CHANGEME", "REPLACE_ME", "placeholder", "<no value>", "%!", "<nil>", "0x", "your-"} {
			if bytes.Contains(f.Bytes(), []byte(text)) && !bytes.Contains(s.data, []byte(text)) && !inConfigFile(s, text) {
				r.Errorf("%s holds %q, and the spec does not", f.Path, text)
			}
		}
	}
}

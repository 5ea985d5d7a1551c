package controls

import (
	"encoding/json"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// in are the pods of a namespace.
func (s *Set) in(namespace string) (found []*placedPod) {
	for _, p := range s.pods {
		if p.Meta.Namespace == namespace {
			found = append(found, p)
		}
	}
	return found
}

// selected are the pods of a namespace whose labels match; a selector that does not parse matches none.
func (s *Set) selected(namespace string, selector *metav1.LabelSelector) (found []*placedPod) {
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		return nil
	}
	for _, p := range s.pods {
		if p.Meta.Namespace == namespace && parsed.Matches(labels.Set(p.pod.Labels)) {
			found = append(found, p)
		}
	}
	return found
}

// selectsNobody is true where there are pods, here or made by an operator, and none has the labels. Without
// any pod nobody knows: they may be applied from elsewhere, as those of kube-system always are.
func (s *Set) selectsNobody(namespace string, selector *metav1.LabelSelector) bool {
	return namespace != metav1.NamespaceSystem && len(s.in(namespace)) > 0 && len(s.selected(namespace, selector)) == 0 && !s.operatorMakes(namespace, selector)
}

// operatorMakes is true when a custom resource stands for pods with these labels: it says so in a template
// or in the metadata of its pods.
func (s *Set) operatorMakes(namespace string, selector *metav1.LabelSelector) bool {
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil || parsed.Empty() {
		return false
	}
	for _, o := range s.Objects {
		if o.Value != nil || o.Meta.Namespace != namespace || isBuiltIn(o.APIVersion) {
			continue
		}
		var resource struct {
			Spec struct {
				Template, PodTemplate, PodMetadata labelled
			} `json:"spec"`
		}
		if json.Unmarshal(o.JSON, &resource) != nil {
			continue
		}
		for _, l := range []labelled{resource.Spec.Template, resource.Spec.PodTemplate, resource.Spec.PodMetadata} {
			for _, set := range []map[string]string{l.Labels, l.Metadata.Labels} {
				if len(set) > 0 && parsed.Matches(labels.Set(set)) {
					return true
				}
			}
		}
	}
	return false
}

// labelled is metadata, or what has metadata.
type labelled struct {
	Labels   map[string]string `json:"labels"`
	Metadata struct {
		Labels map[string]string `json:"labels"`
	} `json:"metadata"`
}

func isEmpty(s *metav1.LabelSelector) bool {
	return s == nil || len(s.MatchLabels) == 0 && len(s.MatchExpressions) == 0
}

const selectorFix = "write labels that the pod template has, such as app.kubernetes.io/name and app.kubernetes.io/instance"

// serviceSelectors finds Services that send to nobody: no pod has the labels, or none the port.
func serviceSelectors(j *judgement) {
	for o, s := range all[*corev1.Service](j.set) {
		if len(s.Spec.Selector) == 0 {
			continue
		}
		selector := &metav1.LabelSelector{MatchLabels: s.Spec.Selector}
		pods := j.set.selected(s.Namespace, selector)
		switch {
		case j.set.operatorMakes(s.Namespace, selector):
			continue // and nobody here knows their ports
		case j.leftBehind(selector):
			continue
		case j.set.selectsNobody(s.Namespace, selector):
			j.report(o, Offence{Path: "spec.selector", Message: "no pod here has these labels, so that the Service leads nowhere", Fix: selectorFix})
			continue
		}
		for i, port := range s.Spec.Ports {
			if len(pods) > 0 && port.TargetPort.Type == intstr.String && port.TargetPort.StrVal != "" && !anyHasPort(pods, port.TargetPort.StrVal) {
				j.report(o, Offence{Path: fmt.Sprintf("spec.ports[%d].targetPort", i), Message: "no selected pod has a port " + port.TargetPort.StrVal,
					Fix: "write the name of a container's port"})
			}
		}
	}
}

func anyHasPort(pods []*placedPod, name string) bool {
	for _, p := range pods {
		for c := range p.pod.containers() {
			for _, port := range c.Ports {
				if port.Name == name {
					return true
				}
			}
		}
	}
	return false
}

func budgetSelectors(j *judgement) {
	for o, b := range all[*policyv1.PodDisruptionBudget](j.set) {
		switch {
		case b.Spec.Selector == nil:
			j.report(o, Offence{Path: "spec.selector", Message: "without a selector the budget protects nothing", Fix: selectorFix})
		case isEmpty(b.Spec.Selector):
			j.report(o, Offence{Path: "spec.selector", Message: "an empty selector holds every pod of the namespace", Fix: selectorFix})
		case j.set.selectsNobody(b.Namespace, b.Spec.Selector) && !j.leftBehind(b.Spec.Selector):
			j.report(o, Offence{Path: "spec.selector", Message: "no pod here has these labels, so that the budget protects nothing", Fix: selectorFix})
		}
	}
}

func policySelectors(j *judgement) {
	for o, p := range all[*networkingv1.NetworkPolicy](j.set) {
		if !isEmpty(&p.Spec.PodSelector) && j.set.selectsNobody(p.Namespace, &p.Spec.PodSelector) && !j.leftBehind(&p.Spec.PodSelector) {
			j.report(o, Offence{Path: "spec.podSelector", Message: "no pod here has these labels, so that the policy holds for nobody", Fix: selectorFix})
		}
	}
}

// workloadSelectors finds controllers that the API server refuses, because they do not select their own pods.
func workloadSelectors(j *judgement) {
	for _, p := range j.set.pods {
		var selector *metav1.LabelSelector
		switch v := p.Value.(type) {
		case *appsv1.Deployment:
			selector = v.Spec.Selector
		case *appsv1.StatefulSet:
			selector = v.Spec.Selector
		case *appsv1.DaemonSet:
			selector = v.Spec.Selector
		case *appsv1.ReplicaSet:
			selector = v.Spec.Selector
		default:
			continue
		}
		parsed, err := metav1.LabelSelectorAsSelector(selector)
		if err != nil || isEmpty(selector) || !parsed.Matches(labels.Set(p.pod.Labels)) {
			j.report(p.Object, Offence{Path: "spec.selector", Message: "the selector does not match the labels of the pod template, and the API server refuses the object",
				Fix: "write the same labels in spec.selector and spec.template.metadata.labels"})
		}
	}
}

func publishedServices(j *judgement) {
	for o, s := range all[*corev1.Service](j.set) {
		if s.Spec.Type == corev1.ServiceTypeLoadBalancer || s.Spec.Type == corev1.ServiceTypeNodePort {
			x := set("spec.type", "type "+string(s.Spec.Type)+" opens the Service on every node, past the gateway", "ClusterIP")
			x.Fix += ", and publish it by a Gateway"
			j.report(o, x)
		}
		if len(s.Spec.ExternalIPs) > 0 {
			j.report(o, remove("spec.externalIPs", "the nodes take traffic for these addresses, whoever owns them"))
		}
	}
}

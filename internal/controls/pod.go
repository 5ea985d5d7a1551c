package controls

import (
	"fmt"
	"iter"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
)

// Pod is all that a rule over a pod may look at.
type Pod struct {
	Labels      map[string]string
	Annotations map[string]string
	Spec        *corev1.PodSpec
}

// podOf is the pod that an object is or makes, and its path there.
func podOf(o *Object) (*Pod, string) {
	const template = "spec.template."
	switch v := o.Value.(type) {
	case *corev1.Pod:
		return &Pod{v.Labels, v.Annotations, &v.Spec}, ""
	case *corev1.PodTemplate:
		return templated(&v.Template), "template."
	case *corev1.ReplicationController:
		if v.Spec.Template == nil {
			return nil, ""
		}
		return templated(v.Spec.Template), template
	case *appsv1.Deployment:
		return templated(&v.Spec.Template), template
	case *appsv1.StatefulSet:
		return templated(&v.Spec.Template), template
	case *appsv1.DaemonSet:
		return templated(&v.Spec.Template), template
	case *appsv1.ReplicaSet:
		return templated(&v.Spec.Template), template
	case *batchv1.Job:
		return templated(&v.Spec.Template), template
	case *batchv1.CronJob:
		return templated(&v.Spec.JobTemplate.Spec.Template), "spec.jobTemplate.spec.template."
	}
	return nil, ""
}

func templated(t *corev1.PodTemplateSpec) *Pod { return &Pod{t.Labels, t.Annotations, &t.Spec} }

// container is one of any kind, and its path in the pod.
type container struct {
	*corev1.Container
	path string
	kind string // empty for one that runs all the time
}

func (c container) String() string { return c.kind + "container " + c.Name }

const (
	kindInit      = "init "
	kindEphemeral = "ephemeral "
)

// containers is every container, in the order in which they start.
func (p *Pod) containers() iter.Seq[container] {
	return func(yield func(container) bool) {
		for i := range p.Spec.InitContainers {
			if !yield(container{&p.Spec.InitContainers[i], fmt.Sprintf("spec.initContainers[%d].", i), kindInit}) {
				return
			}
		}
		for i := range p.Spec.Containers {
			if !yield(container{&p.Spec.Containers[i], fmt.Sprintf("spec.containers[%d].", i), ""}) {
				return
			}
		}
		for i := range p.Spec.EphemeralContainers {
			c := (*corev1.Container)(&p.Spec.EphemeralContainers[i].EphemeralContainerCommon)
			if !yield(container{c, fmt.Sprintf("spec.ephemeralContainers[%d].", i), kindEphemeral}) {
				return
			}
		}
	}
}

// security is the container's own context, empty where there is none.
func (c container) security() *corev1.SecurityContext {
	if c.SecurityContext == nil {
		return &corev1.SecurityContext{}
	}
	return c.SecurityContext
}

// security is the pod's context, empty where there is none.
func (p *Pod) security() *corev1.PodSecurityContext {
	if p.Spec.SecurityContext == nil {
		return &corev1.PodSecurityContext{}
	}
	return p.Spec.SecurityContext
}

// is tells whether a field is set, and to this value.
func is[T comparable](field *T, value T) bool { return field != nil && *field == value }

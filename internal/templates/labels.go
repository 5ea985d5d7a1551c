package templates

import (
	"maps"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// The recommended labels of kubernetes.io, concepts/overview/working-with-objects/common-labels.
const (
	labelName      = "app.kubernetes.io/name"
	labelInstance  = "app.kubernetes.io/instance"
	labelVersion   = "app.kubernetes.io/version"
	labelPartOf    = "app.kubernetes.io/part-of"
	labelManagedBy = "app.kubernetes.io/managed-by"
	managedBy      = "harden-gen"
)

// frame is what the objects of one workload have in common.
type frame struct {
	*common
	w        *spec.Workload
	reach    spec.Reach
	labels   map[string]string // of the objects
	selector map[string]string // of the pods; immutable in a Deployment, so it never holds more than the name
}

// frame is made once for objects that are built one after the other, as those of a workload mostly are; a
// thousand frames would be held for nothing.
func (s *scope) frame() *frame {
	last := &s.frames[s.index%len(s.frames)]
	if f := last.Load(); f != nil && f.w == s.w {
		return f
	}
	f := newFrame(s)
	last.Store(f)
	return f
}

func newFrame(s *scope) *frame {
	app, w := s.app, s.w
	labels := make(map[string]string, 4+len(w.Labels))
	maps.Copy(labels, w.Labels)
	labels[labelName] = w.Name
	labels[labelInstance] = w.Name
	labels[labelPartOf] = app.Metadata.Name
	labels[labelManagedBy] = managedBy
	return &frame{common: s.common, w: w, reach: s.edges.Of(s.index), labels: labels, selector: selectorLabels(w.Name)}
}

func selectorLabels(workload string) map[string]string {
	return map[string]string{labelName: workload, labelInstance: workload}
}

func applicationLabels(app *spec.HardenedApplication) map[string]string {
	return map[string]string{labelPartOf: app.Metadata.Name, labelManagedBy: managedBy}
}

// podLabels are the object's labels and the version: pods of two versions run side by side. Azure's
// webhook gives an identity to no pod that does not ask for it.
func (f *frame) podLabels() map[string]string {
	tag := spec.ImageTag(f.w.Image)
	if len(validation.IsValidLabelValue(tag)) > 0 {
		tag = ""
	}
	_, azure := f.w.ServiceAccount.Annotations[spec.AzureClientID]
	if tag == "" && !azure {
		return f.labels
	}
	labels := make(map[string]string, len(f.labels)+2)
	maps.Copy(labels, f.labels)
	if tag != "" {
		labels[labelVersion] = tag
	}
	if azure {
		labels[spec.AzureUse] = "true"
	}
	return labels
}

func (f *frame) meta() metav1.ObjectMeta {
	return metav1.ObjectMeta{Name: f.w.Name, Namespace: f.app.Namespace.Name, Labels: f.labels}
}

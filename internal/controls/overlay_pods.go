package controls

import (
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// counterpart is what an overlay has made of pods of its base, nil where it has taken them away. They may have another
// name there: kustomize puts something around it, and a patch that changes it does not move the object to another file.
func (j *judgement) counterpart(p *placedPod) (renamed *placedPod) {
	for _, q := range j.set.pods {
		switch {
		case q.Kind != p.Kind:
		case q.Meta.Name == p.Meta.Name:
			return q
		case renamed == nil && !j.options.Base.hasPods(q.Kind, q.Meta.Name) && (strings.Contains(q.Meta.Name, p.Meta.Name) || p.File != "" && q.File == p.File):
			renamed = q
		}
	}
	return renamed
}

func (s *Set) hasPods(kind, name string) bool {
	for _, p := range s.pods {
		if p.Kind == kind && p.Meta.Name == name {
			return true
		}
	}
	return false
}

// leftBehind is true for a selector of pods that an overlay has taken away: it misses nobody.
func (j *judgement) leftBehind(selector *metav1.LabelSelector) bool {
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	if j.options.Base == nil || err != nil {
		return false
	}
	gone := false
	for _, p := range j.options.Base.pods {
		if parsed.Matches(labels.Set(p.pod.Labels)) {
			if j.counterpart(p) != nil {
				return false
			}
			gone = true
		}
	}
	return gone
}

package controls

import (
	"encoding/json"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Document is one object as JSON, and the file that it comes from.
type Document struct {
	File   string
	Number int // of the document in its file, from one; 0 is not known
	JSON   []byte
}

// Set is the objects of one rendered kustomization.
type Set struct {
	Objects []*Object

	pods     []*placedPod
	accounts map[Ref]*corev1.ServiceAccount
}

// placedPod is the pod that an object makes.
type placedPod struct {
	*Object
	pod  *Pod
	path string // of the pod inside of its object, empty or ending in a dot
}

// NewSet reads objects. A List is taken apart. An object with a fault is in the set, with its
// problems; an error says that a document is no object.
func NewSet(documents []Document) (*Set, error) {
	s := &Set{accounts: map[Ref]*corev1.ServiceAccount{}}
	for _, d := range documents {
		if err := s.add(d.File, d.JSON, 0); err != nil {
			if d.Number > 0 {
				err = fmt.Errorf("document %d: %w", d.Number, err)
			}
			if d.File == "" {
				return nil, err
			}
			return nil, fmt.Errorf("%s: %w", d.File, err)
		}
	}
	for _, o := range s.Objects {
		if pod, path := podOf(o); pod != nil {
			s.pods = append(s.pods, &placedPod{o, pod, path})
		}
		if a, ok := o.Value.(*corev1.ServiceAccount); ok {
			s.accounts[o.Ref()] = a
		}
	}
	return s, nil
}

// deepestList is how many lists may lie in each other: a List of Lists is one too many already.
const deepestList = 10

func (s *Set) add(file string, data []byte, depth int) error {
	if depth > deepestList {
		return fmt.Errorf("more than %d lists lie in each other", deepestList)
	}
	o, err := decode(file, data)
	if err != nil {
		return err
	}
	if !strings.HasSuffix(o.Kind, "List") || o.Value != nil {
		s.Objects = append(s.Objects, o)
		return nil
	}
	var list struct {
		Items []json.RawMessage `json:"items"`
	}
	if json.Unmarshal(data, &list) != nil || list.Items == nil {
		s.Objects = append(s.Objects, o) // a kind of its own that happens to be named so
		return nil                       //nolint:nilerr // no list
	}
	for i, item := range list.Items {
		if err := s.add(file, withType(item, o.TypeMeta), depth+1); err != nil {
			return fmt.Errorf("items[%d]: %w", i, err)
		}
	}
	return nil
}

// withType gives an item of a DeploymentList the kind that it may leave out.
func withType(item []byte, list metav1.TypeMeta) []byte {
	kind := strings.TrimSuffix(list.Kind, "List")
	var tree map[string]any
	if kind == "" || json.Unmarshal(item, &tree) != nil || tree["kind"] != nil {
		return item
	}
	tree["apiVersion"], tree["kind"] = list.APIVersion, kind
	typed, err := json.Marshal(tree)
	if err != nil {
		return item
	}
	return typed
}

// account is a ServiceAccount of the set. An object that names no namespace lands in the one that is
// applied to, so it may be in any.
func (s *Set) account(namespace, name string) *corev1.ServiceAccount {
	if a := s.accounts[Ref{"ServiceAccount", namespace, name}]; a != nil {
		return a
	}
	if a := s.accounts[Ref{"ServiceAccount", "", name}]; a != nil || namespace != "" {
		return a
	}
	for o, a := range all[*corev1.ServiceAccount](s) {
		if o.Meta.Name == name {
			return a
		}
	}
	return nil
}

// Workloads is how many objects make pods.
func (s *Set) Workloads() int { return len(s.pods) }

// all are the set's objects of one type.
func all[T any](s *Set) func(yield func(*Object, T) bool) {
	return func(yield func(*Object, T) bool) {
		for _, o := range s.Objects {
			if v, ok := o.Value.(T); ok && !yield(o, v) {
				return
			}
		}
	}
}

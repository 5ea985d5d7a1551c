package cluster

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// applyAgainChangesNothing applies once more and compares the version of every object. A version
// that a controller raised by writing a status in between does not count.
func applyAgainChangesNothing(ctx context.Context, c *cluster, s *subject) []string {
	before, problems := c.liveObjects(ctx, s)
	if len(problems) > 0 {
		return problems
	}
	if problems := applyIsSilent(ctx, c, s); len(problems) > 0 {
		return problems
	}
	after, problems := c.liveObjects(ctx, s)
	if len(problems) > 0 {
		return problems
	}
	for i := range before {
		if before[i].GetResourceVersion() == after[i].GetResourceVersion() {
			continue
		}
		for _, path := range changes("", declaredPart(before[i]), declaredPart(after[i])) {
			problems = append(problems, fmt.Sprintf("%s: a second apply changes %s", describe(before[i]), path))
		}
	}
	return problems
}

func (c *cluster) liveObjects(ctx context.Context, s *subject) (all []*unstructured.Unstructured, problems []string) {
	for _, o := range s.objects {
		live, err := c.live(ctx, o)
		if err != nil {
			problems = append(problems, fmt.Sprintf("%s: %v", describe(o), err))
			continue
		}
		all = append(all, live)
	}
	return all, problems
}

// declaredPart is an object without what a status update changes.
func declaredPart(live *unstructured.Unstructured) map[string]any {
	o := live.DeepCopy()
	o.SetResourceVersion("")
	delete(o.Object, "status")
	kept := slices.DeleteFunc(o.GetManagedFields(), func(f metav1.ManagedFieldsEntry) bool { return f.Subresource == "status" })
	o.SetManagedFields(kept)
	return o.Object
}

// changes lists the paths at which two values differ.
func changes(path string, a, b any) (paths []string) {
	x, isMap := a.(map[string]any)
	y, same := b.(map[string]any)
	if isMap && same {
		for key := range x {
			paths = append(paths, changes(path+"."+key, x[key], y[key])...)
		}
		for key := range y {
			if _, known := x[key]; !known {
				paths = append(paths, path+"."+key)
			}
		}
		return paths
	}
	if !reflect.DeepEqual(a, b) {
		return []string{path}
	}
	return nil
}

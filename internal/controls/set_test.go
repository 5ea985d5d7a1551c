package controls

import (
	"slices"
	"strings"
	"testing"
)

const foreignPod = `{"containers": [{"name": "a", "image": "nginx"}]}`

// TestKinds: a fault is found in the pod of every kind that has one, and in lists.
func TestKinds(t *testing.T) {
	template := `{"metadata": {"labels": {"a": "b"}}, "spec": ` + foreignPod + `}`
	deployment := `{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "x"}, "spec": {"selector": {"matchLabels": {"a": "b"}}, "template": ` + template + `}}`
	for text, field := range map[string]string{
		`{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": ` + foreignPod + `}`:                               "spec.containers[0].image",
		`{"apiVersion": "v1", "kind": "ReplicationController", "metadata": {"name": "x"}, "spec": {"template": ` + template + `}}`: "spec.template.spec.containers[0].image",
		deployment: "spec.template.spec.containers[0].image",
		`{"apiVersion": "v1", "kind": "List", "items": [` + deployment + `]}`:                                                                         "spec.template.spec.containers[0].image",
		strings.ReplaceAll(deployment, "Deployment", "StatefulSet"):                                                                                   "spec.template.spec.containers[0].image",
		strings.ReplaceAll(deployment, "Deployment", "DaemonSet"):                                                                                     "spec.template.spec.containers[0].image",
		`{"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "x"}, "spec": {"template": ` + template + `}}`:                                "spec.template.spec.containers[0].image",
		`{"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "x"}, "spec": {"jobTemplate": {"spec": {"template": ` + template + `}}}}`: "spec.jobTemplate.spec.template.spec.containers[0].image",
		`{"apiVersion": "batch/v1", "kind": "JobList", "items": [{"metadata": {"name": "x"}, "spec": {"template": ` + template + `}}]}`:               "spec.template.spec.containers[0].image",
	} {
		found := evaluate(t, nil, []Document{{JSON: []byte(text)}})
		if !slices.ContainsFunc(found, func(f Finding) bool { return f.Control == "image-digest" && f.Field == field && f.Object.Name == "x" }) {
			t.Errorf("nothing at %s in %s:\n%+v", field, text, found)
		}
	}
}

// TestForeign: what no control knows is kept, and never an alarm.
func TestForeign(t *testing.T) {
	documents, err := Parse("crd.yaml", []byte("# nothing\n---\napiVersion: example.com/v1\nkind: WidgetList\nmetadata: {name: w}\nspec: {a: 1}\n--- {apiVersion: v1, kind: ConfigMap, metadata: {name: c}}\n---\n"))
	if err != nil || len(documents) != 2 {
		t.Fatal(documents, err)
	}
	if found := evaluate(t, nil, documents); len(found) > 0 {
		t.Error(found)
	}
	for _, text := range []string{"a: b", "[1]", "kind: Pod", "a: 1\na: 2", "{"} {
		documents, err := Parse("x.yaml", []byte(text))
		if err == nil {
			_, err = NewSet(documents)
		}
		if err == nil || !strings.HasPrefix(err.Error(), "x.yaml: ") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestRegistry(t *testing.T) {
	for _, c := range []struct {
		image, allowed string
		good           bool
	}{
		{"images.example.com/payments/api:1", "images.example.com/", true},
		{"images.example.com/payments/api:1", "images.example.com", true},
		{"images.example.com.evil.io/api:1", "images.example.com", false},
		{"images.example.com:5000/api", "images.example.com", false},
		{"images.example.com/payments-evil/api", "images.example.com/payments", false},
		{"images.example.com/payments/api", "images.example.com/payments/", true},
		{"images.example.com/payments@sha256:1", "images.example.com/payments", true},
		{"nginx", "images.example.com/", false},
	} {
		if got := fromRegistry(c.image, []string{c.allowed}); got != c.good {
			t.Errorf("%s from %s: %v", c.image, c.allowed, got)
		}
	}
	app, documents := golden(t, "minimal")
	app.Platform.Registries = []string{"other.example.com/"}
	if found := evaluate(t, app, documents); len(found) == 0 || found[0].Control != "image-registry" {
		t.Error(found)
	}
}

// TestSharedNamespace: the namespace of everybody is named, and the findings are in one order.
func TestSharedNamespace(t *testing.T) {
	text := `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x", "namespace": "default"}, "spec": ` + foreignPod + `}`
	found := evaluate(t, nil, []Document{{JSON: []byte(text)}})
	if !slices.ContainsFunc(found, func(f Finding) bool { return f.Control == "shared-namespace" }) {
		t.Error(found)
	}
	if !slices.IsSortedFunc(found, func(a, b Finding) int { return int(a.Severity) - int(b.Severity) }) {
		t.Error("the worst does not come first")
	}
}

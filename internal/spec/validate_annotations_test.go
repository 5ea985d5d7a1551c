package spec

import "testing"

func TestAnnotationsForKustomize(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{`annotations: {"1e3": a}`,
			`harden.yaml:7:24: workloads[0].annotations.1e3: "1e3" is a number to YAML, and kustomize does not build an object with such an annotation
  hint: give it a prefix, such as example.com/1e3`},
		{`serviceAccount: {annotations: {"null": a}}`,
			`harden.yaml:7:42: workloads[0].serviceAccount.annotations.null: "null" is nothing to YAML, and kustomize does not build an object with such an annotation
  hint: give it a prefix, such as example.com/null`},
		{`annotations: {config.kubernetes.io/local-config: "true"}`,
			`harden.yaml:7:52: workloads[0].annotations["config.kubernetes.io/local-config"]: the annotation "config.kubernetes.io/local-config" speaks to kustomize, which would drop it, or the object with it
  hint: remove it`},
		{`annotations: {internal.config.kubernetes.io/id: "1"}`,
			`harden.yaml:7:51: workloads[0].annotations["internal.config.kubernetes.io/id"]: the annotation "internal.config.kubernetes.io/id" speaks to kustomize, which would drop it, or the object with it
  hint: remove it`},
		{`annotations: {config.kubernetes.io/depends-on: a, "no": b, example.com/1e3: "\tc"}`, ""},
	})
}

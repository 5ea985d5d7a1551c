package spec

import "testing"

func TestLabels(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"labels: {app.kubernetes.io/name: a}",
			`harden.yaml:7:36: workloads[0].labels["app.kubernetes.io/name"]: the label "app.kubernetes.io/name" is set by harden-gen
  hint: remove it: selector labels are the workload's name, and never change`},
		{"labels: {pod-template-hash: a}",
			`harden.yaml:7:31: workloads[0].labels.pod-template-hash: the label "pod-template-hash" is set by harden-gen
  hint: remove it: selector labels are the workload's name, and never change`},
		{"labels: {a b: c}",
			`harden.yaml:7:17: workloads[0].labels["a b"]: "a b" is no key of a label
  hint: write [PREFIX/]NAME, such as app.kubernetes.io/name`},
		{"labels: {team: a b}",
			`harden.yaml:7:18: workloads[0].labels.team: "a b" is no value of a label
  hint: letters, digits, dashes, dots and underscores, at most 63, a letter or digit at both ends`},
		{"labels: {team: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}",
			`harden.yaml:7:18: workloads[0].labels.team: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" is no value of a label
  hint: letters, digits, dashes, dots and underscores, at most 63, a letter or digit at both ends`},
		{"labels: {A.com/b: c}",
			`harden.yaml:7:21: workloads[0].labels["A.com/b"]: "A.com/b" is no key of a label
  hint: write [PREFIX/]NAME, such as app.kubernetes.io/name`},
		{"labels: {/b: c}",
			`harden.yaml:7:16: workloads[0].labels["/b"]: "/b" is no key of a label
  hint: write [PREFIX/]NAME, such as app.kubernetes.io/name`},
		{`labels: {"": c}`,
			`harden.yaml:7:16: workloads[0].labels[""]: "" is no key of a label
  hint: write [PREFIX/]NAME, such as app.kubernetes.io/name`},
	})
}

func TestAnnotations(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"annotations: {a b: c}",
			`harden.yaml:7:22: workloads[0].annotations["a b"]: "a b" is no key of an annotation
  hint: write [PREFIX/]NAME, such as prometheus.io/scrape`},
		{"annotations: {container.apparmor.security.beta.kubernetes.io/api: unconfined}",
			`harden.yaml:7:69: workloads[0].annotations["container.apparmor.security.beta.kubernetes.io/api"]: the annotation "container.apparmor.security.beta.kubernetes.io/api" is deprecated and can switch a wall off
  hint: remove it: the pod's security context says this`},
		{"annotations: {container.seccomp.security.alpha.kubernetes.io/api: unconfined}",
			`harden.yaml:7:69: workloads[0].annotations["container.seccomp.security.alpha.kubernetes.io/api"]: the annotation "container.seccomp.security.alpha.kubernetes.io/api" is deprecated and can switch a wall off
  hint: remove it: the pod's security context says this`},
		{"annotations: {kubernetes.io/config.mirror: a}",
			`harden.yaml:7:46: workloads[0].annotations["kubernetes.io/config.mirror"]: the annotation "kubernetes.io/config.mirror" is for the cluster to write
  hint: remove it`},
		{`annotations: {a: "\uFFFF"}`,
			`harden.yaml:7:20: workloads[0].annotations.a: U+FFFF cannot be carried: kustomize writes it in a way that it cannot read back
  hint: remove it, or encode the value`},
		{`annotations: {"1": a}`,
			`harden.yaml:7:22: workloads[0].annotations.1: "1" is a number to YAML, and kustomize does not build an object with such an annotation
  hint: give it a prefix, such as example.com/1`},
		{`annotations: {"null": a}`,
			`harden.yaml:7:25: workloads[0].annotations.null: "null" is nothing to YAML, and kustomize does not build an object with such an annotation
  hint: give it a prefix, such as example.com/null`},
		{`annotations: {config.kubernetes.io/local-config: "true", config.kubernetes.io/depends-on: a, internal.config.kubernetes.io/b: c}`,
			`harden.yaml:7:52: workloads[0].annotations["config.kubernetes.io/local-config"]: the annotation "config.kubernetes.io/local-config" speaks to kustomize, which would drop it, or the object with it
  hint: remove it
harden.yaml:7:129: workloads[0].annotations["internal.config.kubernetes.io/b"]: the annotation "internal.config.kubernetes.io/b" speaks to kustomize, which would drop it, or the object with it
  hint: remove it`},
		{"serviceAccount: {annotations: {/role: a}}",
			`harden.yaml:7:41: workloads[0].serviceAccount.annotations["/role"]: "/role" is no key of an annotation
  hint: write [PREFIX/]NAME, such as prometheus.io/scrape`},
	})
}

package spec

import (
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"k8s.io/apimachinery/pkg/util/validation"
)

// ownLabels are set by harden-gen itself; selectors and reviewers depend on them.
func ownLabels() []string {
	return []string{"app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/version",
		"app.kubernetes.io/part-of", "app.kubernetes.io/managed-by", "pod-template-hash"}
}

// labels checks keys and values of labels that objects carry.
func (v *validator) labels(p *path, labels map[string]string) {
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		at := p.key(key)
		if slices.Contains(ownLabels(), key) {
			v.report(&at, "remove it: selector labels are the workload's name, and never change", "the label %s is set by harden-gen", quote(key))
			continue
		}
		v.labelPair(&at, key, labels[key])
	}
}

// selector checks labels that select pods or namespaces of others.
func (v *validator) selector(p *path, labels map[string]string) {
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		at := p.key(key)
		v.labelPair(&at, key, labels[key])
	}
}

func (v *validator) labelPair(p *path, key, value string) {
	if len(validation.IsQualifiedName(key)) > 0 {
		v.report(p, "write [PREFIX/]NAME, such as app.kubernetes.io/name", "%s is no key of a label", quote(key))
	}
	if len(validation.IsValidLabelValue(value)) > 0 {
		v.report(p, "letters, digits, dashes, dots and underscores, at most 63, a letter or digit at both ends", "%s is no value of a label", quote(value))
	}
}

// clusterAnnotations are written by the cluster or by kubectl; the API server refuses pods with some
// of them (ValidatePodSpecificAnnotations in pkg/apis/core/validation), the others confuse who wrote them.
func clusterAnnotations() []string {
	return []string{"kubernetes.io/config.mirror", "kubernetes.io/config.hash", "kubernetes.io/config.source", "kubernetes.io/config.seen",
		"controller.kubernetes.io/pod-deletion-cost", "scheduler.alpha.kubernetes.io/tolerations", "deployment.kubernetes.io/revision",
		"kubectl.kubernetes.io/last-applied-configuration"}
}

// objectAnnotations checks annotations that objects carry, which kustomize has to build.
func (v *validator) objectAnnotations(p *path, annotations map[string]string) {
	v.annotations(p, annotations)
	for _, key := range slices.Sorted(maps.Keys(annotations)) {
		at := p.key(key)
		v.text(&at, annotations[key])
		prefix, _, hasPrefix := strings.Cut(key, "/")
		n := yaml.Node{Kind: yaml.ScalarNode, Value: key}
		n.Tag = n.ShortTag() // what a YAML 1.2 reader takes a plain scalar for
		switch {
		case !hasPrefix && n.Tag != "!!str":
			// kyaml's SetAnnotations writes keys without quotes and then cannot read them.
			v.report(&at, "give it a prefix, such as example.com/"+key, "%s is %s to YAML, and kustomize does not build an object with such an annotation", quote(key), surprise(&n))
		case key == "config.kubernetes.io/depends-on": // Flux and kpt read it from the cluster
		case prefix == "harden-gen.dev":
			v.report(&at, "remove it, or write a prefix of your own", "the annotation %s is for harden-gen to write", quote(key))
		case isKustomizePrefix(prefix):
			v.report(&at, "remove it", "the annotation %s speaks to kustomize, which would drop it, or the object with it", quote(key))
		}
	}
}

func isKustomizePrefix(prefix string) bool {
	return prefix == "config.k8s.io" || prefix == "kustomize.config.k8s.io" ||
		prefix == "config.kubernetes.io" || strings.HasSuffix(prefix, ".config.kubernetes.io")
}

func (v *validator) annotations(p *path, annotations map[string]string) {
	size := 0
	for _, key := range slices.Sorted(maps.Keys(annotations)) {
		at := p.key(key)
		size += len(key) + len(annotations[key])
		prefix, _, _ := strings.Cut(key, "/")
		switch {
		case len(validation.IsQualifiedName(strings.ToLower(key))) > 0:
			v.report(&at, "write [PREFIX/]NAME, such as prometheus.io/scrape", "%s is no key of an annotation", quote(key))
		case strings.HasSuffix(prefix, "apparmor.security.beta.kubernetes.io") || strings.HasSuffix(prefix, "seccomp.security.alpha.kubernetes.io"):
			v.report(&at, "remove it: the pod's security context says this", "the annotation %s is deprecated and can switch a wall off", quote(key))
		case slices.Contains(clusterAnnotations(), key):
			v.report(&at, "remove it", "the annotation %s is for the cluster to write", quote(key))
		}
	}
	if size > 256<<10 {
		v.report(p, "", "%d bytes of annotations are more than the 256 KiB that an object may have", size)
	}
}

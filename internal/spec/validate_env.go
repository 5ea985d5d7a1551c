package spec

import (
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
)

func (v *validator) env(at *path, w *Workload) {
	root := at.key("env")
	for _, name := range slices.Sorted(maps.Keys(w.Env)) {
		e := w.Env[name]
		p := root.key(name)
		if len(validation.IsEnvVarName(name)) > 0 {
			v.report(&p, "letters, digits, underscores, dashes and dots, not beginning with a digit", "%s is no name of an environment variable", quote(name))
		}
		switch {
		case e.Field != "":
			v.podField(&p, e.Field)
		case e.Resource != "":
			v.resourceField(&p, w, &e)
		case e.Secret != "":
			at := p.key("secret")
			if s := v.knownSecret(&at, e.Secret); s != nil {
				at = p.key("key")
				v.keyOfSecret(&at, s, e.Key)
			}
		case e.Config != "":
			v.configVariable(&p, &e)
		default:
			v.text(&p, e.Value)
		}
	}
	if _, circle := EnvOrder(w.Env); circle != nil {
		v.circle(&root, circle)
	}
}

// circle reports variables none of which can stand above the others.
func (v *validator) circle(root *path, circle []string) {
	p := root.key(circle[0])
	if len(circle) == 1 {
		v.report(&p, "write $$("+circle[0]+") for the text itself; what the image sets cannot be seen here", "the value of %s refers to itself", circle[0])
		return
	}
	v.report(&p, "write one of them out", "these variables refer to each other in a circle: %s", strings.Join(append(circle, circle[0]), " -> "))
}

func (v *validator) configVariable(p *path, e *EnvVar) {
	at := p.key("config")
	c := v.knownConfig(&at, e.Config)
	if c == nil {
		return
	}
	at = p.key("key")
	v.keyOfConfig(&at, c, e.Key)
	v.configOptional(p, c, e.Optional)
	if content := c.Contents[e.Key]; content != "" && !IsText(content) {
		v.report(&at, "mount it as a file", "the file %s stands in binaryData, and the kubelet makes no variable of it", quote(c.Files[e.Key]))
	}
}

// resourceField checks an amount of the container, as validateContainerResourceFieldSelector in
// pkg/apis/core/validation of Kubernetes does. A limit that is not set would be all of the node's.
func (v *validator) resourceField(at *path, w *Workload, e *EnvVar) {
	p := at.key("resource")
	v.oneOf(&p, e.Resource, resourceFields()...)
	if e.Resource == "limits.cpu" && w.Resources.Limits.CPU == "" {
		v.report(&p, "take requests.cpu, or declare resources.limits.cpu", "there is no CPU limit, so that the program would see all processors of its node")
	}
	if e.Divisor == "" {
		return
	}
	p = at.key("divisor")
	if strings.HasSuffix(e.Resource, ".cpu") {
		v.oneOf(&p, string(e.Divisor), "1", "1m")
	} else {
		v.oneOf(&p, string(e.Divisor), "1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei")
	}
}

func resourceFields() []string {
	return []string{"requests.cpu", "requests.memory", "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage"}
}

// podField checks a downward API field; the list is in pkg/apis/core/validation of Kubernetes.
func (v *validator) podField(at *path, field string) {
	p := at.key("field")
	known := []string{"metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
		"status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"}
	for _, prefix := range []string{"metadata.labels['", "metadata.annotations['"} {
		if key, ok := strings.CutPrefix(field, prefix); ok && strings.HasSuffix(key, "']") {
			if len(validation.IsQualifiedName(strings.TrimSuffix(key, "']"))) == 0 {
				return
			}
		}
	}
	v.oneOf(&p, field, known...)
}

package controls

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// keyReference is one key of a ConfigMap or Secret that a pod cannot start without.
type keyReference struct {
	path     string // in the pod
	object   Ref
	key      string // empty for the object as a whole
	variable bool   // the value has to be text
}

// keyReferences are those of a pod, in the order of its fields.
func keyReferences(p *placedPod) []keyReference {
	c := &referenceCollector{namespace: p.Meta.Namespace}
	for container := range p.pod.containers() {
		c.env(container)
	}
	for i := range p.pod.Spec.Volumes {
		v, path := &p.pod.Spec.Volumes[i], fmt.Sprintf("spec.volumes[%d].", i)
		if v.ConfigMap != nil {
			c.files(path+"configMap", "ConfigMap", v.ConfigMap.Name, v.ConfigMap.Items, v.ConfigMap.Optional)
		}
		if v.Secret != nil {
			c.files(path+"secret", "Secret", v.Secret.SecretName, v.Secret.Items, v.Secret.Optional)
		}
		if v.Projected == nil {
			continue
		}
		for k, source := range v.Projected.Sources {
			path := fmt.Sprintf("%sprojected.sources[%d].", path, k)
			if m := source.ConfigMap; m != nil {
				c.files(path+"configMap", "ConfigMap", m.Name, m.Items, m.Optional)
			}
			if s := source.Secret; s != nil {
				c.files(path+"secret", "Secret", s.Name, s.Items, s.Optional)
			}
		}
	}
	return c.found
}

type referenceCollector struct {
	namespace string
	found     []keyReference
}

func (c *referenceCollector) add(path, kind, name, key string, optional *bool, variable bool) {
	if !is(optional, true) && name != "" {
		c.found = append(c.found, keyReference{path, Ref{kind, c.namespace, name}, key, variable})
	}
}

func (c *referenceCollector) env(in container) {
	for i, e := range in.Env {
		path := fmt.Sprintf("%senv[%d].valueFrom.", in.path, i)
		switch from := e.ValueFrom; {
		case from == nil:
		case from.ConfigMapKeyRef != nil:
			c.add(path+"configMapKeyRef", "ConfigMap", from.ConfigMapKeyRef.Name, from.ConfigMapKeyRef.Key, from.ConfigMapKeyRef.Optional, true)
		case from.SecretKeyRef != nil:
			c.add(path+"secretKeyRef", "Secret", from.SecretKeyRef.Name, from.SecretKeyRef.Key, from.SecretKeyRef.Optional, true)
		}
	}
	for i, e := range in.EnvFrom {
		path := fmt.Sprintf("%senvFrom[%d].", in.path, i)
		if e.ConfigMapRef != nil {
			c.add(path+"configMapRef", "ConfigMap", e.ConfigMapRef.Name, "", e.ConfigMapRef.Optional, false)
		}
		if e.SecretRef != nil {
			c.add(path+"secretRef", "Secret", e.SecretRef.Name, "", e.SecretRef.Optional, false)
		}
	}
}

// files are the named items of a volume, or all that the object holds.
func (c *referenceCollector) files(path, kind, name string, items []corev1.KeyToPath, optional *bool) {
	if len(items) == 0 {
		c.add(path, kind, name, "", optional, false)
	}
	for k, item := range items {
		c.add(fmt.Sprintf("%s.items[%d]", path, k), kind, name, item.Key, optional, false)
	}
}

// renderedKeys is what an object holds: a key, and whether its value is text.
type renderedKeys map[string]bool

// dataOf are the keys of every ConfigMap and Secret whose keys can be seen here. An ExternalSecret
// that takes whatever the store has is left out.
func dataOf(s *Set) map[Ref]renderedKeys {
	found := map[Ref]renderedKeys{}
	for o, c := range all[*corev1.ConfigMap](s) {
		keys := renderedKeys{}
		for key := range c.Data {
			keys[key] = true
		}
		for key := range c.BinaryData {
			keys[key] = false
		}
		found[o.Ref()] = keys
	}
	for _, o := range s.Objects {
		if o.Kind == "ExternalSecret" && strings.HasPrefix(o.APIVersion, "external-secrets.io/") {
			if name, keys := externalKeys(o); keys != nil {
				found[Ref{"Secret", o.Meta.Namespace, name}] = keys
			}
		}
	}
	return found
}

// externalKeys are the keys of the Secret that an ExternalSecret makes, nil where it does not name them.
func externalKeys(o *Object) (name string, keys renderedKeys) {
	var e struct {
		Spec struct {
			Target struct {
				Name           string          `json:"name"`
				CreationPolicy string          `json:"creationPolicy"`
				Template       json.RawMessage `json:"template"`
			} `json:"target"`
			Data []struct {
				SecretKey string `json:"secretKey"`
			} `json:"data"`
			DataFrom []json.RawMessage `json:"dataFrom"`
		} `json:"spec"`
	}
	if json.Unmarshal(o.JSON, &e) != nil || len(e.Spec.DataFrom) > 0 || e.Spec.Target.Template != nil || e.Spec.Target.CreationPolicy == "Merge" {
		return "", nil
	}
	keys = renderedKeys{}
	for _, d := range e.Spec.Data {
		keys[d.SecretKey] = true
	}
	return or(e.Spec.Target.Name, o.Meta.Name), keys
}

// referencedData finds pods that wait for a key which nobody writes.
func referencedData(j *judgement) {
	data := dataOf(j.set)
	for _, p := range j.set.pods {
		for _, r := range keyReferences(p) {
			keys, rendered := data[r.object]
			text, known := keys[r.key]
			switch {
			case !rendered && j.declares(r.object):
				j.reportPod(p, Offence{Path: r.path, Message: "the pod waits for the " + r.object.Kind + " " + r.object.Name + ", which harden.yaml declares and which is not here",
					Fix: "harden-gen generate, then look for the patch that renamed or removed it"})
			case !rendered || r.key == "":
			case !known:
				j.reportPod(p, Offence{Path: r.path + ".key", Message: "the " + r.object.Kind + " " + r.object.Name + " has no key " + quoted(r.key) + ", and the pod waits for it",
					Fix: "write one of its keys: " + strings.Join(slices.Sorted(maps.Keys(keys)), ", ")})
			case r.variable && !text:
				j.reportPod(p, Offence{Path: r.path + ".key", Message: "the key " + quoted(r.key) + " of ConfigMap " + r.object.Name + " is binary, of which the kubelet makes no variable",
					Fix: "mount it as a file"})
			}
		}
	}
}

// declares is true for a ConfigMap, or a Secret by way of an ExternalSecret, that the spec has written.
func (j *judgement) declares(r Ref) bool {
	app := j.options.Spec
	if app == nil || r.Namespace != app.Namespace.Name {
		return false
	}
	if r.Kind == "ConfigMap" {
		for _, c := range app.Config {
			if c.Name == r.Name {
				return !c.Existing
			}
		}
		return false
	}
	for _, s := range app.Secrets {
		if s.Name == r.Name {
			return !s.Existing && !j.hasExternalSecret(r)
		}
	}
	return false
}

// hasExternalSecret is true where one makes the Secret, whatever its keys are.
func (j *judgement) hasExternalSecret(r Ref) bool {
	return slices.ContainsFunc(j.set.Objects, func(o *Object) bool {
		return (o.Kind == "ExternalSecret" || o.Kind == "Secret") && o.Meta.Namespace == r.Namespace && o.Meta.Name == r.Name
	})
}

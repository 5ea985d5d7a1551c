package spec

import (
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
)

func (v *validator) allSecrets() {
	for i := range v.app.Secrets {
		s := &v.app.Secrets[i]
		at := path{&path{nil, segment{key: "secrets"}}, nth(i)}
		p := at.key("name")
		v.subdomain(&p, s.Name, "a secret")
		if v.secrets[s.Name] != nil {
			v.report(&p, "declare it once, with all of its keys", "the secret %s is declared twice", quote(s.Name))
		}
		v.secrets[s.Name] = s
		if s.Existing {
			v.existingSecret(&at, s)
			continue
		}
		v.externalSecret(&at, s)
	}
}

func (v *validator) existingSecret(at *path, s *Secret) {
	if len(s.Data) > 0 {
		p := at.key("data")
		v.report(&p, "remove data, or existing", "an existing secret is only referenced, so nothing says where its values come from")
	}
	if s.SecretStore != nil {
		p := at.key("secretStore")
		v.report(&p, "remove secretStore, or existing", "an existing secret is only referenced, and has no store")
	}
}

func (v *validator) externalSecret(at *path, s *Secret) {
	store := at.key("secretStore")
	if s.SecretStore == nil {
		p := path{&path{nil, segment{key: "platform"}}, segment{key: "secretStore"}}
		v.missing(&p, "the secret %s is read from a store, and none is named", quote(s.Name))
	} else if s.SecretStore != v.app.Platform.SecretStore {
		v.secretStore(&store, s.SecretStore)
	}
	p := at.key("data")
	if len(s.Data) == 0 {
		v.report(&p, "write data: {KEY: {key: REMOTE}}, or existing: true when somebody else makes it", "the secret %s holds nothing", quote(s.Name))
	}
	for _, key := range slices.Sorted(maps.Keys(s.Data)) {
		at := p.key(key)
		v.secretKey(&at, key)
		if s.Data[key].Key == "" {
			k := at.key("key")
			v.report(&k, "write the key under which the store keeps it", "the remote key is empty")
		}
		for _, text := range []struct{ key, value string }{{"key", s.Data[key].Key}, {"property", s.Data[key].Property}} {
			t := at.key(text.key)
			v.text(&t, text.value)
		}
	}
}

func (v *validator) secretKey(p *path, key string) {
	if len(validation.IsConfigMapKey(key)) > 0 {
		v.report(p, "letters, digits, dashes, dots and underscores, at most 253", "%s is no key of a secret", quote(key))
	}
}

// secretMounts checks the secrets of a workload; mounts collects the paths of all volumes.
func (v *validator) secretMounts(at *path, w *Workload, mounts *mounts) {
	for i, m := range w.Secrets {
		entry := at.at("secrets", i)
		p := entry.key("name")
		v.knownSecret(&p, m.Name)
		p = entry.key("mountPath")
		mounts.add(v, &p, m.MountPath, true)
	}
}

func (v *validator) knownSecret(p *path, name string) *Secret {
	if s := v.secrets[name]; s != nil {
		return s
	}
	hint := "declare it: secrets: [{name: " + name + ", data: {KEY: {key: REMOTE}}}]"
	if guess := nearest(name, slices.Sorted(maps.Keys(v.secrets))); guess != "" {
		hint = "did you mean " + guess + "?"
	}
	v.report(p, hint, "the secret %s is not declared", quote(name))
	return nil
}

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
		case e.Secret != "":
			at := p.key("secret")
			s := v.knownSecret(&at, e.Secret)
			if s == nil {
				continue
			}
			at = p.key("key")
			if s.Existing {
				v.secretKey(&at, e.Key)
			} else if _, ok := s.Data[e.Key]; !ok {
				v.report(&at, "its keys: "+strings.Join(slices.Sorted(maps.Keys(s.Data)), ", "), "the secret %s has no key %s", quote(e.Secret), quote(e.Key))
			}
		default:
			v.text(&p, e.Value)
		}
	}
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

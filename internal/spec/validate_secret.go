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
	} else if p := v.app.Platform.SecretStore; p == nil || *s.SecretStore != (SecretStore{Kind: p.Kind, Name: p.Name}) {
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
		s := v.knownSecret(&p, m.Name)
		p = entry.key("mountPath")
		mounts.add(v, &p, m.MountPath, true)
		if s == nil {
			continue
		}
		v.items(&entry, m.Items, func(p *path, key string) { v.keyOfSecret(p, s, key) })
		if j := slices.IndexFunc(w.Secrets[:i], func(o SecretMount) bool {
			return o.Name == m.Name && len(o.Items)+len(m.Items) == 0 && o.Optional != m.Optional
		}); j >= 0 {
			v.report(&entry, "write optional at both or at neither", "secrets[%d] mounts %s too, and one of them may be without it", j, quote(m.Name))
		}
	}
}

// keyOfSecret demands a key that a secret has; what an existing one holds, nobody says.
func (v *validator) keyOfSecret(p *path, s *Secret, key string) {
	if s.Existing {
		v.secretKey(p, key)
	} else if _, ok := s.Data[key]; !ok {
		v.report(p, "its keys: "+strings.Join(slices.Sorted(maps.Keys(s.Data)), ", "), "the secret %s has no key %s", quote(s.Name), quote(key))
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

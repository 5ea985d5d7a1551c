package spec

import (
	"reflect"
	"slices"
)

// secretPlace is one key of a secret that a workload mounts; key is empty for a secret without keys.
type secretPlace struct {
	mount, secret int // indices; secret is -1 for one that is not declared
	key           string
}

func secretPlaces(app *HardenedApplication, w *Workload) (all []secretPlace) {
	for i, m := range w.Secrets {
		j := slices.IndexFunc(app.Secrets, func(s Secret) bool { return s.Name == m.Name })
		if j < 0 || len(app.Secrets[j].Data) == 0 {
			all = append(all, secretPlace{i, j, ""})
			continue
		}
		for _, key := range sortedKeys(app.Secrets[j].Data) {
			all = append(all, secretPlace{i, j, key})
		}
	}
	return all
}

// secretSlot is the secrets that the workload mounts, an entry for each of their keys.
func secretSlot(app *HardenedApplication, w *Workload) slot {
	return slot{
		repeats: true,
		said: func() (all []Said) {
			for _, p := range secretPlaces(app, w) {
				all = append(all, p.said(app, w))
			}
			return all
		},
		remove: func(i int) { secretPlaces(app, w)[i].remove(app, w) },
	}
}

func (p secretPlace) said(app *HardenedApplication, w *Workload) Said {
	m := w.Secrets[p.mount]
	if p.key == "" {
		return Said{m.Name + " (made by somebody else)", false}
	}
	s := &app.Secrets[p.secret]
	remote := s.Data[p.key]
	one := sayableSecret(s.Name, p.key, remote)
	one.Form = one.Form && !s.Existing && s.SecretStore == nil && reflect.DeepEqual(m, SecretMount{Name: m.Name})
	return one
}

// sayableSecret is one key of a secret in the form that ParseSecret reads.
func sayableSecret(secret, key string, remote RemoteKey) Said {
	text := secret + ":" + key + "=" + remote.String()
	name, k, back, err := ParseSecret(text)
	return Said{text, err == nil && name == secret && k == key && back == remote}
}

// String is the key, and behind # the property, if there is one.
func (r RemoteKey) String() string {
	if r.Property == "" {
		return r.Key
	}
	return r.Key + "#" + r.Property
}

// remove takes the key away, then the secret that has none left and that nobody else mounts.
func (p secretPlace) remove(app *HardenedApplication, w *Workload) {
	name := w.Secrets[p.mount].Name
	if p.key != "" {
		if data := app.Secrets[p.secret].Data; len(data) > 1 {
			delete(data, p.key)
			return
		}
	}
	sliceSlot(&w.Secrets).remove(p.mount)
	mounted := slices.ContainsFunc(app.Workloads, func(w Workload) bool {
		return slices.ContainsFunc(w.Secrets, func(m SecretMount) bool { return m.Name == name })
	})
	if !mounted && p.secret >= 0 {
		sliceSlot(&app.Secrets).remove(p.secret)
	}
}

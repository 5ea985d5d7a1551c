package spec

import (
	"reflect"
	"slices"
)

// configPlace is one key of a config that a workload mounts; key is empty for one that only the file says.
type configPlace struct {
	mount, config int // indices; config is -1 for one that is not declared
	key           string
}

func configPlaces(app *HardenedApplication, w *Workload) (all []configPlace) {
	for i, m := range w.Config {
		j := slices.IndexFunc(app.Config, func(c Config) bool { return c.Name == m.Name })
		if j < 0 || len(app.Config[j].Data) == 0 {
			all = append(all, configPlace{i, j, ""})
			continue
		}
		for _, key := range sortedKeys(app.Config[j].Data) {
			all = append(all, configPlace{i, j, key})
		}
	}
	return all
}

// configSlot is the configs that the workload mounts, an entry for each of their keys.
func configSlot(app *HardenedApplication, w *Workload) slot {
	return slot{
		repeats: true,
		said: func() (all []Said) {
			for _, p := range configPlaces(app, w) {
				all = append(all, p.said(app, w))
			}
			return all
		},
		remove: func(i int) { configPlaces(app, w)[i].remove(app, w) },
	}
}

func (p configPlace) said(app *HardenedApplication, w *Workload) Said {
	m := w.Config[p.mount]
	if p.key == "" {
		return Said{m.Name + " (as harden.yaml says)", false}
	}
	c := &app.Config[p.config]
	said := sayableConfig(c.Name, p.key, c.Data[p.key])
	said.Form = said.Form && !c.Existing && len(c.Files) == 0 && reflect.DeepEqual(m, ConfigMount{Name: m.Name})
	return said
}

func sayableConfig(name, key, value string) Said {
	text := name + ":" + key + "=" + value
	n, k, v, err := ParseConfig(text)
	return Said{text, err == nil && n == name && k == key && v == value}
}

// remove takes the key away, then the config that has none left and that nobody else mounts.
func (p configPlace) remove(app *HardenedApplication, w *Workload) {
	name := w.Config[p.mount].Name
	if p.key != "" {
		if c := &app.Config[p.config]; len(c.Data) > 1 || len(c.Files) > 0 {
			delete(c.Data, p.key)
			return
		}
	}
	sliceSlot(&w.Config).remove(p.mount)
	mounted := slices.ContainsFunc(app.Workloads, func(w Workload) bool {
		return slices.ContainsFunc(w.Config, func(m ConfigMount) bool { return m.Name == name })
	})
	if !mounted && p.config >= 0 {
		sliceSlot(&app.Config).remove(p.config)
	}
}

package spec

import (
	"maps"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
)

func (v *validator) allConfig() {
	for i := range v.app.Config {
		c := &v.app.Config[i]
		at := path{&path{nil, segment{key: "config"}}, nth(i)}
		p := at.key("name")
		v.subdomain(&p, c.Name, "a config")
		if v.config[c.Name] != nil {
			v.report(&p, "declare it once, with all of its keys", "the config %s is declared twice", quote(c.Name))
		}
		v.config[c.Name] = c
		if c.Existing {
			v.existingConfig(&at, c)
			continue
		}
		if c.Name == "kube-root-ca.crt" {
			v.report(&p, "add existing: true, or give yours another name", "the cluster writes %s into every namespace", c.Name)
		}
		if len(c.Data)+len(c.Files) == 0 {
			v.report(&at, "write data: {KEY: VALUE} or files: {KEY: PATH}, or existing: true when somebody else makes it", "the config %s holds nothing", quote(c.Name))
		}
		v.configKeys(&at, c)
		v.configSize(&at, c)
	}
}

func (v *validator) existingConfig(at *path, c *Config) {
	for _, said := range []struct {
		key string
		any bool
	}{{"data", len(c.Data) > 0}, {"files", len(c.Files) > 0}} {
		if said.any {
			p := at.key(said.key)
			v.report(&p, "remove "+said.key+", or existing", "an existing config is only referenced, and holds what others put into it")
		}
	}
}

func (v *validator) configKeys(at *path, c *Config) {
	data, files := at.key("data"), at.key("files")
	for _, key := range slices.Sorted(maps.Keys(c.Data)) {
		p := data.key(key)
		v.configKey(&p, key)
		v.text(&p, c.Data[key])
	}
	for _, key := range slices.Sorted(maps.Keys(c.Files)) {
		p := files.key(key)
		v.configKey(&p, key)
		if _, twice := c.Data[key]; twice {
			v.report(&p, "keep one of the two", "the key %s stands under data too", quote(key))
		}
		if message, hint := checkFilePath(c.Files[key]); message != "" {
			v.report(&p, hint, "%s", message)
		}
		v.noCredential(&p, c.Contents[key])
	}
}

func (v *validator) configKey(p *path, key string) {
	if len(validation.IsConfigMapKey(key)) > 0 {
		v.report(p, "letters, digits, dashes, dots and underscores, at most 253", "%s is no key of a config", quote(key))
	}
}

func (v *validator) configSize(at *path, c *Config) {
	size := 0
	for _, values := range []map[string]string{c.Data, c.Contents} {
		for _, value := range values {
			size += len(value)
		}
	}
	if size > MaxConfigBytes {
		v.report(at, "split it, or put large files into the image or on a volume", "the config %s holds %d bytes, and a ConfigMap holds 1 MiB", quote(c.Name), size)
	}
}

// configMounts checks the config of a workload; mounts collects the paths of all volumes.
func (v *validator) configMounts(at *path, w *Workload, mounts *mounts) {
	for i, m := range w.Config {
		entry := at.at("config", i)
		p := entry.key("name")
		c := v.knownConfig(&p, m.Name)
		p = entry.key("mountPath")
		mounts.add(v, &p, m.MountPath, true)
		if c == nil {
			continue
		}
		v.configOptional(&entry, c, m.Optional)
		v.items(&entry, m.Items, func(p *path, key string) { v.keyOfConfig(p, c, key) })
		if j := slices.IndexFunc(w.Config[:i], func(o ConfigMount) bool {
			return o.Name == m.Name && len(o.Items)+len(m.Items) == 0 && o.Optional != m.Optional
		}); j >= 0 {
			v.report(&entry, "write optional at both or at neither", "config[%d] mounts %s too, and one of them may be without it", j, quote(m.Name))
		}
	}
}

// configOptional refuses a word that could only hide a slip: what is written here is there.
func (v *validator) configOptional(at *path, c *Config, optional bool) {
	if optional && !c.Existing {
		p := at.key("optional")
		v.report(&p, "remove the key; it is for a config with existing: true", "the config %s is written here, and so it is there", quote(c.Name))
	}
}

func (v *validator) knownConfig(p *path, name string) *Config {
	if c := v.config[name]; c != nil {
		return c
	}
	hint := "declare it: config: [{name: " + name + ", data: {KEY: VALUE}}]"
	if guess := nearest(name, slices.Sorted(maps.Keys(v.config))); guess != "" {
		hint = "did you mean " + guess + "?"
	}
	v.report(p, hint, "the config %s is not declared", quote(name))
	return nil
}

// keyOfConfig demands a key that a config has; what an existing one holds, nobody says.
func (v *validator) keyOfConfig(p *path, c *Config, key string) {
	_, inData := c.Data[key]
	_, inFiles := c.Files[key]
	switch {
	case c.Existing:
		v.configKey(p, key)
	case !inData && !inFiles:
		keys := slices.Sorted(maps.Keys(c.Data))
		keys = append(keys, slices.Sorted(maps.Keys(c.Files))...)
		slices.Sort(keys)
		v.report(p, "its keys: "+strings.Join(keys, ", "), "the config %s has no key %s", quote(c.Name), quote(key))
	}
}

// noCredential refuses what is a secret beyond doubt.
func (v *validator) noCredential(p *path, text string) {
	if what := Credential(text); what != "" {
		v.report(p, "put it into the secret store, and declare it under secrets", "this holds %s, and what is written here can be read by whoever sees the repository", what)
	}
}

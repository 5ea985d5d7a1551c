package golden

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing/fstest"

	"pgregory.net/rapid"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// config draws values in the spec and files beside it, of text and of anything.
func (d *drawer) config() {
	names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"api-config", "true", "1e3", "a.b", "c"}), 0, 3, rapid.ID[string]).Draw(d.t, "config")
	for i, name := range names {
		c := spec.Config{Name: name, Existing: d.chance(30, "existing")}
		for range d.number(1, 4, "config keys") {
			if c.Existing {
				break
			}
			key := pick(d, "key", "app.yaml", "no", "1e3", "KEY_1", ".hidden", strings.Repeat("k", 253), "log.level")
			if _, twice := c.Data[key]; twice || c.Files[key] != "" {
				continue
			}
			if d.chance(50, "file") {
				c.Files = with(c.Files, key, fmt.Sprintf("files/%d/%s%d", i, pick(d, "file", "a.txt", "with blank", "漢字/x", "..data"), len(c.Files)))
				content := []byte(pick(d, "indented", "", "", "\t") + d.text("content"))
				if d.chance(30, "binary") {
					content = rapid.SliceOf(rapid.Byte()).Draw(d.t, "bytes")
				}
				d.beside[c.Files[key]] = &fstest.MapFile{Data: content}
				continue
			}
			c.Data = with(c.Data, key, d.text("value"))
		}
		d.app.Config = append(d.app.Config, c)
	}
}

func with(m map[string]string, key, value string) map[string]string {
	if m == nil {
		m = map[string]string{}
	}
	m[key] = value
	return m
}

// configKeys are those that a workload may name, and of them those that can be a variable.
func (d *drawer) configKeys(c spec.Config, variables bool) []string {
	if c.Existing {
		return []string{"some.key", "other"}
	}
	keys := slices.Collect(maps.Keys(c.Data))
	for key, file := range c.Files {
		if !variables || spec.IsText(string(d.beside[file].Data)) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

func secretKeys(s spec.Secret) []string {
	if s.Existing {
		return []string{"some.key", "other"}
	}
	return slices.Sorted(maps.Keys(s.Data))
}

// items renames keys; a key may become several files.
func (d *drawer) items(keys []string) []spec.FileItem {
	var items []spec.FileItem
	for _, path := range some(d, 3, "path", "no", "a/b", "a/c", "with blank", ".x", "漢字", strings.Repeat("deep/", 10)+"x") {
		items = append(items, spec.FileItem{Key: pick(d, "key", keys...), Path: path, Mode: pick(d, "mode", "", "0440", "0550", "0555", "0444")})
	}
	return items
}

func (d *drawer) configMounts(w *spec.Workload) {
	for i, c := range d.app.Config {
		if !d.chance(50, "mount") {
			continue
		}
		optional := c.Existing && d.chance(50, "optional")
		w.Config = append(w.Config, spec.ConfigMount{Name: c.Name, Optional: optional})
		if d.chance(50, "mountPath") {
			m := spec.ConfigMount{Name: c.Name, Optional: optional, MountPath: fmt.Sprintf("/opt/%d/%s", i, pick(d, "folder", "etc", "0440", "with blank", "漢字"))}
			if d.chance(50, "items") {
				m.Items = d.items(d.configKeys(c, false))
			}
			w.Config = append(w.Config, m)
		}
	}
}

// claims gives some of the writable paths a claim; pods that cannot share it are one at most.
func (d *drawer) claims(w *spec.Workload) {
	for i := range w.Writable {
		p := &w.Writable[i]
		if !d.chance(30, "claim") {
			continue
		}
		p.Size, p.Medium = "", ""
		p.Claim = &spec.Claim{AccessModes: pick(d, "accessModes", nil, []string{"ReadWriteOnce"}, []string{"ReadWriteOncePod"}, []string{"ReadWriteMany"}, []string{"ReadWriteOnce", "ReadWriteMany"})}
		if d.chance(30, "existing") {
			p.Claim.Name, p.Claim.Existing = fmt.Sprintf("%s.%d", w.Name, i), true
		} else {
			p.Claim.Size = pick(d, "size", spec.Quantity("1Gi"), "1.5Ti", "1e9", "1048576")
			p.Claim.StorageClassName = pick(d, "class", "", "fast", "1e3", "a.b")
		}
		if !p.Claim.IsShared() && w.Replicas != nil {
			*w.Replicas = min(*w.Replicas, 1)
		}
	}
}

// store makes the store, with one of the providers.
func (d *drawer) store() {
	if !d.chance(50, "made store") {
		return
	}
	s := d.app.Platform.SecretStore
	s.Kind = pick(d, "kind", "", "SecretStore")
	switch pick(d, "provider", "aws", "vault", "gcp", "azure") {
	case "aws":
		s.AWS = &spec.AWSStore{Service: pick(d, "service", "", "SecretsManager", "ParameterStore"), Region: "us-gov-west-1", Role: "arn:aws-us-gov:iam::000000000000:role/a/b+=,.@-_"}
	case "vault":
		s.Vault = &spec.VaultStore{Server: pick(d, "server", "https://vault.example.com", "https://[2001:db8::1]:8200/v"), Role: pick(d, "role", "payments", "1e3", "no"),
			Path: pick(d, "path", "", "kv/team"), Version: pick(d, "version", "", "v1", "v2"), Namespace: pick(d, "namespace", "", "team"), MountPath: pick(d, "mountPath", "", "k8s/a"), Audience: pick(d, "audience", "", "1e3")}
		if len(d.app.Config) > 0 {
			c := pick(d, "ca", d.app.Config...)
			s.Vault.CA = &spec.ConfigKey{Config: c.Name, Key: pick(d, "key", d.configKeys(c, false)...)}
		}
	case "gcp":
		s.GCP = &spec.GCPStore{ProjectID: "example.com:a-1", ClusterLocation: "europe-west1-b", ClusterName: pick(d, "cluster", "prod", "1"), ClusterProjectID: pick(d, "project", "", "b-2"),
			ServiceAccount: pick(d, "account", "", "a@b-2.iam.gserviceaccount.com")}
	case "azure":
		s.Azure = &spec.AzureStore{VaultURL: "https://a.vault.usgovcloudapi.net/", ClientID: "00000000-1111-2222-3333-44444444ABCD", TenantID: "12345678-1111-2222-3333-444444444444"}
	}
}

// env draws every source, and values that refer to each other: only to names before their own, so
// that there is no circle.
func (d *drawer) env(w *spec.Workload) {
	var names []string
	for range d.number(0, 5, "env") {
		name := rapid.OneOf(rapid.SampledFrom([]string{"no", "y", "HOME", "_", "a.b-c", "NULL"}), rapid.StringMatching(`[A-Za-z_][A-Za-z0-9_.-]{0,20}`)).Draw(d.t, "name")
		if _, twice := w.Env[name]; twice {
			continue
		}
		if w.Env == nil {
			w.Env = map[string]spec.EnvVar{}
		}
		w.Env[name] = d.envVar(w, names)
		names = append(names, name)
	}
}

func (d *drawer) envVar(w *spec.Workload, before []string) spec.EnvVar {
	switch pick(d, "source", "value", "reference", "field", "resource", "secret", "config") {
	case "reference":
		parts := []string{pick(d, "around", "", "$", "$$", "$$(HOME)", "$(", "a b: ")}
		for _, name := range some(d, 3, "refers to", before...) {
			parts = append(parts, "$("+name+")", pick(d, "between", "", "/", "$$", "$x"))
		}
		return spec.EnvVar{Value: strings.Join(parts, "")}
	case "field":
		return spec.EnvVar{Field: pick(d, "field", "metadata.name", "metadata.uid", "spec.nodeName", "status.podIPs", "metadata.labels['team']", "metadata.annotations['example.com/a']")}
	case "resource":
		e := spec.EnvVar{Resource: pick(d, "resource", "requests.cpu", "requests.memory", "limits.memory", "limits.ephemeral-storage", "requests.ephemeral-storage")}
		if w.Resources.Limits.CPU != "" {
			e.Resource = "limits.cpu"
		}
		e.Divisor = pick(d, "divisor", spec.Quantity(""), "1", "1Mi", "1G")
		if strings.HasSuffix(e.Resource, ".cpu") {
			e.Divisor = pick(d, "divisor", spec.Quantity(""), "1", "1m")
		}
		return e
	case "secret":
		if len(d.app.Secrets) > 0 {
			s := pick(d, "secret", d.app.Secrets...)
			return spec.EnvVar{Secret: s.Name, Key: pick(d, "key", secretKeys(s)...), Optional: d.chance(30, "optional")}
		}
	case "config":
		if len(d.app.Config) > 0 {
			c := pick(d, "config", d.app.Config...)
			if keys := d.configKeys(c, true); len(keys) > 0 {
				return spec.EnvVar{Config: c.Name, Key: pick(d, "key", keys...), Optional: c.Existing && d.chance(30, "optional")}
			}
		}
	}
	return spec.EnvVar{Value: strings.ReplaceAll(d.text("value"), "$", "$$")}
}

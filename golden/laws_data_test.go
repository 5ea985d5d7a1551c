package golden

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// claimOf restates the name of a claim for the paths that need no hash, and looks no further at others.
func claimOf(w *spec.Workload, p spec.WritablePath) string {
	if p.Claim.Existing {
		return p.Claim.Name
	}
	if name := w.Name + strings.ReplaceAll(p.MountPath, "/", "-"); strings.Trim(p.MountPath, "/abcdefghijklmnopqrstuvwxyz0123456789") == "" && len(name) <= 63 {
		return name
	}
	return spec.ClaimName(w.Name, p.MountPath)
}

func itemsOf(keys []corev1.KeyToPath) (items []spec.FileItem) {
	for _, k := range keys {
		item := spec.FileItem{Key: k.Key, Path: k.Path}
		if k.Mode != nil {
			item.Mode = fmt.Sprintf("%04o", *k.Mode)
		}
		items = append(items, item)
	}
	return items
}

// claimsAsDeclared: a claim for each path that asks for one, and pods that never wait for each other's volume.
func claimsAsDeclared(r reporter, s *subject) {
	have := map[string]*corev1.PersistentVolumeClaim{}
	for _, c := range s.claims {
		have[c.Name] = c
	}
	for _, d := range s.deployments {
		w, alone, claimed := s.workload(d.Name), false, false
		for _, p := range w.Writable {
			if p.Claim == nil {
				continue
			}
			claimed, alone = true, alone || !slices.Contains(p.Claim.AccessModes, "ReadWriteMany")
			if p.Claim.Existing {
				continue
			}
			c := have[claimOf(w, p)]
			if delete(have, claimOf(w, p)); c == nil {
				r.Errorf("%s: there is no claim for %s", w.Name, p.MountPath)
				continue
			}
			var modes []string
			for _, m := range c.Spec.AccessModes {
				modes = append(modes, string(m))
			}
			class := ""
			if c.Spec.StorageClassName != nil {
				class = *c.Spec.StorageClassName
			}
			size := c.Spec.Resources.Requests[corev1.ResourceStorage]
			if !slices.Equal(modes, p.Claim.AccessModes) || class != p.Claim.StorageClassName || size.Cmp(resource.MustParse(string(p.Claim.Size))) != 0 ||
				c.Labels[nameLabel] != w.Name || c.Spec.VolumeName != "" || c.Spec.DataSource != nil {
				r.Errorf("the claim for %s of %s is %+v", p.MountPath, w.Name, c.Spec)
			}
		}
		recreated := d.Spec.Strategy.Type == appsv1.RecreateDeploymentStrategyType && d.Spec.Strategy.RollingUpdate == nil
		if recreated != alone || alone && *d.Spec.Replicas > 1 {
			r.Errorf("%s: %d pods, strategy %s, and a claim that one node can have: %v", w.Name, *d.Spec.Replicas, d.Spec.Strategy.Type, alone)
		}
		policy := d.Spec.Template.Spec.SecurityContext.FSGroupChangePolicy
		if (policy != nil && *policy == corev1.FSGroupChangeOnRootMismatch) != claimed {
			r.Errorf("%s: fsGroupChangePolicy is %v, and it has a claim: %v", w.Name, policy, claimed)
		}
	}
	for name := range have {
		r.Errorf("nobody declares the claim %s", name)
	}
}

// configAsDeclared: a ConfigMap for each config that is not somebody else's, with the bytes that its
// author wrote; and a change of them changes the pods that read them, and no others.
func configAsDeclared(r reporter, s *subject) {
	have := map[string]*corev1.ConfigMap{}
	for _, c := range s.configs {
		have[c.Name] = c
	}
	for i := range s.app.Config {
		c := &s.app.Config[i]
		m := have[c.Name]
		if delete(have, c.Name); (m == nil) != c.Existing {
			r.Errorf("config %s: existing is %v, and a ConfigMap is there: %v", c.Name, c.Existing, m != nil)
		}
		if m == nil {
			continue
		}
		want := map[string]string{}
		maps.Copy(want, c.Data)
		for key, file := range c.Files {
			content, err := fs.ReadFile(s.beside, file)
			if err != nil {
				r.Fatalf("%v", err)
			}
			want[key] = string(content)
		}
		got := maps.Clone(m.Data)
		if got == nil {
			got = map[string]string{}
		}
		for key, value := range m.BinaryData {
			if _, twice := got[key]; twice {
				r.Errorf("config %s: %s is data and binaryData", c.Name, key)
			}
			got[key] = string(value)
		}
		differ(r, "config "+c.Name, want, got)
		if m.Immutable != nil {
			r.Errorf("config %s could not be changed", c.Name)
		}
		changeRollsReaders(r, s, i)
	}
	for name := range have {
		r.Errorf("nobody declares the config %s", name)
	}
}

// changeRollsReaders changes config i, and looks which deployments differ.
func changeRollsReaders(r reporter, s *subject, i int) {
	changed := reordered(s.app)
	c := &changed.Config[i]
	c.Data = maps.Clone(c.Data)
	if c.Data == nil {
		c.Data = map[string]string{}
	}
	c.Data["one-more"] = "key"
	before, after := filesByPath(s.tree), filesByPath(generate(changed))
	for _, w := range s.app.Workloads {
		reader := slices.ContainsFunc(w.Config, func(m spec.ConfigMount) bool { return m.Name == c.Name })
		for _, e := range w.Env {
			reader = reader || e.Config == c.Name
		}
		path := "base/" + w.Name + "/deployment.yaml"
		if (before[path] != after[path]) != reader {
			r.Errorf("a change of config %s makes other pods of %s: %v, and they read it: %v", c.Name, w.Name, !reader, reader)
		}
	}
}

// storeHasNoCredential: the store that is made reads as an account of its own, which nobody else is and which can do nothing.
func storeHasNoCredential(r reporter, s *subject) {
	store := s.app.Platform.SecretStore
	if !store.IsMade() {
		if len(s.stores) > 0 {
			r.Errorf("nobody declares the store %s", s.stores[0].Name)
		}
		return
	}
	if len(s.stores) != 1 || s.stores[0].Name != store.Name || len(s.stores[0].Spec.Provider) != 1 {
		r.Fatalf("the stores are %+v", s.stores)
	}
	for name, provider := range s.stores[0].Spec.Provider {
		if !bytes.Contains(provider, []byte(`"serviceAccountRef":{"name":"`+store.AccountName()+`"`)) && !bytes.Contains(provider, []byte(store.AccountName())) {
			r.Errorf("the store reads as another account: %s", provider)
		}
		if bytes.Contains(provider, []byte("ecretRef")) {
			r.Errorf("the store of %s has a credential: %s", name, provider)
		}
	}
	for _, b := range s.roleBindings {
		for _, subject := range b.Subjects {
			if subject.Name == store.AccountName() {
				r.Errorf("RoleBinding %s gives the store's account a permission", b.Name)
			}
		}
	}
	for _, d := range s.deployments {
		if d.Spec.Template.Spec.ServiceAccountName == store.AccountName() {
			r.Errorf("%s runs as the store's account", d.Name)
		}
	}
}

// referencesStandAbove: $(NAME) only sees what stands above it. Every dollar sign that does not begin
// a reference is taken away with what follows it, as Kubernetes does.
func referencesStandAbove(r reporter, s *subject) {
	for _, d := range s.deployments {
		above := map[string]bool{}
		vars := d.Spec.Template.Spec.Containers[0].Env
		for _, e := range vars {
			for rest := e.Value; ; {
				_, after, found := strings.Cut(rest, "$")
				if !found || after == "" {
					break
				}
				name, behind, closed := strings.Cut(after[1:], ")")
				if after[0] != '(' || !closed {
					rest = after[1:]
					continue
				}
				if rest = behind; !above[name] && slices.ContainsFunc(vars, func(v corev1.EnvVar) bool { return v.Name == name }) {
					r.Errorf("%s: %s refers to %s, which stands below it", d.Name, e.Name, name)
				}
			}
			above[e.Name] = true
		}
	}
}

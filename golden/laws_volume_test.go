package golden

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// volumesAreMounted: every mount has its volume, every volume a mount, and both are the declared
// ones; limits hold the program and all of its scratch space.
func volumesAreMounted(r reporter, s *subject) {
	for _, d := range s.deployments {
		w, c := s.workload(d.Name), &d.Spec.Template.Spec.Containers[0]
		volumes, used := map[string]corev1.Volume{}, map[string]bool{}
		for _, v := range d.Spec.Template.Spec.Volumes {
			volumes[v.Name] = v
		}
		have := map[string]string{}
		for _, m := range c.VolumeMounts {
			v, ok := volumes[m.Name]
			if !ok {
				r.Errorf("%s mounts %s, which is no volume", d.Name, m.Name)
			}
			used[m.Name] = true
			have[m.MountPath] = volumeText(&v, m.ReadOnly)
			if m.SubPath != "" || m.SubPathExpr != "" || m.MountPropagation != nil {
				r.Errorf("%s mounts %s in an unusual way", d.Name, m.Name)
			}
		}
		for name := range volumes {
			if !used[name] {
				r.Errorf("%s has the volume %s, and mounts it nowhere", d.Name, name)
			}
		}
		want := map[string]string{"/tmp": "scratch 64Mi false"}
		disk, memory := resource.MustParse("0"), resource.MustParse("0")
		for _, p := range w.Writable {
			if p.Claim != nil {
				want[p.MountPath] = "claim " + claimOf(w, p) + " false"
				continue
			}
			size := resource.MustParse(string(p.Size))
			want[p.MountPath] = "scratch" + p.Medium + " " + size.String() + " false"
			if p.Medium == "Memory" {
				memory.Add(size)
			} else {
				disk.Add(size)
			}
		}
		for _, m := range w.Secrets {
			want[m.MountPath] = fmt.Sprint("secret ", m.Name, m.Items, m.Optional, " true")
		}
		for _, m := range w.Config {
			want[m.MountPath] = fmt.Sprint("config ", m.Name, m.Items, m.Optional, " true")
		}
		if w.KubernetesAPI != nil {
			want[spec.TokenPath] = "token true"
		}
		differ(r, d.Name+": mounts", want, have)
		disk.Add(resource.MustParse(string(w.Resources.Limits.EphemeralStorage)))
		memory.Add(resource.MustParse(string(w.Resources.Limits.Memory)))
		limits := c.Resources.Limits
		if limits.Memory().Cmp(memory) != 0 || limits.StorageEphemeral().Cmp(disk) != 0 {
			r.Errorf("%s: limits %s and %s, not %s and %s", d.Name, limits.Memory(), limits.StorageEphemeral(), &memory, &disk)
		}
		for _, name := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory, corev1.ResourceEphemeralStorage} {
			if q, ok := c.Resources.Requests[name]; !ok || q.Sign() <= 0 {
				r.Errorf("%s: no request of %s", d.Name, name)
			}
		}
		if _, ok := limits[corev1.ResourceCPU]; ok != (w.Resources.Limits.CPU != "") {
			r.Errorf("%s: a CPU limit that nobody declared, or none where one is declared", d.Name)
		}
	}
}

// volumeText says what a mounted volume is.
func volumeText(v *corev1.Volume, readOnly bool) string {
	mode := " false"
	if readOnly {
		mode = " true"
	}
	const readable = 0o440
	switch {
	case v.EmptyDir != nil && v.EmptyDir.SizeLimit != nil:
		return "scratch" + string(v.EmptyDir.Medium) + " " + v.EmptyDir.SizeLimit.String() + mode
	case v.PersistentVolumeClaim != nil && !v.PersistentVolumeClaim.ReadOnly:
		return "claim " + v.PersistentVolumeClaim.ClaimName + mode
	case v.Secret != nil && *v.Secret.DefaultMode == readable:
		return fmt.Sprint("secret ", v.Secret.SecretName, itemsOf(v.Secret.Items), *v.Secret.Optional, mode)
	case v.ConfigMap != nil && *v.ConfigMap.DefaultMode == readable:
		return fmt.Sprint("config ", v.ConfigMap.Name, itemsOf(v.ConfigMap.Items), *v.ConfigMap.Optional, mode)
	case v.Projected != nil && *v.Projected.DefaultMode == readable:
		return "token" + mode
	}
	return "something else" + mode
}

// tokenWhereDeclared: nobody gets a token but who declares kubernetesAPI, and that one expires.
func tokenWhereDeclared(r reporter, s *subject) {
	accounts := map[string]bool{}
	for _, a := range s.accounts {
		accounts[a.Name] = true
		if a.AutomountServiceAccountToken == nil || *a.AutomountServiceAccountToken || len(a.Secrets) > 0 {
			r.Errorf("the account %s hands out tokens", a.Name)
		}
	}
	others := 1
	if store := s.app.Platform.SecretStore; store.IsMade() {
		others++
		if s.workload(store.AccountName()) != nil || !accounts[store.AccountName()] {
			r.Errorf("the store's account is a workload's, or is not there")
		}
	}
	if !accounts["default"] || len(accounts) != len(s.app.Workloads)+others {
		r.Errorf("the accounts are %v", accounts)
	}
	for _, d := range s.deployments {
		pod := &d.Spec.Template.Spec
		if pod.ServiceAccountName != d.Name || !accounts[d.Name] {
			r.Errorf("%s runs as the account %q", d.Name, pod.ServiceAccountName)
		}
		if pod.AutomountServiceAccountToken == nil || *pod.AutomountServiceAccountToken {
			r.Errorf("%s mounts a token by itself", d.Name)
		}
		for _, v := range pod.Volumes {
			if v.Projected == nil {
				continue
			}
			if strings.HasPrefix(v.Name, "kube-api-access-") {
				r.Errorf("%s: the admission plugin would adopt the volume %s", d.Name, v.Name)
			}
			differ(r, d.Name+": token", tokenSources(), v.Projected.Sources)
		}
	}
}

// tokenSources are the three files that client libraries read.
func tokenSources() []corev1.VolumeProjection {
	return []corev1.VolumeProjection{
		{ServiceAccountToken: &corev1.ServiceAccountTokenProjection{Path: "token", ExpirationSeconds: new(int64(3600))}},
		{ConfigMap: &corev1.ConfigMapProjection{
			LocalObjectReference: corev1.LocalObjectReference{Name: "kube-root-ca.crt"}, Items: []corev1.KeyToPath{{Key: "ca.crt", Path: "ca.crt"}},
		}},
		{DownwardAPI: &corev1.DownwardAPIProjection{Items: []corev1.DownwardAPIVolumeFile{
			{Path: "namespace", FieldRef: &corev1.ObjectFieldSelector{APIVersion: "v1", FieldPath: "metadata.namespace"}},
		}}},
	}
}

// secretsAsDeclared: an ExternalSecret for each secret that is not somebody else's, with its keys and no others.
func secretsAsDeclared(r reporter, s *subject) {
	have := map[string]*externalSecret{}
	for _, e := range s.secrets {
		have[e.Name] = e
	}
	for _, d := range s.app.Secrets {
		e := have[d.Name]
		delete(have, d.Name)
		if (e == nil) != d.Existing {
			r.Errorf("secret %s: existing is %v, and an ExternalSecret is there: %v", d.Name, d.Existing, e != nil)
		}
		if e == nil {
			continue
		}
		store := d.SecretStore
		if e.Spec.Target.Name != d.Name || e.Spec.Target.CreationPolicy != "Owner" || e.Spec.Target.DeletionPolicy != "Retain" ||
			e.Spec.RefreshInterval != "1h0m0s" || e.Spec.RefreshPolicy != "Periodic" ||
			e.Spec.SecretStoreRef.Kind != store.Kind || e.Spec.SecretStoreRef.Name != store.Name {
			r.Errorf("secret %s: %+v", d.Name, e.Spec)
		}
		keys := map[string]spec.RemoteKey{}
		for _, k := range e.Spec.Data {
			keys[k.SecretKey] = spec.RemoteKey{Key: k.RemoteRef.Key, Property: k.RemoteRef.Property}
		}
		differ(r, "secret "+d.Name, d.Data, keys)
	}
	for name := range have {
		r.Errorf("nobody declares the secret %s", name)
	}
}

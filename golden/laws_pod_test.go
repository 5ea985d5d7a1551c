package golden

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	kjson "sigs.k8s.io/json"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// containersAreHardened: every container has every security field, and none that opens something;
// besides that it has what was declared.
func containersAreHardened(r reporter, s *subject) {
	for _, d := range s.deployments {
		w, pod := s.workload(d.Name), &d.Spec.Template.Spec
		if len(pod.Containers) != 1 || len(pod.InitContainers)+len(pod.EphemeralContainers) > 0 {
			r.Errorf("%s has other containers than its own", d.Name)
		}
		wantPod := &corev1.PodSecurityContext{
			RunAsNonRoot: new(true), RunAsUser: w.RunAsUser, RunAsGroup: w.RunAsGroup, FSGroup: w.FSGroup,
			SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
		}
		wantPod.SupplementalGroupsPolicy = pod.SecurityContext.SupplementalGroupsPolicy // a law of its own
		wantPod.Sysctls = pod.SecurityContext.Sysctls
		differ(r, d.Name+": pod security context", wantPod, pod.SecurityContext)
		if p := pod.SecurityContext.SupplementalGroupsPolicy; (p != nil) != (s.app.Platform.Minor() >= 36) || p != nil && *p != corev1.SupplementalGroupsPolicyStrict {
			r.Errorf("%s: supplementalGroupsPolicy is %v on Kubernetes %s", d.Name, p, s.app.Platform.KubernetesVersion)
		}
		if pod.HostNetwork || pod.HostPID || pod.HostIPC || pod.HostUsers != nil || pod.ShareProcessNamespace != nil || pod.NodeName != "" {
			r.Errorf("%s shares something with its node", d.Name)
		}
		if pod.EnableServiceLinks == nil || *pod.EnableServiceLinks {
			r.Errorf("%s gets the addresses of its neighbours", d.Name)
		}
		c := &pod.Containers[0]
		differ(r, d.Name+": security context", &corev1.SecurityContext{
			AllowPrivilegeEscalation: new(false), Privileged: new(false), ReadOnlyRootFilesystem: new(true), RunAsNonRoot: new(true),
			Capabilities: &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
		}, c.SecurityContext)
		program(r, w, c)
		grace(r, w, pod)
	}
}

// program: image, command line, environment and ports are the declared ones.
func program(r reporter, w *spec.Workload, c *corev1.Container) {
	if _, digest, ok := strings.Cut(c.Image, "@sha256:"); !ok || len(digest) != 64 || strings.Contains(c.Image, ":latest") || c.Image != w.Image {
		r.Errorf("%s: the image is %q", w.Name, c.Image)
	}
	if c.ImagePullPolicy != corev1.PullIfNotPresent {
		r.Errorf("%s: imagePullPolicy is %q", w.Name, c.ImagePullPolicy)
	}
	if !slices.Equal(c.Command, w.Command) || !slices.Equal(c.Args, w.Args) {
		r.Errorf("%s: the command line is %q %q, not %q %q", w.Name, c.Command, c.Args, w.Command, w.Args)
	}
	if len(c.Env) != len(w.Env) || len(c.EnvFrom) > 0 {
		r.Errorf("%s: %d variables, and %d are declared", w.Name, len(c.Env), len(w.Env))
	}
	for _, e := range c.Env {
		want, ok := w.Env[e.Name]
		var have spec.EnvVar
		switch from := e.ValueFrom; {
		case from == nil:
			have.Value = e.Value
		case from.SecretKeyRef != nil:
			have.Secret, have.Key = from.SecretKeyRef.Name, from.SecretKeyRef.Key
		case from.FieldRef != nil:
			have.Field = from.FieldRef.FieldPath
		}
		if !ok || have != want {
			r.Errorf("%s: the variable %s is %+v, not %+v", w.Name, e.Name, have, want)
		}
	}
	for i, p := range c.Ports {
		if want := w.Ports[i]; p != (corev1.ContainerPort{Name: want.Name, ContainerPort: want.ContainerPort, Protocol: corev1.Protocol(want.Protocol)}) {
			r.Errorf("%s: the port %+v is not %+v", w.Name, p, want)
		}
	}
	if len(c.Ports) != len(w.Ports) {
		r.Errorf("%s: %d ports, and %d are declared", w.Name, len(c.Ports), len(w.Ports))
	}
	differ(r, w.Name+": start-up probe", declaredProbe(r, w.Probes.Startup), c.StartupProbe)
	differ(r, w.Name+": readiness probe", declaredProbe(r, w.Probes.Readiness), c.ReadinessProbe)
	differ(r, w.Name+": liveness probe", declaredProbe(r, w.Probes.Liveness), c.LivenessProbe)
	if c.LivenessProbe != nil && c.StartupProbe == nil {
		r.Errorf("%s: a slow start would be taken for a dead process", w.Name)
	}
}

// declaredProbe reads a probe of the spec as Kubernetes would: their fields have the same names.
func declaredProbe(r reporter, p *spec.Probe) *corev1.Probe {
	if p == nil {
		return nil
	}
	said, probe := *p, &corev1.Probe{}
	said.URL = "" // a URL has been taken apart by now
	data, err := json.Marshal(said)
	if err != nil {
		r.Fatalf("%v", err)
	}
	if strict, err := kjson.UnmarshalStrict(data, probe); err != nil || len(strict) > 0 {
		r.Fatalf("%s: %v %v", data, err, strict)
	}
	if probe.GRPC != nil && probe.GRPC.Service == nil {
		probe.GRPC.Service = new("") // the field's default
	}
	return probe
}

// grace: a published pod lingers, the rest of the grace period is longer, and a low port may be opened.
func grace(r reporter, w *spec.Workload, pod *corev1.PodSpec) {
	if *pod.TerminationGracePeriodSeconds != *w.TerminationGracePeriodSeconds {
		r.Errorf("%s: the grace period is %d", w.Name, *pod.TerminationGracePeriodSeconds)
	}
	if l := pod.Containers[0].Lifecycle; l != nil && 2*l.PreStop.Sleep.Seconds > *pod.TerminationGracePeriodSeconds {
		r.Errorf("%s: sleeps through its grace period", w.Name)
	}
	lowest := int32(1024)
	for _, p := range w.Ports {
		lowest = min(lowest, p.ContainerPort)
	}
	switch sysctls := pod.SecurityContext.Sysctls; {
	case lowest == 1024 && len(sysctls) > 0:
		r.Errorf("%s: sysctls without need: %v", w.Name, sysctls)
	case lowest < 1024:
		differ(r, w.Name+": sysctls", []corev1.Sysctl{{Name: "net.ipv4.ip_unprivileged_port_start", Value: spec.PortRef{Number: lowest}.String()}}, sysctls)
	}
}

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
			size := resource.MustParse(string(p.Size))
			want[p.MountPath] = "scratch" + p.Medium + " " + size.String() + " false"
			if p.Medium == "Memory" {
				memory.Add(size)
			} else {
				disk.Add(size)
			}
		}
		for _, m := range w.Secrets {
			want[m.MountPath] = "secret " + m.Name + " true"
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
	case v.Secret != nil && *v.Secret.DefaultMode == readable && !*v.Secret.Optional && v.Secret.Items == nil:
		return "secret " + v.Secret.SecretName + mode
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
	if !accounts["default"] || len(accounts) != len(s.app.Workloads)+1 {
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

// availabilityFollowsReplicas: two pods or more are spread, and evicted one at a time; one pod does not block a drain.
func availabilityFollowsReplicas(r reporter, s *subject) {
	budgets := map[string]bool{}
	for _, b := range s.budgets {
		budgets[b.Name] = true
		if b.Spec.MinAvailable != nil || b.Spec.MaxUnavailable == nil || b.Spec.MaxUnavailable.IntVal != 1 {
			r.Errorf("the budget of %s is %+v", b.Name, b.Spec)
		}
	}
	for _, d := range s.deployments {
		several := *s.workload(d.Name).Replicas >= 2
		if d.Spec.Replicas == nil || *d.Spec.Replicas != *s.workload(d.Name).Replicas {
			r.Errorf("%s has not the declared replicas", d.Name)
		}
		pod := &d.Spec.Template.Spec
		if budgets[d.Name] != several || (pod.Affinity != nil) != several || (len(pod.TopologySpreadConstraints) == 2) != several {
			r.Errorf("%s with %d replicas: budget %v, affinity %v, %d spread constraints", d.Name, *d.Spec.Replicas, budgets[d.Name],
				pod.Affinity != nil, len(pod.TopologySpreadConstraints))
		}
		for _, c := range pod.TopologySpreadConstraints {
			if c.WhenUnsatisfiable != corev1.ScheduleAnyway {
				r.Errorf("%s could not roll out on a small cluster", d.Name)
			}
		}
	}
}

func differ(r reporter, what string, want, have any) {
	r.Helper()
	if diff := cmp.Diff(want, have); diff != "" {
		r.Errorf("%s (-want +have):\n%s", what, diff)
	}
}

package golden

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
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
		wantPod.FSGroupChangePolicy = pod.SecurityContext.FSGroupChangePolicy           // with claims
		wantPod.Sysctls = pod.SecurityContext.Sysctls
		differ(r, d.Name+": pod security context", wantPod, pod.SecurityContext)
		gated(r, s, w, pod)
		for what, id := range map[string]*int64{"runAsUser": pod.SecurityContext.RunAsUser, "runAsGroup": pod.SecurityContext.RunAsGroup, "fsGroup": pod.SecurityContext.FSGroup} {
			if assigned := s.app.Platform.UserIDs == "Assigned"; assigned != (id == nil) || id != nil && *id == 0 {
				r.Errorf("%s: %s is %v, and the ids are %s", d.Name, what, id, s.app.Platform.UserIDs)
			}
		}
		if pod.HostNetwork || pod.HostPID || pod.HostIPC || pod.ShareProcessNamespace != nil || pod.NodeName != "" {
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

// gated: a field that the oldest cluster drops, or may not be able to do, is there only if it was asked for.
func gated(r reporter, s *subject, w *spec.Workload, pod *corev1.PodSpec) {
	minor := s.app.Platform.Minor()
	if p := pod.SecurityContext.SupplementalGroupsPolicy; (p != nil) != (minor >= 36 || w.SupplementalGroupsPolicy != "") || p != nil && (minor < 33 || string(*p) != w.SupplementalGroupsPolicy) {
		r.Errorf("%s: supplementalGroupsPolicy is %v on Kubernetes %s", w.Name, p, s.app.Platform.KubernetesVersion)
	}
	if h := pod.HostUsers; (h != nil) != (w.HostUsers != nil) || h != nil && (*h || minor < 33) {
		r.Errorf("%s: hostUsers is %v on Kubernetes %s", w.Name, h, s.app.Platform.KubernetesVersion)
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
			have.Optional = from.SecretKeyRef.Optional != nil && *from.SecretKeyRef.Optional
		case from.ConfigMapKeyRef != nil:
			have.Config, have.Key = from.ConfigMapKeyRef.Name, from.ConfigMapKeyRef.Key
			have.Optional = from.ConfigMapKeyRef.Optional != nil && *from.ConfigMapKeyRef.Optional
		case from.ResourceFieldRef != nil:
			have.Resource, have.Divisor = from.ResourceFieldRef.Resource, spec.Quantity(from.ResourceFieldRef.Divisor.String())
			if have.Divisor == "1" {
				have.Divisor = want.Divisor // its default
			}
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

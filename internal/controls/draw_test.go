package controls

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	"pgregory.net/rapid"
)

// drawer draws a pod: mostly hardened fields, some missing ones, some bad ones.
type drawer struct{ t *rapid.T }

// chance is fair, which a drawn number is not: small ones come more often.
func (d drawer) chance(percent int) bool {
	n := 0
	for range 6 {
		n *= 2
		if rapid.Bool().Draw(d.t, "chance") {
			n++
		}
	}
	return n*100 < percent*64
}

// pick is nil in one of four cases, then the first value in most.
func pick[T any](d drawer, good T, others ...T) *T {
	if d.chance(15) {
		return nil
	}
	if d.chance(80) || len(others) == 0 {
		return &good
	}
	return new(rapid.SampledFrom(others).Draw(d.t, "other"))
}

func drawPod(t *rapid.T) *Pod {
	d := drawer{t}
	p := &Pod{Spec: &corev1.PodSpec{SecurityContext: d.podContext()}}
	if d.chance(10) {
		p.Annotations = map[string]string{
			"container.apparmor.security.beta.kubernetes.io/one": rapid.SampledFrom([]string{"", "runtime/default", "localhost/x", "localhost/", "Runtime/Default", "unconfined"}).Draw(t, "annotation"),
			"seccomp.security.alpha.kubernetes.io/pod":           rapid.SampledFrom([]string{"", "runtime/default", "unconfined"}).Draw(t, "old seccomp"),
		}
	}
	p.Spec.HostNetwork, p.Spec.HostPID, p.Spec.HostIPC = d.chance(8), d.chance(8), d.chance(8)
	if d.chance(20) {
		p.Spec.HostUsers = new(d.chance(30))
	}
	if d.chance(10) {
		p.Spec.OS = &corev1.PodOS{Name: rapid.SampledFrom([]corev1.OSName{corev1.Linux, corev1.Windows}).Draw(t, "os")}
	}
	for range rapid.IntRange(0, 2).Draw(t, "init") {
		p.Spec.InitContainers = append(p.Spec.InitContainers, d.container("first"))
	}
	for range rapid.IntRange(0, 2).Draw(t, "containers") {
		p.Spec.Containers = append(p.Spec.Containers, d.container("one"))
	}
	for range rapid.IntRange(0, 1).Draw(t, "ephemeral") {
		c := d.container("debug")
		p.Spec.EphemeralContainers = append(p.Spec.EphemeralContainers, corev1.EphemeralContainer{EphemeralContainerCommon: corev1.EphemeralContainerCommon(c)})
	}
	p.Spec.Volumes = d.volumes()
	return p
}

func (d drawer) podContext() *corev1.PodSecurityContext {
	if d.chance(10) {
		return nil
	}
	c := &corev1.PodSecurityContext{RunAsNonRoot: pick(d, true, false), RunAsUser: pick(d, int64(10001), 0), RunAsGroup: pick(d, int64(10001), 0)}
	c.SeccompProfile, c.AppArmorProfile, c.SELinuxOptions, c.WindowsOptions = d.seccomp(), d.appArmor(), d.seLinux(), d.windows()
	names := slices.Collect(func(yield func(string) bool) {
		for _, name := range []string{"net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_rmem", "net.ipv4.tcp_notsent_lowat", "net.ipv4.ip_local_reserved_ports", "net/ipv4/tcp_syncookies", "kernel.msgmax"} {
			if d.chance(10) && !yield(name) {
				return
			}
		}
	})
	for _, name := range names {
		c.Sysctls = append(c.Sysctls, corev1.Sysctl{Name: name, Value: "1"})
	}
	return c
}

func (d drawer) seccomp() *corev1.SeccompProfile {
	t := pick(d, corev1.SeccompProfileTypeRuntimeDefault, corev1.SeccompProfileTypeLocalhost, corev1.SeccompProfileTypeUnconfined, "")
	if t == nil {
		return nil
	}
	return &corev1.SeccompProfile{Type: *t}
}

func (d drawer) appArmor() *corev1.AppArmorProfile {
	if d.chance(80) {
		return nil
	}
	return &corev1.AppArmorProfile{Type: rapid.SampledFrom([]corev1.AppArmorProfileType{"RuntimeDefault", "Localhost", "Unconfined", ""}).Draw(d.t, "appArmor")}
}

func (d drawer) seLinux() *corev1.SELinuxOptions {
	if d.chance(80) {
		return nil
	}
	return &corev1.SELinuxOptions{
		Type: rapid.SampledFrom([]string{"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t", "spc_t", "Container_t"}).Draw(d.t, "type"),
		User: rapid.SampledFrom([]string{"", "", "u"}).Draw(d.t, "user"), Role: rapid.SampledFrom([]string{"", "", "r"}).Draw(d.t, "role"),
		Level: "s0:c1,c2",
	}
}

func (d drawer) windows() *corev1.WindowsSecurityContextOptions {
	if d.chance(60) {
		return nil
	}
	return &corev1.WindowsSecurityContextOptions{HostProcess: pick(d, false, true)}
}

func (d drawer) container(name string) corev1.Container {
	c := corev1.Container{Name: name, Image: "registry.example.com/a:1"}
	for range rapid.IntRange(0, 2).Draw(d.t, "ports") {
		port := corev1.ContainerPort{ContainerPort: 8080}
		if d.chance(20) {
			port.HostPort = 8080
		}
		c.Ports = append(c.Ports, port)
	}
	for _, probe := range []**corev1.Probe{&c.LivenessProbe, &c.ReadinessProbe, &c.StartupProbe} {
		if d.chance(15) {
			*probe = &corev1.Probe{ProbeHandler: d.handler()}
		}
	}
	if d.chance(20) {
		c.Lifecycle = &corev1.Lifecycle{}
		for _, hook := range []**corev1.LifecycleHandler{&c.Lifecycle.PostStart, &c.Lifecycle.PreStop} {
			if d.chance(50) {
				h := d.handler()
				*hook = &corev1.LifecycleHandler{HTTPGet: h.HTTPGet, TCPSocket: h.TCPSocket}
			}
		}
	}
	if d.chance(20) {
		c.RestartPolicy = new(corev1.ContainerRestartPolicyAlways)
	}
	if d.chance(10) {
		return c
	}
	s := &corev1.SecurityContext{
		Privileged: pick(d, false, true), AllowPrivilegeEscalation: pick(d, false, true), ReadOnlyRootFilesystem: pick(d, true, false),
		RunAsNonRoot: pick(d, true, false), RunAsUser: pick(d, int64(10001), 0), RunAsGroup: pick(d, int64(10001), 0),
		ProcMount: pick(d, corev1.DefaultProcMount, corev1.UnmaskedProcMount, ""),
	}
	s.SeccompProfile, s.AppArmorProfile, s.SELinuxOptions, s.WindowsOptions = d.seccomp(), d.appArmor(), d.seLinux(), d.windows()
	if d.chance(85) {
		s.Capabilities = &corev1.Capabilities{Drop: []corev1.Capability{*orGood(pick(d, corev1.Capability("ALL"), "all", "NET_RAW"))}}
		if d.chance(20) {
			s.Capabilities.Add = []corev1.Capability{*orGood(pick(d, corev1.Capability("NET_BIND_SERVICE"), "NET_RAW", "CHOWN", "net_bind_service", "CAP_NET_BIND_SERVICE", ""))}
		}
	}
	c.SecurityContext = s
	return c
}

func orGood(c *corev1.Capability) *corev1.Capability {
	if c == nil {
		return new(corev1.Capability("ALL"))
	}
	return c
}

func (d drawer) handler() corev1.ProbeHandler {
	host := rapid.SampledFrom([]string{"", "", "", "10.0.0.1", "127.0.0.1", "localhost"}).Draw(d.t, "host")
	if d.chance(50) {
		return corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Host: host}}
	}
	return corev1.ProbeHandler{TCPSocket: &corev1.TCPSocketAction{Host: host}}
}

func (d drawer) volumes() (found []corev1.Volume) {
	all := []corev1.VolumeSource{
		{EmptyDir: &corev1.EmptyDirVolumeSource{}}, {Secret: &corev1.SecretVolumeSource{}}, {ConfigMap: &corev1.ConfigMapVolumeSource{}},
		{Projected: &corev1.ProjectedVolumeSource{}}, {CSI: &corev1.CSIVolumeSource{}}, {Image: &corev1.ImageVolumeSource{}},
		{PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{}}, {Ephemeral: &corev1.EphemeralVolumeSource{}},
		{HostPath: &corev1.HostPathVolumeSource{Path: "/"}}, {NFS: &corev1.NFSVolumeSource{}}, {},
	}
	for i, source := range all {
		percent := 20
		if i >= 8 {
			percent = 5
		}
		if d.chance(percent) {
			found = append(found, corev1.Volume{Name: "v", VolumeSource: source})
		}
	}
	return found
}

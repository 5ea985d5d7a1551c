package cluster

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// contrasts break every rule of the levels baseline and restricted. Where restricted overrides a
// rule of baseline, the reason is that of the stricter one. Some edits cannot be made alone, since
// plain validation refuses them; `also` has the reasons that come with them.
var contrasts = []contrast{
	{check: "privileged", name: "a privileged container", reason: "privileged", also: []string{"allowPrivilegeEscalation != false"},
		edit: func(_ *corev1.Pod, c *corev1.Container) {
			c.SecurityContext.Privileged, c.SecurityContext.AllowPrivilegeEscalation = new(true), nil
		}},
	{check: "hostNamespaces", name: "hostPID", reason: "host namespaces",
		edit: func(p *corev1.Pod, _ *corev1.Container) { p.Spec.HostPID = true }},
	{check: "hostNamespaces", name: "hostIPC", reason: "host namespaces",
		edit: func(p *corev1.Pod, _ *corev1.Container) { p.Spec.HostIPC = true }},
	{check: "hostNamespaces", name: "hostNetwork", reason: "host namespaces",
		edit: func(p *corev1.Pod, c *corev1.Container) { onHostNetwork(p, c) }},
	{check: "hostPorts", name: "a hostPort", reason: "hostPort",
		edit: func(_ *corev1.Pod, c *corev1.Container) {
			c.Ports = append(c.Ports, corev1.ContainerPort{Name: "contrast", ContainerPort: 50123, HostPort: 50123})
		}},
	{check: "hostPathVolumes", name: "a hostPath volume", reason: "restricted volume types",
		edit: func(p *corev1.Pod, _ *corev1.Container) {
			withVolume(p, corev1.VolumeSource{HostPath: &corev1.HostPathVolumeSource{Path: "/"}})
		}},
	{check: "capabilities_baseline", name: "the capability NET_RAW", reason: "unrestricted capabilities",
		edit: func(_ *corev1.Pod, c *corev1.Container) {
			c.SecurityContext.Capabilities.Add = []corev1.Capability{"NET_RAW"}
		}},
	{check: "appArmorProfile", name: "an unconfined AppArmor profile", reason: "forbidden AppArmor profile",
		edit: func(p *corev1.Pod, _ *corev1.Container) {
			p.Spec.SecurityContext.AppArmorProfile = &corev1.AppArmorProfile{Type: corev1.AppArmorProfileTypeUnconfined}
		}},
	{check: "seLinuxOptions", name: "an SELinux type", reason: "seLinuxOptions",
		edit: func(p *corev1.Pod, _ *corev1.Container) {
			p.Spec.SecurityContext.SELinuxOptions = &corev1.SELinuxOptions{Type: "spc_t"}
		}},
	{check: "seLinuxOptions", name: "an SELinux user", reason: "seLinuxOptions",
		edit: func(_ *corev1.Pod, c *corev1.Container) {
			c.SecurityContext.SELinuxOptions = &corev1.SELinuxOptions{User: "system_u"}
		}},
	{check: "procMount", name: "an unmasked /proc", reason: "procMount",
		edit: func(p *corev1.Pod, c *corev1.Container) { unmasked(p, c) }},
	{check: "procMount_restricted", name: "an unmasked /proc in a user namespace", reason: "procMount",
		edit: func(p *corev1.Pod, c *corev1.Container) { unmasked(p, c) }},
	{check: "seccompProfile_baseline", name: "an unconfined seccomp profile", reason: "seccompProfile",
		edit: func(p *corev1.Pod, _ *corev1.Container) {
			p.Spec.SecurityContext.SeccompProfile = &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeUnconfined}
		}},
	{check: "seccompProfile_restricted", name: "no seccomp profile", reason: "seccompProfile",
		edit: func(p *corev1.Pod, _ *corev1.Container) { p.Spec.SecurityContext.SeccompProfile = nil }},
	{check: "sysctls", name: "an unsafe sysctl", reason: "forbidden sysctls",
		edit: func(p *corev1.Pod, _ *corev1.Container) {
			p.Spec.SecurityContext.Sysctls = []corev1.Sysctl{{Name: "kernel.msgmax", Value: "65536"}}
		}},
	{check: "hostProbesAndHostLifecycle", name: "a probe of another host", reason: "probe or lifecycle host", since: 34,
		edit: func(_ *corev1.Pod, c *corev1.Container) {
			c.ReadinessProbe = &corev1.Probe{ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Host: "169.254.169.254", Path: "/", Port: intstr.FromInt32(80)}}}
		}},
	{check: "hostProbesAndHostLifecycle", name: "a hook that calls another host", reason: "probe or lifecycle host", since: 34,
		edit: func(_ *corev1.Pod, c *corev1.Container) {
			c.Lifecycle = &corev1.Lifecycle{PostStart: &corev1.LifecycleHandler{HTTPGet: &corev1.HTTPGetAction{Host: "169.254.169.254", Path: "/", Port: intstr.FromInt32(80)}}}
		}},
	{check: "windowsHostProcess", name: "a Windows host process", reason: "hostProcess", also: []string{"host namespaces"},
		edit: func(p *corev1.Pod, c *corev1.Container) {
			onHostNetwork(p, c)
			p.Spec.SecurityContext.WindowsOptions = &corev1.WindowsSecurityContextOptions{HostProcess: new(true)}
		}},
	{check: "allowPrivilegeEscalation", name: "privilege escalation", reason: "allowPrivilegeEscalation != false",
		edit: func(_ *corev1.Pod, c *corev1.Container) { c.SecurityContext.AllowPrivilegeEscalation = new(true) }},
	{check: "allowPrivilegeEscalation", name: "privilege escalation left open", reason: "allowPrivilegeEscalation != false",
		edit: func(_ *corev1.Pod, c *corev1.Container) { c.SecurityContext.AllowPrivilegeEscalation = nil }},
	{check: "capabilities_restricted", name: "capabilities that are not dropped", reason: "unrestricted capabilities",
		edit: func(_ *corev1.Pod, c *corev1.Container) { c.SecurityContext.Capabilities = nil }},
	{check: "capabilities_restricted", name: "the capability CHOWN", reason: "unrestricted capabilities",
		edit: func(_ *corev1.Pod, c *corev1.Container) {
			c.SecurityContext.Capabilities.Add = []corev1.Capability{"CHOWN"}
		}},
	{check: "restrictedVolumes", name: "an NFS volume", reason: "restricted volume types",
		edit: func(p *corev1.Pod, _ *corev1.Container) {
			withVolume(p, corev1.VolumeSource{NFS: &corev1.NFSVolumeSource{Server: "192.0.2.1", Path: "/"}})
		}},
	{check: "runAsNonRoot", name: "a container that may be root", reason: "runAsNonRoot != true",
		edit: func(_ *corev1.Pod, c *corev1.Container) { c.SecurityContext.RunAsNonRoot = new(false) }},
	{check: "runAsNonRoot", name: "no runAsNonRoot", reason: "runAsNonRoot != true",
		edit: func(p *corev1.Pod, c *corev1.Container) {
			p.Spec.SecurityContext.RunAsNonRoot, c.SecurityContext.RunAsNonRoot = nil, nil
		}},
	{check: "runAsUser", name: "the user 0", reason: "runAsUser=0",
		edit: func(p *corev1.Pod, _ *corev1.Container) { p.Spec.SecurityContext.RunAsUser = new(int64(0)) }},
	{check: "allowPrivilegeEscalation", name: "a second container without a security context", reason: "allowPrivilegeEscalation != false",
		also: []string{"unrestricted capabilities"},
		edit: func(p *corev1.Pod, c *corev1.Container) {
			p.Spec.InitContainers = append(p.Spec.InitContainers, corev1.Container{Name: "contrast", Image: c.Image})
		}},
}

// onHostNetwork opens every port on the node, as the API server's defaults would, and drops sysctls
// of the network, which validation refuses there.
func onHostNetwork(p *corev1.Pod, c *corev1.Container) {
	p.Spec.HostNetwork = true
	p.Spec.SecurityContext.Sysctls = nil
	c.Ports = nil
}

// unmasked needs a user namespace to be valid at all.
func unmasked(p *corev1.Pod, c *corev1.Container) {
	p.Spec.HostUsers = new(false)
	c.SecurityContext.ProcMount = new(corev1.UnmaskedProcMount)
}

func withVolume(p *corev1.Pod, source corev1.VolumeSource) {
	p.Spec.Volumes = append(p.Spec.Volumes, corev1.Volume{Name: "contrast", VolumeSource: source})
}

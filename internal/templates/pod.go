package templates

import (
	"strconv"

	corev1 "k8s.io/api/core/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// podSpec decides every field that hardening guides speak of. What is left out on purpose:
//
//   - appArmorProfile: unset is the runtime's default where AppArmor is on; RuntimeDefault refuses
//     nodes without AppArmor (pkg/security/apparmor in Kubernetes).
//   - hostUsers, unless it is asked for: needs kernel, runtime and file systems that many nodes lack;
//     the sandbox fails there.
//   - hostNetwork, hostPID, hostIPC, hostPort, procMount, seLinuxOptions: the defaults are the safe ones.
//   - priorityClassName: a class that the cluster lacks refuses the pod.
//   - capabilities.add NET_BIND_SERVICE: has no effect for a user other than root.
//   - fsGroupChangePolicy: has no effect on emptyDir and secret volumes; there with a claim.
func podSpec(f *frame) corev1.PodSpec {
	s := corev1.PodSpec{
		ServiceAccountName:            f.w.Name,
		AutomountServiceAccountToken:  new(false),
		EnableServiceLinks:            new(false),
		HostUsers:                     f.w.HostUsers,
		TerminationGracePeriodSeconds: f.w.TerminationGracePeriodSeconds,
		SecurityContext:               podSecurity(f),
		Containers:                    []corev1.Container{container(f)},
		Volumes:                       volumes(f),
	}
	if isReplicated(f.w) {
		s.Affinity = apart(f)
		s.TopologySpreadConstraints = spread(f)
	}
	return s
}

// podSecurity holds for init and ephemeral containers too.
func podSecurity(f *frame) *corev1.PodSecurityContext {
	c := &corev1.PodSecurityContext{
		RunAsNonRoot:   new(true),
		RunAsUser:      f.w.RunAsUser,  // none of the three where the cluster assigns them
		RunAsGroup:     f.w.RunAsGroup, // else the runtime's default, usually group 0
		FSGroup:        f.w.FSGroup,
		SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
	}
	if f.w.SupplementalGroupsPolicy != "" {
		c.SupplementalGroupsPolicy = new(corev1.SupplementalGroupsPolicy(f.w.SupplementalGroupsPolicy))
	}
	if hasClaim(f.w) {
		c.FSGroupChangePolicy = new(corev1.FSGroupChangeOnRootMismatch)
	}
	if low := lowestPort(f.w); low < spec.LowestOpenPort {
		c.Sysctls = []corev1.Sysctl{{Name: "net.ipv4.ip_unprivileged_port_start", Value: strconv.Itoa(int(low))}}
	}
	return c
}

func lowestPort(w *spec.Workload) int32 {
	low := int32(spec.LowestOpenPort)
	for _, p := range w.Ports {
		low = min(low, p.ContainerPort)
	}
	return low
}

// containerSecurity repeats runAsNonRoot, since the container's value would override the pod's.
func containerSecurity() *corev1.SecurityContext {
	return &corev1.SecurityContext{
		Privileged:               new(false),
		AllowPrivilegeEscalation: new(false),
		ReadOnlyRootFilesystem:   new(true),
		RunAsNonRoot:             new(true),
		Capabilities:             &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}}, // Pod Security compares this very spelling
	}
}

func container(f *frame) corev1.Container {
	w := f.w
	return corev1.Container{
		Name:            w.Name,
		Image:           w.Image,
		ImagePullPolicy: corev1.PullIfNotPresent,
		Command:         w.Command,
		Args:            w.Args,
		Env:             env(w.Env),
		Ports:           containerPorts(w.Ports),
		Resources:       resources(f),
		StartupProbe:    probe(w.Probes.Startup),
		ReadinessProbe:  probe(w.Probes.Readiness),
		LivenessProbe:   probe(w.Probes.Liveness),
		Lifecycle:       lifecycle(w),
		SecurityContext: containerSecurity(),
		VolumeMounts:    volumeMounts(w),
	}
}

// lifecycle keeps a published pod serving while load balancers take it out of their lists. The
// sleep is part of the grace period, so it stays well below it.
func lifecycle(w *spec.Workload) *corev1.Lifecycle {
	const seconds = 5
	if !published(w) || *w.TerminationGracePeriodSeconds < 2*seconds {
		return nil
	}
	return &corev1.Lifecycle{PreStop: &corev1.LifecycleHandler{Sleep: &corev1.SleepAction{Seconds: seconds}}}
}

func containerPorts(ports []spec.Port) []corev1.ContainerPort {
	if len(ports) == 0 {
		return nil
	}
	out := make([]corev1.ContainerPort, len(ports))
	for i, p := range ports {
		out[i] = corev1.ContainerPort{Name: p.Name, ContainerPort: p.ContainerPort, Protocol: corev1.Protocol(p.Protocol)}
	}
	return out
}

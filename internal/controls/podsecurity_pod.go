package controls

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// The functions here find the fields for which the evaluator refuses a pod, at a minor version of
// the policy. A test draws pods and holds their verdicts to the evaluator's.

func remove(path, message string) Offence {
	return Offence{Path: path, Message: message, Fix: "remove " + lastKey(path), Patch: &Patch{Path: path, Remove: true}}
}

func set(path, message string, value any) Offence {
	return Offence{Path: path, Message: message, Fix: fmt.Sprintf("write %s: %s", lastKey(path), plain(value)), Patch: &Patch{Path: path, Value: value}}
}

// lastKey is the end of a path, with the list where it is an element of one.
func lastKey(path string) string {
	steps := SplitPath(path)
	last := steps[len(steps)-1]
	if isIndex(last) && len(steps) > 1 {
		return steps[len(steps)-2] + last
	}
	return last
}

// plain writes a value as YAML would in one line.
func plain(v any) string {
	switch v := v.(type) {
	case []string:
		return "[" + strings.Join(v, ", ") + "]"
	case map[string]any:
		parts := make([]string, 0, len(v))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, key+": "+plain(v[key]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return fmt.Sprint(v)
}

// inUserNamespace is true for a pod whose root is nobody on the node.
func inUserNamespace(p *Pod) bool { return is(p.Spec.HostUsers, false) }

func isWindows(p *Pod) bool { return p.Spec.OS != nil && p.Spec.OS.Name == corev1.Windows }

func privileged(p *Pod, _ int) (found []Offence) {
	for c := range p.containers() {
		if is(c.security().Privileged, true) {
			found = append(found, set(c.path+"securityContext.privileged", c.String()+" is root on its node", false))
		}
	}
	return found
}

func hostNamespaces(p *Pod, _ int) (found []Offence) {
	for _, f := range []struct {
		key, what string
		on        bool
	}{{"hostNetwork", "network", p.Spec.HostNetwork}, {"hostPID", "processes", p.Spec.HostPID}, {"hostIPC", "shared memory", p.Spec.HostIPC}} {
		if f.on {
			found = append(found, remove("spec."+f.key, "the pod shares the "+f.what+" of its node"))
		}
	}
	return found
}

func hostPorts(p *Pod, _ int) (found []Offence) {
	for c := range p.containers() {
		for i, port := range c.Ports {
			if port.HostPort != 0 {
				found = append(found, remove(fmt.Sprintf("%sports[%d].hostPort", c.path, i), fmt.Sprintf("%s takes port %d of its node", c, port.HostPort)))
			}
		}
	}
	return found
}

func hostProbes(p *Pod, minor int) (found []Offence) {
	if minor < 34 {
		return nil
	}
	for c := range p.containers() {
		probe := func(name string, h *corev1.ProbeHandler) {
			if h.HTTPGet != nil && h.HTTPGet.Host != "" {
				found = append(found, remove(c.path+name+".httpGet.host", c.String()+" makes the kubelet ask "+h.HTTPGet.Host))
			}
			if h.TCPSocket != nil && h.TCPSocket.Host != "" {
				found = append(found, remove(c.path+name+".tcpSocket.host", c.String()+" makes the kubelet ask "+h.TCPSocket.Host))
			}
		}
		for _, f := range []struct {
			name  string
			probe *corev1.Probe
		}{{"livenessProbe", c.LivenessProbe}, {"readinessProbe", c.ReadinessProbe}, {"startupProbe", c.StartupProbe}} {
			if f.probe != nil {
				probe(f.name, &f.probe.ProbeHandler)
			}
		}
		if l := c.Lifecycle; l != nil {
			for _, f := range []struct {
				name string
				hook *corev1.LifecycleHandler
			}{{"lifecycle.postStart", l.PostStart}, {"lifecycle.preStop", l.PreStop}} {
				if f.hook != nil {
					probe(f.name, &corev1.ProbeHandler{HTTPGet: f.hook.HTTPGet, TCPSocket: f.hook.TCPSocket})
				}
			}
		}
	}
	return found
}

func windowsHostProcess(p *Pod, _ int) (found []Offence) {
	if w := p.security().WindowsOptions; w != nil && is(w.HostProcess, true) {
		found = append(found, remove("spec.securityContext.windowsOptions.hostProcess", "the pod runs as a process of its node"))
	}
	for c := range p.containers() {
		if w := c.security().WindowsOptions; w != nil && is(w.HostProcess, true) {
			found = append(found, remove(c.path+"securityContext.windowsOptions.hostProcess", c.String()+" runs as a process of its node"))
		}
	}
	return found
}

// volumeTypes are those that reach nothing but what the namespace has.
func isRestrictedVolume(v *corev1.VolumeSource) bool {
	return v.ConfigMap != nil || v.CSI != nil || v.DownwardAPI != nil || v.EmptyDir != nil || v.Ephemeral != nil || v.Image != nil ||
		v.PersistentVolumeClaim != nil || v.Projected != nil || v.Secret != nil
}

// nodeVolumes finds PersistentVolumes that are folders of a node: a claim takes them past Pod Security.
func nodeVolumes(j *judgement) {
	for o, v := range all[*corev1.PersistentVolume](j.set) {
		if v.Spec.HostPath != nil {
			j.report(o, Offence{Path: "spec.hostPath", Message: "the volume is the folder " + v.Spec.HostPath.Path + " of a node, and a pod that claims it passes Pod Security",
				Fix: "let a storage class provision the volume, or use a csi or local one"})
		}
	}
}

func restrictedVolumes(p *Pod, _ int) (found []Offence) {
	for i := range p.Spec.Volumes {
		v := &p.Spec.Volumes[i]
		if isRestrictedVolume(&v.VolumeSource) {
			continue
		}
		o := Offence{
			Path: fmt.Sprintf("spec.volumes[%d]", i), Message: "volume " + v.Name + " is of a type that reaches out of the namespace",
			Fix: "decide what it is for: emptyDir for scratch, persistentVolumeClaim for data, configMap or secret for files",
		}
		if v.HostPath != nil {
			o.Path += ".hostPath"
			o.Message = "volume " + v.Name + " is the folder " + v.HostPath.Path + " of the node"
		}
		found = append(found, o)
	}
	return found
}

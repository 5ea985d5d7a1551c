package controls

import corev1 "k8s.io/api/core/v1"

func nonRoot(p *Pod, minor int) (found []Offence) {
	if minor >= 35 && inUserNamespace(p) {
		return nil
	}
	const key = "securityContext.runAsNonRoot"
	pod := p.security().RunAsNonRoot
	if is(pod, false) {
		found = append(found, set("spec."+key, "the pod allows root", true))
	}
	unset := false
	for c := range p.containers() {
		own := c.security().RunAsNonRoot
		if is(own, false) {
			found = append(found, set(c.path+key, c.String()+" allows root", true))
		}
		unset = unset || own == nil && !is(pod, true)
	}
	if unset && len(found) == 0 {
		found = append(found, set("spec."+key, "nothing keeps a container that runs as root from starting", true))
	}
	return found
}

func rootUser(p *Pod, minor int) []Offence {
	if minor >= 35 && inUserNamespace(p) {
		return nil
	}
	return usersZero(p)
}

// usersZero finds who says that it is root.
func usersZero(p *Pod) (found []Offence) {
	const fix = "write a number other than 0 that may read the image's files, such as runAsUser: 10001"
	zero := func(path, who string) {
		found = append(found, Offence{Path: path, Message: who + " runs as root", Fix: fix, Patch: &Patch{Path: path, Value: 10001}})
	}
	if is(p.security().RunAsUser, 0) {
		zero("spec.securityContext.runAsUser", "the pod")
	}
	for c := range p.containers() {
		if is(c.security().RunAsUser, 0) {
			zero(c.path+"securityContext.runAsUser", c.String())
		}
	}
	return found
}

func seccomp(p *Pod, _ int) (found []Offence) {
	if isWindows(p) {
		return nil
	}
	const key = "securityContext.seccompProfile"
	good := func(s *corev1.SeccompProfile) bool {
		return s.Type == corev1.SeccompProfileTypeRuntimeDefault || s.Type == corev1.SeccompProfileTypeLocalhost
	}
	value := map[string]any{"type": "RuntimeDefault"}
	pod := p.security().SeccompProfile
	if pod != nil && !good(pod) {
		found = append(found, set("spec."+key, "the pod may call every function of the kernel", value))
	}
	unset := false
	for c := range p.containers() {
		own := c.security().SeccompProfile
		if own != nil && !good(own) {
			found = append(found, set(c.path+key, c.String()+" may call every function of the kernel", value))
		}
		unset = unset || own == nil && pod == nil
	}
	if unset && len(found) == 0 {
		found = append(found, set("spec."+key, "the containers may call every function of the kernel, unless the node has a default", value))
	}
	return found
}

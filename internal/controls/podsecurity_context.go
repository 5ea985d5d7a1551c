package controls

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

func privilegeEscalation(p *Pod, _ int) (found []Offence) {
	if isWindows(p) {
		return nil
	}
	for c := range p.containers() {
		if !is(c.security().AllowPrivilegeEscalation, false) {
			found = append(found, set(c.path+"securityContext.allowPrivilegeEscalation", c.String()+" may gain privileges that it was not started with", false))
		}
	}
	return found
}

func capabilities(p *Pod, _ int) (found []Offence) {
	if isWindows(p) {
		return nil
	}
	for c := range p.containers() {
		capabilities := c.security().Capabilities
		if capabilities == nil {
			capabilities = &corev1.Capabilities{}
		}
		if !slices.Contains(capabilities.Drop, "ALL") {
			o := set(c.path+"securityContext.capabilities.drop", c.String()+" keeps the runtime's capabilities", []string{"ALL"})
			if slices.ContainsFunc(capabilities.Drop, func(name corev1.Capability) bool { return strings.EqualFold(string(name), "ALL") }) {
				o.Message = c.String() + " keeps the runtime's capabilities: only the spelling ALL drops them"
			}
			found = append(found, o)
		}
		for i, name := range capabilities.Add {
			if name != "NET_BIND_SERVICE" {
				found = append(found, remove(fmt.Sprintf("%ssecurityContext.capabilities.add[%d]", c.path, i), c.String()+" has the capability "+string(name)))
			}
		}
	}
	return found
}

func procMount(p *Pod, _ int) (found []Offence) {
	for c := range p.containers() {
		if m := c.security().ProcMount; m != nil && *m != corev1.DefaultProcMount {
			found = append(found, remove(c.path+"securityContext.procMount", c.String()+" sees all of /proc"))
		}
	}
	return found
}

func appArmor(p *Pod, _ int) (found []Offence) {
	bad := func(a *corev1.AppArmorProfile) bool {
		return a != nil && a.Type != corev1.AppArmorProfileTypeRuntimeDefault && a.Type != corev1.AppArmorProfileTypeLocalhost
	}
	if bad(p.security().AppArmorProfile) {
		found = append(found, remove("spec.securityContext.appArmorProfile", "the pod switches AppArmor off"))
	}
	for c := range p.containers() {
		if bad(c.security().AppArmorProfile) {
			found = append(found, remove(c.path+"securityContext.appArmorProfile", c.String()+" switches AppArmor off"))
		}
	}
	for _, key := range sortedKeys(p.Annotations) {
		value := p.Annotations[key]
		if strings.HasPrefix(key, corev1.DeprecatedAppArmorBetaContainerAnnotationKeyPrefix) && value != "" &&
			value != corev1.DeprecatedAppArmorBetaProfileRuntimeDefault && !strings.HasPrefix(value, corev1.DeprecatedAppArmorBetaProfileNamePrefix) {
			found = append(found, remove(`metadata.annotations["`+key+`"]`, "an annotation sets the AppArmor profile "+value))
		}
	}
	return found
}

func seLinux(p *Pod, minor int) (found []Offence) {
	types := []string{"", "container_t", "container_init_t", "container_kvm_t"}
	if minor >= 31 {
		types = append(types, "container_engine_t")
	}
	look := func(path, who string, s *corev1.SELinuxOptions) {
		if s == nil {
			return
		}
		if !slices.Contains(types, s.Type) {
			found = append(found, remove(path+"securityContext.seLinuxOptions.type", who+" has the SELinux type "+s.Type))
		}
		if s.User != "" {
			found = append(found, remove(path+"securityContext.seLinuxOptions.user", who+" chooses an SELinux user"))
		}
		if s.Role != "" {
			found = append(found, remove(path+"securityContext.seLinuxOptions.role", who+" chooses an SELinux role"))
		}
	}
	look("spec.", "the pod", p.security().SELinuxOptions)
	for c := range p.containers() {
		look(c.path, c.String(), c.security().SELinuxOptions)
	}
	return found
}

// safeSysctls are those that concern nobody but the pod, each since a version of the policy.
var safeSysctls = map[string]int{
	"kernel.shm_rmid_forced":              0,
	"net.ipv4.ip_local_port_range":        0,
	"net.ipv4.tcp_syncookies":             0,
	"net.ipv4.ping_group_range":           0,
	"net.ipv4.ip_unprivileged_port_start": 0,
	"net.ipv4.ip_local_reserved_ports":    27,
	"net.ipv4.tcp_keepalive_time":         29,
	"net.ipv4.tcp_fin_timeout":            29,
	"net.ipv4.tcp_keepalive_intvl":        29,
	"net.ipv4.tcp_keepalive_probes":       29,
	"net.ipv4.tcp_rmem":                   32,
	"net.ipv4.tcp_wmem":                   32,
	"net.ipv4.tcp_slow_start_after_idle":  37,
	"net.ipv4.tcp_notsent_lowat":          37,
}

func sysctls(p *Pod, minor int) (found []Offence) {
	for i, s := range p.security().Sysctls {
		if since, safe := safeSysctls[s.Name]; !safe || minor < since {
			found = append(found, remove(fmt.Sprintf("spec.securityContext.sysctls[%d]", i), "the kernel setting "+s.Name+" is not known to concern the pod alone"))
		}
	}
	return found
}

package golden

import (
	"path"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// podErrors restates ValidatePodSpec for the fields that are ever written.
func podErrors(p *corev1.PodSpec, at *field.Path) (errs field.ErrorList) {
	c := p.SecurityContext
	for _, id := range []*int64{c.RunAsUser, c.RunAsGroup, c.FSGroup} {
		if id != nil {
			errs = append(errs, texts(at.Child("securityContext"), *id, validation.IsValidUserID(*id))...)
		}
	}
	errs = append(errs, volumeErrors(p.Volumes, at.Child("volumes"))...)
	errs = append(errs, texts(at.Child("serviceAccountName"), p.ServiceAccountName, validation.IsDNS1123Subdomain(p.ServiceAccountName))...)
	names := map[string]bool{}
	for i := range p.Containers {
		at := at.Child("containers").Index(i)
		if names[p.Containers[i].Name] {
			errs = append(errs, field.Duplicate(at, p.Containers[i].Name))
		}
		names[p.Containers[i].Name] = true
		errs = append(errs, containerErrors(p, &p.Containers[i], at)...)
	}
	for i, s := range p.TopologySpreadConstraints {
		at := at.Child("topologySpreadConstraints").Index(i)
		errs = append(errs, selectorErrors(s.LabelSelector, at.Child("labelSelector"))...)
		for _, key := range s.MatchLabelKeys {
			if _, twice := s.LabelSelector.MatchLabels[key]; twice {
				errs = append(errs, field.Invalid(at.Child("matchLabelKeys"), key, "stands in the labelSelector too"))
			}
		}
	}
	return errs
}

func volumeErrors(volumes []corev1.Volume, at *field.Path) (errs field.ErrorList) {
	names := map[string]bool{}
	for i, v := range volumes {
		at := at.Index(i)
		if names[v.Name] {
			errs = append(errs, field.Duplicate(at, v.Name))
		}
		names[v.Name] = true
		errs = append(errs, texts(at.Child("name"), v.Name, validation.IsDNS1123Label(v.Name))...)
		switch {
		case v.EmptyDir != nil && (v.EmptyDir.SizeLimit == nil || v.EmptyDir.SizeLimit.Sign() <= 0):
			errs = append(errs, field.Invalid(at.Child("emptyDir", "sizeLimit"), v.EmptyDir.SizeLimit, "no positive limit"))
		case v.Secret != nil:
			errs = append(errs, texts(at.Child("secret"), v.Secret.SecretName, validation.IsDNS1123Subdomain(v.Secret.SecretName))...)
			errs = append(errs, itemErrors(v.Secret.Items, at.Child("secret", "items"))...)
		case v.ConfigMap != nil:
			errs = append(errs, texts(at.Child("configMap"), v.ConfigMap.Name, validation.IsDNS1123Subdomain(v.ConfigMap.Name))...)
			errs = append(errs, itemErrors(v.ConfigMap.Items, at.Child("configMap", "items"))...)
		case v.PersistentVolumeClaim != nil:
			errs = append(errs, texts(at.Child("claimName"), v.PersistentVolumeClaim.ClaimName, validation.IsDNS1123Subdomain(v.PersistentVolumeClaim.ClaimName))...)
		}
	}
	return errs
}

func itemErrors(items []corev1.KeyToPath, at *field.Path) (errs field.ErrorList) {
	for i, item := range items {
		at := at.Index(i)
		errs = append(errs, required(at.Child("key"), item.Key)...)
		if item.Path == "" || path.IsAbs(item.Path) || strings.HasPrefix(item.Path, "..") || strings.Contains(item.Path, "/../") {
			errs = append(errs, field.Invalid(at.Child("path"), item.Path, "no relative path"))
		}
		if item.Mode != nil && (*item.Mode < 0 || *item.Mode > 0o777) {
			errs = append(errs, field.Invalid(at.Child("mode"), *item.Mode, "no mode"))
		}
	}
	return errs
}

func containerErrors(p *corev1.PodSpec, c *corev1.Container, at *field.Path) (errs field.ErrorList) {
	errs = append(errs, texts(at.Child("name"), c.Name, validation.IsDNS1123Label(c.Name))...)
	errs = append(errs, required(at.Child("image"), c.Image)...)
	errs = append(errs, containerPortErrors(c.Ports, at.Child("ports"))...)
	errs = append(errs, envErrors(c.Env, at.Child("env"))...)
	paths := map[string]bool{}
	for i, m := range c.VolumeMounts {
		at := at.Child("volumeMounts").Index(i)
		if paths[m.MountPath] {
			errs = append(errs, field.Invalid(at, m.MountPath, "must be unique"))
		}
		paths[m.MountPath] = true
		if !path.IsAbs(m.MountPath) || strings.Contains(m.MountPath, ":") {
			errs = append(errs, field.Invalid(at, m.MountPath, "no mount path"))
		}
	}
	for name, request := range c.Resources.Requests {
		limit, ok := c.Resources.Limits[name]
		if request.Sign() < 0 || ok && request.Cmp(limit) > 0 {
			errs = append(errs, field.Invalid(at.Child("resources", "requests"), request.String(), "above the limit of "+string(name)))
		}
	}
	probes := at.Child("probes")
	errs = append(errs, probeErrors(c, c.StartupProbe, probes.Child("startup"))...)
	errs = append(errs, probeErrors(c, c.ReadinessProbe, probes.Child("readiness"))...)
	errs = append(errs, probeErrors(c, c.LivenessProbe, probes.Child("liveness"))...)
	if c.ReadinessProbe != nil && c.ReadinessProbe.TerminationGracePeriodSeconds != nil {
		errs = append(errs, field.Invalid(probes.Child("readiness"), "", "must not set terminationGracePeriodSeconds"))
	}
	for _, once := range []*corev1.Probe{c.StartupProbe, c.LivenessProbe} {
		if once != nil && once.SuccessThreshold > 1 {
			errs = append(errs, field.Invalid(probes, once.SuccessThreshold, "must be 1"))
		}
	}
	if l := c.Lifecycle; l != nil {
		if s := l.PreStop.Sleep.Seconds; s <= 0 || s > *p.TerminationGracePeriodSeconds {
			errs = append(errs, field.Invalid(at.Child("lifecycle"), s, "must be inside of the grace period"))
		}
	}
	return errs
}

func containerPortErrors(ports []corev1.ContainerPort, at *field.Path) (errs field.ErrorList) {
	type number struct {
		port     int32
		protocol corev1.Protocol
	}
	names, numbers := map[string]bool{}, map[number]bool{}
	for i, p := range ports {
		at := at.Index(i)
		n := number{p.ContainerPort, p.Protocol}
		if names[p.Name] || numbers[n] {
			errs = append(errs, field.Duplicate(at, p))
		}
		names[p.Name], numbers[n] = true, true
		errs = append(errs, texts(at.Child("name"), p.Name, validation.IsValidPortName(p.Name))...)
		errs = append(errs, texts(at.Child("containerPort"), p.ContainerPort, validation.IsValidPortNum(int(p.ContainerPort)))...)
		errs = append(errs, protocolErrors(at.Child("protocol"), p.Protocol)...)
	}
	return errs
}

func envErrors(vars []corev1.EnvVar, at *field.Path) (errs field.ErrorList) {
	names := map[string]bool{}
	for i, e := range vars {
		at := at.Index(i)
		if names[e.Name] {
			errs = append(errs, field.Duplicate(at, e.Name))
		}
		names[e.Name] = true
		errs = append(errs, texts(at.Child("name"), e.Name, validation.IsEnvVarName(e.Name))...)
		from := e.ValueFrom
		switch {
		case from == nil:
		case e.Value != "":
			errs = append(errs, field.Invalid(at, e.Value, "a value beside valueFrom"))
		case from.SecretKeyRef != nil:
			errs = append(errs, texts(at, from.SecretKeyRef.Key, validation.IsConfigMapKey(from.SecretKeyRef.Key))...)
			errs = append(errs, texts(at, from.SecretKeyRef.Name, validation.IsDNS1123Subdomain(from.SecretKeyRef.Name))...)
		case from.ConfigMapKeyRef != nil:
			errs = append(errs, texts(at, from.ConfigMapKeyRef.Key, validation.IsConfigMapKey(from.ConfigMapKeyRef.Key))...)
			errs = append(errs, texts(at, from.ConfigMapKeyRef.Name, validation.IsDNS1123Subdomain(from.ConfigMapKeyRef.Name))...)
		case from.ResourceFieldRef != nil:
			if from.ResourceFieldRef.Resource == "" || from.ResourceFieldRef.Divisor.Sign() <= 0 {
				errs = append(errs, field.Invalid(at, from.ResourceFieldRef, "no amount of the container"))
			}
		case from.FieldRef == nil:
			errs = append(errs, field.Required(at.Child("valueFrom"), ""))
		}
	}
	return errs
}

func probeErrors(c *corev1.Container, p *corev1.Probe, at *field.Path) (errs field.ErrorList) {
	if p == nil {
		return nil
	}
	handlers := 0
	if p.Exec != nil {
		handlers++
		if len(p.Exec.Command) == 0 {
			errs = append(errs, field.Required(at.Child("exec"), ""))
		}
	}
	if g := p.HTTPGet; g != nil {
		handlers++
		errs = append(errs, probePortErrors(c, g.Port, at.Child("httpGet", "port"))...)
		for _, h := range g.HTTPHeaders {
			errs = append(errs, texts(at.Child("httpGet", "httpHeaders"), h.Name, validation.IsHTTPHeaderName(h.Name))...)
		}
	}
	if p.TCPSocket != nil {
		handlers++
		errs = append(errs, probePortErrors(c, p.TCPSocket.Port, at.Child("tcpSocket", "port"))...)
	}
	if p.GRPC != nil {
		handlers++
		errs = append(errs, probePortErrors(c, intstr.FromInt32(p.GRPC.Port), at.Child("grpc", "port"))...)
	}
	if handlers != 1 {
		errs = append(errs, field.Invalid(at, handlers, "a probe asks in exactly one way"))
	}
	for _, n := range []int32{p.InitialDelaySeconds, p.TimeoutSeconds, p.PeriodSeconds, p.SuccessThreshold, p.FailureThreshold} {
		if n < 0 {
			errs = append(errs, field.Invalid(at, n, "below zero"))
		}
	}
	if g := p.TerminationGracePeriodSeconds; g != nil && *g <= 0 {
		errs = append(errs, field.Invalid(at, *g, "no grace"))
	}
	return errs
}

// probePortErrors goes further than the API server: a probe asks a TCP port that the container has.
func probePortErrors(c *corev1.Container, port intstr.IntOrString, at *field.Path) field.ErrorList {
	for _, p := range c.Ports {
		if p.Protocol == corev1.ProtocolTCP && (port.Type == intstr.String && p.Name == port.StrVal || port.Type == intstr.Int && p.ContainerPort == port.IntVal) {
			return nil
		}
	}
	return field.ErrorList{field.NotFound(at, port.String())}
}

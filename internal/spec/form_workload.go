package spec

import (
	"net/url"
	"slices"
	"strings"
)

// ParseAPIRule reads [cluster:|ns/NAMESPACE:]VERBS:RESOURCES[=NAMES], in which paths of the API server,
// which begin with a slash, may stand for resources.
func ParseAPIRule(s string) (APIRule, error) {
	var r APIRule
	rest := s
	if after, ok := strings.CutPrefix(s, "cluster:"); ok {
		r.ClusterWide, rest = true, after
	} else if after, ok := strings.CutPrefix(s, "ns/"); ok {
		if r.Namespace, rest, ok = strings.Cut(after, ":"); !ok || r.Namespace == "" {
			return APIRule{}, malformed("write "+FormAPIRule+", such as ns/kube-system:get:pods/log", "%s names no namespace, or nothing in it", quote(s))
		}
	}
	verbs, objects, ok := strings.Cut(rest, ":")
	r.Verbs = strings.Split(verbs, ",")
	if strings.HasPrefix(objects, "/") {
		r.NonResourceURLs = strings.Split(objects, ",")
		objects = ""
	}
	resources, names, hasNames := strings.Cut(objects, "=")
	if resources != "" {
		r.Resources = strings.Split(resources, ",")
	}
	if hasNames {
		r.ResourceNames = strings.Split(names, ",")
	}
	if !ok || verbs == "" || resources == "" && r.NonResourceURLs == nil || hasNames && names == "" {
		return APIRule{}, malformed("write "+FormAPIRule+", such as get:configmaps=api-flags or cluster:list,watch:nodes", "%s is no rule", quote(s))
	}
	return r, nil
}

// String is the form that ParseAPIRule reads.
func (r APIRule) String() string {
	scope := ""
	switch {
	case r.ClusterWide:
		scope = "cluster:"
	case r.Namespace != "":
		scope = "ns/" + r.Namespace + ":"
	}
	s := scope + strings.Join(r.Verbs, ",") + ":" + strings.Join(slices.Concat(r.Resources, r.NonResourceURLs), ",")
	if len(r.ResourceNames) > 0 {
		s += "=" + strings.Join(r.ResourceNames, ",")
	}
	return s
}

// ParseWritable reads PATH[=SIZE], cut at the last equals sign.
func ParseWritable(s string) (WritablePath, error) {
	if !strings.HasPrefix(s, "/") {
		return WritablePath{}, malformed("write "+FormWritable+", such as /var/cache/app=256Mi", "%s is no absolute path", quote(s))
	}
	cut := strings.LastIndexByte(s, '=')
	if cut < 0 {
		return WritablePath{MountPath: s}, nil
	}
	if cut == len(s)-1 {
		return WritablePath{}, malformed("write "+FormWritable+", such as /var/cache/app=256Mi", "%s has no size after the equals sign", quote(s))
	}
	return WritablePath{MountPath: s[:cut], Size: Quantity(s[cut+1:])}, nil
}

// String is the form that ParseWritable or ParseClaim reads; a medium is not part of it.
func (w WritablePath) String() string {
	if w.Claim != nil {
		return w.MountPath + "=" + string(w.Claim.Size)
	}
	if w.Size == "" {
		return w.MountPath
	}
	return w.MountPath + "=" + string(w.Size)
}

// ParseClaim reads PATH=SIZE, cut at the last equals sign.
func ParseClaim(s string) (WritablePath, error) {
	p, err := ParseWritable(s)
	if err != nil || p.Size == "" {
		return WritablePath{}, malformed("write "+FormClaim+", such as /data=10Gi", "%s does not say where a volume is mounted, and how large it is", quote(s))
	}
	return WritablePath{MountPath: p.MountPath, Claim: &Claim{Size: p.Size}}, nil
}

// ParseConfig reads NAME:KEY=VALUE, cut at the first colon and equals sign.
func ParseConfig(s string) (name, key, value string, err error) {
	name, rest, hasName := strings.Cut(s, ":")
	key, value, hasKey := strings.Cut(rest, "=")
	if !hasName || !hasKey || name == "" || key == "" {
		return "", "", "", malformed("write "+FormConfig+", such as api-config:log.level=info; files are named in harden.yaml", "%s does not say what a config holds", quote(s))
	}
	return name, key, value, nil
}

// ParseSecret reads NAME:KEY=REMOTE[#PROPERTY], cut at the first colon, equals sign and hash sign.
func ParseSecret(s string) (name, key string, remote RemoteKey, err error) {
	name, rest, hasName := strings.Cut(s, ":")
	key, rest, hasKey := strings.Cut(rest, "=")
	var hasProperty bool
	remote.Key, remote.Property, hasProperty = strings.Cut(rest, "#")
	if !hasName || !hasKey || name == "" || key == "" || remote.Key == "" || hasProperty && remote.Property == "" {
		return "", "", RemoteKey{}, malformed("write "+FormSecret+", such as db-credentials:password=prod/payments/db#password",
			"%s does not say where a secret is kept", quote(s))
	}
	return name, key, remote, nil
}

// ParseEnv reads KEY=VALUE, cut at the first equals sign.
func ParseEnv(s string) (key, value string, err error) {
	key, value, ok := strings.Cut(s, "=")
	if !ok || key == "" {
		return "", "", malformed("write "+FormEnv+", such as LOG=info", "%s has no value", quote(s))
	}
	return key, value, nil
}

// ParseResourceList reads cpu=AMOUNT,memory=AMOUNT,ephemeral-storage=AMOUNT.
func ParseResourceList(s string) (ResourceList, error) {
	var list ResourceList
	hint := "write " + FormResources + ", such as cpu=100m,memory=128Mi"
	for part := range strings.SplitSeq(s, ",") {
		name, amount, ok := strings.Cut(part, "=")
		if !ok || amount == "" {
			return list, malformed(hint, "%s is no amount of a resource", quote(part))
		}
		var field *Quantity
		switch name {
		case "cpu":
			field = &list.CPU
		case "memory":
			field = &list.Memory
		case "ephemeral-storage":
			field = &list.EphemeralStorage
		default:
			return list, malformed(hint, "%s is no resource: cpu, memory, ephemeral-storage", quote(name))
		}
		if *field != "" {
			return list, malformed("give one amount", "%s stands twice in %s", name, quote(s))
		}
		*field = Quantity(amount)
	}
	return list, nil
}

// ParseEndpoint reads CIDR:PORT; an IPv6 range stands in brackets.
func ParseEndpoint(s string) (Endpoint, error) {
	cut := strings.LastIndexByte(s, ':')
	if cut > 0 && cut > strings.LastIndexByte(s, ']') {
		cidr, ok := withoutBrackets(s[:cut])
		if port, isPort := parsePortNumber(s[cut+1:]); ok && isPort {
			return Endpoint{CIDR: cidr, Port: port}, nil
		}
	}
	return Endpoint{}, malformed("write "+FormEndpoint+", such as 10.96.0.1/32:443", "%s is no range with a port", quote(s))
}

// String is the form that ParseEndpoint reads.
func (e Endpoint) String() string { return e.Range() + ":" + PortRef{Number: e.Port}.String() }

// Range is the range as it stands in a form: IPv6 in brackets.
func (e Endpoint) Range() string {
	if strings.Contains(e.CIDR, ":") {
		return "[" + e.CIDR + "]"
	}
	return e.CIDR
}

// ParseSecretStore reads [KIND/]NAME.
func ParseSecretStore(s string) (SecretStore, error) {
	kind, name, ok := strings.Cut(s, "/")
	if !ok {
		kind, name = "", s
	}
	if name == "" || ok && kind == "" {
		return SecretStore{}, malformed("write "+FormSecretStore+", such as ClusterSecretStore/aws-secrets-manager", "%s names no store", quote(s))
	}
	return SecretStore{Kind: kind, Name: name}, nil
}

// ParseProbeFlag reads KIND=URL.
func ParseProbeFlag(s string) (kind string, p Probe, err error) {
	kind, rest, _ := strings.Cut(s, "=")
	switch kind {
	case "startup", "readiness", "liveness":
		p, err = ParseProbe(rest)
		return kind, p, err
	}
	return "", Probe{}, malformed("write "+FormProbe+", such as readiness=http://:http/readyz", "%s is no kind of probe: startup, readiness, liveness", quote(kind))
}

// ParseProbe reads SCHEME://:PORT[/PATH] with the scheme http, https, tcp or grpc. There is no
// host: the kubelet asks the pod, and Pod Security baseline refuses a host since 1.34.
func ParseProbe(s string) (Probe, error) {
	hint := "write http://:http/readyz, https://:8443/, tcp://:5432 or grpc://:5050[/SERVICE]"
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		return Probe{}, malformed(hint, "%s is no probe URL", quote(s))
	}
	host, path := rest, ""
	if cut := strings.IndexByte(rest, '/'); cut >= 0 {
		host, path = rest[:cut], rest[cut:]
	}
	name, port, hasPort := strings.Cut(host, ":")
	if name != "" || !hasPort || strings.Contains(port, ":") {
		return Probe{}, malformed(hint, "%s names a host or no port; a probe always asks its own pod", quote(s))
	}
	ref, err := ParsePortRef(port)
	if err != nil || ref.Protocol != "" {
		return Probe{}, malformed(hint, "%s is no port", quote(port))
	}
	p := Probe{URL: s}
	switch scheme {
	case "http", "https":
		if _, err := url.Parse(path); err != nil {
			return Probe{}, malformed(hint, "%s is no path of a URL", quote(path))
		}
		p.HTTPGet = &HTTPGet{Path: path, Port: ref}
		if p.HTTPGet.Path == "" {
			p.HTTPGet.Path = "/"
		}
		if scheme == "https" {
			p.HTTPGet.Scheme = "HTTPS"
		}
	case "tcp":
		if path != "" {
			return Probe{}, malformed("write tcp://:"+port, "%s has a path, and tcp only opens a connection", quote(s))
		}
		p.TCPSocket = &TCPSocket{Port: ref}
	case "grpc":
		if ref.Number == 0 {
			return Probe{}, malformed("write the port's number: grpc://:5050", "Kubernetes takes no port name in a gRPC probe, as in %s", quote(s))
		}
		p.GRPC = &GRPC{Port: ref.Number, Service: strings.TrimPrefix(path, "/")}
	default:
		return Probe{}, malformed(hint, "%s is no scheme of a probe: http, https, tcp, grpc", quote(scheme))
	}
	return p, nil
}

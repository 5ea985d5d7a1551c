package spec

import (
	slashpath "path"
	"slices"
	"strings"
	"unicode"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation"
)

// TokenPath is where client libraries look for the account's token.
const TokenPath = "/var/run/secrets/kubernetes.io/serviceaccount"

// mounts are the places of a container that do not come from its image.
type mounts []mount

type mount struct {
	place    string
	readOnly bool
}

func (m *mounts) add(v *validator, p *path, place string, readOnly bool) {
	if !v.mountPath(p, place) {
		return
	}
	if readOnly && place == "/etc" {
		v.report(p, "name a folder of its own, such as /etc/app", "the kubelet mounts /etc/hosts and others there, which a read-only folder refuses")
	}
	if place == TokenPath || isBelow(place, TokenPath) || isBelow(TokenPath, place) && readOnly {
		v.report(p, "mount it somewhere else, such as "+DefaultSecretsFolder+"NAME", "%s is kept for the token of the service account", TokenPath)
	}
	for _, other := range *m {
		switch {
		case other.place == place:
			v.report(p, "mount it somewhere else", "something is already mounted at %s", quote(place))
		case other.readOnly && isBelow(place, other.place), readOnly && isBelow(other.place, place):
			v.report(p, "mount the two side by side", "%s and %s lie in each other, and the outer one is read-only", quote(place), quote(other.place))
		}
	}
	*m = append(*m, mount{place, readOnly})
}

func isBelow(place, folder string) bool { return strings.HasPrefix(place, folder+"/") }

// mountPath checks a place; the kernel's own folders cannot be mounted over by a container runtime.
func (v *validator) mountPath(p *path, place string) bool {
	switch {
	case !strings.HasPrefix(place, "/"):
		v.report(p, "begin with a slash, such as /var/cache/app", "%s is no absolute path", quote(place))
	case slashpath.Clean(place) != place:
		v.report(p, "write "+slashpath.Clean(place), "%s is not the shortest spelling of this path", quote(place))
	case place == "/":
		v.report(p, "name the folders that the program writes to", "the root file system stays read-only")
	case strings.ContainsRune(place, ':') || !isPrintable(place):
		v.report(p, "use printable characters other than a colon", "%s cannot be a mount path", quote(place))
	case place == "/dev/shm":
		return true
	case slices.Contains([]string{"/etc/hosts", "/etc/hostname", "/etc/resolv.conf"}, place):
		v.report(p, "", "%s is written by the kubelet", quote(place))
	case slices.ContainsFunc([]string{"/proc", "/sys", "/dev"}, func(f string) bool { return place == f || isBelow(place, f) }):
		v.report(p, "", "%s belongs to the kernel", quote(place))
	default:
		return true
	}
	return false
}

func (v *validator) writable(at *path, w *Workload, m *mounts) {
	for i := range w.Writable {
		entry := at.at("writable", i)
		p := entry.key("mountPath")
		m.add(v, &p, w.Writable[i].MountPath, false)
		if w.Writable[i].Claim != nil {
			v.claim(&entry, w, &w.Writable[i])
			continue
		}
		p = entry.key("size")
		v.bytes(&p, w.Writable[i].Size)
		p = entry.key("medium")
		if w.Writable[i].Medium != "" {
			v.oneOf(&p, w.Writable[i].Medium, MediumMemory)
		}
	}
}

// amount checks a quantity, which is more than zero.
func (v *validator) amount(p *path, q Quantity) (resource.Quantity, bool) {
	parsed, err := resource.ParseQuantity(string(q))
	if err != nil {
		v.report(p, "write an amount such as 100m of CPU or 256Mi of memory", "%s is no amount", quote(string(q)))
		return parsed, false
	}
	if parsed.Sign() <= 0 {
		v.report(p, "", "%s is not more than zero", quote(string(q)))
		return parsed, false
	}
	return parsed, true
}

// bytes checks an amount of bytes; a fraction of one is a slip of the unit (100m).
func (v *validator) bytes(p *path, q Quantity) (resource.Quantity, bool) {
	parsed, ok := v.amount(p, q)
	if ok && strings.HasSuffix(string(q), "m") {
		v.report(p, "did you mean "+strings.TrimSuffix(string(q), "m")+"Mi?", "%s is a few thousandths of a byte", quote(string(q)))
		return parsed, false
	}
	if ok && parsed.CmpInt64(1<<10) < 0 {
		v.report(p, "write its unit, such as "+strings.TrimRight(string(q), "numkKi")+"Mi", "%s is fewer than 1024 bytes", quote(string(q)))
		return parsed, false
	}
	return parsed, ok
}

func (v *validator) resources(at *path, w *Workload) {
	root := at.key("resources")
	requests, limits := root.key("requests"), root.key("limits")
	for _, r := range []struct {
		name           string
		request, limit Quantity
		check          func(*path, Quantity) (resource.Quantity, bool)
	}{
		{"cpu", w.Resources.Requests.CPU, w.Resources.Limits.CPU, v.amount},
		{"memory", w.Resources.Requests.Memory, w.Resources.Limits.Memory, v.bytes},
		{"ephemeral-storage", w.Resources.Requests.EphemeralStorage, w.Resources.Limits.EphemeralStorage, v.bytes},
	} {
		request, limit := requests.key(r.name), limits.key(r.name)
		var low, high resource.Quantity
		lowOK, highOK := false, false
		if r.limit != "" {
			high, highOK = r.check(&limit, r.limit)
		}
		if r.request != "" && (highOK || r.request != r.limit) { // a low limit is the request's default
			low, lowOK = r.check(&request, r.request)
		}
		if lowOK && highOK && low.Cmp(high) > 0 {
			v.report(&request, "raise the limit or lower the request", "the request %s is above the limit %s", r.request, r.limit)
		}
	}
}

func (v *validator) probes(at *path, w *Workload) {
	root := at.key("probes")
	for _, probe := range []struct {
		key   string
		value *Probe
	}{{"startup", w.Probes.Startup}, {"readiness", w.Probes.Readiness}, {"liveness", w.Probes.Liveness}} {
		if probe.value == nil || probe.key == "startup" && derivedStartup(&w.Probes) {
			continue
		}
		p := root.key(probe.key)
		v.probe(&p, w, probe.key, probe.value)
	}
}

// derivedStartup is true when Default made the start-up probe, whose problems are the liveness probe's.
func derivedStartup(p *Probes) bool {
	s, l := p.Startup, p.Liveness
	return l != nil && s.Exec == l.Exec && s.HTTPGet == l.HTTPGet && s.TCPSocket == l.TCPSocket && s.GRPC == l.GRPC
}

func (v *validator) probe(at *path, w *Workload, kind string, p *Probe) {
	kinds := 0
	for _, said := range []bool{p.Exec != nil, p.HTTPGet != nil, p.TCPSocket != nil, p.GRPC != nil} {
		if said {
			kinds++
		}
	}
	if kinds != 1 {
		v.report(at, "write a URL such as http://:http/readyz, or one of exec, httpGet, tcpSocket, grpc", "a probe asks in exactly one way")
		return
	}
	switch {
	case p.Exec != nil:
		e := at.key("exec")
		c := e.key("command")
		if len(p.Exec.Command) == 0 {
			v.report(&c, "write the program and its arguments, which the image has to hold", "there is no command")
		}
		v.commandLine(&e, "command", p.Exec.Command)
	case p.HTTPGet != nil:
		v.httpGet(at, p.HTTPGet)
		v.probePort(at, w, p, "httpGet", p.HTTPGet.Port)
	case p.TCPSocket != nil:
		v.probePort(at, w, p, "tcpSocket", p.TCPSocket.Port)
	default:
		v.probePort(at, w, p, "grpc", PortRef{Number: p.GRPC.Port})
		e := at.key("grpc")
		s := e.key("service")
		v.text(&s, p.GRPC.Service)
	}
	v.probeNumbers(at, kind, p)
}

func (v *validator) httpGet(at *path, g *HTTPGet) {
	root := at.key("httpGet")
	p := root.key("path")
	if g.Path != "" && !strings.HasPrefix(g.Path, "/") {
		v.report(&p, "begin with a slash", "%s is no path of a URL", quote(g.Path))
	}
	v.text(&p, g.Path)
	p = root.key("scheme")
	if g.Scheme != "" {
		v.oneOf(&p, g.Scheme, "HTTP", "HTTPS")
	}
	for i, h := range g.HTTPHeaders {
		entry := root.at("httpHeaders", i)
		p := entry.key("name")
		if len(validation.IsHTTPHeaderName(h.Name)) > 0 {
			v.report(&p, "such as Accept", "%s is no name of an HTTP header", quote(h.Name))
		}
		p = entry.key("value")
		if strings.ContainsFunc(h.Value, unicode.IsControl) {
			v.report(&p, "write it on one line", "%s is no value of an HTTP header", quote(h.Value))
		} else {
			v.text(&p, h.Value)
		}
	}
}

// probePort demands a declared port: a probe of a port that nobody declared is a slip more often
// than a wish, and a declared one without callers is open to the kubelet alone.
func (v *validator) probePort(at *path, w *Workload, probe *Probe, way string, ref PortRef) {
	i, ok := w.findPort(ref)
	e := at.key(way)
	p := e.key("port")
	if probe.URL != "" {
		p = *at
	}
	switch {
	case !ok:
		v.report(&p, "declare it under ports (without from, only the kubelet reaches it); declared: "+portList(w), "the workload %s has no TCP port %s", quote(w.Name), ref)
	case orTCP(w.Ports[i].Protocol) != "TCP":
		v.report(&p, "probe a TCP port, or write an exec probe", "a probe speaks TCP, and %s is a port of %s", w.Ports[i].Name, w.Ports[i].Protocol)
	}
}

func (v *validator) probeNumbers(at *path, kind string, p *Probe) {
	for _, n := range []struct {
		key   string
		value int32
	}{{"initialDelaySeconds", p.InitialDelaySeconds}, {"timeoutSeconds", p.TimeoutSeconds}, {"periodSeconds", p.PeriodSeconds},
		{"successThreshold", p.SuccessThreshold}, {"failureThreshold", p.FailureThreshold}} {
		if n.value < 0 {
			f := at.key(n.key)
			v.report(&f, "remove the key for Kubernetes' default", "%d is below zero", n.value)
		}
	}
	if kind != "readiness" && p.SuccessThreshold > 1 {
		f := at.key("successThreshold")
		v.report(&f, "remove the key", "a %s probe passes on its first success", kind)
	}
	if p.TerminationGracePeriodSeconds != nil {
		f := at.key("terminationGracePeriodSeconds")
		switch {
		case kind == "readiness":
			v.report(&f, "remove the key", "a readiness probe never ends the process")
		case *p.TerminationGracePeriodSeconds < 1:
			v.report(&f, "write 1 or more", "%d seconds kill the process unasked", *p.TerminationGracePeriodSeconds)
		}
	}
}

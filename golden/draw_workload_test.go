package golden

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/harden-gen/harden-gen/internal/spec"
)

func (d *drawer) ports(w *spec.Workload) {
	type number struct {
		port     int32
		protocol string
	}
	containers, services := map[number]bool{}, map[number]bool{}
	names := rapid.SliceOfNDistinct(rapid.OneOf(rapid.SampledFrom([]string{"http", "y", "n", "no", "a-b", "x23456789012345", "1e3"}),
		rapid.StringMatching(`[a-z]([0-9a-z]{0,12}[0-9a-z])?`)), 0, 4, rapid.ID[string]).Draw(d.t, "ports")
	for _, name := range names {
		p := spec.Port{Name: name, ContainerPort: int32(pick(d, "number", 8080, 9090, 53, 80, 1023, 1024, 1, 65535, d.number(1, 65535, "any"))), Protocol: pick(d, "protocol", "", "TCP", "UDP", "SCTP")}
		protocol := p.Protocol
		if protocol == "" {
			protocol = "TCP"
		}
		if containers[number{p.ContainerPort, protocol}] {
			continue
		}
		containers[number{p.ContainerPort, protocol}] = true
		if n := int32(pick(d, "servicePort", 0, 80, 443, 8080, 65535)); mayPublish(w.Name) && !services[number{n, protocol}] {
			p.ServicePort = n
			services[number{n, protocol}] = true
		}
		for range d.number(0, 3, "from") {
			p.From = append(p.From, d.peer(w, false))
		}
		w.Ports = append(w.Ports, p)
	}
}

func (d *drawer) workload(w *spec.Workload) {
	w.Image = d.image()
	w.Command, w.Args = d.texts(3, "command"), d.texts(3, "args")
	if d.chance(50, "replicas") {
		w.Replicas = new(int32(pick(d, "replicas", 0, 1, 2, 3, 100)))
	}
	d.users(w)
	w.Labels = d.podLabels(0)
	w.Annotations, w.ServiceAccount.Annotations = d.annotations(), d.annotations()
	w.DNS = pick(d, "dns", "", "Allow", "Deny")
	d.connects(w)
	if d.hasCloudIdentity() {
		w.CloudIdentity = pick(d, "cloudIdentity", "", "Allow", "Deny")
	}
	if d.chance(40, "kubernetesAPI") {
		w.KubernetesAPI = &spec.KubernetesAPI{}
		for range d.number(0, 3, "rules") {
			w.KubernetesAPI.Rules = append(w.KubernetesAPI.Rules, d.scopedRule())
		}
		w.KubernetesAPI.Bind = d.bind()
	}
	d.account(&w.ServiceAccount)
	d.resources(w)
	d.env(w)
	d.mounts(w)
	d.claims(w)
	d.probes(w)
	if d.chance(40, "grace") {
		w.TerminationGracePeriodSeconds = new(int64(pick(d, "grace", 1, 9, 10, 30, 3600)))
	}
	if d.chance(20, "kind") {
		w.Kind = "Deployment"
	}
}

// users are whom the program runs as: no number where the cluster assigns them, and no field that the
// oldest cluster drops.
func (d *drawer) users(w *spec.Workload) {
	p := &d.app.Platform
	own := p.KubernetesVersion != "1.32" && d.chance(20, "hostUsers")
	if own {
		w.HostUsers = new(false)
	}
	highest := int64(1<<31 - 1)
	if own {
		highest = 1<<16 - 1
	}
	if assigned := p.UserIDs == "Assigned" || p.UserIDs == "" && p.Profile == "openshift"; !assigned {
		for _, id := range []**int64{&w.RunAsUser, &w.RunAsGroup, &w.FSGroup} {
			if d.chance(30, "id") {
				*id = new(pick(d, "id", 1, 1000, 65532, highest))
			}
		}
	}
	if p.KubernetesVersion != "1.32" {
		w.SupplementalGroupsPolicy = pick(d, "supplementalGroupsPolicy", "", "", "Strict", "Merge")
	}
}

// hasCloudIdentity is true where somebody has said at which address identities are handed out.
func (d *drawer) hasCloudIdentity() bool {
	p := &d.app.Platform
	if p.CloudIdentity != nil {
		return len(p.CloudIdentity) > 0
	}
	return slices.Contains([]string{"eks", "gke", "gke-clouddns"}, p.Profile)
}

func (d *drawer) image() string {
	repository := pick(d, "repository", "registry.example.com/app", "localhost:5000/y", "quay.example.com:443/team/a__b/c-d.e", "registry.example.com/1e3")
	tag := pick(d, "tag", "", ":1.8.2", ":1e3", ":0440", ":_a", ":A.b-c", ":"+strings.Repeat("t", 128))
	digest := rapid.StringMatching(`[0-9a-f]{64}`).Draw(d.t, "digest")
	return repository + tag + "@sha256:" + digest
}

func (d *drawer) annotations() map[string]string {
	var a map[string]string
	for range d.number(0, 2, "annotations") {
		if a == nil {
			a = map[string]string{}
		}
		a[pick(d, "annotation", "example.com/a", "no", "y", "example.com/1e3", "prometheus.io/scrape", "example.com/UPPER", "a.b_c-d", "config.kubernetes.io/depends-on")] = d.text("annotation")
	}
	return a
}

func (d *drawer) connects(w *spec.Workload) {
	for i := range d.number(0, 4, "connects") {
		c := spec.Connection{To: d.peer(w, true)}
		if d.app.Platform.CNI == "cilium" && w.DNS != "Deny" && d.chance(25, "host") {
			c.To = spec.Peer{Host: pick(d, "host name", "api.stripe.com", "a.b", "1e3.example.org", "0.7.example")}
		}
		if d.chance(20, "name") {
			c.Name = fmt.Sprintf("to-%d", i)
		}
		for range d.number(1, 3, "ports") {
			c.Ports = append(c.Ports, d.portRef(&c.To))
		}
		if c.Ports = slices.DeleteFunc(c.Ports, func(p spec.PortRef) bool { return p == spec.PortRef{} }); len(c.Ports) > 0 {
			w.Connects = append(w.Connects, c)
		}
	}
}

// portRef is any port, or one that the workload has, by name or number; empty where there is none.
func (d *drawer) portRef(to *spec.Peer) spec.PortRef {
	if to.Workload == "" {
		return spec.PortRef{Number: int32(pick(d, "number", 5432, 53, 1, 65535, d.number(1, 65535, "any"))), Protocol: pick(d, "protocol", "", "UDP", "SCTP")}
	}
	i := slices.IndexFunc(d.app.Workloads, func(w spec.Workload) bool { return w.Name == to.Workload })
	if len(d.app.Workloads[i].Ports) == 0 {
		return spec.PortRef{}
	}
	p := pick(d, "port", d.app.Workloads[i].Ports...)
	if d.chance(50, "by name") {
		return spec.PortRef{Name: p.Name}
	}
	if p.Protocol == "TCP" {
		p.Protocol = ""
	}
	return spec.PortRef{Number: p.ContainerPort, Protocol: p.Protocol}
}

// rule is one that grants something and nothing dangerous.
func (d *drawer) rule() spec.APIRule {
	choices := []spec.APIRule{
		{Verbs: []string{"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"}, Resources: []string{"configmaps", "leases.coordination.k8s.io", "widgets.example.com"}},
		{Verbs: []string{"get", "list", "watch", "delete"}, Resources: []string{"pods", "deployments", "statefulsets.apps", "jobs", "services", "ingresses"}},
		{Verbs: []string{"get"}, Resources: []string{"pods/log", "deployments.apps/scale", "namespaces"}},
		{Verbs: []string{"get", "update", "patch"}, Resources: []string{"deployments/scale", "widgets.example.com/status"}},
		{Verbs: []string{"create", "patch"}, Resources: []string{"events", "events.events.k8s.io", "things.a.b.example.com"}},
		{Verbs: []string{"get", "update", "patch", "delete"}, Resources: []string{"configmaps", "persistentvolumeclaims", "gadgets.example.com"}, ResourceNames: []string{"a", "b.c", "1e3"}},
		{Verbs: []string{"get"}, Resources: []string{"secrets", "configmaps"}, ResourceNames: []string{"db-credentials", "true"}},
	}
	r := pick(d, "rule", choices...)
	keep := func(list []string, what string) []string {
		if out := some(d, len(list), what, list...); len(out) > 0 {
			return out
		}
		return list[:1]
	}
	r.Verbs, r.Resources = keep(r.Verbs, "verbs"), keep(r.Resources, "resources")
	if r.ResourceNames != nil {
		r.ResourceNames = keep(r.ResourceNames, "resourceNames")
	}
	return r
}

func (d *drawer) mounts(w *spec.Workload) {
	for _, path := range some(d, 4, "writable", "/tmp", "/var/cache/app", "/dev/shm", "/no", "/NO", "/a b", "/a_b", "/a/b/grüße #1", "/var/run", "/"+strings.Repeat("deep/", 20)+"x") {
		w.Writable = append(w.Writable, spec.WritablePath{MountPath: path, Medium: pick(d, "medium", "", "", "Memory"),
			Size: pick(d, "size", spec.Quantity(""), "64Mi", "1Ki", "1.5Gi", "2G", "1024", "1e6", "1234567")})
	}
	for i, s := range d.app.Secrets {
		if !d.chance(50, "mount") {
			continue
		}
		optional := d.chance(20, "optional")
		w.Secrets = append(w.Secrets, spec.SecretMount{Name: s.Name, Optional: optional})
		if d.chance(50, "mountPath") {
			m := spec.SecretMount{Name: s.Name, Optional: optional, MountPath: fmt.Sprintf("/etc/%d/%s", i, pick(d, "folder", "tls", "0440", "with blank", "漢字"))}
			if d.chance(50, "items") {
				m.Items = d.items(secretKeys(s))
			}
			w.Secrets = append(w.Secrets, m)
		}
	}
	d.configMounts(w)
}

// resources are in the order of their size; a request stays at or below its limit.
func (d *drawer) resources(w *spec.Workload) {
	pair := func(request, limit *spec.Quantity, sizes ...spec.Quantity) {
		low := d.number(0, len(sizes)-1, "request")
		if d.chance(30, "request") {
			*request = sizes[low]
		}
		if d.chance(30, "limit") {
			*limit = sizes[d.number(low, len(sizes)-1, "limit")]
		}
	}
	r := &w.Resources
	pair(&r.Requests.CPU, &r.Limits.CPU, "1m", "100m", "0.5", "1", "1500m", "64")
	pair(&r.Requests.Memory, &r.Limits.Memory, "1Mi", "16M", "128Mi", "256Mi", "1.5Gi", "1e12")
	pair(&r.Requests.EphemeralStorage, &r.Limits.EphemeralStorage, "1Mi", "32Mi", "64Mi", "128Mi")
}

func (d *drawer) probes(w *spec.Workload) {
	var tcp []spec.Port
	for _, p := range w.Ports {
		if p.Protocol == "" || p.Protocol == "TCP" {
			tcp = append(tcp, p)
		}
	}
	w.Probes.Startup = d.probe(tcp, "startup")
	w.Probes.Readiness = d.probe(tcp, "readiness")
	w.Probes.Liveness = d.probe(tcp, "liveness")
}

func (d *drawer) probe(tcp []spec.Port, kind string) *spec.Probe {
	form := d.number(0, 5, kind)
	if form == 0 || form > 1 && len(tcp) == 0 {
		return nil
	}
	p := &spec.Probe{}
	if form == 1 {
		p.Exec = &spec.ExecAction{Command: append([]string{"/bin/check"}, d.texts(2, "exec")...)}
	} else {
		port := pick(d, "port", tcp...)
		ref := spec.PortRef{Number: port.ContainerPort}
		if d.chance(50, "by name") {
			ref = spec.PortRef{Name: port.Name}
		}
		switch form {
		case 2:
			return d.probeURL(ref.String(), port.ContainerPort)
		case 3:
			p.HTTPGet = &spec.HTTPGet{Port: ref, Path: pick(d, "path", "", "/", "/a?b=c&d", "/%20 x"), Scheme: pick(d, "scheme", "", "HTTP", "HTTPS")}
			if d.chance(30, "header") {
				p.HTTPGet.HTTPHeaders = []spec.HTTPHeader{{Name: "X-Probe", Value: pick(d, "value", "", "yes", "1e3", "a: b")}}
			}
		case 4:
			p.TCPSocket = &spec.TCPSocket{Port: ref}
		case 5:
			p.GRPC = &spec.GRPC{Port: port.ContainerPort, Service: pick(d, "service", "", "health.v1", "no")}
		}
	}
	for _, n := range []*int32{&p.InitialDelaySeconds, &p.TimeoutSeconds, &p.PeriodSeconds, &p.FailureThreshold} {
		if d.chance(30, "seconds") {
			*n = int32(d.number(0, 600, "seconds"))
		}
	}
	switch {
	case kind == "readiness":
		p.SuccessThreshold = int32(d.number(0, 3, "successThreshold"))
	case d.chance(30, "grace"):
		p.TerminationGracePeriodSeconds = new(int64(d.number(1, 100, "grace")))
	}
	return p
}

func (d *drawer) probeURL(port string, number int32) *spec.Probe {
	url := pick(d, "url", "http://:"+port, "http://:"+port+"/readyz?full=1", "https://:"+port+"/", "tcp://:"+port, fmt.Sprintf("grpc://:%d", number), fmt.Sprintf("grpc://:%d/health.v1", number))
	p, err := spec.ParseProbe(url)
	if err != nil {
		d.t.Fatalf("%s: %v", url, err)
	}
	return &p
}

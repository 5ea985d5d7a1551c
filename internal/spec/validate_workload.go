package spec

import (
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/util/validation"
)

func (v *validator) allWorkloads() {
	if len(v.app.Workloads) == 0 {
		p := top("workloads")
		v.report(&p, "add one: workloads: [{name: api, image: …}]", "an application has at least one workload")
	}
	for i := range v.app.Workloads {
		w := &v.app.Workloads[i]
		if v.workloads[w.Name] != nil {
			at := path{&path{nil, segment{key: "workloads"}}, nth(i)}
			p := at.key("name")
			v.report(&p, "give every workload a name of its own", "the workload %s stands here a second time", quote(w.Name))
		}
		v.workloads[w.Name] = w
	}
	for i := range v.app.Workloads {
		at := path{&path{nil, segment{key: "workloads"}}, nth(i)}
		v.workload(&at, &v.app.Workloads[i])
	}
}

func (v *validator) workload(at *path, w *Workload) {
	v.workloadName(at, w)
	v.workloadKind(at, w)
	v.image(at, w)
	v.commandLine(at, "command", w.Command)
	v.commandLine(at, "args", w.Args)
	v.programSize(at, w)
	v.env(at, w)
	v.numbers(at, w)
	v.users(at, w)
	p := at.key("labels")
	v.labels(&p, w.Labels)
	p = at.key("annotations")
	v.objectAnnotations(&p, w.Annotations)
	p = at.key("serviceAccount")
	a := p.key("annotations")
	v.objectAnnotations(&a, w.ServiceAccount.Annotations)
	v.ports(at, w)
	v.connects(at, w)
	p = at.key("dns")
	v.oneOf(&p, w.DNS, "Allow", "Deny")
	v.cloudIdentity(at, w)
	v.kubernetesAPI(at, w)
	var m mounts
	v.writable(at, w, &m)
	v.claimReplicas(at, w)
	v.secretMounts(at, w, &m)
	v.configMounts(at, w, &m)
	v.resources(at, w)
	v.probes(at, w)
}

func (v *validator) workloadName(at *path, w *Workload) {
	p := at.key("name")
	if s := v.app.Platform.SecretStore; s.IsMade() && w.Name == s.AccountName() {
		v.report(&p, "give the workload or platform.secretStore another name", "%s is the name of the account that the secret store reads with", quote(w.Name))
	}
	if w.Name == "default" {
		v.report(&p, "call it by what it does", "default is the name of the account that nothing may use")
		return
	}
	v.label(&p, w.Name, "a workload")
	published := slices.ContainsFunc(w.Ports, func(p Port) bool { return p.ServicePort != 0 })
	if published && len(validation.IsDNS1123Label(w.Name)) == 0 && len(validation.IsDNS1035Label(w.Name)) > 0 {
		v.report(&p, "such as app-"+w.Name, "%s is no name for a Service, which begins with a letter", quote(w.Name))
	}
}

func (v *validator) workloadKind(at *path, w *Workload) {
	p := at.key("kind")
	switch w.Kind {
	case "Deployment":
	case "StatefulSet", "DaemonSet", "Job", "CronJob", "External":
		v.notBuilt(&p, w.Kind, "use Deployment")
	default:
		v.oneOf(&p, w.Kind, "Deployment")
	}
}

func (v *validator) commandLine(at *path, key string, list []string) {
	for i, s := range list {
		p := at.at(key, i)
		v.text(&p, s)
	}
}

// programSize keeps command line and environment below what one object can hold: kubectl apply
// stores a copy of it in an annotation, and all annotations together have 256 KiB.
func (v *validator) programSize(at *path, w *Workload) {
	const most = 128 << 10
	size := 0
	for _, s := range slices.Concat(w.Command, w.Args) {
		size += len(s)
	}
	for name, e := range w.Env {
		size += len(name) + len(e.Value)
	}
	if size > most {
		v.report(at, "mount a ConfigMap or a secret instead", "command, args and env hold %d bytes; %d can be applied", size, most)
	}
}

func (v *validator) numbers(at *path, w *Workload) {
	if *w.Replicas < 0 {
		p := at.key("replicas")
		v.report(&p, "write 0 or more", "%d replicas cannot be", *w.Replicas)
	}
	if *w.TerminationGracePeriodSeconds < 1 {
		p := at.key("terminationGracePeriodSeconds")
		v.report(&p, "write 1 or more, or remove the key", "%d seconds kill the process unasked", *w.TerminationGracePeriodSeconds)
	}
}

func (v *validator) ports(at *path, w *Workload) {
	type number struct {
		port     int32
		protocol string
	}
	names, containers, services := map[string]bool{}, map[number]string{}, map[number]string{}
	for i, port := range w.Ports {
		entry := at.at("ports", i)
		p := entry.key("name")
		if errs := validation.IsValidPortName(port.Name); len(errs) > 0 {
			v.report(&p, "at most 15 lower case letters, digits and single dashes, at least one letter, such as http", "%s is no name for a port", quote(port.Name))
		} else if names[port.Name] {
			v.report(&p, "give every port a name of its own", "the port name %s stands here a second time", quote(port.Name))
		}
		names[port.Name] = true
		p = entry.key("protocol")
		v.oneOf(&p, port.Protocol, protocols()...)
		p = entry.key("containerPort")
		v.port(&p, port.ContainerPort)
		key := number{port.ContainerPort, port.Protocol}
		if other, ok := containers[key]; ok {
			v.report(&p, "one entry a port and protocol; from takes several callers", "the port %d/%s is already called %s", port.ContainerPort, port.Protocol, other)
		}
		containers[key] = port.Name
		if port.ServicePort != 0 {
			p = entry.key("servicePort")
			v.port(&p, port.ServicePort)
			key := number{port.ServicePort, port.Protocol}
			if other, ok := services[key]; ok {
				v.report(&p, "publish one of them under another number", "the Service's port %d/%s already leads to %s", port.ServicePort, port.Protocol, other)
			}
			services[key] = port.Name
		}
		for j := range port.From {
			p := entry.at("from", j)
			if host := port.From[j].Host; host != "" {
				v.report(&p, "name the caller's addresses ({cidr: RANGE}), its pods, or gateway", "a caller is known by its address, not by a host name such as %s", quote(host))
				continue
			}
			v.peer(&p, w, &port.From[j])
		}
	}
}

// kubernetesAPI checks the rules, and that the way to the API server is known.
func (v *validator) kubernetesAPI(at *path, w *Workload) {
	if w.KubernetesAPI == nil {
		return
	}
	if len(v.app.Platform.APIServer) == 0 {
		p := path{&path{nil, segment{key: "platform"}}, segment{key: "apiServer"}}
		v.missing(&p, "%s calls the Kubernetes API, and no policy can select the API server: its addresses are needed", quote(w.Name))
	}
	api := at.key("kubernetesAPI")
	for i, r := range w.KubernetesAPI.Rules {
		rule := api.at("rules", i)
		checkAPIRule(r, func(field string, index int, message, hint string) {
			p := rule.key(field)
			if index >= 0 {
				p = rule.at(field, index)
			}
			v.report(&p, hint, "%s", message)
		})
	}
}

// missing reports a fact that this spec needs and nobody has said; its hint is how to say it.
func (v *validator) missing(p *path, format string, args ...any) {
	for _, before := range v.problems {
		if before.Missing && before.Path == pathText(p.segments()) {
			return
		}
	}
	v.report(p, "", format, args...)
	last := &v.problems[len(v.problems)-1]
	last.Missing = true
	if q, ok := FindQuestion(last.Path); ok {
		last.Hint = "write " + q.Example
	}
}

func sortedKeys[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }

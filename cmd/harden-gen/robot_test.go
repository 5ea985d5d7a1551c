package main

import (
	"bytes"
	"cmp"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// robot answers the wizard's questions, as it reads them, so that a given spec comes out.
type robot struct {
	target  *spec.HardenedApplication
	answers *io.PipeWriter
	text    bytes.Buffer
	visited map[string]bool
	item    map[string]int // how many entries of a list were begun
	port    string         // whose callers are asked for
	failed  string
}

var (
	titleLine = regexp.MustCompile(`(?m)^([A-Z][A-Za-z ]+) \(([^)]*)\)$`)
	lastStep  = regexp.MustCompile(`^(\d+) of 3$`)
)

// Write takes what the wizard says, and answers when it waits.
func (r *robot) Write(p []byte) (int, error) {
	r.text.Write(p)
	if !bytes.HasSuffix(p, []byte("> ")) {
		return len(p), nil
	}
	answer := r.answer(r.text.String())
	r.text.Reset()
	go func() { _, _ = io.WriteString(r.answers, answer+"\n") }() // a wizard that is done reads no more
	return len(p), nil
}

func (r *robot) answer(text string) string {
	if strings.Contains(text, "hint:") || strings.Contains(text, "none of the answers") {
		r.failed += text
		_ = r.answers.Close()
		return ""
	}
	w := &r.target.Workloads[0]
	block := text[strings.LastIndex(text, "\n\n")+2:]
	label, _, _ := strings.Cut(block, "\n")
	if strings.HasPrefix(label, "Adjust something?") {
		for _, p := range spec.Pages()[3:] {
			for _, flag := range p.Flags {
				if !r.visited[p.Title] && len(spec.SaidTo(r.target, 0, flag)) > 0 {
					r.visited[p.Title] = true
					return p.Title
				}
			}
		}
		return "No"
	}
	if strings.HasPrefix(label, "Write this?") {
		return "Write"
	}
	if name, ok := strings.CutPrefix(label, "Who may call "); ok {
		r.port, _, _ = strings.Cut(name, "?")
		port := r.portNamed(r.port)
		said := r.item["allow "+r.port]
		if strings.Contains(block, "The gateway: traffic") {
			r.item["allow "+r.port]++
			return kindLabel(port.From[said])
		}
		if said < len(port.From) {
			return "+"
		}
		return "Go on"
	}
	if strings.HasPrefix(label, "Further places") {
		if r.item[spec.FlagOverlay] < len(r.target.Environments) {
			r.item[spec.FlagOverlay]++
			return "+"
		}
		return "Go on"
	}
	if name, ok := strings.CutPrefix(label, "What differs in "); ok {
		name, _, _ = strings.Cut(name, "?")
		for _, line := range []string{"Workload api", "Resources of api", "Variables of api", "Config api-config", "API server", "Secret db", "Secret store",
			"Cluster", "Gateway", "Monitoring", "Components"} {
			if !r.visited[name+line] && strings.Contains(block, "  "+line) {
				r.visited[name+line] = true
				return line
			}
		}
		return "Nothing else"
	}
	for _, q := range spec.Questions() {
		if q.Flag == "" || q.OfEnvironment() || !spec.Repeats(q.Flag) || !strings.HasPrefix(label, q.Text) {
			continue
		}
		if q.Flag == "connect" && strings.Contains(block, "Pods of another namespace") {
			return kindLabel(w.Connects[r.item["connect"]-1].To)
		}
		if r.item[q.Flag] < len(spec.SaidTo(r.target, 0, q.Flag)) {
			r.item[q.Flag]++
			return "+"
		}
		return "Go on"
	}
	name, _, _ := strings.Cut(label, ":")
	return r.field(name, text)
}

func (r *robot) portNamed(name string) spec.Port {
	for _, p := range r.target.Workloads[0].Ports {
		if p.Name == name {
			return p
		}
	}
	return spec.Port{}
}

func kindLabel(p spec.Peer) string {
	switch {
	case p.Word == spec.PeerGateway:
		return "The gateway"
	case p.Word == spec.PeerMonitoring:
		return "Monitoring"
	case p.Word == spec.PeerInternet:
		return "The internet"
	case p.Word == spec.PeerCluster:
		return "Every pod"
	case p.Namespace != "":
		return "Pods of another"
	case p.CIDR != "":
		return "A range"
	}
	return "Pods of this"
}

// screen is the title and the step that the last screen had, which stays until there is another.
func (r *robot) screen(text string) string {
	if all := titleLine.FindAllStringSubmatch(text, -1); len(all) > 0 {
		r.item["screen"] = 0
		r.visited["screen"] = true
		r.port = strings.TrimPrefix(all[len(all)-1][2], "a caller of ")
		return all[len(all)-1][2]
	}
	return ""
}

// field is the value of a field in the entry that was begun last.
func (r *robot) field(name, text string) string {
	if step := r.screen(text); step != "" {
		r.failed = step // the step in force
	}
	step := r.failed
	r.failed = step
	w := &r.target.Workloads[0]
	last := func(flag string) string {
		said := spec.SaidTo(r.target, 0, flag)
		return said[r.item[flag]-1].Text
	}
	var values map[string]string
	switch {
	case lastStep.MatchString(step):
		values = map[string]string{"Name": w.Name, "Image": w.Image, "Namespace": r.target.Namespace.Name}
	case step == "a port":
		p, _ := spec.ParsePort(last("port"))
		values = map[string]string{"Name": p.Name, "Container port": strconv.Itoa(int(p.ContainerPort)), "Service port": strconv.Itoa(int(p.ServicePort)), "Protocol": p.Protocol}
		if p.ServicePort == 0 {
			values["Service port"] = ""
		}
	case strings.HasPrefix(step, "a caller of "):
		values = peerFields(r.portNamed(r.port).From[r.item["allow "+r.port]-1])
	case step == "a connection":
		c, _ := spec.ParseConnect(last("connect"))
		values = peerFields(c.To)
		values["Ports"] = c.String()[strings.LastIndex(c.String(), ":")+1:]
	case step == "Gateway":
		values = peerFields(spec.Peer{Namespace: r.target.Platform.Gateway.Namespace, PodLabels: r.target.Platform.Gateway.PodLabels})
	case step == "Monitoring":
		values = peerFields(spec.Peer{Namespace: r.target.Platform.Monitoring.Namespace, PodLabels: r.target.Platform.Monitoring.PodLabels})
	case step == "Secret store":
		values = map[string]string{"Kind": r.target.Platform.SecretStore.Kind, "Name": r.target.Platform.SecretStore.Name}
	case step == "an address of the API server":
		r.item["api-server"] = max(r.item["api-server"], 1)
		e, _ := spec.ParseEndpoint(last("api-server"))
		values = map[string]string{"CIDR": e.CIDR, "Port": strconv.Itoa(int(e.Port))}
	case step == "a secret":
		secret, key, remote, _ := spec.ParseSecret(last("secret"))
		values = map[string]string{"Name": secret, "Key": key, "Key in the store": remote.Key, "Property in the store": remote.Property}
	case step == "a rule":
		rule, _ := spec.ParseAPIRule(last("kubernetes-api"))
		values = map[string]string{"Verbs": strings.Join(rule.Verbs, ","), "Resources": strings.Join(rule.Resources, ","), "Resource names": strings.Join(rule.ResourceNames, ",")}
	case step == "a folder":
		path, size, _ := strings.Cut(last("writable"), "=")
		values = map[string]string{"Mount path": path, "Size": size}
	case step == "a variable":
		values = map[string]string{"Env": last("env")}
	case step == "a probe":
		values = map[string]string{"Probes": last("probe")}
	case r.item[spec.FlagOverlay] > 0:
		return r.elsewhere(name)
	}
	if value, ok := values[name]; ok {
		return value
	}
	for _, q := range spec.Questions() {
		if q.Flag == strings.ReplaceAll(strings.ToLower(name), " ", "-") {
			for _, said := range spec.SaidTo(r.target, 0, q.Flag) {
				return said.Text
			}
		}
	}
	return ""
}

// elsewhere is the value of a field of the environment that was begun last; nothing where it is as in the base.
func (r *robot) elsewhere(name string) string {
	e := &r.target.Environments[r.item[spec.FlagOverlay]-1]
	if name == "Name" {
		return e.Name
	}
	flag, before := strings.ReplaceAll(strings.ToLower(name), " ", "-"), ""
	w := &r.target.Workloads[0]
	switch _, isVariable := w.Env[name]; {
	case name == "Replicas", name == "Image", name == "Requests", name == "Limits":
		before = "api="
	case name == "Components":
		flag = "component"
	case isVariable:
		flag, before = "env", "api="+name+"="
	case r.target.Config != nil && r.target.Config[0].Data[name] != "":
		flag, before = "config", "api-config:"+name+"="
	case name == "password", name == "user":
		flag, before = "secret", "db:"+name+"="
	}
	answers, _ := e.Answers()
	var values []string
	for _, a := range answers {
		if value, ok := strings.CutPrefix(a.Value, before); ok && a.Flag == flag {
			values = append(values, value)
		}
	}
	if name == "Namespace" && values[0] == cmp.Or(r.target.Namespace.Name, r.target.Metadata.Name)+"-"+e.Name {
		return ""
	}
	return strings.Join(values, " ")
}

func peerFields(p spec.Peer) map[string]string {
	labels := strings.TrimPrefix(spec.Peer{PodLabels: p.PodLabels}.String(), "pods/")
	return map[string]string{"Namespace": p.Namespace, "Pod labels": labels, "CIDR": p.CIDR}
}

// TestWizardSaysWhatFilesSay is the law: a spec that is answered question by question makes the same
// bytes as the spec in a file.
func TestWizardSaysWhatFilesSay(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		target := drawAnswers(rt)
		if _, err := loadSpec(specName, specFile(target), ""); err != nil {
			rt.Fatalf("drawn wrong: %v", err)
		}
		asked, file := t.TempDir(), t.TempDir()
		in, answers := io.Pipe()
		r := &robot{target: target, answers: answers, visited: map[string]bool{}, item: map[string]int{}}
		s := streams{In: in, Out: io.Discard, Err: r, Dir: asked}
		a := newDescription(blank(), nil, nil)
		_, _ = a.complete("", specFile(a.app)) // open by intention
		if err := s.initAsking(filepath.Join(asked, "k8s"), a, true, outputOptions{quiet: true}); err != nil {
			rt.Fatalf("%v\n%s\n%s", err, r.failed, specFile(target))
		}
		_ = in.Close()
		runs(t, file, string(specFile(target)), "init", "-f", "-", "-q")
		if diff := gocmp.Diff(filesIn(t, file), filesIn(t, asked)); diff != "" {
			rt.Fatal(diff)
		}
		if diff := gocmp.Diff(filesIn(t, asked), filesIn(t, byFlags(t, target))); diff != "" {
			rt.Fatalf("init and overlay make something else of flags (-asked +flags):\n%s", diff)
		}
		if err := os.RemoveAll(asked); err != nil {
			rt.Fatal(err)
		}
	})
}

// byFlags is a folder with what init and overlay make of the flags that sameAgain tells.
func byFlags(t *testing.T, app *spec.HardenedApplication) string {
	t.Helper()
	dir := t.TempDir()
	alone := *app
	alone.Environments = nil
	flags, rest := sayable(&alone, 0)
	args := []string{"init", app.Workloads[0].Name, "-q", "-f", "-"}
	for _, f := range flags {
		args = append(args, "--"+f.name, f.value)
	}
	runs(t, dir, string(specFile(rest)), args...)
	for i := range app.Environments {
		answers, _ := app.Environments[i].Answers()
		args := []string{"overlay", app.Environments[i].Name, "-q"}
		for _, a := range answers {
			args = append(args, "--"+a.Flag, a.Value)
		}
		runs(t, dir, "", args...)
	}
	return dir
}

// drawEnvironments adds what the questions can say of up to two environments.
func drawEnvironments(r *rapid.T, app *spec.HardenedApplication) {
	maybe := func(label string) bool { return rapid.Bool().Draw(r, label) }
	for _, name := range []string{"staging", "prod"}[:rapid.IntRange(0, 2).Draw(r, "environments")] {
		e := spec.EnvironmentSaid{Name: name, Namespace: cmp.Or(app.Namespace.Name, app.Metadata.Name) + "-" + name}
		if maybe("own namespace") {
			e.Namespace = "own-" + name
		}
		if app.Platform.APIServer != nil && maybe("own servers") {
			e.Platform.APIServer = []spec.Endpoint{{CIDR: "10.97.0.1/32", Port: 443}, {CIDR: "2001:db8::2/128", Port: 443}}[:rapid.IntRange(1, 2).Draw(r, "own servers")]
		}
		if app.Secrets != nil && maybe("own secret") {
			e.Secrets = []spec.SecretSaid{{Name: "db", Data: map[string]spec.RemoteKey{"password": {Key: name + "/db"}}}}
		}
		if app.Secrets != nil && maybe("own store") {
			e.Platform.SecretStore = &spec.SecretStore{Name: "vault-" + name}
		}
		w := spec.WorkloadSaid{Name: "api"}
		if maybe("own replicas") {
			w.Replicas = new(int32(1))
		}
		if maybe("own image") {
			w.Image = strings.Replace(testImage, ":1.4.2@", ":1.5.0@", 1)
		}
		if app.Workloads[0].Env != nil && maybe("own variable") {
			w.Env = map[string]spec.EnvVar{"LOG": {Value: "two words"}}
		}
		if maybe("own requests") {
			w.Resources.Requests = spec.ResourceList{CPU: "50m"}
		}
		if maybe("own limits") {
			w.Resources.Limits = spec.ResourceList{Memory: "1Gi"}
		}
		if app.Config != nil && maybe("own config") {
			e.Config = []spec.ConfigSaid{{Name: "api-config", Data: map[string]string{"log.level": "debug"}}}
		}
		if maybe("own version") {
			e.Platform.KubernetesVersion = "1.35"
		}
		if app.Platform.Gateway != nil && maybe("own gateway") {
			e.Platform.Gateway = &spec.PodSet{Namespace: "gateway-" + name}
		}
		if app.Platform.Monitoring != nil && maybe("own monitoring") {
			e.Platform.Monitoring = &spec.PodSet{Namespace: "monitoring", PodLabels: map[string]string{"app": "prometheus"}}
		}
		if !reflect.DeepEqual(w, spec.WorkloadSaid{Name: "api"}) {
			e.Workloads = []spec.WorkloadSaid{w}
		}
		app.Environments = append(app.Environments, e.Environment())
	}
}

// drawAnswers is a valid application of one workload that the questions can say.
func drawAnswers(r *rapid.T) *spec.HardenedApplication {
	maybe := func(label string) bool { return rapid.Bool().Draw(r, label) }
	app := blank()
	app.Metadata.Name = "api"
	w := &app.Workloads[0]
	w.Name, w.Image = "api", testImage
	if maybe("namespace") {
		app.Namespace.Name = "shop"
	}
	peers := []spec.Peer{
		{Namespace: "data", PodLabels: map[string]string{"app": "postgres", "tier": "back"}}, {Namespace: "data"},
		{PodLabels: map[string]string{"app": "cache"}}, {CIDR: "10.0.8.0/24"}, {CIDR: "2001:db8::/32"}, {Word: spec.PeerInternet}, {Word: spec.PeerCluster},
	}
	subset := func(all []spec.Peer, label string) (some []spec.Peer) {
		for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(all)-1), 0, 3, rapid.ID).Draw(r, label) {
			some = append(some, all[i])
		}
		return some
	}
	for i, name := range []string{"http", "metrics", "dns"}[:rapid.IntRange(0, 3).Draw(r, "ports")] {
		p := spec.Port{Name: name, ContainerPort: int32(8080 + i)}
		if maybe("service") {
			p.ServicePort = int32(80 + i)
		}
		if name == "dns" {
			p.Protocol = "UDP"
		}
		p.From = subset(append([]spec.Peer{{Word: spec.PeerGateway}, {Word: spec.PeerMonitoring}}, peers...), "from")
		for _, peer := range p.From {
			switch peer.Word {
			case spec.PeerGateway:
				app.Platform.Gateway = &spec.PodSet{Namespace: "gateway", PodLabels: map[string]string{"app": "envoy"}}
			case spec.PeerMonitoring:
				app.Platform.Monitoring = &spec.PodSet{Namespace: "monitoring"}
			}
		}
		w.Ports = append(w.Ports, p)
	}
	for _, peer := range subset(peers, "connects") {
		w.Connects = append(w.Connects, spec.Connection{To: peer, Ports: []spec.PortRef{{Number: 5432}, {Number: 53, Protocol: "UDP"}}})
	}
	if maybe("secret") {
		app.Secrets = []spec.Secret{{Name: "db", Data: map[string]spec.RemoteKey{"password": {Key: "prod/db", Property: "password"}, "user": {Key: "prod/db"}}}}
		app.Platform.SecretStore = &spec.PlatformStore{Kind: "ClusterSecretStore", Name: "vault"}
		w.Secrets = []spec.SecretMount{{Name: "db"}}
	}
	if maybe("api") {
		w.KubernetesAPI = &spec.KubernetesAPI{Rules: []spec.APIRule{{Verbs: []string{"get", "list"}, Resources: []string{"configmaps"}}, {Verbs: []string{"get"}, Resources: []string{"pods"}, ResourceNames: []string{"a", "b"}}}}
		app.Platform.APIServer = []spec.Endpoint{{CIDR: "10.96.0.1/32", Port: 443}, {CIDR: "2001:db8::1/128", Port: 6443}}[:rapid.IntRange(1, 2).Draw(r, "servers")]
	}
	if maybe("writable") {
		w.Writable = []spec.WritablePath{{MountPath: "/data", Size: "16Mi"}, {MountPath: "/cache"}}
	}
	if maybe("env") {
		w.Env = map[string]spec.EnvVar{"LOG": {Value: "info"}, "URL": {Value: "http://a/?b=c"}}
	}
	if maybe("config") {
		app.Config = []spec.Config{{Name: "api-config", Data: map[string]string{"log.level": "info"}}}
		w.Config = []spec.ConfigMount{{Name: "api-config"}}
	}
	if maybe("user") {
		w.RunAsUser, w.Replicas = new(int64(20000)), new(int32(3))
	}
	if maybe("limits") {
		w.Resources.Limits = spec.ResourceList{Memory: "512Mi"}
	}
	if len(w.Ports) > 0 && maybe("probe") {
		p, _ := spec.ParseProbe("http://:http/readyz")
		w.Probes.Readiness = &p
	}
	drawEnvironments(r, app)
	return app
}

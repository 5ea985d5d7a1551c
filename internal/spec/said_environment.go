package spec

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Answer is a flag and one of its values.
type Answer struct{ Flag, Value string }

// OverlayFlag is a flag of the command overlay: a question of the application, asked of one environment.
type OverlayFlag struct {
	Flag     string
	Workload bool // its value begins with the name of a workload: api=3
}

// OverlayFlags is every flag of the command overlay, in the order in which an environment says them.
func OverlayFlags() []OverlayFlag {
	return []OverlayFlag{
		{Flag: "namespace"},
		{Flag: "profile"},
		{Flag: "kubernetes-version"},
		{Flag: "api-server"},
		{Flag: "gateway"},
		{Flag: "monitoring"},
		{Flag: "secret-store"},
		{Flag: "secret"},
		{Flag: "config"},
		{Flag: "image", Workload: true},
		{Flag: "env", Workload: true},
		{Flag: "replicas", Workload: true},
		{Flag: "requests", Workload: true},
		{Flag: "limits", Workload: true},
		{Flag: "component"},
	}
}

// EnvironmentSaid is an environment as its author would have written it, as far as flags of overlay can say it.
type EnvironmentSaid struct {
	Name       string         `json:"name"`
	Namespace  string         `json:"namespace,omitempty"`
	Platform   PlatformSaid   `json:"platform,omitzero"`
	Secrets    []SecretSaid   `json:"secrets,omitempty"`
	Config     []ConfigSaid   `json:"config,omitempty"`
	Workloads  []WorkloadSaid `json:"workloads,omitempty"`
	Components []string       `json:"components,omitempty"`
}

// PlatformSaid is what differs of the platform.
type PlatformSaid struct {
	Profile           string       `json:"profile,omitempty"`
	KubernetesVersion string       `json:"kubernetesVersion,omitempty"`
	APIServer         []Endpoint   `json:"apiServer,omitempty"`
	Gateway           *PodSet      `json:"gateway,omitempty"`
	Monitoring        *PodSet      `json:"monitoring,omitempty"`
	SecretStore       *SecretStore `json:"secretStore,omitempty"`
}

// SecretSaid is where a secret of the application is kept.
type SecretSaid struct {
	Name string               `json:"name"`
	Data map[string]RemoteKey `json:"data"`
}

// ConfigSaid is what a config of the application holds.
type ConfigSaid struct {
	Name string            `json:"name"`
	Data map[string]string `json:"data"`
}

// WorkloadSaid is what differs of a workload of the application.
type WorkloadSaid struct {
	Name      string            `json:"name"`
	Image     string            `json:"image,omitempty"`
	Env       map[string]EnvVar `json:"env,omitempty"`
	Replicas  *int32            `json:"replicas,omitempty"`
	Resources Resources         `json:"resources,omitzero"`
}

// Environment is the environment that a spec has which says this.
func (s *EnvironmentSaid) Environment() Environment {
	return Environment{Name: s.Name, Components: slices.Clone(s.Components), Said: asJSON(s)}
}

// asJSON is v as a file holds it, which is not written into a web page.
func asJSON(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil {
		return nil // no type of this package refuses
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// Says is true when e says the same as other, in whatever order.
func (e *Environment) Says(other *Environment) bool {
	a, bad := parse("", asJSON(*e))
	b, worse := parse("", asJSON(*other))
	return bad == nil && worse == nil && same(a, b)
}

// Answers are the flags of overlay that say what the environment says, in the order of OverlayFlags; false where they
// cannot say all of it.
func (e *Environment) Answers() (all []Answer, whole bool) {
	root, problem := parse("", asJSON(*e))
	if problem != nil {
		return nil, false
	}
	if n, _ := childOf(root, "namespace"); n != nil && n.Kind == yaml.MappingNode && len(n.Content) == 2 && n.Content[0].Value == "name" {
		*n = *n.Content[1]
	}
	var said EnvironmentSaid
	d := &decoder{}
	if d.value(root, valueOf(&said)); len(d.problems) > 0 {
		return nil, false
	}
	r := &reader{whole: true}
	r.read(&said)
	order := OverlayFlags()
	at := func(a Answer) int {
		return slices.IndexFunc(order, func(f OverlayFlag) bool { return f.Flag == a.Flag })
	}
	slices.SortStableFunc(r.all, func(a, b Answer) int { return at(a) - at(b) })
	return r.all, r.whole
}

// reader collects answers, and notes what has no form.
type reader struct {
	all   []Answer
	whole bool
}

func (r *reader) say(flag, before string, said ...Said) {
	for _, one := range said {
		r.all = append(r.all, Answer{flag, before + one.Text})
		r.whole = r.whole && one.Form
	}
}

func (r *reader) text(flag, value string) {
	if value != "" {
		r.say(flag, "", Said{value, true})
	}
}

func (r *reader) read(s *EnvironmentSaid) {
	p := &s.Platform
	r.text("namespace", s.Namespace)
	r.text("profile", p.Profile)
	r.text("kubernetes-version", p.KubernetesVersion)
	r.say("api-server", "", listSlot(&p.APIServer, ParseEndpoint).said()...)
	r.say("gateway", "", pointerSlot(&p.Gateway, ParsePodSet).said()...)
	r.say("monitoring", "", pointerSlot(&p.Monitoring, ParsePodSet).said()...)
	r.say("secret-store", "", pointerSlot(&p.SecretStore, ParseSecretStore).said()...)
	for _, secret := range s.Secrets {
		for _, key := range sortedKeys(secret.Data) {
			r.say("secret", "", sayableSecret(secret.Name, key, secret.Data[key]))
		}
	}
	for _, config := range s.Config {
		for _, key := range sortedKeys(config.Data) {
			r.say("config", "", sayableConfig(config.Name, key, config.Data[key]))
		}
	}
	for i := range s.Workloads {
		w := &Workload{Image: s.Workloads[i].Image, Env: s.Workloads[i].Env, Replicas: s.Workloads[i].Replicas, Resources: s.Workloads[i].Resources}
		if reflect.DeepEqual(w, &Workload{}) {
			r.whole = false // it is named, and nothing is said of it
		}
		app := &HardenedApplication{Workloads: []Workload{*w}}
		for _, flag := range OverlayFlags() {
			if flag.Workload {
				r.say(flag.Flag, s.Workloads[i].Name+"=", SaidTo(app, 0, flag.Flag)...)
			}
		}
	}
	for _, name := range s.Components {
		r.text("component", name)
	}
}

// environmentSlot is the environments, each by its name.
func environmentSlot(app *HardenedApplication) slot {
	s := sliceSlot(&app.Environments)
	s.said = func() (all []Said) {
		for i := range app.Environments {
			_, whole := app.Environments[i].Answers()
			all = append(all, Said{app.Environments[i].Name, whole})
		}
		return all
	}
	return s
}

// Resolve makes the spec of each environment anew from what the application says now, and reports what of it does
// not fit there any more.
func (app *HardenedApplication) Resolve() []Problem {
	if len(app.Environments) == 0 {
		return nil
	}
	root, problem := parse("", asJSON(app))
	if problem != nil {
		return []Problem{*problem}
	}
	d := &decoder{}
	d.environments(root, app)
	return d.problems
}

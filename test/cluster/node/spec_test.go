package node

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
	"sigs.k8s.io/yaml"
)

// application is what the checks expect of a spec. It is read here once more, by types and defaults
// of the tests' own: what the generator forgets must not be forgotten by its judge.
type application struct {
	Metadata  struct{ Name string }
	Namespace struct {
		Name     string
		Existing bool
		Quota    struct {
			LimitRange struct{ Default map[string]any }
		}
	}
	Platform  struct{ KubernetesVersion, Profile, UserIDs string }
	Secrets   []source
	Config    []source
	Workloads []*workload
}

type workload struct {
	Name                          string
	Image                         string
	Command, Args                 []string
	Env                           map[string]variable
	Annotations                   map[string]string
	RunAsUser, RunAsGroup         *int64
	FSGroup                       *int64
	HostUsers                     *bool
	SupplementalGroupsPolicy      string
	Ports                         []port
	Writable                      []scratch
	Secrets, Config               []mounted
	ServiceAccount                struct{ Tokens []token }
	Containers, InitContainers    []any // not built yet
	Resources                     struct{ Requests, Limits map[string]any }
	TerminationGracePeriodSeconds *int64
	Probes                        map[string]any
	KubernetesAPI                 *permissions
}

type port struct {
	Name, Protocol             string
	ContainerPort, ServicePort int
}

type scratch struct {
	MountPath, Size, Medium string
	Claim                   *claim
}

type claim struct {
	Name     string
	Existing bool
}

type token struct {
	Audience, MountPath string
	ExpirationSeconds   int64
}

// A source is a secret or a config.
type source struct {
	Name  string
	Data  map[string]any
	Files map[string]string
}

// A mounted source shows all of its keys, or some under other names.
type mounted struct {
	Name, MountPath string
	Items           []struct{ Key, Path, Mode string }
}

// permissions have every key that they may have today. Any other is refused, lest it be passed over.
type permissions struct {
	Rules []rule `json:"rules"`
	Bind  []any  `json:"bind"`
}

type rule struct {
	Verbs           []string `json:"verbs"`
	Resources       []string `json:"resources"`
	ResourceNames   []string `json:"resourceNames"`
	NonResourceURLs []string `json:"nonResourceURLs"`
	Namespace       string   `json:"namespace"`
	ClusterWide     bool     `json:"clusterWide"`
}

// UnmarshalJSON refuses keys that the tests do not know.
func (p *permissions) UnmarshalJSON(data []byte) error {
	type plain permissions
	if err := yaml.UnmarshalStrict(data, (*plain)(p)); err != nil {
		return fmt.Errorf("the tests do not understand kubernetesAPI: %w", err)
	}
	return nil
}

// A variable of the environment is a value or has a source.
type variable struct {
	Value, Field, Secret, Config, Key, Resource string
	Divisor                                     any
	Optional                                    bool
}

// UnmarshalJSON reads either.
func (v *variable) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &v.Value) == nil {
		return nil
	}
	type plain variable
	return yaml.UnmarshalStrict(data, (*plain)(v))
}

func readApplication(path string) (*application, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	app := &application{}
	if err := yaml.Unmarshal(data, app); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if app.Namespace.Name == "" {
		app.Namespace.Name = app.Metadata.Name
	}
	for _, w := range app.Workloads {
		if app.assigned() {
			id := w.assignedID()
			w.RunAsUser, w.RunAsGroup, w.FSGroup = new(id), new(int64(0)), new(id)
		}
		if w.SupplementalGroupsPolicy == "" && app.minor() >= 36 {
			w.SupplementalGroupsPolicy = "Strict"
		}
		w.fill()
		if len(w.Containers)+len(w.InitContainers) > 0 {
			return nil, fmt.Errorf("workload %s: the tests know one container a workload", w.Name)
		}
		if cpu, ok := app.Namespace.Quota.LimitRange.Default["cpu"]; ok && w.Resources.Limits["cpu"] == nil {
			if w.Resources.Limits == nil {
				w.Resources.Limits = map[string]any{}
			}
			w.Resources.Limits["cpu"] = cpu // which the API server writes into the pod
		}
	}
	return app, nil
}

// assigned is whether the cluster gives out the ids.
func (app *application) assigned() bool {
	return app.Platform.UserIDs == "Assigned" || app.Platform.Profile == "openshift" && app.Platform.UserIDs == ""
}

// assignedID is one that OpenShift would give: restricted-v2 has ranges of high numbers, which a pod
// with users of its own cannot have; restricted-v3 is for those.
func (w *workload) assignedID() int64 {
	if w.HostUsers != nil && !*w.HostUsers {
		return 1500
	}
	return 1000650000
}

// fill states the defaults that docs/spec.md promises.
func (w *workload) fill() {
	for _, each := range []struct{ at, from **int64 }{{&w.RunAsUser, nil}, {&w.RunAsGroup, &w.RunAsUser}, {&w.FSGroup, &w.RunAsGroup}} {
		switch {
		case *each.at != nil:
		case each.from == nil:
			*each.at = new(int64(10001))
		default:
			*each.at = *each.from
		}
	}
	if !slices.ContainsFunc(w.Writable, func(s scratch) bool { return s.MountPath == "/tmp" }) {
		w.Writable = append(w.Writable, scratch{MountPath: "/tmp"})
	}
	for i := range w.Writable {
		if w.Writable[i].Size == "" {
			w.Writable[i].Size = "64Mi"
		}
	}
	for i := range w.Secrets {
		if w.Secrets[i].MountPath == "" {
			w.Secrets[i].MountPath = "/var/run/secrets/app/" + w.Secrets[i].Name
		}
	}
	for i := range w.Config {
		if w.Config[i].MountPath == "" {
			w.Config[i].MountPath = "/etc/config/" + w.Config[i].Name
		}
	}
	for i := range w.ServiceAccount.Tokens {
		t := &w.ServiceAccount.Tokens[i]
		if t.MountPath == "" {
			t.MountPath = "/var/run/secrets/tokens/" + t.Audience
		}
		if t.ExpirationSeconds == 0 {
			t.ExpirationSeconds = 3600
		}
	}
}

// startsAfter is how long the server in the place of a program fails its probes at first.
func (w *workload) startsAfter() int {
	n, _ := strconv.Atoi(w.Annotations["node-tests.example.com/starts-after"])
	return n
}

// tlsPorts are those that an HTTPS probe asks: a program answers nothing else there.
func (w *workload) tlsPorts() (numbers []int) {
	for _, said := range w.Probes {
		name := ""
		switch said := said.(type) {
		case string:
			if rest, ok := strings.CutPrefix(said, "https://:"); ok {
				name, _, _ = strings.Cut(rest, "/")
			}
		case map[string]any:
			if get, ok := said["httpGet"].(map[string]any); ok && get["scheme"] == "HTTPS" {
				name = fmt.Sprint(get["port"])
			}
		}
		for _, p := range w.Ports {
			if name == p.Name || name == strconv.Itoa(p.ContainerPort) {
				numbers = append(numbers, p.ContainerPort)
			}
		}
	}
	return numbers
}

func (app *application) workload(name string) *workload {
	for _, w := range app.Workloads {
		if w.Name == name {
			return w
		}
	}
	return nil
}

func (app *application) minor() int {
	_, minor, _ := strings.Cut(app.Platform.KubernetesVersion, ".")
	n, _ := strconv.Atoi(minor)
	return n
}

// memoryLimit is what the program may use, and its scratch space in memory.
func (w *workload) memoryLimit() int64 {
	limit := resource.MustParse("256Mi")
	if said, ok := w.Resources.Limits["memory"]; ok {
		limit = resource.MustParse(fmt.Sprint(said))
	} else if said, ok := w.Resources.Requests["memory"]; ok {
		if r := resource.MustParse(fmt.Sprint(said)); r.Cmp(limit) > 0 {
			limit = r
		}
	}
	total := limit.Value()
	for _, s := range w.Writable {
		if s.Medium == "Memory" && s.Claim == nil {
			total += bytesOf(s.Size)
		}
	}
	return total
}

func bytesOf(size string) int64 {
	q := resource.MustParse(size)
	return q.Value()
}

// environment expands the declared variables: a value sees those that have a source, those that it
// refers to, and the Service kubernetes.
func (w *workload) environment(from func(v variable) string) map[string]string {
	all := map[string]string{}
	seen := map[string]string{"KUBERNETES_SERVICE_HOST": serviceAddress, "KUBERNETES_SERVICE_PORT": "443"}
	var resolve func(name string)
	resolve = func(name string) {
		v, declared := w.Env[name]
		if _, done := all[name]; done || !declared {
			return
		}
		if v.isPlain() {
			all[name] = "" // a circle ends here
			all[name] = expansion.Expand(v.Value, func(other string) string {
				resolve(other)
				return expansion.MappingFuncFor(all, seen)(other)
			})
			return
		}
		all[name] = from(v)
	}
	for _, name := range slices.Sorted(maps.Keys(w.Env)) {
		resolve(name)
	}
	return all
}

func (v variable) isPlain() bool {
	return v.Field == "" && v.Secret == "" && v.Config == "" && v.Resource == ""
}

// isScript is whether the command is a file of a mounted config or secret, which would cover our server.
func (w *workload) isScript() bool {
	return len(w.Command) > 0 && slices.ContainsFunc(slices.Concat(w.Config, w.Secrets), func(m mounted) bool {
		return strings.HasPrefix(w.Command[0], m.MountPath+"/")
	})
}

package cluster

import (
	"fmt"
	"maps"
	"os"

	"sigs.k8s.io/yaml"
)

// application is what the checks expect of a spec. It is read here once more, by types of the
// tests' own: what the generator forgets must not be forgotten by its judge.
type application struct {
	Metadata  struct{ Name string }
	Namespace struct {
		Name     string
		Existing bool
	}
	Secrets []struct {
		Name     string
		Existing bool
		Data     map[string]any
	}
	Workloads    []workload
	Environments []environment

	onlyWarns bool // the environment declares that restricted is not enforced yet
}

// environment is the part of an environment that the checks expect something of.
type environment struct {
	Name      string
	Namespace any // its name, or a mapping
	Secrets   []struct {
		Name string
		Data map[string]any
	}
	Workloads []workload
}

type workload struct {
	Name          string
	KubernetesAPI *permissions
}

// permissions have every key that they may have today. Any other is refused, lest it be passed over.
type permissions struct {
	Rules []struct {
		Verbs         []string `json:"verbs"`
		Resources     []string `json:"resources"`
		ResourceNames []string `json:"resourceNames"`
		Paths         []string `json:"nonResourceURLs"`
		where
	} `json:"rules"`
	Bind []struct {
		Role        string `json:"role"`
		ClusterRole string `json:"clusterRole"`
		where
	} `json:"bind"`
}

// where something holds: in a namespace, the own one unless it is named, or everywhere.
type where struct {
	Namespace   string `json:"namespace"`
	ClusterWide bool   `json:"clusterWide"`
}

// in is the namespace, "" for everywhere.
func (w where) in(own string) string {
	switch {
	case w.ClusterWide:
		return ""
	case w.Namespace == "":
		return own
	}
	return w.Namespace
}

// UnmarshalJSON refuses keys that the tests do not know.
func (p *permissions) UnmarshalJSON(data []byte) error {
	type plain permissions
	if err := yaml.UnmarshalStrict(data, (*plain)(p)); err != nil {
		return fmt.Errorf("the tests do not understand kubernetesAPI: %w", err)
	}
	return nil
}

// readApplication reads a spec as it is in an environment; an empty name, or one that the spec has not, is the base.
func readApplication(path, environment string) (*application, error) {
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
	for i := range app.Environments {
		if app.Environments[i].Name == environment {
			app.move(&app.Environments[i])
		}
	}
	return app, nil
}

// move makes app what it is in an environment.
func (app *application) move(e *environment) {
	switch n := e.Namespace.(type) {
	case string:
		app.Namespace.Name = n
	case map[string]any:
		if name, ok := n["name"].(string); ok {
			app.Namespace.Name = name
		}
		levels, _ := n["podSecurity"].(map[string]any)
		app.onlyWarns = levels["enforce"] != nil && levels["enforce"] != "restricted"
	}
	for _, s := range e.Secrets {
		for i := range app.Secrets {
			if app.Secrets[i].Name == s.Name {
				maps.Copy(app.Secrets[i].Data, s.Data)
			}
		}
	}
next:
	for _, w := range e.Workloads {
		for i := range app.Workloads {
			if app.Workloads[i].Name == w.Name {
				if w.KubernetesAPI != nil {
					app.Workloads[i].KubernetesAPI = w.KubernetesAPI
				}
				continue next
			}
		}
		app.Workloads = append(app.Workloads, w)
	}
}

package cluster

import (
	"fmt"
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
	return app, nil
}

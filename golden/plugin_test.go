package golden

import (
	"bytes"
	"encoding/json"
	"os"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// pluginPolicy has the fields that the laws look at; its schema is judged by the published CRD.
type pluginPolicy struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              json.RawMessage `json:"spec"`
}

// pluginSchemas compile the schemas of the published CustomResourceDefinitions, by the kind that they are for.
var pluginSchemas = map[string]func() (*jsonschema.Schema, error){
	"cilium.io/v2":         sync.OnceValues(func() (*jsonschema.Schema, error) { return crdSchema("testdata/cilium-crd.yaml") }),
	"projectcalico.org/v3": sync.OnceValues(func() (*jsonschema.Schema, error) { return crdSchema("testdata/calico-crd.yaml") }),
}

// crdSchema compiles the schema of the one version of a CustomResourceDefinition. Every object is closed, since the
// API server prunes or refuses a field that the schema does not name.
func crdSchema(file string) (*jsonschema.Schema, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var crd struct {
		Spec struct {
			Versions []struct {
				Schema struct {
					OpenAPIV3Schema map[string]any `json:"openAPIV3Schema"`
				} `json:"schema"`
			} `json:"versions"`
		} `json:"spec"`
	}
	if err := yaml.Unmarshal(data, &crd); err != nil {
		return nil, err
	}
	schema := crd.Spec.Versions[0].Schema.OpenAPIV3Schema
	properties, _ := schema["properties"].(map[string]any)
	delete(properties, "metadata") // ObjectMeta, which the API server knows by itself
	closeObjects(schema)
	properties["metadata"] = true
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(file, schema); err != nil {
		return nil, err
	}
	return compiler.Compile(file)
}

// pluginPoliciesFitCRD holds every policy of a network plugin to the schema that its project publishes.
func pluginPoliciesFitCRD(r reporter, s *subject) {
	for _, d := range s.documents {
		p, ok := d.typed.(*pluginPolicy)
		if !ok {
			continue
		}
		schema, err := pluginSchemas[p.APIVersion]()
		if err != nil {
			r.Fatalf("%v", err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(d.json))
		if err != nil {
			r.Errorf("%s: %v", d, err)
			continue
		}
		if err := schema.Validate(value); err != nil {
			r.Errorf("%s: %v", d, err)
		}
	}
}

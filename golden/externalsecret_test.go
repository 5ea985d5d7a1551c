package golden

import (
	"bytes"
	"os"
	"slices"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"sigs.k8s.io/yaml"
)

// externalSecretSchema compiles the schema of the published CustomResourceDefinition. The API server
// prunes or refuses a field that the schema does not name, so every object is closed here.
var externalSecretSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	data, err := os.ReadFile("testdata/externalsecrets-crd.yaml")
	if err != nil {
		return nil, err
	}
	var crd struct {
		Spec struct {
			Versions []struct {
				Name   string `json:"name"`
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
	if err := compiler.AddResource("externalsecret.json", schema); err != nil {
		return nil, err
	}
	return compiler.Compile("externalsecret.json")
})

func closeObjects(node any) {
	switch n := node.(type) {
	case map[string]any:
		_, open := n["additionalProperties"]
		if _, ok := n["properties"].(map[string]any); ok && !open {
			n["additionalProperties"] = false
		}
		for key, child := range n {
			if !slices.Contains([]string{"anyOf", "oneOf", "allOf", "not"}, key) { // which look at some fields of an object
				closeObjects(child)
			}
		}
	case []any:
		for _, child := range n {
			closeObjects(child)
		}
	}
}

// externalSecretsFitCRD holds every ExternalSecret to the schema that External Secrets Operator publishes.
func externalSecretsFitCRD(r reporter, s *subject) {
	for _, d := range s.documents {
		if d.kind != "ExternalSecret" {
			continue
		}
		schema, err := externalSecretSchema()
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

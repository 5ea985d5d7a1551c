package golden

import (
	"bytes"
	"slices"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// crdSchemas compiles the schemas that External Secrets Operator publishes, by kind.
var crdSchemas = sync.OnceValues(func() (map[string]*jsonschema.Schema, error) {
	all := map[string]*jsonschema.Schema{}
	for kind, file := range map[string]string{"ExternalSecret": "testdata/externalsecrets-crd.yaml", "SecretStore": "testdata/secretstores-crd.yaml"} {
		schema, err := crdSchema(file)
		if err != nil {
			return nil, err
		}
		all[kind] = schema
	}
	return all, nil
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

// customObjectsFitCRD holds every object of External Secrets Operator to the schema that it publishes.
func customObjectsFitCRD(r reporter, s *subject) {
	schemas, err := crdSchemas()
	if err != nil {
		r.Fatalf("%v", err)
	}
	for _, d := range s.documents {
		if schemas[d.kind] == nil {
			continue
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(d.json))
		if err != nil {
			r.Errorf("%s: %v", d, err)
			continue
		}
		if err := schemas[d.kind].Validate(value); err != nil {
			r.Errorf("%s: %v", d, err)
		}
	}
}

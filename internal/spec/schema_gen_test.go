package spec

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// object is one JSON object; encoding/json writes its keys in the order of the alphabet.
type object = map[string]any

// schemaWriter derives the JSON Schema from the types and the question table. What neither of them
// says, ranges and patterns, stands in the tables of schema_facts_test.go.
type schemaWriter struct {
	definitions object
	facts       map[string]object // by path; taken out when used
}

func generateSchema() (object, error) {
	w := &schemaWriter{definitions: object{}, facts: schemaFacts()}
	root, err := w.structure(typeOfSpec(), "")
	if err != nil {
		return nil, err
	}
	if len(w.facts) > 0 {
		return nil, fmt.Errorf("facts about paths that no type has: %q", slices.Sorted(maps.Keys(w.facts)))
	}
	all := root["properties"].(object)
	all["environments"].(object)["items"] = environmentSchema(all)
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "harden.yaml"
	root["description"] = "What harden-gen makes a hardened kustomize base from."
	root["$defs"] = w.definitions
	return root, nil
}

func typeOfSpec() reflect.Type { return reflect.TypeFor[HardenedApplication]() }

// value is the schema of a type at a path of the question table.
func (w *schemaWriter) value(t reflect.Type, path string) (object, error) {
	switch t {
	case reflect.TypeFor[Environment]():
		name, err := w.property(reflect.TypeFor[string](), path+".name")
		if err != nil {
			return nil, err
		}
		components, err := w.property(reflect.TypeFor[[]string](), path+".components")
		return object{"properties": object{"name": name, "components": components}}, err // see environmentSchema
	case reflect.TypeFor[EnvVar]():
		return w.envVar(path)
	case reflect.TypeFor[Peer]():
		return w.peer(path)
	case reflect.TypeFor[PortRef]():
		return w.define("PortRef", portRefSchema()), nil
	case reflect.TypeFor[Quantity]():
		return w.define("Quantity", quantitySchema()), nil
	case reflect.TypeFor[Probe]():
		return w.probe(path)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return w.value(t.Elem(), path)
	case reflect.Struct:
		return w.structure(t, path)
	case reflect.Map:
		entry, err := w.value(t.Elem(), path+".*")
		return object{"type": "object", "additionalProperties": entry}, err
	case reflect.Slice:
		entry, err := w.value(t.Elem(), path+"[]")
		return object{"type": "array", "items": entry}, err
	case reflect.String:
		return object{"type": "string"}, nil
	case reflect.Bool:
		return object{"type": "boolean"}, nil
	case reflect.Int32, reflect.Int64:
		return object{"type": "integer"}, nil
	}
	return nil, fmt.Errorf("%s: no schema for a %s", path, t)
}

func (w *schemaWriter) structure(t reflect.Type, path string) (object, error) {
	properties, must := object{}, []string{}
	for i := range t.NumField() {
		name := jsonName(t.Field(i))
		if name == "" {
			continue
		}
		p, err := w.property(t.Field(i).Type, strings.TrimPrefix(path+"."+name, "."))
		if err != nil {
			return nil, err
		}
		properties[name] = p
		if required(t, i) {
			must = append(must, name)
		}
	}
	return closed(properties, must...), nil
}

// property is a value with what the question and the facts say about its path.
func (w *schemaWriter) property(t reflect.Type, path string) (object, error) {
	p, err := w.value(t, path)
	if err != nil {
		return nil, err
	}
	q, ok := questionOf(path)
	if !ok {
		return nil, fmt.Errorf("%s has no row in the question table", path)
	}
	p["description"] = q.Text
	if len(q.Values) > 0 {
		p["enum"] = q.Values
	}
	maps.Copy(p, w.facts[q.Path])
	delete(w.facts, q.Path)
	return p, nil
}

func (w *schemaWriter) define(name string, definition object) object {
	w.definitions[name] = definition
	return object{"$ref": "#/$defs/" + name}
}

// closed is an object with these properties and no others.
func closed(properties object, must ...string) object {
	o := object{"type": "object", "additionalProperties": false, "properties": properties}
	if len(must) > 0 {
		o["required"] = must
	}
	return o
}

// questionOf is the row of a path, in which * stands for any key.
func questionOf(path string) (Question, bool) {
	i := slices.IndexFunc(questions(), func(q Question) bool { return covers(q.Path, path) })
	if i < 0 {
		return Question{}, false
	}
	return questions()[i], true
}

func covers(row, path string) bool {
	keys := strings.Split(path, ".")
	for key := range strings.SplitSeq(row, ".") {
		if len(keys) == 0 || key != "*" && key != keys[0] {
			return false
		}
		keys = keys[1:]
	}
	return len(keys) == 0
}

// typePaths is every path that the types have, in the order of the file.
func typePaths(t reflect.Type, path string) []string {
	switch {
	case t == reflect.TypeFor[EnvVar]():
		return typePaths(reflect.TypeFor[envVarSource](), path)
	case t == reflect.TypeFor[PortRef]():
		return nil
	case t == reflect.TypeFor[Environment]():
		return []string{path + ".name", path + ".components"}
	case t.Kind() == reflect.Pointer:
		return typePaths(t.Elem(), path)
	case t.Kind() == reflect.Slice:
		return typePaths(t.Elem(), path+"[]")
	case t.Kind() == reflect.Map:
		return typePaths(t.Elem(), path+".*")
	case t.Kind() != reflect.Struct:
		return nil
	}
	var all []string
	for field := range t.Fields() {
		if name := jsonName(field); name != "" {
			at := strings.TrimPrefix(path+"."+name, ".")
			all = append(append(all, at), typePaths(field.Type, at)...)
		}
	}
	return all
}

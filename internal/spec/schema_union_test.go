package spec

import (
	"maps"
	"reflect"
)

// The types that are written in more than one way.

// envVar is a string, or one of the sources.
func (w *schemaWriter) envVar(path string) (object, error) {
	s, err := w.structure(reflect.TypeFor[envVarSource](), path)
	if err != nil {
		return nil, err
	}
	withOptional := func(optional string, must ...string) object {
		o := only(s, append(must, optional)...)
		o["required"] = must
		return o
	}
	return object{"oneOf": []object{
		{"type": "string"},
		only(s, "field"),
		withOptional("divisor", "resource"),
		withOptional("optional", "secret", "key"),
		withOptional("optional", "config", "key"),
	}}, nil
}

// only is the object s narrowed to some of its keys, all of them required.
func only(s object, keys ...string) object {
	all := s["properties"].(object)
	some := object{}
	for _, k := range keys {
		some[k] = all[k]
	}
	return closed(some, keys...)
}

// peer leaves out what this version always refuses: host.
func (w *schemaWriter) peer(path string) (object, error) {
	s, err := w.structure(reflect.TypeFor[peerObject](), path)
	if err != nil {
		return nil, err
	}
	withOptional := func(optional string, must ...string) object {
		o := only(s, append(must, optional)...)
		o["required"] = must
		return o
	}
	return object{"oneOf": []object{
		{"type": "string", "enum": peerWords()},
		only(s, "workload"),
		withPods(only(s, "podLabels")),
		withOptional("podLabels", "namespace"),
		withOptional("podLabels", "namespaceLabels"),
		withOptional("except", "cidr"),
	}}, nil
}

// withPods demands a label where no namespace is named.
func withPods(o object) object {
	o["properties"] = object{"podLabels": merged(o["properties"].(object)["podLabels"].(object), object{"minProperties": 1})}
	return o
}

func portRefSchema() object {
	return object{"oneOf": []object{
		merged(object{"type": "integer"}, ports()),
		stringsOf(`^([0-9]+/(TCP|UDP|SCTP)|[A-Za-z0-9-]*[A-Za-z-][A-Za-z0-9-]*)$`),
	}}
}

func quantitySchema() object {
	return object{"oneOf": []object{stringsOf(quantityPattern), {"type": "number", "exclusiveMinimum": 0}}}
}

// probe is a URL, or an object that asks in exactly one way.
func (w *schemaWriter) probe(path string) (object, error) {
	if _, ok := w.definitions["Probe"]; !ok {
		s, err := w.structure(reflect.TypeFor[probeObject](), path)
		if err != nil {
			return nil, err
		}
		var ways []object
		for _, way := range []string{"exec", "httpGet", "tcpSocket", "grpc"} {
			ways = append(ways, object{"required": []string{way}})
		}
		s["oneOf"] = ways
		w.define("Probe", object{"oneOf": []object{stringsOf(probePattern), s}})
	}
	return object{"$ref": "#/$defs/Probe"}, nil
}

// environmentSchema has the keys of the application that may differ, none of them required.
func environmentSchema(application object) object {
	environments := application["environments"].(object)
	properties := maps.Clone(environments["items"].(object)["properties"].(object))
	for _, key := range environmentKeys() {
		if properties[key] == nil {
			properties[key] = override(application[key].(object), true)
		}
	}
	properties["namespace"] = object{"oneOf": []object{{"type": "string", "pattern": labelPattern}, properties["namespace"].(object)}}
	properties["waivers"] = application["waivers"]
	return closed(properties, "name")
}

// override is a schema of what is said in place of something: of mappings, and of entries with a name, a
// part is enough. An entry needs that name in the outer lists; in a workload it does not, since that may be a
// new one, which is said as in the application.
func override(s object, outer bool) object {
	out := maps.Clone(s)
	delete(out, "required")
	if properties, ok := s["properties"].(object); ok {
		parts := object{}
		for key, p := range properties {
			parts[key] = override(p.(object), outer)
		}
		out["properties"] = parts
	}
	if entry, ok := s["additionalProperties"].(object); ok {
		out["additionalProperties"] = override(entry, outer)
	}
	if entry, ok := s["items"].(object); ok {
		out["items"] = entry
		properties, _ := entry["properties"].(object)
		for _, key := range []string{"name", "mountPath"} {
			if properties[key] != nil {
				named := override(entry, false)
				if outer {
					named["required"] = []string{key}
				}
				out["items"] = named
				break
			}
		}
	}
	return out
}

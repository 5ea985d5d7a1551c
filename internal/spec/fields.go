package spec

import (
	"reflect"
	"strings"
)

// jsonName is the key that a field is written with; empty for one that no key sets.
func jsonName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	if name == "-" {
		return ""
	}
	return name
}

func fieldIndex(t reflect.Type, key string) int {
	for i := range t.NumField() {
		if name := jsonName(t.Field(i)); name != "" && name == key {
			return i
		}
	}
	return -1
}

func fieldNames(t reflect.Type) []string {
	var names []string
	for field := range t.Fields() {
		if name := jsonName(field); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// required is true for a field that has a key and may not be left out.
func required(t reflect.Type, i int) bool {
	_, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
	return jsonName(t.Field(i)) != "" && !strings.Contains(options, "omit")
}

// valueOf is the settable value behind a pointer to a struct.
func valueOf(p any) reflect.Value { return reflect.ValueOf(p).Elem() }

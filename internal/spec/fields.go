package spec

import (
	"reflect"
	"slices"
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

// keyTable holds the key of each field of a struct, empty for one that no key sets, and whether it
// is required. It is made once for a decoder, since reading struct tags is slow.
type keyTable struct {
	keys     []string
	required []bool
}

func newKeyTable(t reflect.Type) keyTable {
	k := keyTable{make([]string, t.NumField()), make([]bool, t.NumField())}
	for i := range k.keys {
		k.keys[i], k.required[i] = jsonName(t.Field(i)), required(t, i)
	}
	return k
}

// index is the field that a key sets, or -1.
func (k keyTable) index(key string) int {
	if key == "" {
		return -1
	}
	return slices.Index(k.keys, key)
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

package kustomize

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// readField reads the tag `json` of sf, and tells whether encoding/json looks at the field.
func readField(sf reflect.StructField) (yamlField, bool) {
	tag := sf.Tag.Get("json")
	if tag == "-" || !sf.IsExported() && (!sf.Anonymous || embeddedStruct(sf) == nil) {
		return yamlField{}, false
	}
	name, rest, _ := strings.Cut(tag, ",")
	if !isValidName(name) {
		name = ""
	}
	f := yamlField{name: cmp.Or(name, sf.Name), tagged: name != "", typ: sf.Type}
	for option := range strings.SplitSeq(rest, ",") {
		switch option {
		case "omitempty":
			f.omitEmpty = true
		case "omitzero":
			f.omitZero = true
		case "string":
			f.quoted = shapeOf(pointee(sf.Type)) <= lastScalar
		}
	}
	return f, true
}

// embeddedStruct returns the struct that sf embeds, by value or by pointer, or nil.
func embeddedStruct(sf reflect.StructField) reflect.Type {
	if t := pointee(sf.Type); sf.Anonymous && t.Kind() == reflect.Struct {
		return t
	}
	return nil
}

func pointee(t reflect.Type) reflect.Type {
	if t.Name() == "" && t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

func isValidName(name string) bool {
	return !strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", r)
	})
}

// dominantFields keeps one field of each name by Go's rules for embedded fields, amended by tags: the shallowest, of
// these the one that is tagged; none where that leaves two.
func dominantFields(fields []*yamlField) []*yamlField {
	byName := map[string][]*yamlField{}
	for _, f := range fields {
		byName[f.name] = append(byName[f.name], f)
	}
	var kept []*yamlField
	for _, rivals := range byName {
		slices.SortFunc(rivals, func(a, b *yamlField) int {
			return cmp.Or(cmp.Compare(a.depth(), b.depth()), slices.Compare(a.index, b.index))
		})
		if len(rivals) == 1 || rivals[0].depth() != rivals[1].depth() {
			kept = append(kept, rivals[0])
		}
	}
	return kept
}

// depth orders rivals: by level, within a level the tagged before the untagged.
func (f *yamlField) depth() int {
	d := 2 * len(f.index)
	if !f.tagged {
		d++
	}
	return d
}

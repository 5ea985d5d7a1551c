package golden

import (
	"maps"
	"reflect"
	"slices"

	"github.com/google/go-cmp/cmp"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
)

// generatesTheSameAgain: the tree is a function of what the spec says, byte for byte. It does not
// depend on the run, on the order in which maps were filled, on whether defaults are said or
// derived, or on how the spec is spelled; and building leaves the spec as it was.
func generatesTheSameAgain(r reporter, s *subject) {
	same := func(what string, app *spec.HardenedApplication) {
		r.Helper()
		if diff := cmp.Diff(filesByPath(s.tree), filesByPath(generate(app))); diff != "" {
			r.Errorf("%s makes another tree (-first +then):\n%s", what, diff)
		}
	}
	before := reordered(s.app)
	same("a second run", s.app)
	if diff := cmp.Diff(before, s.app); diff != "" {
		r.Errorf("building changes the spec (-before +after):\n%s", diff)
	}
	same("filling maps in another order", before)
	again := reordered(s.app)
	spec.Default(again)
	same("filling in defaults twice", again)

	raw, err := spec.Load("harden.yaml", s.data)
	if err != nil {
		r.Fatalf("%v", err)
	}
	written := kustomize.AppendYAML(nil, raw, nil)
	app, err := load("written.yaml", written, s.beside)
	if err != nil {
		r.Errorf("the spec as it is written by us does not load:\n%v\n%s", err, written)
		return
	}
	same("the spec as it is written by us", app)
}

func filesByPath(tree kustomize.Tree) map[string]string {
	files := make(map[string]string, len(tree))
	for _, f := range tree {
		files[f.Path] = string(f.Bytes())
	}
	return files
}

// reordered is a copy of a spec with every map filled from its last key to its first.
func reordered(app *spec.HardenedApplication) *spec.HardenedApplication {
	clone := reflect.New(reflect.TypeOf(*app)).Elem()
	copyValue(clone, reflect.ValueOf(app).Elem())
	return clone.Addr().Interface().(*spec.HardenedApplication)
}

func copyValue(dst, src reflect.Value) {
	switch src.Kind() {
	case reflect.Pointer:
		if !src.IsNil() {
			dst.Set(reflect.New(src.Type().Elem()))
			copyValue(dst.Elem(), src.Elem())
		}
	case reflect.Struct:
		for i := range src.NumField() {
			copyValue(dst.Field(i), src.Field(i))
		}
	case reflect.Slice:
		if !src.IsNil() {
			dst.Set(reflect.MakeSlice(src.Type(), src.Len(), src.Len()))
			for i := range src.Len() {
				copyValue(dst.Index(i), src.Index(i))
			}
		}
	case reflect.Map:
		if src.IsNil() {
			return
		}
		dst.Set(reflect.MakeMap(src.Type()))
		keys := make(map[string]reflect.Value, src.Len())
		for _, k := range src.MapKeys() {
			keys[k.String()] = k
		}
		names := slices.Sorted(maps.Keys(keys))
		slices.Reverse(names)
		for _, name := range names {
			value := reflect.New(src.Type().Elem()).Elem()
			copyValue(value, src.MapIndex(keys[name]))
			dst.SetMapIndex(keys[name], value)
		}
	default:
		dst.Set(src)
	}
}

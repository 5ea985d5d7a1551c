package kustomize

import (
	"encoding/json"
	"reflect"
	"slices"
)

// AppendYAML appends v to dst as one block-style YAML document without a marker line, and returns the longer slice.
//
// It writes the fields and values that encoding/json would write, in an order for reading, with two exceptions: of the
// outermost mapping, a key `status` and an empty `spec: {}` are left out. A key of comments is a path such as
// "spec.template.spec.containers[].securityContext"; its text stands behind that key, in every element of a list.
// AppendYAML panics on a value that encoding/json refuses, such as a channel or a NaN.
func AppendYAML(dst []byte, v any, comments map[string]string) []byte {
	w := yamlWriter{dst: dst, comments: comments}
	if len(comments) > 0 {
		w.path = make([]byte, 0, 128)
	}
	w.held(reflect.ValueOf(v), yamlPlace{})
	return w.dst
}

// A yamlWriter holds the state of one AppendYAML. The path is kept only where there are comments to look up.
type yamlWriter struct {
	dst      []byte
	path     []byte
	comments map[string]string
}

// A yamlPlace says where a value goes: behind what, and what ends its line.
type yamlPlace struct {
	lead    lead
	quoted  bool // encoding/json's option `string`
	column  int  // of the key or dash that leads
	comment string
}

type lead uint8

const (
	outermost lead = iota
	afterKey
	afterDash
)

// value writes v. canAddr is what v.CanAddr says where encoding/json looks at v, which calls a MarshalJSON of the
// pointer only where there is one.
func (w *yamlWriter) value(p *typePlan, v reflect.Value, canAddr bool, at yamlPlace) {
	method := p.method
	if canAddr {
		method = p.addrMethod
	}
	if method != noMethod {
		w.marshal(method, v, at)
		return
	}
	if at.quoted && p.shape <= lastScalar {
		text, err := json.Marshal(v.Interface())
		mustWrite(v.Type(), err)
		w.text(string(text), at)
		return
	}
	switch p.shape {
	case shapeBool, shapeInt, shapeUint, shapeFloat, shapeNumber:
		w.numeric(p.shape, v, at)
	case shapeText:
		w.text(v.String(), at)
	case shapeIntOrString:
		w.intOrString(v, at)
	case shapeBytes:
		w.octets(v, at)
	case shapeStruct:
		w.structure(p, v, canAddr, at)
	case shapeStringMap:
		w.stringMap(v, at)
	case shapeMap:
		w.table(p, v, at)
	case shapeSlice, shapeArray:
		w.list(p, v, canAddr, at)
	case shapePointer:
		if v.IsNil() {
			w.plain("null", at)
			return
		}
		w.value(p.elem.get(), v.Elem(), true, at)
	case shapeInterface:
		w.held(v.Elem(), at)
	default:
		panic("kustomize: encoding/json cannot write " + v.Type().String()) //nolint:forbidigo // json.Marshal would fail
	}
}

// held writes what an interface holds.
func (w *yamlWriter) held(v reflect.Value, at yamlPlace) {
	if !v.IsValid() {
		w.plain("null", at)
		return
	}
	w.value(planOf(v.Type()), v, false, at)
}

func (w *yamlWriter) structure(p *typePlan, v reflect.Value, canAddr bool, at yamlPlace) {
	b := w.mapping(at)
	for _, f := range p.fields {
		fv, fieldAddr, ok := f.of(v, canAddr)
		if !ok || f.omits(fv) || b.leavesOut(f.name) {
			continue
		}
		w.nextLine(&b)
		w.dst = append(w.dst, f.label...)
		child := w.behindKey(&b, f.name)
		child.quoted = f.quoted
		w.value(f.plan.get(), fv, fieldAddr, child)
		w.endEntry(&b, f.name)
	}
	w.end(&b, "{}")
}

func (w *yamlWriter) stringMap(v reflect.Value, at yamlPlace) {
	if v.IsNil() {
		w.plain("null", at)
		return
	}
	m, _ := reflect.TypeAssert[map[string]string](v)
	var few [8]string
	keys := few[:0]
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	b := w.mapping(at)
	for _, k := range keys {
		if b.leavesOut(k) {
			continue
		}
		w.text(m[k], w.key(&b, k))
		w.endEntry(&b, k)
	}
	w.end(&b, "{}")
}

func (w *yamlWriter) table(p *typePlan, v reflect.Value, at yamlPlace) {
	if v.IsNil() {
		w.plain("null", at)
		return
	}
	rows, elem := p.rowsOf(v), p.elem.get()
	b := w.mapping(at)
	for _, k := range rows.keys {
		if b.leavesOut(k.text) {
			continue
		}
		child := w.key(&b, k.text)
		w.value(elem, rows.elems.Index(k.row), false, child)
		w.endEntry(&b, k.text)
	}
	w.end(&b, "{}")
	p.release(rows)
}

func (w *yamlWriter) list(p *typePlan, v reflect.Value, canAddr bool, at yamlPlace) {
	if p.shape == shapeSlice && v.IsNil() {
		w.plain("null", at)
		return
	}
	b, elem := w.sequence(at), p.elem.get()
	for i := range v.Len() {
		child := w.item(&b)
		w.value(elem, v.Index(i), canAddr || p.shape == shapeSlice, child)
	}
	w.end(&b, "[]")
}

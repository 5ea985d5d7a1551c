package kustomize

import (
	"encoding"
	"encoding/json"
	"reflect"
	"sync"
	"sync/atomic"
)

// A typePlan is what reflection has to say of one type, found out once.
type typePlan struct {
	shape      shape
	method     marshalMethod // that encoding/json calls on a value
	addrMethod marshalMethod // that it calls on a value that has an address
	fields     []*yamlField
	elem       *lazyPlan
	scratch    sync.Pool // of *mapRows, for maps
}

type shape uint8

const (
	shapeBool shape = iota
	shapeInt
	shapeUint
	shapeFloat
	shapeNumber // a json.Number
	shapeText
	shapeBytes
	shapeStruct
	shapeIntOrString
	shapeStringMap // exactly map[string]string
	shapeMap
	shapeSlice
	shapeArray
	shapePointer
	shapeInterface
	shapeNone

	lastScalar = shapeText // the shapes to which the option `string` applies come first
)

type marshalMethod uint8

const (
	noMethod marshalMethod = iota
	textMethod
	jsonMethod
)

var plans sync.Map // reflect.Type → *typePlan

func planOf(t reflect.Type) *typePlan {
	if p, ok := plans.Load(t); ok {
		return p.(*typePlan)
	}
	p := &typePlan{shape: shapeOf(t)}
	if p.shape != shapeIntOrString {
		p.method, p.addrMethod = methodOf(t), methodOf(t)
		if t.Kind() != reflect.Pointer {
			p.addrMethod = methodOf(reflect.PointerTo(t))
		}
	}
	switch p.shape {
	case shapeStruct:
		p.fields = fieldsOf(t)
	case shapeMap, shapeSlice, shapeArray, shapePointer:
		p.elem = &lazyPlan{typ: t.Elem()}
	}
	known, _ := plans.LoadOrStore(t, p)
	return known.(*typePlan)
}

// A lazyPlan is the plan of a part, made when a value has that part: most of the types in a Pod never occur, and a type
// may contain itself.
type lazyPlan struct {
	typ  reflect.Type
	plan atomic.Pointer[typePlan]
}

func (l *lazyPlan) get() *typePlan {
	p := l.plan.Load()
	if p == nil {
		p = planOf(l.typ)
		l.plan.Store(p)
	}
	return p
}

func methodOf(t reflect.Type) marshalMethod {
	switch {
	case t.Implements(reflect.TypeFor[json.Marshaler]()):
		return jsonMethod
	case t.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return textMethod
	}
	return noMethod
}

func shapeOf(t reflect.Type) shape {
	switch t.Kind() {
	case reflect.Bool:
		return shapeBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return shapeInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return shapeUint
	case reflect.Float32, reflect.Float64:
		return shapeFloat
	case reflect.String:
		if t == reflect.TypeFor[json.Number]() {
			return shapeNumber
		}
		return shapeText
	case reflect.Struct:
		if isIntOrString(t) {
			return shapeIntOrString
		}
		return shapeStruct
	case reflect.Map:
		return mapShape(t)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 && methodOf(reflect.PointerTo(t.Elem())) == noMethod {
			return shapeBytes
		}
		return shapeSlice
	case reflect.Array:
		return shapeArray
	case reflect.Pointer:
		return shapePointer
	case reflect.Interface:
		return shapeInterface
	}
	return shapeNone
}

func mapShape(t reflect.Type) shape {
	switch {
	case t == reflect.TypeFor[map[string]string]():
		return shapeStringMap
	case t.Key().Kind() == reflect.String, t.Key().Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return shapeMap
	}
	switch shapeOf(t.Key()) {
	case shapeInt, shapeUint:
		return shapeMap
	}
	return shapeNone
}

// isIntOrString knows the one type of ports and probes by its name and fields: its own MarshalJSON costs more than all
// the rest of a probe, and this package must not import it.
func isIntOrString(t reflect.Type) bool {
	return t.PkgPath() == "k8s.io/apimachinery/pkg/util/intstr" && t.Name() == "IntOrString" && t.NumField() == 3 &&
		t.Field(0).Name == "Type" && t.Field(1).Name == "IntVal" && t.Field(2).Name == "StrVal"
}

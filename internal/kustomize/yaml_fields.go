package kustomize

import (
	"cmp"
	"reflect"
	"slices"
)

// keyOrder is the order of keys in a mapping that is made from a struct. The empty name stands for every other key,
// which keep the order of the Go type. A name behind the name of a Go type holds for that type alone.
var keyOrder = []string{
	"apiVersion", "apiGroup", "kind", "metadata", "name", "namespace", "labels", "annotations", "type",
	"image", "imagePullPolicy",
	"serviceAccountName", "automountServiceAccountToken", "enableServiceLinks",
	"PolicyRule.apiGroups", "PolicyRule.resources", "PolicyRule.resourceNames",
	"NetworkPolicyIngressRule.from", "NetworkPolicyEgressRule.to", "namespaceSelector",
	"requests", "mountPath",
	"",
	"securityContext", "terminationGracePeriodSeconds",
	"initContainers", "containers",
	"nodeSelector", "tolerations", "affinity", "topologySpreadConstraints",
	"volumeMounts", "volumeDevices", "volumes",
	"template", "jobTemplate", "volumeClaimTemplates",
	"ingress", "egress", "subjects",
}

// A yamlField is one key that a struct writes.
type yamlField struct {
	name      string
	label     string // name as it is written, with its colon
	tagged    bool
	omitEmpty bool
	omitZero  bool
	quoted    bool
	hasIsZero bool // on the type or its pointer
	rank      int
	index     []int
	typ       reflect.Type
	plan      *lazyPlan
}

// of returns the value of f in v, whether it has an address, and whether it is there at all: not where an embedded
// pointer on the way is nil.
func (f *yamlField) of(v reflect.Value, canAddr bool) (reflect.Value, bool, bool) {
	if len(f.index) == 1 {
		return v.Field(f.index[0]), canAddr, true
	}
	for i, x := range f.index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return v, false, false
			}
			v, canAddr = v.Elem(), true
		}
		v = v.Field(x)
	}
	return v, canAddr, true
}

func (f *yamlField) omits(v reflect.Value) bool {
	return f.omitEmpty && isEmpty(v) || f.omitZero && f.isZero(v)
}

func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

func (f *yamlField) isZero(v reflect.Value) bool {
	if !f.hasIsZero {
		return v.IsZero()
	}
	switch v.Kind() {
	case reflect.Interface:
		if v.IsNil() || v.Elem().Kind() == reflect.Pointer && v.Elem().IsNil() {
			return true
		}
	case reflect.Pointer:
		if v.IsNil() {
			return true
		}
	default:
		if !v.CanAddr() {
			boxed := reflect.New(v.Type()).Elem()
			boxed.Set(v)
			v = boxed
		}
		v = v.Addr()
	}
	return v.Interface().(isZeroer).IsZero()
}

type isZeroer interface{ IsZero() bool }

func fieldsOf(t reflect.Type) []yamlField {
	fields := dominantFields(visibleFields(t))
	for i := range fields {
		f := &fields[i]
		f.label = string(appendScalar(nil, f.name)) + ":"
		zeroer := reflect.TypeFor[isZeroer]()
		f.hasIsZero = f.typ.Implements(zeroer) ||
			f.typ.Kind() != reflect.Pointer && reflect.PointerTo(f.typ).Implements(zeroer)
		f.rank = keyRank(t.Name(), f.name)
		f.plan = &lazyPlan{typ: f.typ}
	}
	slices.SortFunc(fields, func(a, b yamlField) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), slices.Compare(a.index, b.index))
	})
	return fields
}

func keyRank(typeName, name string) int {
	for _, n := range []string{typeName + "." + name, name} {
		if i := slices.Index(keyOrder, n); i >= 0 {
			return i
		}
	}
	return slices.Index(keyOrder, "")
}

// visibleFields returns every field of t and of the structs embedded in it, level by level as encoding/json looks for
// them.
func visibleFields(t reflect.Type) []yamlField {
	var fields []yamlField
	seen := map[reflect.Type]bool{}
	for level := []yamlField{{typ: t}}; len(level) > 0; {
		times := map[reflect.Type]int{}
		for _, e := range level {
			times[e.typ]++
		}
		var next []yamlField
		for _, e := range level {
			if seen[e.typ] {
				continue
			}
			seen[e.typ] = true
			for i := range e.typ.NumField() {
				sf := e.typ.Field(i)
				f, ok := readField(sf)
				if !ok {
					continue
				}
				f.index = append(slices.Clone(e.index), i)
				if inner := embeddedStruct(sf); inner != nil && !f.tagged {
					next = append(next, yamlField{index: f.index, typ: inner})
					continue
				}
				fields = append(fields, f)
				if times[e.typ] > 1 {
					fields = append(fields, f) // a rival of itself: neither is written
				}
			}
		}
		level = next
	}
	return fields
}

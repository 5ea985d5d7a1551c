package kustomize

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"sync"
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

func fieldsOf(t reflect.Type) []*yamlField {
	fields, simple := ownFields(t)
	if !simple {
		fields = dominantFields(visibleFields(t))
	}
	plans := make([]lazyPlan, len(fields))
	for i, f := range fields {
		f.label = string(append(appendScalar(make([]byte, 0, len(f.name)+3), f.name), ':'))
		f.hasIsZero = f.omitZero && canBeAskedForZero(f.typ)
		f.rank = keyRank(t.Name(), f.name)
		plans[i].typ = f.typ
		f.plan = &plans[i]
	}
	slices.SortFunc(fields, func(a, b *yamlField) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), slices.Compare(a.index, b.index))
	})
	return fields
}

func canBeAskedForZero(t reflect.Type) bool {
	zeroer := reflect.TypeFor[isZeroer]()
	return t.Implements(zeroer) || t.Kind() != reflect.Pointer && reflect.PointerTo(t).Implements(zeroer)
}

// ownFields returns the fields of t, which are all that it has if it embeds nothing and gives no name twice.
func ownFields(t reflect.Type) ([]*yamlField, bool) {
	room := make([]yamlField, t.NumField())
	fields := make([]*yamlField, 0, len(room))
	for i := range t.NumField() {
		sf := t.Field(i)
		f, ok := readField(sf)
		if !ok {
			continue
		}
		if sf.Anonymous && !f.tagged {
			return nil, false
		}
		if slices.ContainsFunc(fields, func(g *yamlField) bool { return g.name == f.name }) {
			return nil, false
		}
		f.index = sf.Index
		room[i] = f
		fields = append(fields, &room[i])
	}
	return fields, true
}

// typedKey is a name of keyOrder, with the type that it holds for, if that is one.
type typedKey struct{ typ, key string }

// keyRanks is the place of each name of keyOrder.
var keyRanks = sync.OnceValue(func() map[typedKey]int {
	ranks := make(map[typedKey]int, len(keyOrder))
	for i, name := range keyOrder {
		typ, key, typed := strings.Cut(name, ".")
		if !typed {
			typ, key = "", name
		}
		ranks[typedKey{typ, key}] = i
	}
	return ranks
})

func keyRank(typeName, name string) int {
	ranks := keyRanks()
	for _, k := range [...]typedKey{{typeName, name}, {"", name}} {
		if i, ok := ranks[k]; ok {
			return i
		}
	}
	return ranks[typedKey{}]
}

// visibleFields returns every field of t and of the structs embedded in it, level by level as encoding/json looks for
// them.
func visibleFields(t reflect.Type) []*yamlField {
	var fields []*yamlField
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
				fields = append(fields, &f)
				if times[e.typ] > 1 {
					fields = append(fields, &f) // a rival of itself: neither is written
				}
			}
		}
		level = next
	}
	return fields
}

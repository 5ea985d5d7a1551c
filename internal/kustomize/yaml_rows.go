package kustomize

import (
	"encoding"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A mapRows is a map laid out: its keys sorted, its values in one slice, which is used again and again so that reading
// a map costs no copy of each value on the heap.
type mapRows struct {
	keys  []rowKey
	key   reflect.Value // scratch
	elems reflect.Value
}

type rowKey struct {
	text string
	row  int
}

func (p *typePlan) rowsOf(v reflect.Value) *mapRows {
	t := v.Type()
	r, ok := p.scratch.Get().(*mapRows)
	if !ok {
		r = &mapRows{key: reflect.New(t.Key()).Elem(), elems: reflect.New(reflect.SliceOf(t.Elem())).Elem()}
	}
	r.elems.Grow(v.Len())
	r.elems.SetLen(v.Len())
	for iter := v.MapRange(); iter.Next(); {
		r.key.SetIterKey(iter)
		r.elems.Index(len(r.keys)).SetIterValue(iter)
		r.keys = append(r.keys, rowKey{keyText(r.key), len(r.keys)})
	}
	slices.SortFunc(r.keys, func(a, b rowKey) int { return strings.Compare(a.text, b.text) })
	return r
}

// release gives r back, with nothing in it that would keep an object alive.
func (p *typePlan) release(r *mapRows) {
	r.elems.Clear()
	r.elems.SetLen(0)
	r.key.SetZero()
	clear(r.keys)
	r.keys = r.keys[:0]
	p.scratch.Put(r)
}

// keyText names a key as encoding/json does: a string is itself, even one that can marshal itself.
func keyText(k reflect.Value) string {
	if k.Kind() == reflect.String {
		return k.String()
	}
	if m, ok := reflect.TypeAssert[encoding.TextMarshaler](k); ok {
		if k.Kind() == reflect.Pointer && k.IsNil() {
			return ""
		}
		text, err := m.MarshalText()
		mustWrite(k.Type(), err)
		return string(text)
	}
	if k.CanInt() {
		return strconv.FormatInt(k.Int(), 10)
	}
	return strconv.FormatUint(k.Uint(), 10)
}

package kustomize

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
)

// marshal writes what v says of itself.
func (w *yamlWriter) marshal(m marshalMethod, v reflect.Value, at yamlPlace) {
	t := v.Type()
	switch {
	case v.Kind() == reflect.Pointer, v.Kind() == reflect.Interface:
		if v.IsNil() {
			w.plain("null", at)
			return
		}
	case v.CanAddr():
		v = v.Addr() // costs nothing; an interface that holds v itself is a copy on the heap
	}
	if m == textMethod {
		text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		mustWrite(t, err)
		w.text(string(text), at)
		return
	}
	data, err := v.Interface().(json.Marshaler).MarshalJSON()
	mustWrite(t, err)
	w.rawJSON(t, data, at)
}

func (w *yamlWriter) rawJSON(t reflect.Type, data []byte, at yamlPlace) {
	if isSimpleString(data) {
		w.text(string(data[1:len(data)-1]), at)
		return
	}
	if !json.Valid(data) {
		mustWrite(t, fmt.Errorf("MarshalJSON returns no JSON: %q", data))
	}
	switch data = bytes.TrimSpace(data); data[0] {
	case 'n', 't', 'f':
		w.plain(string(data), at)
	case '{', '[', '"':
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		w.json(d, at)
	default:
		w.before(at)
		w.dst = appendNumber(w.dst, string(data))
		w.endLine(at.comment)
	}
}

// isSimpleString tells whether data is a JSON string that stands for itself.
func isSimpleString(data []byte) bool {
	if len(data) < 2 || data[0] != '"' || data[len(data)-1] != '"' {
		return false
	}
	for _, c := range data[1 : len(data)-1] {
		if c == '"' || c == '\\' || c < 0x20 {
			return false
		}
	}
	return true
}

// json writes the next value of d, which holds valid JSON, with the keys of objects in their order.
func (w *yamlWriter) json(d *json.Decoder, at yamlPlace) {
	token, _ := d.Token()
	if token != json.Delim('{') && token != json.Delim('[') {
		w.held(reflect.ValueOf(token), at)
		return
	}
	if token == json.Delim('{') {
		b := w.mapping(at)
		for d.More() {
			name, _ := d.Token()
			w.entry(&b, name.(string), d)
		}
		w.end(&b, "{}")
	} else {
		b := w.sequence(at)
		for d.More() {
			w.json(d, w.item(&b))
		}
		w.end(&b, "[]")
	}
	_, _ = d.Token() // the closing delimiter
}

func (w *yamlWriter) entry(b *yamlBlock, name string, d *json.Decoder) {
	if b.leavesOut(name) {
		var dropped json.RawMessage
		_ = d.Decode(&dropped)
		return
	}
	w.json(d, w.key(b, name))
	w.endEntry(b, name)
}

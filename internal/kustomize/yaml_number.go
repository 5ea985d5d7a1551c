package kustomize

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
)

func (w *yamlWriter) numeric(s shape, v reflect.Value, at yamlPlace) {
	w.before(at)
	w.dst = appendNumeric(w.dst, s, v)
	w.endLine(at.comment)
}

// intOrString writes what IntOrString.MarshalJSON would.
func (w *yamlWriter) intOrString(v reflect.Value, at yamlPlace) {
	switch v.Field(0).Int() {
	case 0:
		w.numeric(shapeInt, v.Field(1), at)
	case 1:
		w.text(v.Field(2).String(), at)
	default:
		w.marshal(jsonMethod, v, at) // which says what is wrong
	}
}

func appendNumeric(dst []byte, s shape, v reflect.Value) []byte {
	switch s {
	case shapeBool:
		return strconv.AppendBool(dst, v.Bool())
	case shapeInt:
		return strconv.AppendInt(dst, v.Int(), 10)
	case shapeUint:
		return strconv.AppendUint(dst, v.Uint(), 10)
	case shapeFloat:
		return appendFloat(dst, v.Float(), v.Type().Bits())
	}
	digits := v.String()
	if digits == "" {
		digits = "0" // as encoding/json reads an empty json.Number
	}
	if !json.Valid([]byte(digits)) || digits[0] != '-' && (digits[0] < '0' || digits[0] > '9') {
		mustWrite(v.Type(), fmt.Errorf("invalid number %q", digits))
	}
	return appendNumber(dst, digits)
}

// appendFloat chooses between the two notations as encoding/json and JavaScript do.
func appendFloat(dst []byte, f float64, bits int) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		panic(fmt.Sprintf("kustomize: encoding/json cannot write %v", f)) //nolint:forbidigo // json.Marshal would fail
	}
	format := byte('f')
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	var digits [32]byte
	return appendNumber(dst, string(strconv.AppendFloat(digits[:0], f, format, -1, bits)))
}

// appendNumber writes a number of JSON. In YAML 1.1 an exponent makes a number only behind a point and with a sign:
// 1e3 becomes 1.0e+3.
func appendNumber(dst []byte, digits string) []byte {
	point := false
	for i := range len(digits) {
		c := digits[i]
		switch {
		case c == '.':
			point = true
		case c|0x20 == 'e' && !point:
			dst = append(dst, ".0"...)
		case c >= '0' && c <= '9' && i > 0 && digits[i-1]|0x20 == 'e':
			dst = append(dst, '+')
		}
		dst = append(dst, c)
	}
	return dst
}

func (w *yamlWriter) octets(v reflect.Value, at yamlPlace) {
	if v.IsNil() {
		w.plain("null", at)
		return
	}
	w.text(base64.StdEncoding.EncodeToString(v.Bytes()), at)
}

func mustWrite(t reflect.Type, err error) {
	if err != nil {
		panic(fmt.Sprintf("kustomize: writing %s: %v", t, err)) //nolint:forbidigo // json.Marshal would fail
	}
}

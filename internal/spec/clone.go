package spec

import "reflect"

// Clone is a copy that shares nothing with app: an answer is tried on it before it counts.
func Clone(app *HardenedApplication) *HardenedApplication {
	c := &HardenedApplication{}
	copyInto(reflect.ValueOf(c).Elem(), reflect.ValueOf(app).Elem())
	return c
}

func copyInto(to, from reflect.Value) {
	switch from.Kind() {
	case reflect.Struct:
		for i := range from.NumField() {
			copyInto(to.Field(i), from.Field(i))
		}
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			copyInto(to.Elem(), from.Elem())
		}
	case reflect.Slice:
		if !from.IsNil() {
			to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
			for i := range from.Len() {
				copyInto(to.Index(i), from.Index(i))
			}
		}
	case reflect.Map:
		if !from.IsNil() {
			to.Set(reflect.MakeMap(from.Type()))
			for key, value := range from.Seq2() {
				v := reflect.New(value.Type()).Elem()
				copyInto(v, value)
				to.SetMapIndex(key, v)
			}
		}
	default:
		to.Set(from)
	}
}

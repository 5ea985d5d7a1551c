package controls

import (
	"cmp"
	"slices"
)

// Offence is a field that breaks a rule.
type Offence struct {
	Path    string // from the root of the pod or object
	Message string // lower case, without a period
	Fix     string // what to type, or what to decide
	Patch   *Patch // nil where only a person can know the value
}

// Patch is one field and what it has to become.
type Patch struct {
	Path   string
	Value  any
	Remove bool
}

// Finding is a control that an object breaks.
type Finding struct {
	Control  string   `json:"control"`
	Severity Severity `json:"severity"`
	Object   Ref      `json:"object"`
	Field    string   `json:"field,omitempty"` // such as spec.template.spec.containers[0].image
	File     string   `json:"file,omitempty"`
	Message  string   `json:"message"`
	Fix      string   `json:"fix"`

	patch  *Patch
	object *Object
}

// Key is the finding without what only one run knows: equal for the same fault in two kustomizations.
func (f *Finding) Key() Finding {
	k := *f
	k.patch, k.object = nil, nil
	return k
}

// Compare puts the worst first, then goes by file, object and field.
func Compare(a, b *Finding) int {
	return cmp.Or(cmp.Compare(a.Severity, b.Severity), cmp.Compare(a.File, b.File), cmp.Compare(a.Object.Kind, b.Object.Kind),
		cmp.Compare(a.Object.Namespace, b.Object.Namespace), cmp.Compare(a.Object.Name, b.Object.Name),
		cmp.Compare(a.Control, b.Control), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Message, b.Message))
}

func sortFindings(all []Finding) []Finding {
	slices.SortStableFunc(all, func(a, b Finding) int { return Compare(&a, &b) })
	return slices.CompactFunc(all, func(a, b Finding) bool { return a.Key() == b.Key() })
}

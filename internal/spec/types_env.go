package spec

// EnvVar is a plain value or exactly one source: a field of the pod, an amount of the container, or
// one key of a declared secret or config.
type EnvVar struct {
	Value    string
	Field    string
	Resource string
	Divisor  Quantity // what a resource is counted in; empty means 1
	Secret   string
	Config   string
	Key      string // of the secret or config
	Optional bool   // the pod starts without that key
}

// IsPlain is true for a value that stands in the spec itself.
func (e *EnvVar) IsPlain() bool {
	return e.Field == "" && e.Resource == "" && e.Secret == "" && e.Config == ""
}

package controls

// Severity says how much a broken control costs. The zero value is the highest, so that a control
// that nobody has rated counts.
type Severity int

// The severities, worst first.
const (
	High   Severity = iota // hands out the node, the namespace or its secrets
	Medium                 // one more step for whoever got in
	Low                    // a wall behind a wall
)

// Severities is every severity by its name, worst first.
func Severities() []string { return []string{"high", "medium", "low"} }

// String is the name of the severity in lower case.
func (s Severity) String() string { return Severities()[s] }

// ParseSeverity reads a name in lower case.
func ParseSeverity(name string) (Severity, bool) {
	for s, known := range Severities() {
		if known == name {
			return Severity(s), true
		}
	}
	return High, false
}

// MarshalText writes the name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

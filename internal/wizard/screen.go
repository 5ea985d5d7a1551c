package wizard

// screen is what is asked at once. Who shows it fills in the values of the fields and the verdict.
type screen struct {
	title    string
	step     string   // which of the required pages it is
	lines    []string // why it is asked, and what follows
	warnings []string
	body     string // a text to read, as long as it is
	fields   []*field
	verdict  verdict
}

// verdict is how a screen was left.
type verdict int

const (
	forward verdict = iota
	back
	gone // nobody answers any more
)

// field is one answer: a text, or one of several choices.
type field struct {
	label  string
	text   string // what it means
	sample string // what an answer looks like
	value  string

	otherwise string   // what holds while there is no answer
	offers    []string // answers that are likely
	choices   []choice
	inline    bool // the choices are few and short: one line
	check     func(value string) error
}

// choice is one of the answers that a field can have.
type choice struct{ label, value string }

// problem is what is wrong with an answer, and what to type instead.
type problem struct{ message, hint string }

func (p *problem) Error() string {
	if p.hint == "" {
		return p.message
	}
	return p.message + "\nhint: " + p.hint
}

package wizard

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// label is a flag, or the last key of a path, as the name of a field: Run as user, Container port.
func label(name string) string {
	if name == spec.FlagName {
		name = "name"
	}
	var b strings.Builder
	for i, r := range name[strings.LastIndexByte(name, '.')+1:] {
		switch {
		case i == 0:
			b.WriteRune(unicode.ToUpper(r))
		case r == '-':
			b.WriteByte(' ')
		case unicode.IsUpper(r):
			b.WriteString(" " + strings.ToLower(string(r)))
		default:
			b.WriteRune(r)
		}
	}
	text := b.String()
	if slices.Contains([]string{"Dns", "Api", "Cidr", "Cni"}, text) {
		return strings.ToUpper(text)
	}
	return text
}

func (in *interview) said(app *spec.HardenedApplication, flag string) []spec.Said {
	if flag == spec.FlagName {
		if name := app.Workloads[in.At].Name; name != "" {
			return []spec.Said{{Text: name, Form: true}}
		}
		return nil
	}
	return spec.SaidTo(app, in.At, flag)
}

// value is the one value of a question, or nothing.
func (in *interview) value(app *spec.HardenedApplication, flag string) string {
	if said := in.said(app, flag); len(said) > 0 {
		return said[0].Text
	}
	return ""
}

// set gives a question that has one value this one; the empty value is no answer.
func (in *interview) set(app *spec.HardenedApplication, flag, value string) error {
	if flag == spec.FlagName {
		w := &app.Workloads[in.At]
		if in.Task == Describe && app.Metadata.Name == w.Name {
			app.Metadata.Name = value
		}
		w.Name = value
		return nil
	}
	if value == in.value(app, flag) {
		return nil // what no form can say stays as it is
	}
	if q, _ := spec.FindFlag(flag); len(q.Values) > 0 && in.value(app, flag) == "" && value == in.value(defaulted(app), flag) {
		return nil // nobody chose it
	}
	if len(in.said(app, flag)) > 0 {
		spec.Unsay(app, in.At, flag, 0)
	}
	if value == "" {
		if flag == "app" {
			app.Metadata.Name = app.Workloads[0].Name
		}
		return nil
	}
	return in.answer(app, flag, value)
}

// put adds an entry to a list, or changes entry i of it.
func (in *interview) put(app *spec.HardenedApplication, flag string, i int, text string) error {
	if i < 0 {
		return in.answer(app, flag, text)
	}
	var callers []spec.Peer
	if flag == "port" {
		callers = app.Workloads[in.At].Ports[i].From
	}
	spec.Unsay(app, in.At, flag, i)
	if err := in.answer(app, flag, text); err != nil {
		return err
	}
	spec.MoveLast(app, in.At, flag, i)
	if flag == "port" {
		app.Workloads[in.At].Ports[i].From = callers
	}
	return nil
}

// answer reads a value as the command line does.
func (in *interview) answer(app *spec.HardenedApplication, flag, value string) error {
	return hinted(in.Answer(app, in.At, flag, value))
}

// hinted is an error with its hint, as a screen shows it.
func hinted(err error) error {
	if h, ok := err.(interface{ Hint() string }); ok {
		return &problem{err.Error(), h.Hint()}
	}
	return err
}

// problems are everything that is wrong with app, and with what its environments are now.
func problems(app *spec.HardenedApplication) []spec.Problem {
	whole := spec.Clone(app)
	unfit := whole.Resolve()
	spec.Default(whole)
	return append(unfit, spec.Validate(whole)...)
}

// defaulted is app with everything that nobody said.
func defaulted(app *spec.HardenedApplication) *spec.HardenedApplication {
	whole := spec.Clone(app)
	spec.Default(whole)
	return whole
}

// wrong is the first thing that an answer made wrong: at the path of its own question or, when it
// is the last of its screen, anywhere. A fact that is missing is no mistake; it is asked next.
func (in *interview) wrong(after *spec.HardenedApplication, path string, last bool) error {
	before := problems(in.app)
	for _, p := range problems(after) {
		if p.Missing {
			continue
		}
		q, _ := spec.FindQuestion(p.Path)
		old := slices.ContainsFunc(before, func(b spec.Problem) bool { return b.Path == p.Path && b.Message == p.Message })
		if q.Path == path || !old && (last || strings.HasPrefix(q.Path, path+".") || strings.HasPrefix(q.Path, path+"[")) {
			return &problem{in.where(p, path) + p.Message, p.Hint}
		}
	}
	return nil
}

// where names the environment in which an answer about the application made something wrong.
func (in *interview) where(p spec.Problem, path string) string {
	name, ok := strings.CutPrefix(p.Path, "environments[")
	name, _, _ = strings.Cut(name, "]")
	if !ok || strings.HasPrefix(path, "environments") {
		return ""
	}
	if i, err := strconv.Atoi(name); err == nil && i < len(in.app.Environments) {
		name = in.app.Environments[i].Name
	}
	return "in the environment " + name + ": "
}

// isAnswerable is true for a fact of the platform that nobody has said, which more may be said about.
func (in *interview) isAnswerable(flag string) bool {
	return spec.Repeats(flag) || len(in.said(in.app, flag)) == 0
}

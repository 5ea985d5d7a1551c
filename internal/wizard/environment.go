package wizard

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// draft is an environment while it is asked for: its name, and what differs there as flags of overlay say it.
type draft struct {
	at      int  // among the environments; their number for one that is not there yet
	fresh   bool // it was not there before, so that its name may change
	name    string
	answers []spec.Answer
}

// environment asks for one more environment, or for the one at index i anew.
func (in *interview) environment(i int) verdict {
	d := &draft{at: len(in.app.Environments), fresh: i < 0}
	if !d.fresh {
		e := &in.app.Environments[i]
		d.at, d.name = i, e.Name
		d.answers, _ = e.Answers()
		return in.differences(d)
	}
	for {
		if v := in.place(d); v != forward {
			return v
		}
		if v := in.differences(d); v != back {
			return v
		}
	}
}

// place asks for the name of an environment and for its namespace, which is called after it unless it is given.
func (in *interview) place(d *draft) verdict {
	q, _ := spec.FindQuestion("environments[].name")
	name := &field{label: label(q.Path), text: q.Text, sample: "staging", value: d.name}
	ns := in.differing(d, "namespace", "")
	ns.text, ns.sample = "The namespace that it runs in.", ""
	given := func(value string) []spec.Answer { return d.with("namespace", "", value) }
	if base := defaulted(in.app).Namespace.Name; d.fresh {
		ns.otherwise = base + "-NAME"
		given = func(value string) []spec.Answer { return d.with("namespace", "", cmp.Or(value, base+"-"+name.value)) }
	}
	name.check = func(value string) error {
		if value == "" {
			return &problem{"Name is needed", "such as " + name.sample}
		}
		return in.wrongThere(d, value, d.with("namespace", "", ns.value), q.Path, false)
	}
	ns.check = func(value string) error { return in.wrongThere(d, name.value, given(value), "environments", true) }
	s := &screen{title: titleOf(spec.FlagOverlay), step: one(spec.FlagOverlay), fields: []*field{name, ns.field}}
	if !d.fresh {
		s.step, s.fields = d.name, s.fields[1:]
	}
	v := in.ask(s)
	if v == back || name.check(name.value) != nil || ns.check(ns.value) != nil {
		return v
	}
	d.name, d.answers = name.value, given(ns.value)
	in.keep(d)
	return v
}

// differences offers what may differ in an environment; nothing of it has to.
func (in *interview) differences(d *draft) verdict {
	for {
		lines := in.lines(d)
		f := &field{label: "What differs in " + d.name + "?", text: "What stands beside a line holds unless you change it.", value: goOn}
		f.choices = []choice{{"Nothing else: go on", goOn}}
		width := 0
		for _, l := range lines {
			width = max(width, len(l.label))
		}
		for i, l := range lines {
			f.choices = append(f.choices, choice{l.label + strings.Repeat(" ", width+2-len(l.label)) + l.said(), strconv.Itoa(i)})
		}
		v := in.ask(&screen{title: titleOf(spec.FlagOverlay), step: d.name, fields: []*field{f}})
		if v != forward || f.value == goOn {
			return v
		}
		i, _ := strconv.Atoi(f.value)
		if in.askLine(d, lines[i]) == gone {
			return gone
		}
	}
}

// line is one of the things that may differ: questions that are asked together.
type line struct {
	label     string
	questions []*differing
}

// said is what differs, or that nothing does.
func (l line) said() string {
	var parts []string
	for _, q := range l.questions {
		if text, _, _ := strings.Cut(q.value, "@sha256:"); text != "" {
			switch {
			case q.flag == "env", q.flag == "config":
				text = q.label + "=" + text
			case q.flag == "secret", q.flag == "requests", q.flag == "limits", isNumber(text):
				text = strings.ToLower(q.label[:1]) + q.label[1:] + " " + text
			}
			parts = append(parts, text)
		}
	}
	if parts == nil {
		return cmp.Or(l.questions[0].nothing(), asInBase)
	}
	return shortened(strings.Join(parts, ", "))
}

const asInBase = "as in the base"

// lines are what the application has that may differ elsewhere.
func (in *interview) lines(d *draft) (all []line) {
	add := func(label string, questions ...*differing) {
		if len(questions) > 0 {
			all = append(all, line{label, questions})
		}
	}
	add("Namespace", in.differing(d, "namespace", ""))
	api := false
	for i := range in.app.Workloads {
		w := &in.app.Workloads[i]
		api = api || w.KubernetesAPI != nil
		of := func(flags ...string) (all []*differing) {
			for _, flag := range flags {
				all = append(all, in.differing(d, flag, w.Name+"="))
			}
			return all
		}
		add("Workload "+w.Name, of("replicas", "image")...)
		add("Resources of "+w.Name, of("requests", "limits")...)
		var variables []*differing
		for _, name := range slices.Sorted(maps.Keys(w.Env)) {
			if e := w.Env[name]; e == (spec.EnvVar{Value: e.Value}) && isLine(e.Value) {
				variables = append(variables, in.differing(d, "env", w.Name+"="+name+"="))
			}
		}
		add("Variables of "+w.Name, variables...)
	}
	for i := range in.app.Config {
		c := &in.app.Config[i]
		var values []*differing
		for _, key := range slices.Sorted(maps.Keys(c.Data)) {
			if isLine(c.Data[key]) {
				values = append(values, in.differing(d, "config", c.Name+":"+key+"="))
			}
		}
		add("Config "+c.Name, values...)
	}
	made := false
	for i := range in.app.Secrets {
		s := &in.app.Secrets[i]
		var keys []*differing
		for _, key := range slices.Sorted(maps.Keys(s.Data)) {
			keys = append(keys, in.differing(d, "secret", s.Name+":"+key+"="))
		}
		if !s.Existing && keys != nil {
			add("Secret "+s.Name, keys...)
			made = true
		}
	}
	if made {
		add("Secret store", in.differing(d, "secret-store", ""))
	}
	add("Cluster", in.differing(d, "profile", ""), in.differing(d, "kubernetes-version", ""))
	if api {
		add("API server", in.differing(d, "api-server", ""))
	}
	if in.app.Platform.Gateway != nil {
		add("Gateway", in.differing(d, "gateway", ""))
	}
	if in.app.Platform.Monitoring != nil {
		add("Monitoring", in.differing(d, "monitoring", ""))
	}
	if len(in.Components) > 0 {
		add("Components", in.differing(d, "component", ""))
	}
	return all
}

// isLine is true for a value that one line can be typed in place of.
func isLine(value string) bool { return !strings.ContainsAny(value, "\n\r") }

// askLine asks the questions of a line on one screen.
func (in *interview) askLine(d *draft, l line) verdict {
	if l.questions[0].flag == "namespace" {
		return in.place(d)
	}
	s := &screen{title: titleOf(spec.FlagOverlay), step: d.name + ": " + l.label}
	for _, q := range l.questions {
		s.fields = append(s.fields, q.field)
	}
	v := in.ask(s)
	for _, q := range l.questions {
		if q.check(q.value) == nil { // as in singles
			d.answers = d.with(q.flag, q.before, q.value)
		}
	}
	in.keep(d)
	return v
}

// differing is a question of the application that is asked of an environment.
type differing struct {
	*field
	flag   string
	before string // what its answer begins with: the workload, or the config or secret and its key
}

func (in *interview) differing(d *draft, flag, before string) *differing {
	q, _ := spec.FindFlag(flag)
	q.Text, _, _ = strings.Cut(q.Text, ";") // behind it is what holds unless it is given
	q.Text = strings.TrimSuffix(q.Text, ".") + "."
	f := &field{label: label(flag), text: formed(q), sample: q.Sample, value: d.value(flag, before), offers: q.Values}
	switch flag {
	case "env":
		_, name, _ := strings.Cut(strings.TrimSuffix(before, "="), "=")
		f.label, f.text, f.sample = name, "The variable's value.", ""
	case "config":
		_, key, _ := strings.Cut(strings.TrimSuffix(before, "="), ":")
		f.label, f.text, f.sample = key, "What the config holds.", ""
	case "component":
		f.label, f.text, f.offers = "Components", q.Text+" Several with a space between.", in.Components
	case "secret":
		_, key, _ := strings.Cut(strings.TrimSuffix(before, "="), ":")
		f.label, f.text, f.sample = key, "Where the store keeps it. (KEY[#PROPERTY])", ""
	case "api-server":
		f.label, f.text = "API server", f.text+" Several with a space between."
	}
	of := &differing{f, flag, before}
	f.otherwise = cmp.Or(of.nothing(), asInBase)
	if text, _, _ := strings.Cut(in.inBase(flag, before), "@sha256:"); text != "" {
		f.otherwise += ": " + text
	}
	f.check = func(value string) error {
		if flag == "component" {
			if err := in.knowsComponents(value); err != nil {
				return err
			}
		}
		return in.wrongThere(d, d.name, d.with(flag, before, value), "environments", true)
	}
	return of
}

// nothing is what holds without an answer where the base cannot say it.
func (q *differing) nothing() string {
	if q.flag == "component" {
		return "none"
	}
	return ""
}

// knowsComponents is about the first of several names that no component has.
func (in *interview) knowsComponents(names string) error {
	for name := range strings.FieldsSeq(names) {
		if !slices.Contains(in.Components, name) {
			return &problem{"There is no component " + strconv.Quote(name), "those that there are: " + strings.Join(in.Components, ", ")}
		}
	}
	return nil
}

// inBase is what the application says of a question outside of its environments.
func (in *interview) inBase(flag, before string) string {
	app, at := defaulted(in.app), in.At
	named := strings.TrimSuffix(before, "=")
	name, key, _ := strings.Cut(named, ":")
	switch flag {
	case "config":
		for i := range app.Config {
			if app.Config[i].Name == name {
				return app.Config[i].Data[key]
			}
		}
	case "secret":
		for i := range app.Secrets {
			if app.Secrets[i].Name == name {
				return app.Secrets[i].Data[key].String()
			}
		}
	}
	name, key, _ = strings.Cut(named, "=")
	for i := range app.Workloads {
		if app.Workloads[i].Name == name {
			at = i
		}
	}
	if flag == "env" {
		return app.Workloads[at].Env[key].Value
	}
	var all []string
	for _, one := range spec.SaidTo(app, at, flag) {
		all = append(all, one.Text)
	}
	return strings.Join(all, " ")
}

// value is what the draft answers to a question.
func (d *draft) value(flag, before string) string {
	var all []string
	for _, a := range d.answers {
		if a.Flag == flag && strings.HasPrefix(a.Value, before) {
			all = append(all, a.Value[len(before):])
		}
	}
	return strings.Join(all, " ")
}

// with is the answers with another one to a question; the empty value is none.
func (d *draft) with(flag, before, value string) []spec.Answer {
	all := slices.DeleteFunc(slices.Clone(d.answers), func(a spec.Answer) bool { return a.Flag == flag && strings.HasPrefix(a.Value, before) })
	values := []string{value}
	if spec.Repeats(flag) && before == "" {
		values = strings.Fields(value)
	}
	for _, v := range values {
		if v != "" {
			all = append(all, spec.Answer{Flag: flag, Value: before + v})
		}
	}
	return all
}

// besideEnvironment is what differs in an environment, in short.
func (in *interview) besideEnvironment(i int) string {
	answers, _ := in.app.Environments[i].Answers()
	parts := make([]string, len(answers))
	for j, a := range answers {
		text, _, _ := strings.Cut(a.Value, "@sha256:")
		parts[j] = strings.ReplaceAll(a.Flag, "-", " ") + " " + text
	}
	if len(parts) == 0 {
		return ""
	}
	return "   " + shortened(strings.Join(parts, ", "))
}

// keep puts the draft where it belongs among the environments.
func (in *interview) keep(d *draft) {
	if d.at < len(in.app.Environments) {
		e := &in.app.Environments[d.at]
		if answers, whole := e.Answers(); whole && e.Name == d.name && slices.Equal(answers, d.answers) {
			return // it stays as its author has written it
		}
	}
	_ = in.putEnvironment(in.app, d.at, d.name, d.answers) // every answer was checked
}

func (in *interview) putEnvironment(app *spec.HardenedApplication, at int, name string, answers []spec.Answer) error {
	e, err := in.Environment(app, name, answers)
	if err != nil {
		return hinted(err)
	}
	app.Environments = append(app.Environments[:at:at], append([]spec.Environment{e}, app.Environments[min(at+1, len(app.Environments)):]...)...)
	return nil
}

// wrongThere is what would be wrong with the application if the draft had this name and these answers.
func (in *interview) wrongThere(d *draft, name string, answers []spec.Answer, path string, last bool) error {
	try := spec.Clone(in.app)
	if err := in.putEnvironment(try, d.at, name, answers); err != nil {
		return err
	}
	return in.wrong(try, path, last)
}

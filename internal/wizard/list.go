package wizard

import (
	"slices"
	"strconv"
	"strings"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// The values of the choices that are no entry of a list.
const (
	goOn   = "go on"
	add    = "add"
	change = "change"
	remove = "remove"
	calls  = "callers"
)

// list shows what is there so far, and adds, changes and removes until that is all.
func (in *interview) list(p spec.Page, step, flag string) verdict {
	q, _ := spec.FindFlag(flag)
	for {
		said := in.said(in.app, flag)
		f := &field{label: q.Text, value: goOn, text: "Nothing so far."}
		if len(said) > 0 {
			f.text = ""
		} else if flag == "port" || flag == "connect" || flag == spec.FlagOverlay {
			f.value = add
		}
		for i, one := range said {
			f.choices = append(f.choices, choice{one.Text + in.beside(flag, i), strconv.Itoa(i)})
		}
		f.choices = append(f.choices, choice{"+ Add " + one(flag), add}, choice{"Go on", goOn})
		s := &screen{title: p.Title, step: step, lines: []string{p.Why, in.follows(p)}, warnings: in.warnings(p.Flags...), fields: []*field{f}}
		if flag == "port" && len(said) > 0 && in.uncalled() {
			s.lines[1] = "No callers: nothing can open a connection to this pod."
		}
		switch v := in.ask(s); {
		case v != forward:
			return v
		case f.value == goOn:
			return forward
		case f.value == add:
			in.addItem(flag)
		default:
			i, _ := strconv.Atoi(f.value)
			in.entry(flag, i)
		}
		if in.left {
			return gone
		}
	}
}

// titleOf is the title of the page that a flag is on.
func titleOf(flag string) string {
	for _, p := range spec.Pages() {
		if slices.Contains(p.Flags, flag) {
			return p.Title
		}
	}
	return label(flag)
}

// one is the name of one entry of a list.
func one(flag string) string {
	switch flag {
	case "api-server":
		return "an address of the API server"
	case "kubernetes-api":
		return "a rule"
	case "env":
		return "a variable"
	case "writable":
		return "a folder"
	case "connect":
		return "a connection"
	case "command", "args":
		return "a word"
	case spec.FlagOverlay:
		return "an environment"
	}
	return "a " + strings.ReplaceAll(flag, "-", " ")
}

// beside is what else there is to know of an entry.
func (in *interview) beside(flag string, i int) string {
	if flag == spec.FlagOverlay {
		return in.besideEnvironment(i)
	}
	if flag != "port" {
		return ""
	}
	from := in.app.Workloads[in.At].Ports[i].From
	if len(from) == 0 {
		return "   from nobody"
	}
	callers := make([]string, len(from))
	for j, peer := range from {
		callers[j] = peer.String()
	}
	return "   from " + strings.Join(callers, ", ")
}

// uncalled is true while no port of the workload has a caller.
func (in *interview) uncalled() bool {
	for _, p := range problems(in.app) {
		if !p.Missing {
			return false // edges are read from a valid spec only
		}
	}
	return !spec.NewEdges(defaulted(in.app)).IsCalled(in.At)
}

// addItem asks for an entry; a port is asked for its callers at once.
func (in *interview) addItem(flag string) {
	if in.item(flag, -1) == forward && flag == "port" {
		in.callers(len(in.app.Workloads[in.At].Ports) - 1)
	}
}

// entry changes or removes an entry that is there.
func (in *interview) entry(flag string, i int) verdict {
	for {
		one := in.said(in.app, flag)[i]
		f := &field{label: "What is to happen with it?", text: one.Text + in.beside(flag, i), value: change}
		if flag == "port" {
			f.value = calls
			f.choices = append(f.choices, choice{"Say who may call it", calls})
		}
		if one.Form {
			f.choices = append(f.choices, choice{"Change it", change})
		} else {
			f.text += ". Only harden.yaml can say this: change it there. It is kept as it is."
			f.value = goOn
		}
		f.choices = append(f.choices, choice{"Remove it", remove}, choice{"Leave it as it is", goOn})
		f.check = func(value string) error {
			if value != remove {
				return nil
			}
			try := spec.Clone(in.app)
			spec.Unsay(try, in.At, flag, i)
			return in.wrong(try, "", true)
		}
		v := in.ask(&screen{title: titleOf(flag), step: one.Text, fields: []*field{f}})
		if v != forward {
			return v
		}
		switch f.value {
		case remove:
			spec.Unsay(in.app, in.At, flag, i)
			return forward
		case change:
			if v := in.item(flag, i); v != back {
				return v
			}
		case calls:
			return in.callers(i)
		case goOn:
			return forward
		}
	}
}

// callers shows who may call port i, and adds and removes until that is all.
func (in *interview) callers(i int) verdict {
	for {
		port := &in.app.Workloads[in.At].Ports[i]
		f := &field{label: "Who may call " + port.Name + "?", value: goOn}
		if len(port.From) == 0 {
			f.value = add
		}
		for j, peer := range port.From {
			f.choices = append(f.choices, choice{"Remove " + peer.String(), strconv.Itoa(j)})
		}
		f.choices = append(f.choices, choice{"+ Add a caller", add}, choice{"Go on", goOn})
		follows := "Only these callers get in."
		if len(port.From) == 0 {
			follows = "No callers: nothing can open a connection to this port."
		}
		v := in.ask(&screen{title: titleOf("allow"), step: port.Name, lines: []string{follows}, warnings: in.warnings("allow"), fields: []*field{f}})
		if v != forward || f.value == goOn {
			return v
		}
		if f.value == add {
			in.peer("allow", -1, port.Name)
		} else {
			j, _ := strconv.Atoi(f.value)
			spec.Unsay(in.app, in.At, "allow", in.firstCaller(i)+j)
		}
		if in.left {
			return gone
		}
	}
}

// firstCaller is where the callers of port i begin among those of all ports.
func (in *interview) firstCaller(i int) (n int) {
	for _, p := range in.app.Workloads[in.At].Ports[:i] {
		n += len(p.From)
	}
	return n
}

// item asks for one entry, or for entry i anew: field by field where the form has parts, else in one line.
func (in *interview) item(flag string, i int, why ...string) verdict {
	switch flag {
	case "connect":
		return in.peer(flag, i, "")
	case spec.FlagOverlay:
		return in.environment(i)
	}
	g, ok := guides()[flag]
	if !ok {
		g = inOneLine(flag)
	}
	var values []string
	if i >= 0 {
		values = g.split(in.said(in.app, flag)[i].Text)
	}
	return in.form(one(flag), flag, i, g, values, why...)
}

// form asks for the parts of an entry and puts it into the list.
func (in *interview) form(step, flag string, i int, g guide, values []string, why ...string) verdict {
	if values == nil {
		values = make([]string, len(g.parts))
	}
	s := &screen{title: titleOf(flag), step: step}
	q, _ := spec.FindFlag(flag)
	s.lines = append(why, q.Text)
	var samples []string
	if g.split != nil {
		samples = g.split(q.Sample)
	}
	for k, p := range g.parts {
		f := p.field(in)
		if f.sample == "" && samples != nil {
			f.sample = samples[k]
		}
		if f.value = values[k]; f.value == "" && len(f.choices) > 0 {
			f.value = f.choices[0].value
		}
		f.check = func(value string) error { return in.checkPart(flag, i, g, s.fields, k, value) }
		s.fields = append(s.fields, f)
	}
	v := in.ask(s)
	if v == back || v == gone && slices.ContainsFunc(s.fields, func(f *field) bool { return f.check(f.value) != nil }) {
		return v
	}
	_ = in.put(in.app, flag, i, g.join(valuesOf(s.fields))) // every part was checked
	return v
}

func valuesOf(fields []*field) []string {
	values := make([]string, len(fields))
	for i, f := range fields {
		values[i] = f.value
	}
	return values
}

// checkPart tries the entry with this value of part k; parts that are still empty have their sample.
func (in *interview) checkPart(flag string, i int, g guide, fields []*field, k int, value string) error {
	values := valuesOf(fields)
	values[k] = value
	if value == "" && !g.parts[k].optional {
		return &problem{label(g.parts[k].path) + " is needed", "such as " + fields[k].sample}
	}
	open := false
	for j := k + 1; j < len(values); j++ {
		if values[j] == "" && !g.parts[j].optional {
			values[j], open = fields[j].sample, true
		}
	}
	try := spec.Clone(in.app)
	if err := in.put(try, flag, i, g.join(values)); err != nil {
		if open && in.fitsAlone(flag, g.join(values)) {
			return nil // the sample collides with another entry, not the answer
		}
		return err
	}
	return in.wrong(try, g.parts[k].path, k == len(values)-1)
}

// fitsAlone is true for an entry that is right where there is no other.
func (in *interview) fitsAlone(flag, text string) bool {
	alone := spec.Clone(in.app)
	for i := range slices.Backward(in.said(alone, flag)) {
		spec.Unsay(alone, in.At, flag, i)
	}
	return in.put(alone, flag, -1, text) == nil
}

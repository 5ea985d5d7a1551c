package wizard

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// interview is the order of the screens: what is asked after which answer.
type interview struct {
	Options
	app       *spec.HardenedApplication
	yield     func(*screen) bool
	left      bool
	confirmed bool
}

// ask shows a screen and returns how it was left.
func (in *interview) ask(s *screen) verdict {
	if in.left {
		return gone
	}
	if s.verdict = forward; !in.yield(s) || s.verdict == gone {
		in.left = true
		return gone
	}
	return s.verdict
}

// run asks the required pages, then offers all others until the answers are confirmed.
func (in *interview) run() {
	if in.Task == Edit {
		in.edit()
		return
	}
	pages := in.required()
	for first := 0; ; first = max(len(pages)-1, 0) {
		v := back
		for ; v == back; first = 0 {
			// Nothing is before the first page, which is shown again.
			v = in.inOrder(first, len(pages), func(i int) verdict {
				return in.page(pages[i], fmt.Sprintf("%d of %d", i+1, len(pages)))
			})
		}
		if v == gone || in.facts() == gone || in.hub(len(pages) > 0) != back {
			return
		}
	}
}

// edit offers the workloads that are there, and all pages of the one that is chosen.
func (in *interview) edit() {
	const leave = "leave"
	for {
		f := &field{label: "It is described already. What is to change?", value: strconv.Itoa(in.At)}
		for i, w := range in.app.Workloads {
			f.choices = append(f.choices, choice{"Workload " + w.Name, strconv.Itoa(i)})
		}
		f.choices = append(f.choices, choice{"Nothing: leave it as it is", leave})
		v := in.ask(&screen{title: in.app.Metadata.Name, fields: []*field{f}})
		switch {
		case v == gone || f.value == leave:
			return
		case v == back:
			continue
		}
		in.At, _ = strconv.Atoi(f.value)
		if in.hub(true) != back {
			return
		}
	}
}

// inOrder goes through n steps, and back where a step says so. Back from the first of all is back.
func (in *interview) inOrder(first, n int, step func(i int) verdict) verdict {
	for i := first; i < n; {
		switch step(i) {
		case gone:
			return gone
		case back:
			if i == 0 {
				return back
			}
			i--
		case forward:
			i++
		}
	}
	return forward
}

// required are the pages that are asked of everybody, without those that flags have answered.
func (in *interview) required() (pages []spec.Page) {
	for _, p := range spec.Pages() {
		asked := slices.ContainsFunc(p.Flags, func(flag string) bool { return in.isAsked(flag) && !slices.Contains(in.Given, flag) })
		lists := slices.ContainsFunc(p.Flags, func(flag string) bool { return spec.Repeats(flag) && slices.Contains(in.Given, flag) })
		if p.Required && asked && !lists {
			pages = append(pages, p)
		}
	}
	return pages
}

// isAsked is false for what the task does not change, and where there is nothing to choose.
func (in *interview) isAsked(flag string) bool {
	q, ok := spec.FindFlag(flag)
	if !ok || len(q.Values) == 1 {
		return false
	}
	aboutWorkload := strings.HasPrefix(q.Path, "workloads[]")
	switch in.Task {
	case Extend:
		return aboutWorkload || strings.HasPrefix(q.Path, "platform.") && in.isAnswerable(flag) || flag == "secret" || flag == "config"
	case Edit:
		return flag != spec.FlagName // its labels carry the name for good
	}
	return true
}

// page asks everything on one page: first what has one value, then list by list.
func (in *interview) page(p spec.Page, step string) verdict {
	var single, lists []string
	for _, flag := range p.Flags {
		switch {
		case !in.isAsked(flag) || flag == "allow":
		case spec.Repeats(flag):
			lists = append(lists, flag)
		case step == "" || !slices.Contains(in.Given, flag):
			single = append(single, flag)
		}
	}
	steps := lists
	if len(single) > 0 {
		steps = append([]string{""}, lists...)
	}
	for {
		v := in.inOrder(0, len(steps), func(i int) verdict {
			if steps[i] == "" {
				return in.singles(p, step, single)
			}
			return in.list(p, step, steps[i])
		})
		if v != forward {
			return v
		}
		if v := in.facts(); v != back {
			return v
		}
	}
}

// singles asks the questions of a page that have one value each.
func (in *interview) singles(p spec.Page, step string, flags []string) verdict {
	s := &screen{title: p.Title, step: step, lines: []string{p.Why, in.follows(p)}, warnings: in.warnings(flags...)}
	defaults := defaulted(in.app)
	for _, flag := range flags {
		s.fields = append(s.fields, in.single(flag, defaults))
	}
	v := in.ask(s)
	for i, flag := range flags {
		// Whoever goes back or leaves keeps what is right: a half answer is no answer.
		if s.fields[i].check(s.fields[i].value) == nil {
			_ = in.set(in.app, flag, s.fields[i].value) // it was checked
		}
	}
	return v
}

// single is the field of a question that has one value.
func (in *interview) single(flag string, defaults *spec.HardenedApplication) *field {
	q, _ := spec.FindFlag(flag)
	f := &field{label: label(flag), text: formed(q), sample: q.Sample, value: in.value(in.app, flag), otherwise: in.value(defaults, flag)}
	if flag == "namespace" && f.otherwise == "" {
		f.otherwise = "as the name"
	}
	if len(q.Values) > 0 {
		f.inline = true
		for _, v := range q.Values {
			f.choices = append(f.choices, choice{v, v})
		}
		if f.value == "" {
			f.value = f.otherwise
		}
		if f.value == "" {
			f.choices = append([]choice{{"as the text says", ""}}, f.choices...)
		}
	}
	f.check = func(value string) error {
		try := spec.Clone(in.app)
		if err := in.set(try, flag, value); err != nil {
			return err
		}
		return in.wrong(try, q.Path, true)
	}
	return f
}

// follows is what comes of a page as it is answered now.
func (in *interview) follows(p spec.Page) string {
	for _, flag := range p.Flags {
		if flag == "allow" {
			continue
		}
		if in.isAsked(flag) && len(in.said(in.app, flag)) > 0 {
			return p.Said
		}
	}
	return p.Nothing
}

func (in *interview) warnings(flags ...string) (texts []string) {
	for _, w := range spec.Warnings(in.app, in.At) {
		if slices.Contains(flags, w.Flag) {
			texts = append(texts, w.Text)
		}
	}
	return texts
}

// formed is the text of a question, with the form of its answer where that is more than a word.
func formed(q spec.Question) string {
	if strings.ContainsAny(q.Form, "=:[/") && len(q.Values) == 0 {
		return q.Text + " (" + q.Form + ")"
	}
	return q.Text
}

package wizard

import (
	"slices"
	"strconv"
	"strings"

	"github.com/harden-gen/harden-gen/internal/spec"
)

const review = "review"

// hub offers every page that has not been asked, with what holds unless it is adjusted, until the
// answers are confirmed. It is back when the pages before it are asked again.
func (in *interview) hub(mayGoBack bool) verdict {
	pages := spec.Pages()
	last := review
	for {
		f := &field{label: "Adjust something?", text: "What stands beside a page holds unless you change it.", value: last}
		f.choices = []choice{{"No: show me what will be written", review}}
		width := 0
		for _, p := range pages {
			width = max(width, len(p.Title))
		}
		for i, p := range pages {
			if in.anyAsked(p) {
				f.choices = append(f.choices, choice{p.Title + strings.Repeat(" ", width+2-len(p.Title)) + in.summary(p), strconv.Itoa(i)})
			}
		}
		v := in.ask(&screen{title: in.app.Workloads[in.At].Name, fields: []*field{f}})
		if v == gone || v == back && mayGoBack {
			return v
		}
		if v == back {
			continue
		}
		if last = f.value; last == review {
			if v := in.review(); v != back {
				return v
			}
			continue
		}
		i, _ := strconv.Atoi(last)
		if in.page(pages[i], "") == gone {
			return gone
		}
		last = review
	}
}

func (in *interview) anyAsked(p spec.Page) bool {
	return slices.ContainsFunc(p.Flags, in.isAsked)
}

// summary is what a page says now, defaults among it.
func (in *interview) summary(p spec.Page) string {
	whole := defaulted(in.app)
	var parts []string
	for _, flag := range p.Flags {
		if !in.isAsked(flag) || flag == "allow" {
			continue
		}
		for _, one := range in.said(whole, flag) {
			text := one.Text
			if !spec.Repeats(flag) && (p.Flags[0] != flag || isNumber(text)) && flag != "namespace" && flag != "image" {
				text = strings.ReplaceAll(flag, "-", " ") + " " + text
			}
			text, _, _ = strings.Cut(text, "@sha256:")
			parts = append(parts, text)
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return shortened(strings.Join(parts, ", "))
}

// shortened is a text as far as it fits beside the name of a page.
func shortened(s string) string {
	const most = 34 // what is left of sixty columns
	text := []rune(s)
	if len(text) > most {
		text = append(text[:most-1], '…')
	}
	return string(text)
}

func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }

// facts asks for what the answers need to know of the cluster and nobody has said.
func (in *interview) facts() verdict {
	for {
		p, flag := in.missing()
		if flag == "" {
			return forward
		}
		q, _ := spec.FindFlag(flag)
		page := spec.Page{Title: titleOf(flag), Why: upperFirst(p.Message) + ".", Nothing: q.Text, Said: q.Text, Flags: []string{flag}}
		var v verdict
		if spec.Repeats(flag) {
			if v = in.item(flag, -1, page.Why); v == forward {
				v = in.list(page, "", flag)
			}
		} else {
			g, ok := guides()[flag]
			if !ok {
				g = inOneLine(flag)
			}
			v = in.form(label(flag), flag, -1, g, nil, upperFirst(p.Message)+".")
		}
		if v != forward {
			return v
		}
	}
}

// missing is a fact that the answers need, and the flag that says it.
func (in *interview) missing() (spec.Problem, string) {
	for _, p := range problems(in.app) {
		if q, ok := spec.FindQuestion(p.Path); ok && p.Missing && q.Flag != "" {
			return p, q.Flag
		}
	}
	return spec.Problem{}, ""
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// review shows everything that would come of the answers, and lets them be confirmed.
func (in *interview) review() verdict {
	const write, again, leave = "write", "again", "leave"
	if ps := problems(in.app); len(ps) > 0 {
		return in.blocked(ps)
	}
	body, err := in.Review(in.app)
	if err != nil {
		body = err.Error()
	}
	f := &field{label: "Write this?", value: write, choices: []choice{
		{"Write it", write}, {"Go back", again}, {"Leave without writing", leave},
	}}
	var warnings []string
	for _, w := range spec.Warnings(in.app, in.At) {
		warnings = append(warnings, w.Text)
	}
	s := &screen{title: "Review", body: body, warnings: warnings, fields: []*field{f}}
	if v := in.ask(s); v != forward {
		return v
	}
	switch f.value {
	case write:
		in.confirmed = true
		return forward
	case leave:
		in.left = true
		return gone
	}
	return back
}

// blocked says what is still wrong: answers were right one by one and are not together.
func (in *interview) blocked(ps []spec.Problem) verdict {
	body := (spec.Problems)(ps).Error()
	f := &field{label: "This has to be changed first.", inline: true, choices: []choice{{"Go back", "back"}}, value: "back"}
	if in.ask(&screen{title: "Review", body: body, fields: []*field{f}}) == gone {
		return gone
	}
	return back
}

package wizard

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
)

// form is the fields of a screen as huh draws them. It is driven without huh's own messages, which
// arrive later than the keys behind them.
type form struct {
	huh    *huh.Form
	screen *screen
	fields []huh.Field
	at     int
	wrong  bool // the field says what is wrong with its answer
	colour theme
	height int
	width  int
}

func newForm(s *screen, dark bool, width, focus int) *form {
	f := &form{screen: s, colour: newTheme(dark), width: width}
	for _, one := range s.fields {
		f.fields = append(f.fields, newField(one))
	}
	f.huh = huh.NewForm(huh.NewGroup(f.fields...)).WithShowHelp(false).WithShowErrors(false).WithTheme(f.colour).WithWidth(width)
	f.huh.Init()
	for range focus {
		f.huh.NextField()
		f.at++
	}
	return f
}

func newField(f *field) huh.Field {
	check := func(value string) error {
		if f.check == nil {
			return nil
		}
		return f.check(value)
	}
	if len(f.choices) == 0 {
		return huh.NewInput().Title(f.label).Description(f.described()).Placeholder(f.placeholder()).
			Suggestions(f.offers).Prompt("> ").Validate(check).Value(&f.value)
	}
	options := make([]huh.Option[string], len(f.choices))
	for i, c := range f.choices {
		options[i] = huh.NewOption(c.label, c.value)
	}
	return huh.NewSelect[string]().Title(f.label).Description(f.described()).Options(options...).
		Filtering(false).Inline(f.inline).Validate(check).Value(&f.value)
}

// described is what the field means, and what is likely.
func (f *field) described() string {
	const most = 4
	if len(f.offers) == 0 {
		return f.text
	}
	likely := strings.Join(f.offers[:min(len(f.offers), most)], ", ")
	return strings.TrimSpace(f.text + " Likely: " + likely + ".")
}

// placeholder is what holds while the field is empty, or else what an answer looks like.
func (f *field) placeholder() string {
	switch {
	case f.otherwise != "":
		return f.otherwise
	case f.sample != "":
		return "such as " + f.sample
	}
	return ""
}

func (f *form) focus() int { return f.at }

// take gives a key or a pasted text to the field that has the focus.
func (f *form) take(msg tea.Msg) {
	f.huh.Update(msg)
	f.describe(nil)
}

// enter checks the field that has the focus, and moves on; it is true behind the last one.
func (f *form) enter() bool {
	f.huh.Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	if err := f.fields[f.at].Error(); err != nil {
		f.describe(err)
		return false
	}
	f.describe(nil)
	if f.at == len(f.fields)-1 {
		return true
	}
	f.huh.NextField()
	f.at++
	f.resize(f.width, f.height)
	return false
}

func (f *form) previous() {
	f.describe(nil)
	f.huh.PrevField()
	f.at--
	f.resize(f.width, f.height)
}

// describe shows what is wrong with the answer where the field is explained.
func (f *form) describe(wrong error) {
	if wrong == nil && !f.wrong {
		return
	}
	f.wrong = wrong != nil
	text := f.screen.fields[f.at].described()
	if wrong != nil {
		lines := strings.Split(wrong.Error(), "\n")
		for i, line := range lines {
			lines[i] = f.colour.wrong.Width(f.width - 2).Render(line)
		}
		text = strings.Join(lines, "\n")
	}
	switch field := f.fields[f.at].(type) {
	case *huh.Input:
		field.Description(text)
	case *huh.Select[string]:
		field.Description(text)
	}
	f.resize(f.width, f.height)
}

// view is the fields. Huh writes an answer that has not the focus in the white of dark terminals,
// which nobody can read on a light one; it has to have the colour of other text.
func (f *form) view() string {
	return strings.ReplaceAll(f.huh.View(), "\x1b[37m", "\x1b[39m")
}

func (f *form) resize(width, height int) {
	f.width, f.height = width, height
	f.huh.Update(tea.WindowSizeMsg{Width: width, Height: max(height, 1)})
}

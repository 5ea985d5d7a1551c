package wizard

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// painted is the first screen of a new description.
func painted(t *testing.T) *painter {
	t.Helper()
	app := &spec.HardenedApplication{Workloads: make([]spec.Workload, 1)}
	in := &interview{Options: Options{Answer: noAnswers(t)}, app: app}
	p := &painter{width: fallbackWidth, height: fallbackHeight, dark: true}
	in.yield = func(s *screen) bool { p.screen = s; return false }
	in.run()
	p.rebuild(0)
	return p
}

func (p *painter) press(keys ...tea.KeyPressMsg) {
	for _, k := range keys {
		p.Update(k)
	}
}

func letters(s string) (keys []tea.KeyPressMsg) {
	for _, r := range s {
		keys = append(keys, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return keys
}

// TestResizeKeepsAnswers makes the terminal narrow, low and large again in the middle of an answer.
func TestResizeKeepsAnswers(t *testing.T) {
	p := painted(t)
	p.press(letters("api")...)
	p.press(tea.KeyPressMsg{Code: tea.KeyEnter})
	p.press(letters("registry.example.com/x")...)
	for _, size := range []tea.WindowSizeMsg{{Width: 60, Height: 24}, {Width: 60, Height: 12}, {Width: 20, Height: 5}, {Width: 120, Height: 40}, {Width: 80, Height: 24}} {
		p.Update(size)
		if got := p.screen.fields[0].value + " " + p.screen.fields[1].value; got != "api registry.example.com/x" || p.form.focus() != 1 {
			t.Errorf("%v: %q, field %d", size, got, p.form.focus())
		}
	}
	p.press(letters("/y")...)
	if got := p.screen.fields[1].value; got != "registry.example.com/x/y" {
		t.Error(got)
	}
}

// TestScreensFit draws the first screen, with and without a mistake, at every size from 60×20 up.
func TestScreensFit(t *testing.T) {
	for _, wrong := range []bool{false, true} {
		for _, dark := range []bool{false, true} {
			for width := 60; width <= 120; width += 5 {
				p := painted(t)
				p.dark = dark
				p.Update(tea.WindowSizeMsg{Width: width, Height: 24})
				if wrong {
					p.press(letters("A B")...)
					p.press(tea.KeyPressMsg{Code: tea.KeyEnter})
				}
				text := p.View().Content
				if lipgloss.Width(text) > width || lipgloss.Height(text) > 24 {
					t.Errorf("%d columns: %d×%d\n%s", width, lipgloss.Width(text), lipgloss.Height(text), text)
				}
				if wrong != strings.Contains(text, "hint: such as a-b") || !strings.Contains(text, "Namespace") || !strings.Contains(text, "esc leave") {
					t.Errorf("%d columns:\n%s", width, text)
				}
			}
		}
	}
}

// TestBackgroundChangesColours demands another look on a light terminal, and the same words.
func TestBackgroundChangesColours(t *testing.T) {
	p := painted(t)
	dark := p.View().Content
	p.Update(tea.BackgroundColorMsg{Color: lipgloss.Color("#ffffff")})
	if light := p.View().Content; light == dark {
		t.Error("the same colours on black and on white")
	}
	for environ, want := range map[string]bool{"COLORFGBG=0;15": false, "COLORFGBG=15;0": true, "COLORFGBG=15;default;8": true, "TERM=xterm": true} {
		if got := isDark([]string{environ}); got != want {
			t.Errorf("%s: dark %v", environ, got)
		}
	}
}

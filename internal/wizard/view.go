package wizard

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

const (
	margin     = 1
	footHeight = 2 // a blank line, and the keys
	leastBody  = 6
)

// View is the screen: what it is about, a text to read, the fields, the keys.
func (p *painter) View() tea.View {
	parts := []string{p.head()}
	if p.screen.body != "" {
		parts = append(parts, p.body(), "")
	}
	parts = append(parts, p.form.view(), "", p.foot())
	content := lipgloss.NewStyle().MarginLeft(margin).Render(strings.Join(parts, "\n"))
	lines := strings.Split(content, "\n")
	v := tea.NewView(strings.Join(lines[:min(len(lines), p.height)], "\n"))
	v.AltScreen = true
	return v
}

func (p *painter) head() string {
	c, s := p.form.colour, p.screen
	title := c.title.Render(s.title)
	if s.step != "" {
		title += c.dim.Render("  " + s.step)
	}
	lines := []string{title}
	for _, line := range s.lines {
		if line != "" {
			lines = append(lines, lipgloss.Wrap(line, p.textWidth(), ""))
		}
	}
	for _, w := range s.warnings {
		lines = append(lines, c.warn.Render(lipgloss.Wrap("! "+w, p.textWidth(), "")))
	}
	return strings.Join(lines, "\n") + "\n"
}

func (p *painter) headHeight() int { return lipgloss.Height(p.head()) }

// bodyLeast is the room that the body needs at least.
func (p *painter) bodyLeast() int {
	if p.screen.body == "" {
		return 0
	}
	return min(leastBody, len(p.bodyLines())) + 1
}

// bodyLines are the lines of the body as wide as the screen; what is broken goes on further to the right.
func (p *painter) bodyLines() (lines []string) {
	for line := range strings.Lines(p.screen.body) {
		lines = append(lines, wrapped(strings.TrimRight(line, "\n"), p.textWidth())...)
	}
	return lines
}

// wrapped breaks a line at its spaces; a word that is wider than the screen is broken where it must be.
func wrapped(line string, width int) (lines []string) {
	indent := strings.Repeat(" ", min(len(line)-len(strings.TrimLeft(line, " "))+2, width/2))
	for lipgloss.Width(line) > width {
		runes := []rune(line)
		cut := width
		if space := strings.LastIndexByte(string(runes[:cut+1]), ' '); space > len(indent) {
			cut = len([]rune(string(runes[:cut+1])[:space]))
		}
		lines = append(lines, strings.TrimRight(string(runes[:cut]), " "))
		line = indent + strings.TrimLeft(string(runes[cut:]), " ")
	}
	return append(lines, line)
}

func (p *painter) bodyHeight() int {
	return max(p.height-p.headHeight()-lipgloss.Height(p.form.view())-footHeight-1, 1)
}

// body is the part of the text that fits, and how much more there is.
func (p *painter) body() string {
	lines, height := p.bodyLines(), p.bodyHeight()
	if len(lines) <= height {
		return strings.Join(lines, "\n")
	}
	height--
	p.top = max(0, min(p.top, len(lines)-height))
	more := fmt.Sprintf("lines %d to %d of %d; pgdn and pgup for the rest", p.top+1, p.top+height, len(lines))
	return strings.Join(lines[p.top:p.top+height], "\n") + "\n" + p.form.colour.dim.Render(more)
}

func (p *painter) scroll(down bool) {
	step := max(p.bodyHeight()-2, 1)
	if !down {
		step = -step
	}
	p.top = max(0, p.top+step)
}

// foot names the keys that do something here.
func (p *painter) foot() string {
	f := p.screen.fields[p.form.focus()]
	var keys []string
	switch {
	case len(f.choices) > 0 && f.inline:
		keys = append(keys, "←/→ choose")
	case len(f.choices) > 0:
		keys = append(keys, "↑/↓ choose")
	case len(f.offers) > 0:
		keys = append(keys, "ctrl+e complete")
	}
	keys = append(keys, "enter next", "shift+tab back", "esc leave")
	return p.form.colour.dim.Render(strings.Join(keys, " · "))
}

package wizard

import (
	"image/color"
	"strconv"
	"strings"

	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"
)

// theme is the colours on one background. Where colours are switched off, bold and the shape of
// the screen say the same.
type theme struct {
	styles                      *huh.Styles
	title, dim, wrong, warn, ok lipgloss.Style
}

// Theme is what huh draws with; the background is known already.
func (t theme) Theme(bool) *huh.Styles { return t.styles }

func newTheme(dark bool) theme {
	pick := lipgloss.LightDark(dark)
	shade := func(light, dark string) color.Color { return pick(lipgloss.Color(light), lipgloss.Color(dark)) }
	accent, quiet := shade("#005f87", "#5fd7ff"), shade("#5f5f5f", "#a8a8a8")
	t := theme{
		styles: huh.ThemeBase(dark),
		title:  lipgloss.NewStyle().Bold(true).Foreground(accent),
		dim:    lipgloss.NewStyle().Foreground(quiet),
		wrong:  lipgloss.NewStyle().Foreground(shade("#af0000", "#ff8787")),
		warn:   lipgloss.NewStyle().Foreground(shade("#875f00", "#ffd75f")),
		ok:     lipgloss.NewStyle().Foreground(shade("#005f00", "#87d787")),
	}
	s := t.styles
	f := &s.Focused
	f.Base = f.Base.BorderForeground(accent)
	f.Title = lipgloss.NewStyle().Bold(true)
	f.Description = t.dim
	f.ErrorIndicator = lipgloss.NewStyle()
	f.SelectSelector = f.SelectSelector.Foreground(accent)
	f.NextIndicator, f.PrevIndicator = f.NextIndicator.Foreground(accent), f.PrevIndicator.Foreground(accent)
	f.SelectedOption = lipgloss.NewStyle().Bold(true).Foreground(accent)
	f.TextInput.Prompt = lipgloss.NewStyle().Foreground(accent)
	f.TextInput.Placeholder = t.dim
	border := s.Blurred.Base
	s.Blurred = *f
	s.Blurred.Base = border
	s.Blurred.SelectSelector = lipgloss.NewStyle().SetString("  ")
	s.Blurred.SelectedOption = lipgloss.NewStyle()
	s.Blurred.NextIndicator, s.Blurred.PrevIndicator = lipgloss.NewStyle(), lipgloss.NewStyle()
	return t
}

// isDark guesses the background until the terminal tells: COLORFGBG is what some of them set.
func isDark(environ []string) bool {
	for _, v := range environ {
		if value, ok := strings.CutPrefix(v, "COLORFGBG="); ok {
			const firstLight = 7 // of the sixteen colours, white and all that are brighter than grey
			n, err := strconv.Atoi(value[strings.LastIndexByte(value, ';')+1:])
			return err != nil || n < firstLight || n == 8
		}
	}
	return true
}

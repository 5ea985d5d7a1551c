package wizard

import (
	"context"
	"errors"
	"io"
	"iter"

	tea "charm.land/bubbletea/v2"
)

// draw shows one screen after the other on a terminal. The screens are taken one by one between two
// keys, so that what is typed ahead meets the screen that it was meant for.
func draw(ctx context.Context, screens iter.Seq[*screen], o Options) error {
	next, stop := iter.Pull(screens)
	defer stop()
	p := &painter{next: next, width: fallbackWidth, height: fallbackHeight, dark: isDark(o.Environ)}
	if !p.turn() {
		return nil
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	options := []tea.ProgramOption{
		tea.WithContext(ctx), tea.WithInput(endingInput(o.In, cancel)), tea.WithOutput(o.Out), tea.WithEnvironment(o.Environ),
		tea.WithoutSignalHandler(), // whoever called decides what a signal means, and ends ctx
	}
	_, err := tea.NewProgram(p, options...).Run()
	switch {
	case p.left, ctx.Err() != nil:
		return ErrLeft
	case errors.Is(err, tea.ErrProgramKilled), err == nil:
		return err
	}
	return ErrEnded
}

// The size of a terminal that does not tell, and the widest that is read with ease.
const (
	fallbackWidth  = 80
	fallbackHeight = 24
	widest         = 100
)

// painter is the screen that stands on the terminal, and takes the keys.
type painter struct {
	next          func() (*screen, bool)
	screen        *screen
	form          *form
	width, height int
	top           int // the first line of the body that is seen
	dark          bool
	left          bool
}

// turn takes the next screen; without one everything is asked.
func (p *painter) turn() bool {
	s, ok := p.next()
	if !ok {
		return false
	}
	p.screen, p.top = s, 0
	p.rebuild(0)
	return true
}

func (p *painter) rebuild(focus int) {
	p.form = newForm(p.screen, p.dark, p.textWidth(), focus)
	p.form.resize(p.textWidth(), p.height-p.headHeight()-p.bodyLeast()-footHeight)
}

func (p *painter) textWidth() int { return min(p.width, widest) - 2*margin }

// Init asks the terminal for its background, and does not wait for an answer: some have none.
func (p *painter) Init() tea.Cmd { return tea.RequestBackgroundColor }

// Update takes a key, a new size, or the terminal's answer. Everything else, such as a cursor that
// would blink, is dropped: nothing on the screen moves by itself.
func (p *painter) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		if msg.Width > 0 && msg.Height > 0 && (msg.Width != p.width || msg.Height != p.height) {
			p.width, p.height = msg.Width, msg.Height
			p.rebuild(p.form.focus())
		}
	case tea.BackgroundColorMsg:
		if msg.IsDark() != p.dark {
			p.dark = msg.IsDark()
			p.rebuild(p.form.focus())
		}
	case tea.PasteMsg:
		p.form.take(msg)
	case tea.KeyPressMsg:
		return p, p.key(msg)
	}
	return p, nil
}

func (p *painter) key(msg tea.KeyPressMsg) tea.Cmd {
	switch key := msg.String(); key {
	case "ctrl+c", "esc":
		p.left = true
		return tea.Quit
	case "pgdown", "pgup":
		p.scroll(key == "pgdown")
		return nil
	case "shift+tab":
		if p.form.focus() > 0 {
			p.form.previous()
			return nil
		}
		p.screen.verdict = back
	case "enter", "tab", "ctrl+j": // what was typed before the terminal was ours ends its lines with ctrl+j
		if !p.form.enter() {
			return nil
		}
		p.screen.verdict = forward
	default:
		p.form.take(msg)
		return nil
	}
	if !p.turn() {
		return tea.Quit
	}
	return nil
}

// endingInput ends the drawing when the input does. A terminal that is closed ends the process.
func endingInput(r io.Reader, end func()) io.Reader {
	if _, isTerminal := r.(interface{ Fd() uintptr }); isTerminal {
		return r
	}
	return &endReader{r, end}
}

type endReader struct {
	io.Reader
	end func()
}

func (r *endReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil {
		r.end()
	}
	return n, err
}

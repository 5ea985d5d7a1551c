package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"golang.org/x/term"

	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/wizard"
)

// leftError is that somebody left; what was answered until then is not lost.
type leftError struct{ answers []byte }

func (e *leftError) Error() string { return "left before the end" }

// canAsk is true where somebody can be asked, and plain says how: line by line, or drawn.
func (s streams) canAsk(plain bool) (ok, lines bool) {
	if plain {
		return true, true
	}
	if !isTerminal(s.In) || !isTerminal(s.Err) {
		return false, false
	}
	return true, os.Getenv("TERM") == "dumb" || os.Getenv("TERM") == "" || os.Getenv("ACCESSIBLE") != ""
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// ask lets the wizard fill in what app leaves open. Its error is a leftError when somebody left.
func (s streams) ask(app *spec.HardenedApplication, o wizard.Options) (*spec.HardenedApplication, error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o.In, o.Out, o.Environ = s.In, s.Err, os.Environ()
	o.Answer, o.Environment = newAnswerer(app, o.Task), readEnvironment
	after, err := wizard.Run(ctx, app, o)
	if err == nil {
		return after, nil
	}
	left := &leftError{answers: specFile(after)}
	if string(left.answers) == string(specFile(app)) {
		left.answers = nil
	}
	if errors.Is(err, wizard.ErrLeft) {
		return nil, left
	}
	if errors.Is(err, wizard.ErrEnded) {
		return after, err
	}
	return nil, fmt.Errorf("the terminal: %w", err)
}

// newAnswerer reads answers as flags are read. It knows which secrets and configs this run declares: those may get more keys.
func newAnswerer(app *spec.HardenedApplication, task wizard.Task) func(*spec.HardenedApplication, int, string, string) error {
	before := map[string]bool{}
	if task == wizard.Extend {
		for _, secret := range app.Secrets {
			before[secret.Name] = true
		}
		for _, config := range app.Config {
			before["config "+config.Name] = true
		}
	}
	return func(app *spec.HardenedApplication, at int, flag, value string) error {
		a := &assembly{app: app, at: at, answers: answers{flag: {values: []string{value}}}, origins: map[string]string{}}
		for i, secret := range app.Secrets {
			if !before[secret.Name] {
				a.origins[fmt.Sprintf("secrets[%d]", i)] = "this run"
			}
		}
		for i, config := range app.Config {
			if !before["config "+config.Name] {
				a.origins[fmt.Sprintf("config[%d]", i)] = "this run"
			}
		}
		a.application()
		a.platform()
		a.scalars()
		a.lists()
		if len(a.problems) > 0 {
			return &inputError{a.problems[0].Message, a.problems[0].Hint}
		}
		return nil
	}
}

// tellLeft prints what was answered as a spec that can be saved and gone on from.
func (s streams) tellLeft(left *leftError) {
	if len(left.answers) == 0 {
		fmt.Fprintln(s.Err, "\nnothing was written")
		return
	}
	fmt.Fprintln(s.Err, "\n# Nothing was written. To go on from these answers, save them, then: harden-gen init -f FILE")
	_, _ = io.Copy(s.Err, strings.NewReader(string(left.answers))) // speech
}

package wizard

import (
	"context"
	"errors"
	"io"
	"iter"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// Task is what the answers are for.
type Task int

const (
	// Describe asks for a new application and its first workload.
	Describe Task = iota
	// Extend asks for one more workload of an application.
	Extend
	// Edit changes an application that is there.
	Edit
)

// Options say what is asked, where, and what follows from it.
type Options struct {
	Task  Task
	At    int      // the index of the workload; Edit asks for it
	Given []string // flags that are answered already, so that they are not asked

	// Answer reads the value of a flag into a spec, as the command line does. Its error may have a
	// Hint, which says what to type instead.
	Answer func(app *spec.HardenedApplication, at int, flag, value string) error
	// Environment is the environment of a name that the command overlay makes of flags. Its error may have a Hint.
	Environment func(app *spec.HardenedApplication, name string, answers []spec.Answer) (spec.Environment, error)
	// Components are those that an environment can include.
	Components []string
	// Review tells everything that would come of a valid spec.
	Review func(app *spec.HardenedApplication) (string, error)

	In      io.Reader
	Out     io.Writer
	Environ []string // of the terminal: TERM, NO_COLOR and the like
	Plain   bool     // line by line, without drawing
}

var (
	// ErrLeft says that whoever was asked left; the answers so far are returned with it.
	ErrLeft = errors.New("left before the end")
	// ErrEnded says that the input ended before the last answer; the answers so far are returned with it.
	ErrEnded = errors.New("the input ended before the last answer")
)

// Run asks until the answers are confirmed, and returns the spec with them; app stays as it is.
// Ending ctx is leaving.
func Run(ctx context.Context, app *spec.HardenedApplication, o Options) (*spec.HardenedApplication, error) {
	in := &interview{Options: o, app: spec.Clone(app)}
	var err error
	if o.Plain {
		err = askLines(ctx, in.screens(), o)
	} else {
		err = draw(ctx, in.screens(), o)
	}
	if err == nil && !in.confirmed {
		err = ErrLeft
	}
	return in.app, err
}

// screens is one screen after the other, each with the answers filled in when the next is asked for.
func (in *interview) screens() iter.Seq[*screen] {
	return func(yield func(*screen) bool) {
		in.yield = yield
		in.run()
	}
}

package wizard

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// noAnswers is for runs that end before an answer is read.
func noAnswers(t *testing.T) func(*spec.HardenedApplication, int, string, string) error {
	return func(_ *spec.HardenedApplication, _ int, flag, value string) error {
		t.Errorf("--%s %s was answered", flag, value)
		return nil
	}
}

// TestHalfALineIsNoAnswer ends the input in the middle of a line.
func TestHalfALineIsNoAnswer(t *testing.T) {
	app := &spec.HardenedApplication{Workloads: make([]spec.Workload, 1)}
	after, err := Run(context.Background(), app, Options{
		Plain: true, In: strings.NewReader("api"), Out: io.Discard, Answer: noAnswers(t),
	})
	if !errors.Is(err, ErrEnded) || after.Workloads[0].Name != "" {
		t.Errorf("%v, %+v", err, after.Workloads[0])
	}
}

// TestInterruptLeaves ends the context while a line is waited for.
func TestInterruptLeaves(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	in, _ := io.Pipe()
	cancel()
	app := &spec.HardenedApplication{Workloads: make([]spec.Workload, 1)}
	if _, err := Run(ctx, app, Options{Plain: true, In: in, Out: io.Discard, Answer: noAnswers(t)}); !errors.Is(err, ErrLeft) {
		t.Error(err)
	}
}

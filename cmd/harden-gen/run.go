package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// streams is everything outside of the program that a command touches.
type streams struct {
	In  io.Reader
	Out io.Writer // data
	Err io.Writer // speech
	Dir string    // where relative paths begin; empty is the working directory
}

// The exit codes of every command.
const (
	exitOK       = 0
	exitFailure  = 1 // disk, permission
	exitInput    = 2 // wrong input
	exitConflict = 3 // drift, or a control violated
	exitLeft     = 130
)

// inputError is wrong input; its text is one line, and hint, if any, is what to type instead.
type inputError struct{ message, hint string }

func (e *inputError) Error() string { return e.message }

func inputErrorf(hint, format string, args ...any) error {
	return &inputError{fmt.Sprintf(format, args...), hint}
}

// run executes one command line and returns its exit code.
func run(args []string, s streams) int {
	root := rootCommand(s, args)
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	return s.report(root.Execute())
}

// report says what went wrong on stderr, and turns it into an exit code.
func (s streams) report(err error) int {
	var (
		problems spec.Problems
		conflict *conflictError
		input    *inputError
		left     *leftError
		form     interface {
			error
			Hint() string
		}
	)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errViolated), errors.Is(err, errDiffers):
		return exitConflict
	case errors.As(err, &left):
		s.tellLeft(left)
		return exitLeft
	case errors.As(err, &problems):
		fmt.Fprintln(s.Err, problems)
		if len(problems) > 1 {
			fmt.Fprintf(s.Err, "%d problems; nothing was written\n", len(problems))
		}
		return exitInput
	case errors.As(err, &conflict):
		fmt.Fprintln(s.Err, conflict)
		return exitConflict
	case errors.As(err, &input):
		s.complain(input.message, input.hint)
		return exitInput
	case errors.As(err, &form):
		s.complain(err.Error(), form.Hint())
		return exitInput
	}
	s.complain(err.Error(), "")
	return exitFailure
}

func (s streams) complain(message, hint string) {
	fmt.Fprintln(s.Err, "harden-gen: "+message)
	if hint != "" {
		fmt.Fprintln(s.Err, "  hint: "+hint)
	}
}

// rootCommand has all commands. Those that take answers get their flags only where args say their name, else
// these cost every other command a twentieth of its start.
func rootCommand(s streams, args []string) *cobra.Command {
	said := func(name string) bool { return slices.Contains(args, name) }
	root := &cobra.Command{
		Use:   "harden-gen",
		Short: "Write Kubernetes manifests that a strict cluster admits",
		Long: `harden-gen asks what a workload needs (ports and who calls them, connections, Kubernetes
API access, writable paths, secrets) and writes a hardened kustomize base: a namespace
with Pod Security labels, deployments that pass "restricted", accounts with minimal
roles, and network policies that allow what was declared and nothing else.`,
		Example: `  harden-gen init api --image registry.example.com/shop/api:1.4.2@sha256:DIGEST --port http=80:8080
  harden-gen add worker --image registry.example.com/shop/worker:1.4.2@sha256:DIGEST --connect workload/api:http
  harden-gen overlay staging --namespace shop-staging --replicas api=1
  harden-gen generate`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return cmd.Help()
		},
	}
	root.CompletionOptions.HiddenDefaultCmd = false
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(initCommand(s, said("init")), addCommand(s, said("add")), overlayCommand(s, said("overlay")), generateCommand(s), diffCommand(s), checkCommand(s), fnCommand(s), explainCommand(s), schemaCommand(s), versionCommand(s))
	return root
}

// noCommand refuses a word that is no command, with the nearest one.
func noCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "harden-gen --help lists the commands"
	if guesses := cmd.SuggestionsFor(args[0]); len(guesses) > 0 {
		hint = "did you mean harden-gen " + guesses[0] + "?"
	}
	return inputErrorf(hint, "there is no command %q", args[0])
}

package main

import (
	"errors"
	"slices"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// readEnvironment is the environment of a name that the command overlay makes of these flags, in place of the one that
// the application may have.
func readEnvironment(app *spec.HardenedApplication, name string, said []spec.Answer) (spec.Environment, error) {
	flags := answers{}
	for _, one := range said {
		if flags[one.Flag] == nil {
			flags[one.Flag] = &answer{}
		}
		flags[one.Flag].values = append(flags[one.Flag].values, one.Value)
	}
	without := *app
	without.Environments = slices.DeleteFunc(slices.Clone(app.Environments), func(e spec.Environment) bool { return e.Name == name })
	e := &newEnvironment{assembly: assembly{app: &without, answers: flags, origins: map[string]string{}}}
	err := e.read([]string{name}, specName)
	if problems, ok := errors.AsType[spec.Problems](err); ok {
		return spec.Environment{}, &inputError{problems[0].Message, problems[0].Hint}
	}
	return e.said.Environment(), err
}

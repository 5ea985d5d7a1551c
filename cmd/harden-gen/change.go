package main

import (
	"errors"
	"fmt"
	"os"
	"reflect"

	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/wizard"
)

// edit lets the wizard change a spec that is there. What is not changed keeps its text, comments
// among it; the review shows those that would be lost.
func (s streams) edit(dir string, lines bool, o outputOptions) error {
	file, data, err := s.readSpec("", dir)
	if err != nil {
		return err
	}
	if _, err := loadWhole(file, inTree(dir), data); err != nil {
		return err
	}
	before, err := spec.Load(file, data)
	if err != nil {
		return err
	}
	rewrite := func(app *spec.HardenedApplication) (after []byte, lost []string, err error) {
		if reflect.DeepEqual(app, before) {
			return data, nil, nil
		}
		after, lost, err = spec.Rewrite(file, data, specFile(app))
		if err != nil {
			return nil, nil, err
		}
		if back, err := spec.Load(file, after); err != nil || !sameSpec(back, app) {
			return nil, nil, fmt.Errorf("%s: this could not be changed in place; please change it by hand", file)
		}
		return after, lost, nil
	}
	app, err := s.ask(before, wizard.Options{
		Task: wizard.Edit, Plain: lines, Components: spec.ComponentsIn(os.DirFS(dir)),
		Review: func(app *spec.HardenedApplication) (string, error) {
			after, lost, err := rewrite(app)
			if err != nil {
				return "", err
			}
			return s.review(dir, after, true, lost)
		},
	})
	if errors.Is(err, wizard.ErrEnded) {
		return inputErrorf("answer the last question too", "the input ended before the answers were confirmed; nothing was written")
	}
	if err != nil {
		return err
	}
	after, _, err := rewrite(app)
	if err != nil {
		return err
	}
	whole, err := loadWhole(file, inTree(dir), after)
	if err != nil {
		return err
	}
	if err := s.write(dir, changed(whole, after), whole, o); err != nil {
		return err
	}
	s.tellAgain(sameAgain(app, o.dir), o)
	return nil
}

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	"github.com/spf13/cobra"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/wizard"
)

func addCommand(s streams, said bool) *cobra.Command {
	var o describeOptions
	cmd := &cobra.Command{
		Use:   "add [NAME]",
		Short: "Add a workload to the application, and write the base anew",
		Long: `add describes one more workload of the application in k8s/harden.yaml. It adds lines at
the end of lists and leaves every other byte of the file as it is, then writes the base.
On a terminal it asks for what the flags leave open.`,
		Example: `  harden-gen add worker --image registry.example.com/shop/worker:1.4.2@sha256:DIGEST \
    --connect workload/api:http --replicas 1`,
		Args: atMostOneName,
	}
	var flags answers
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		return untilStill(func() error { return s.add(args, flags, o) })
	}
	if !said {
		return cmd
	}
	flags = addAnswers(cmd, false)
	o.flags(cmd)
	return cmd
}

func (s streams) add(args []string, flags answers, o describeOptions) error {
	dir := s.root(o.output.dir)
	if err := kustomize.Recover(dir); err != nil {
		return err
	}
	file, data, err := s.readSpec("", dir)
	if err != nil {
		return err
	}
	o.output.before = data
	before, err := spec.Load(file, data)
	if err != nil {
		return err
	}
	a, err := newAddition(file, data, before, args, flags)
	if err != nil {
		return err
	}
	after, err := a.edit(file, data, before)
	if err != nil {
		return err
	}
	app, err := a.complete(dir, after)
	if ask, lines := s.canAsk(o.plain); ask && a.isOpen(err) {
		return s.addAsking(dir, specText{file, data, before}, a, lines, o.output)
	}
	if err != nil {
		return err
	}
	if err := s.write(dir, changed(app, after), app, o.output); err != nil {
		return err
	}
	s.tellNotes(file, after, app, o.output.quiet)
	return nil
}

// addAsking lets the wizard answer what flags have left open.
func (s streams) addAsking(dir string, text specText, a *assembly, lines bool, o outputOptions) error {
	app, err := s.ask(a.app, wizard.Options{
		Task: wizard.Extend, At: a.at, Given: a.given(), Plain: lines, Components: spec.ComponentsIn(os.DirFS(dir)),
		Review: func(app *spec.HardenedApplication) (string, error) {
			after, err := a.extended(app, text)
			if err != nil {
				return "", err
			}
			return s.review(dir, after, true, nil)
		},
	})
	if errors.Is(err, wizard.ErrEnded) {
		return a.ended(dir, app)
	}
	if err != nil {
		return err
	}
	data, err := a.extended(app, text)
	if err != nil {
		return err
	}
	whole, err := loadWhole(text.file, inTree(dir), data)
	if err != nil {
		return err
	}
	if err := s.write(dir, changed(whole, data), whole, o); isChangedSpec(err) {
		s.complain(text.file+" was changed while you answered", "")
		return &leftError{answers: specFile(app)}
	} else if err != nil {
		return err
	}
	s.tellAgain(sameAddition(app, a.at, text.app, o.dir), o)
	return nil
}

// specText is a spec file: its name, its bytes and what they say.
type specText struct {
	file string
	data []byte
	app  *spec.HardenedApplication
}

// extended is the text of the spec with what app has beyond it.
func (a *assembly) extended(app *spec.HardenedApplication, text specText) ([]byte, error) {
	whole := &assembly{app: app, at: a.at}
	return whole.edit(text.file, text.data, text.app)
}

// changed is the tree of an application whose file is there already.
func changed(app *spec.HardenedApplication, data []byte) kustomize.Tree {
	own := kustomize.File{Path: specName, Source: kustomize.Bytes(data), Replace: true}
	return kustomize.RenderTree(app, append(kept(data), own)...)
}

// newAddition is the application with one more workload, as the flags describe it.
func newAddition(file string, data []byte, before *spec.HardenedApplication, args []string, flags answers) (*assembly, error) {
	app, err := spec.Load(file, data) // a second copy: the first stays as it was
	if err != nil {
		return nil, err
	}
	a := &assembly{app: app, at: len(app.Workloads), answers: flags, origins: map[string]string{}}
	app.Workloads = append(app.Workloads, spec.Workload{})
	if len(args) == 1 {
		a.workload().Name = args[0]
		a.origins[a.path("name")] = "NAME " + shellWord(args[0])
		if slices.ContainsFunc(before.Workloads, func(w spec.Workload) bool { return w.Name == args[0] }) {
			return nil, inputErrorf("edit it in "+file+", then run: harden-gen generate", "the application has a workload %q already", args[0])
		}
	} else {
		a.missing("NAME", "the workload needs a name", "harden-gen add worker …")
	}
	a.platform()
	a.scalars()
	a.lists()
	return a, nil
}

// edit adds to the text of a spec what the assembly has and the spec has not.
func (a *assembly) edit(file string, data []byte, before *spec.HardenedApplication) ([]byte, error) {
	old, now := &before.Platform, &a.app.Platform
	var insertions []insertion
	add := func(path string, value any) { insertions = append(insertions, insertion{path, value}) }
	if old.Gateway == nil && now.Gateway != nil {
		add("platform", map[string]any{"gateway": now.Gateway})
	}
	if old.Monitoring == nil && now.Monitoring != nil {
		add("platform", map[string]any{"monitoring": now.Monitoring})
	}
	if old.SecretStore == nil && now.SecretStore != nil {
		add("platform", map[string]any{"secretStore": now.SecretStore})
	}
	if n := len(old.APIServer); len(now.APIServer) > n {
		add("platform.apiServer", now.APIServer[n:])
	}
	if n := len(before.Secrets); len(a.app.Secrets) > n {
		add("secrets", a.app.Secrets[n:])
	}
	if n := len(before.Config); len(a.app.Config) > n {
		add("config", a.app.Config[n:])
	}
	add("workloads", a.app.Workloads[len(before.Workloads):])
	for _, in := range insertions {
		var err error
		if data, err = spec.Insert(file, data, in.path, kustomize.AppendYAML(nil, in.value, nil)); err != nil {
			return nil, err
		}
	}
	if after, err := spec.Load(file, data); len(a.problems) == 0 && (err != nil || !sameSpec(after, a.app)) {
		return nil, fmt.Errorf("%s: the workload could not be added without changing what the file says; please add it by hand", filepath.Base(file))
	}
	return data, nil
}

// sameSpec compares what two specs say; what their environments are follows from that.
func sameSpec(a, b *spec.HardenedApplication) bool {
	said := func(x, y spec.Environment) bool { return x.Says(&y) }
	if !slices.EqualFunc(a.Environments, b.Environments, said) {
		return false
	}
	x, y := *a, *b
	x.Environments, y.Environments = nil, nil
	return reflect.DeepEqual(x, y)
}

// insertion is a value to add at the end of the list or mapping at path.
type insertion struct {
	path  string
	value any
}

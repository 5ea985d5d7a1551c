package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/wizard"
)

// describeOptions are those of the commands that describe a workload.
type describeOptions struct {
	file   string
	plain  bool
	output outputOptions
}

func (o *describeOptions) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&o.plain, "plain", false, "ask line by line, in plain text; answers may come from a pipe")
	o.output.flags(cmd)
}

func initCommand(s streams, said bool) *cobra.Command {
	var o describeOptions
	cmd := &cobra.Command{
		Use:   "init [NAME]",
		Short: "Describe an application and its first workload, and write its base",
		Long: `init describes a new application whose first workload is NAME. It writes k8s/harden.yaml,
which you keep and edit, and the base that follows from it under k8s/base. On a terminal
it asks for what the flags leave open, and shows what would be written before it writes.
Without a terminal it lists what is missing (exit code 2). Where a harden.yaml lies, init
without arguments changes it.`,
		Example: `  harden-gen init
  harden-gen init api --image registry.example.com/shop/api:1.4.2@sha256:DIGEST \
    --port http=80:8080 --allow http=gateway --gateway ns/gateway-system/app.kubernetes.io/name=envoy \
    --connect ns/data/app=postgres:5432 --probe readiness=http://:http/readyz`,
		Args: atMostOneName,
	}
	var flags answers
	cmd.RunE = func(_ *cobra.Command, args []string) error { return s.init(args, flags, o) }
	if !said {
		return cmd
	}
	flags = addAnswers(cmd, true)
	cmd.Flags().StringVarP(&o.file, "file", "f", "", "answers to begin with: a `FILE` in the format of harden.yaml; - reads it from stdin")
	o.flags(cmd)
	return cmd
}

func atMostOneName(cmd *cobra.Command, args []string) error {
	if len(args) <= 1 {
		return nil
	}
	return inputErrorf("quote a value that holds spaces", "%s takes one NAME, and %q is a second one", cmd.Name(), args[1])
}

func (s streams) init(args []string, flags answers, o describeOptions) error {
	dir := s.root(o.output.dir)
	ask, lines := s.canAsk(o.plain)
	if ask {
		if err := kustomize.Recover(dir); err != nil {
			return err
		}
		if there := s.display(filepath.Join(dir, specName)); s.exists(there) && len(args) == 0 && !flags.any() && o.file == "" {
			return s.edit(dir, lines, o.output)
		}
	}
	app, err := s.beginning(o.file)
	if err != nil {
		return err
	}
	a := newDescription(app, args, flags)
	data := specFile(a.app)
	whole, err := a.complete(dir, data)
	if ask && a.isOpen(err) {
		if err := s.refuseSecond(dir, o.output.force); err != nil {
			return err
		}
		return s.initAsking(dir, a, lines, o.output)
	}
	if err != nil {
		return err
	}
	if err := s.write(dir, described(whole, data), whole, o.output); err != nil {
		return err
	}
	s.tellNotes(s.display(filepath.Join(dir, specName)), data, whole, o.output.quiet)
	return nil
}

// initAsking lets the wizard answer what flags have left open.
func (s streams) initAsking(dir string, a *assembly, lines bool, o outputOptions) error {
	app, err := s.ask(a.app, wizard.Options{
		Given: a.given(), Plain: lines, Components: spec.ComponentsIn(os.DirFS(dir)),
		Review: func(app *spec.HardenedApplication) (string, error) {
			data := specFile(app)
			return s.review(dir, data, false, nil)
		},
	})
	if errors.Is(err, wizard.ErrEnded) {
		return a.ended(dir, app)
	}
	if err != nil {
		return err
	}
	data := specFile(app)
	whole, err := loadWhole(specName, inTree(dir), data)
	if err != nil {
		return err
	}
	if err := s.write(dir, described(whole, data), whole, o); err != nil {
		return err
	}
	s.tellAgain(sameAgain(app, o.dir), o)
	return nil
}

// ended reports what was still open when the input ended.
func (a *assembly) ended(dir string, app *spec.HardenedApplication) error {
	a.app, a.problems = app, nil
	if a.workload().Name == "" {
		a.missingName()
	}
	if _, err := a.complete(dir, specFile(app)); err != nil {
		return err
	}
	return inputErrorf("answer the last question too: 1 writes", "the input ended before the answers were confirmed; nothing was written")
}

// refuseSecond keeps somebody from answering everything for a file that is not overwritten.
func (s streams) refuseSecond(dir string, force bool) error {
	there := s.display(filepath.Join(dir, specName))
	if force || !s.exists(there) {
		return nil
	}
	return inputErrorf("harden-gen init changes it, harden-gen add NAME adds a workload, -o DIR is another folder", "there is a %s already", there)
}

// beginning is the application that flags and answers are added to: an empty one, or that of a file.
func (s streams) beginning(file string) (*spec.HardenedApplication, error) {
	if file == "" {
		return blank(), nil
	}
	name, data, err := s.readSpec(file, "")
	if err != nil {
		return nil, err
	}
	app, err := spec.Load(name, data)
	if err == nil && len(app.Workloads) == 0 {
		return nil, inputErrorf("write workloads: [{name: …, image: …}]", "%s has no workload", name)
	}
	return app, err
}

// blank is an application that says nothing yet.
func blank() *spec.HardenedApplication {
	return &spec.HardenedApplication{
		APIVersion: spec.APIVersion, Kind: spec.Kind,
		// Whoever feeds the whole folder to a cluster does not send the spec along.
		Metadata:  spec.Metadata{Annotations: map[string]string{"config.kubernetes.io/local-config": "true"}},
		Workloads: make([]spec.Workload, 1),
	}
}

// newDescription adds to app what arguments and flags say of its first workload.
func newDescription(app *spec.HardenedApplication, args []string, flags answers) *assembly {
	a := &assembly{app: app, answers: flags, origins: map[string]string{}}
	switch {
	case len(args) == 1:
		a.workload().Name = args[0]
		a.origins["workloads[0].name"] = "NAME " + shellWord(args[0])
		if app.Metadata.Name == "" {
			app.Metadata.Name = args[0]
			a.origins["metadata.name"] = "NAME " + shellWord(args[0])
		}
	case a.workload().Name == "":
		a.missingName()
	}
	a.application()
	a.platform()
	a.scalars()
	a.lists()
	return a
}

func (a *assembly) missingName() {
	a.missing("NAME", "the workload needs a name", "harden-gen init api …")
}

// isOpen is true when nothing is wrong but that answers are missing.
func (a *assembly) isOpen(err error) bool {
	problems, ok := errors.AsType[spec.Problems](err)
	return ok && !slices.ContainsFunc(problems, func(p spec.Problem) bool { return !p.Missing })
}

// given are the flags that have answered.
func (a *assembly) given() (flags []string) {
	for flag, f := range a.answers {
		if len(f.values) > 0 {
			flags = append(flags, flag)
		}
	}
	if a.workload().Name != "" {
		flags = append(flags, spec.FlagName)
	}
	return flags
}

// described is the whole tree of a new application.
func described(app *spec.HardenedApplication, data []byte) kustomize.Tree {
	own := kustomize.File{Path: specName, Source: kustomize.Bytes(data)}
	return kustomize.RenderTree(app, append(kept(data), own)...)
}

// specFile is harden.yaml as its author would have written it: nothing but what was said.
func specFile(app *spec.HardenedApplication) []byte {
	const head = "# yaml-language-server: $schema=" + schemaPath + "\n" +
		"# What base/ is generated from. After an edit: harden-gen generate\n"
	return kustomize.AppendYAML([]byte(head), app, nil)
}

// complete reads the spec back from the file that it will stand in, so that what is written is
// what was judged, and returns it with its defaults, or every problem at the flag that caused it.
// The files that it names lie in dir.
func (a *assembly) complete(dir string, data []byte) (*spec.HardenedApplication, error) {
	if a.workload().Image == "" {
		q, _ := spec.FindQuestion("workloads[0].image")
		a.missing("--image", "the workload needs an image: "+lowerFirst(q.Text), "--image "+q.Sample)
	}
	app, err := spec.Load(specName, data)
	if err != nil {
		if len(a.problems) > 0 {
			return nil, a.problems
		}
		return nil, err
	}
	problems, err := readFiles(app, dir)
	if err != nil {
		return nil, err
	}
	missing, err := findComponents(app, dir)
	if err != nil {
		return nil, err
	}
	problems = append(problems, missing...)
	spec.Default(app)
	here, elsewhere := a.locate(a.unsaid(append(problems, spec.Validate(app)...)))
	a.problems = append(a.problems, here...)
	a.problems = append(a.problems, spec.Locate(specName, data, elsewhere)...)
	if len(a.problems) > 0 {
		return nil, a.problems
	}
	return app, nil
}

// unsaid leaves out what validation says of answers that are missing, which is reported already.
func (a *assembly) unsaid(problems []spec.Problem) []spec.Problem {
	var rest []spec.Problem
	for _, p := range problems {
		if p.Path == a.path("image") && a.workload().Image == "" || a.workload().Name == "" &&
			(p.Path == a.path("name") || p.Path == "metadata.name" || p.Path == "namespace.name") {
			continue
		}
		rest = append(rest, p)
	}
	return rest
}

func (a *assembly) missing(place, message, hint string) {
	a.problems = append(a.problems, spec.Problem{Place: place, Message: message, Hint: hint, Missing: true})
}

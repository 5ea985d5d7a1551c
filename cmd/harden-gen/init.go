package main

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/templates"
)

func initCommand(s streams) *cobra.Command {
	var o outputOptions
	cmd := &cobra.Command{
		Use:   "init NAME",
		Short: "Describe an application and its first workload, and write its base",
		Long: `init describes a new application whose first workload is NAME. It writes k8s/harden.yaml,
which you keep and edit, and the base that follows from it under k8s/base. What the
flags leave open has a safe default; what has none is listed (exit code 2).`,
		Example: `  harden-gen init api --image registry.example.com/shop/api:1.4.2@sha256:DIGEST \
    --port http=80:8080 --allow http=gateway --gateway ns/gateway-system/app.kubernetes.io/name=envoy \
    --connect ns/data/app=postgres:5432 --probe readiness=http://:http/readyz`,
		Args: atMostOneName,
	}
	flags := addAnswers(cmd, true)
	o.flags(cmd)
	cmd.RunE = func(_ *cobra.Command, args []string) error { return s.init(args, flags, o) }
	return cmd
}

func atMostOneName(cmd *cobra.Command, args []string) error {
	if len(args) <= 1 {
		return nil
	}
	return inputErrorf("quote a value that holds spaces", "%s takes one NAME, and %q is a second one", cmd.Name(), args[1])
}

func (s streams) init(args []string, flags answers, o outputOptions) error {
	a := &assembly{
		app: &spec.HardenedApplication{
			APIVersion: spec.APIVersion, Kind: spec.Kind,
			// Whoever feeds the whole folder to a cluster does not send the spec along.
			Metadata:  spec.Metadata{Annotations: map[string]string{"config.kubernetes.io/local-config": "true"}},
			Workloads: make([]spec.Workload, 1),
		},
		answers: flags, origins: map[string]string{},
	}
	if len(args) == 1 {
		a.workload().Name = args[0]
		a.origins["workloads[0].name"] = "NAME " + shellWord(args[0])
		a.application(args[0])
	} else {
		a.missing("NAME", "the workload needs a name", "harden-gen init api …")
	}
	a.platform()
	a.scalars()
	a.lists()
	data := specFile(a.app)
	dir := s.root(o.dir)
	app, err := a.complete(dir, data)
	if err != nil {
		return err
	}
	own := kustomize.File{Path: specName, Data: data}
	tree := kustomize.Render(templates.Build(app), append(kept(data), own)...)
	if err := s.write(dir, tree, app, o); err != nil {
		return err
	}
	s.tellNotes(s.display(filepath.Join(dir, specName)), data, app, o.quiet)
	return nil
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

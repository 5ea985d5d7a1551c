package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
)

func overlayCommand(s streams, said bool) *cobra.Command {
	var o outputOptions
	cmd := &cobra.Command{
		Use:   "overlay NAME",
		Short: "Add an environment to the application, and write its overlay",
		Long: `overlay describes one more environment of the application in k8s/harden.yaml: what differs
there, and nothing else. It adds lines at the end of environments and leaves every other
byte of the file as it is, then writes the base and every overlay. Whatever else may
differ is said in the file, with the keys of the application.`,
		Example: `  harden-gen overlay staging --namespace shop-staging --replicas api=1 --api-server 10.97.0.1/32:443 \
    --secret 'db:password=staging/shop/db#password'
  kubectl apply --server-side -k k8s/overlays/staging`,
		Args: atMostOneName,
	}
	var flags answers
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		return untilStill(func() error { return s.overlay(args, flags, o) })
	}
	if !said {
		return cmd
	}
	flags = answers{}
	cmd.Flags().SortFlags = false
	for _, f := range spec.OverlayFlags() {
		q, _ := spec.FindFlag(f.Flag)
		a := &answer{form: q.Form}
		text, sample := lowerFirst(q.Text), q.Sample
		if f.Workload {
			a.form, sample = "WORKLOAD="+q.Form, "api="+sample
		}
		flags[q.Flag] = a
		cmd.Flags().Var(a, q.Flag, text+" ("+sample+")")
	}
	o.flags(cmd)
	return cmd
}

func (s streams) overlay(args []string, flags answers, o outputOptions) error {
	dir := s.root(o.dir)
	if err := kustomize.Recover(dir); err != nil {
		return err
	}
	file, data, err := s.readSpec("", dir)
	if err != nil {
		return err
	}
	o.before = data
	before, err := loadWhole(file, inTree(dir), data)
	if err != nil {
		return err
	}
	e := &newEnvironment{assembly: assembly{app: before, answers: flags, origins: map[string]string{}}}
	if err := e.read(args, file); err != nil {
		return err
	}
	after, err := spec.Insert(file, data, "environments", kustomize.AppendYAML(nil, []spec.EnvironmentSaid{e.said}, nil))
	if err != nil {
		return err
	}
	app, err := loadWhole(file, inTree(dir), after)
	if err != nil {
		return e.locateIn(err)
	}
	tree := append(kustomize.RenderTree(app), kept(after)...)
	tree = append(tree, kustomize.File{Path: specName, Source: kustomize.Bytes(after), Replace: true})
	o.applied = kustomize.Overlays + "/" + e.said.Name
	return s.write(dir, tree, app.Environment(e.said.Name).Spec, o)
}

// newEnvironment reads the flags of an environment.
type newEnvironment struct {
	assembly
	said spec.EnvironmentSaid
}

func (e *newEnvironment) read(args []string, file string) error {
	if len(args) == 0 {
		return inputErrorf("harden-gen overlay staging …", "the environment needs a name")
	}
	e.said.Name = args[0]
	if e.app.Environment(args[0]) != nil {
		return inputErrorf("edit it in "+file+", then run: harden-gen generate", "the application has an environment %q already", args[0])
	}
	e.origins[e.own("name")] = "NAME " + shellWord(args[0])
	for _, f := range []struct {
		flag, path string
		field      *string
	}{
		{"namespace", "namespace.name", &e.said.Namespace},
		{"profile", "platform.profile", &e.said.Platform.Profile},
		{"kubernetes-version", "platform.kubernetesVersion", &e.said.Platform.KubernetesVersion},
	} {
		if v, ok := e.once(f.flag); ok {
			*f.field = v
			e.origins[e.path(f.path)] = "--" + f.flag + " " + shellWord(v)
		}
	}
	e.platform()
	e.secrets()
	e.config()
	e.workloads()
	e.components()
	e.said.Workloads = e.inOrder(e.said.Workloads)
	if len(e.problems) > 0 {
		return e.problems
	}
	return nil
}

// inOrder is what is said of workloads in the order in which the application has them.
func (e *newEnvironment) inOrder(said []spec.WorkloadSaid) []spec.WorkloadSaid {
	sorted := make([]spec.WorkloadSaid, 0, len(said))
	for i := range e.app.Workloads {
		for j := range said {
			if said[j].Name == e.app.Workloads[i].Name {
				sorted = append(sorted, said[j])
			}
		}
	}
	return sorted
}

// path is a path inside the environment, as problems of it have it.
func (e *newEnvironment) path(below string) string {
	return "environments[" + e.said.Name + "]." + below
}

// own is the path of what is the environment's alone.
func (e *newEnvironment) own(below string) string {
	return fmt.Sprintf("environments[%d].%s", len(e.app.Environments), below)
}

func (e *newEnvironment) components() {
	e.each("component", func(v, origin string) error {
		e.origins[e.own(fmt.Sprintf("components[%d]", len(e.said.Components)))] = origin
		e.said.Components = append(e.said.Components, v)
		return nil
	})
}

func (e *newEnvironment) platform() {
	p := &e.said.Platform
	podSet := func(flag string, field **spec.PodSet) {
		e.once(flag)
		e.each(flag, func(v, origin string) error {
			set, err := spec.ParsePodSet(v)
			*field = &set
			e.origins[e.path("platform."+flag)] = origin
			return err
		})
	}
	podSet("gateway", &p.Gateway)
	podSet("monitoring", &p.Monitoring)
	e.once("secret-store")
	e.each("secret-store", func(v, origin string) error {
		store, err := spec.ParseSecretStore(v)
		p.SecretStore = &store
		e.origins[e.path("platform.secretStore")] = origin
		return err
	})
	e.each("api-server", func(v, origin string) error {
		endpoint, err := spec.ParseEndpoint(v)
		e.origins[e.path(fmt.Sprintf("platform.apiServer[%d]", len(p.APIServer)))] = origin
		p.APIServer = append(p.APIServer, endpoint)
		return err
	})
}

func (e *newEnvironment) secrets() {
	e.each("secret", func(v, origin string) error {
		name, key, remote, err := spec.ParseSecret(v)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(e.app.Secrets, func(s spec.Secret) bool { return s.Name == name }) {
			return &inputError{"the application has no secret " + name, "declare it for the application first: under secrets in harden.yaml"}
		}
		i := slices.IndexFunc(e.said.Secrets, func(s spec.SecretSaid) bool { return s.Name == name })
		if i < 0 {
			i = len(e.said.Secrets)
			e.said.Secrets = append(e.said.Secrets, spec.SecretSaid{Name: name, Data: map[string]spec.RemoteKey{}})
		}
		if _, twice := e.said.Secrets[i].Data[key]; twice {
			return &inputError{key + " of " + name + " stands here a second time", "give it once"}
		}
		e.said.Secrets[i].Data[key] = remote
		e.origins[e.path("secrets["+name+"].data."+key)] = origin
		return nil
	})
}

func (e *newEnvironment) config() {
	e.each("config", func(v, origin string) error {
		name, key, value, err := spec.ParseConfig(v)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(e.app.Config, func(c spec.Config) bool { return c.Name == name }) {
			return &inputError{"the application has no config " + name, "declare it for the application first: under config in harden.yaml"}
		}
		i := slices.IndexFunc(e.said.Config, func(c spec.ConfigSaid) bool { return c.Name == name })
		if i < 0 {
			i = len(e.said.Config)
			e.said.Config = append(e.said.Config, spec.ConfigSaid{Name: name, Data: map[string]string{}})
		}
		if _, twice := e.said.Config[i].Data[key]; twice {
			return &inputError{key + " of " + name + " stands here a second time", "give it once"}
		}
		e.said.Config[i].Data[key] = value
		e.origins[e.path("config["+name+"].data."+key)] = origin
		return nil
	})
}

// workloads reads flags whose value begins with the name of a workload.
func (e *newEnvironment) workloads() {
	of := func(flag, key string, read func(w *spec.WorkloadSaid, value string) error) {
		e.each(flag, func(v, origin string) error {
			name, value, err := e.cutWorkload(v)
			if err != nil {
				return err
			}
			at := e.path("workloads[" + name + "]." + key)
			if _, twice := e.origins[at]; twice && flag != "env" {
				return &inputError{"the flag has one value for " + name + ", and this is a second one", "give it once"}
			}
			e.origins[at] = origin
			return read(e.workload(name), value)
		})
	}
	of("image", "image", func(w *spec.WorkloadSaid, v string) error { w.Image = v; return nil })
	of("replicas", "replicas", func(w *spec.WorkloadSaid, v string) error {
		n, err := strconv.ParseInt(v, 10, 32)
		if err != nil {
			return &inputError{fmt.Sprintf("%q is no whole number", v), "write digits only"}
		}
		w.Replicas = new(int32(n))
		return nil
	})
	of("requests", "resources.requests", func(w *spec.WorkloadSaid, v string) (err error) {
		w.Resources.Requests, err = spec.ParseResourceList(v)
		return err
	})
	of("limits", "resources.limits", func(w *spec.WorkloadSaid, v string) (err error) {
		w.Resources.Limits, err = spec.ParseResourceList(v)
		return err
	})
	of("env", "env", func(w *spec.WorkloadSaid, v string) error {
		key, value, err := spec.ParseEnv(v)
		if err != nil {
			return err
		}
		if w.Env == nil {
			w.Env = map[string]spec.EnvVar{}
		}
		w.Env[key] = spec.EnvVar{Value: value}
		return nil
	})
}

// cutWorkload takes the name of a workload off a value; where there is only one it may be left out.
func (e *newEnvironment) cutWorkload(v string) (name, value string, err error) {
	var names []string
	for _, w := range e.app.Workloads {
		names = append(names, w.Name)
	}
	name, value, ok := strings.Cut(v, "=")
	if ok && slices.Contains(names, name) {
		return name, value, nil
	}
	if len(names) == 1 {
		return names[0], v, nil
	}
	hint := "begin with its name, such as " + names[0] + "=…; the workloads: " + strings.Join(names, ", ")
	if guess := spec.Nearest(name, names); ok && guess != "" {
		hint = "did you mean " + guess + "=" + value + "?"
	}
	return "", "", &inputError{"the value does not say which workload it is for", hint}
}

func (e *newEnvironment) workload(name string) *spec.WorkloadSaid {
	i := slices.IndexFunc(e.said.Workloads, func(w spec.WorkloadSaid) bool { return w.Name == name })
	if i < 0 {
		i = len(e.said.Workloads)
		e.said.Workloads = append(e.said.Workloads, spec.WorkloadSaid{Name: name})
	}
	return &e.said.Workloads[i]
}

// locateIn places problems of the new environment at the flags that said it.
func (e *newEnvironment) locateIn(err error) error {
	problems, ok := err.(spec.Problems) //nolint:errorlint // loadSpec returns it bare
	if !ok {
		return err
	}
	for i, p := range problems {
		if origin := e.origin(p.Path); origin != "" {
			problems[i].Place, problems[i].Path = origin, ""
		}
	}
	return problems
}

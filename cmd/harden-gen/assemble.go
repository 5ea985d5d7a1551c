package main

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// application reads the flags that speak of the application as a whole.
func (a *assembly) application() {
	if v, ok := a.once("app"); ok {
		a.app.Metadata.Name = v
		a.origins["metadata.name"] = "--app " + shellWord(v)
	}
	for _, f := range []struct {
		flag, path string
		field      *string
	}{
		{"namespace", "namespace.name", &a.app.Namespace.Name},
		{"profile", "platform.profile", &a.app.Platform.Profile},
		{"kubernetes-version", "platform.kubernetesVersion", &a.app.Platform.KubernetesVersion},
		{"cni", "platform.cni", &a.app.Platform.CNI},
	} {
		if v, ok := a.once(f.flag); ok {
			*f.field = v
			a.origins[f.path] = "--" + f.flag + " " + shellWord(v)
		}
	}
	a.gitOps()
}

// platform reads the facts about the cluster. A fact that the spec has already must be the same.
func (a *assembly) platform() {
	p := &a.app.Platform
	a.each("gateway", func(v, origin string) error {
		return fact(a, "platform.gateway", origin, &p.Gateway, v, spec.ParsePodSet)
	})
	a.each("monitoring", func(v, origin string) error {
		return fact(a, "platform.monitoring", origin, &p.Monitoring, v, spec.ParsePodSet)
	})
	a.each("secret-store", func(v, origin string) error {
		store, err := spec.ParseSecretStore(v)
		if s := p.SecretStore; err == nil && s.IsMade() && (store == spec.SecretStore{Kind: store.Kind, Name: s.Name}) && store.Kind != "ClusterSecretStore" {
			return nil // the one that the spec makes
		}
		return fact(a, "platform.secretStore", origin, &p.SecretStore, v, func(string) (spec.PlatformStore, error) {
			return spec.PlatformStore{Kind: store.Kind, Name: store.Name}, err
		})
	})
	a.each("api-server", func(v, origin string) error {
		e, err := spec.ParseEndpoint(v)
		if err != nil || slices.Contains(p.APIServer, e) {
			return err
		}
		a.origins[fmt.Sprintf("platform.apiServer[%d]", len(p.APIServer))] = origin
		p.APIServer = append(p.APIServer, e)
		return nil
	})
}

// gitOps reads the controller that applies the tree.
func (a *assembly) gitOps() {
	said := func() *spec.GitOps {
		if a.app.GitOps == nil {
			a.app.GitOps = &spec.GitOps{}
		}
		return a.app.GitOps
	}
	a.each("argocd", func(v, origin string) error {
		return fact(a, "gitops.argocd", origin, &said().ArgoCD, v, spec.ParseArgoCD)
	})
	a.each("flux", func(v, origin string) error {
		return fact(a, "gitops.flux", origin, &said().Flux, v, spec.ParseFlux)
	})
	if g := a.app.GitOps; g != nil && *g == (spec.GitOps{}) {
		a.app.GitOps = nil // what was given could not be read
	}
}

func fact[T any](a *assembly, path, origin string, field **T, value string, parse func(string) (T, error)) error {
	v, err := parse(value)
	if err != nil {
		return err
	}
	if *field != nil {
		if !reflect.DeepEqual(**field, v) {
			return &inputError{path + " says something else already", "change it in harden.yaml"}
		}
		return nil
	}
	a.origins[path] = origin
	*field = &v
	return nil
}

// Hint lets an inputError be the problem of a flag.
func (e *inputError) Hint() string { return e.hint }

// scalars reads the flags of the workload that have one value.
func (a *assembly) scalars() {
	w := a.workload()
	for _, f := range []struct {
		flag, key string
		field     *string
	}{{"kind", "kind", &w.Kind}, {"image", "image", &w.Image}, {"dns", "dns", &w.DNS}, {"cloud-identity", "cloudIdentity", &w.CloudIdentity}} {
		if v, ok := a.once(f.flag); ok {
			*f.field = v
			a.origins[a.path("%s", f.key)] = "--" + f.flag + " " + shellWord(v)
		}
	}
	number(a, "replicas", "replicas", &w.Replicas, 32)
	number(a, "run-as-user", "runAsUser", &w.RunAsUser, 64)
	number(a, "run-as-group", "runAsGroup", &w.RunAsGroup, 64)
	number(a, "fs-group", "fsGroup", &w.FSGroup, 64)
	number(a, "termination-grace-period-seconds", "terminationGracePeriodSeconds", &w.TerminationGracePeriodSeconds, 64)
}

func number[T int32 | int64](a *assembly, flag, key string, field **T, bits int) {
	v, ok := a.once(flag)
	if !ok {
		return
	}
	origin := "--" + flag + " " + shellWord(v)
	n, err := strconv.ParseInt(v, 10, bits)
	if err != nil {
		a.problem(origin, fmt.Sprintf("%q is no whole number", v), "write digits only")
		return
	}
	a.origins[a.path("%s", key)] = origin
	*field = new(T(n))
}

// lists reads the flags of the workload that repeat.
func (a *assembly) lists() {
	w := a.workload()
	words := func(flag, key string, list *[]string) {
		a.each(flag, func(v, origin string) error {
			a.origins[a.path("%s[%d]", key, len(*list))] = origin
			*list = append(*list, v)
			return nil
		})
	}
	words("command", "command", &w.Command)
	words("args", "args", &w.Args)
	a.each("env", func(v, origin string) error {
		key, value, err := spec.ParseEnv(v)
		if err != nil {
			return err
		}
		if _, twice := w.Env[key]; twice {
			return &inputError{key + " stands here a second time", "give it once"}
		}
		if w.Env == nil {
			w.Env = map[string]spec.EnvVar{}
		}
		w.Env[key] = spec.EnvVar{Value: value}
		a.origins[a.path("env.%s", key)] = origin
		return nil
	})
	a.ports(w)
	a.each("connect", func(v, origin string) error {
		c, err := spec.ParseConnect(v)
		if err != nil {
			return err
		}
		a.origins[a.path("connects[%d]", len(w.Connects))] = origin
		w.Connects = append(w.Connects, c)
		return nil
	})
	a.each("kubernetes-api", func(v, origin string) error {
		r, err := spec.ParseAPIRule(v)
		if err != nil {
			return err
		}
		if w.KubernetesAPI == nil {
			w.KubernetesAPI = &spec.KubernetesAPI{}
		}
		a.origins[a.path("kubernetesAPI.rules[%d]", len(w.KubernetesAPI.Rules))] = origin
		w.KubernetesAPI.Rules = append(w.KubernetesAPI.Rules, r)
		return nil
	})
	a.writable(w)
	a.secrets(w)
	a.config(w)
	a.resources(w)
	a.probes(w)
}

// ports reads the ports, then who may call them.
func (a *assembly) ports(w *spec.Workload) {
	a.each("port", func(v, origin string) error {
		p, err := spec.ParsePort(v)
		if err != nil {
			return err
		}
		a.origins[a.path("ports[%d]", len(w.Ports))] = origin
		w.Ports = append(w.Ports, p)
		return nil
	})
	a.each("allow", func(v, origin string) error {
		name, peer, err := spec.ParseAllow(v)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(w.Ports, func(p spec.Port) bool { return p.Name == name })
		if i < 0 {
			return &inputError{fmt.Sprintf("there is no port %q", name), "declare it: --port " + name + "=8080"}
		}
		a.origins[a.path("ports[%d].from[%d]", i, len(w.Ports[i].From))] = origin
		w.Ports[i].From = append(w.Ports[i].From, peer)
		return nil
	})
}

// writable reads scratch space, and claims.
func (a *assembly) writable(w *spec.Workload) {
	for _, f := range []struct {
		flag  string
		parse func(string) (spec.WritablePath, error)
	}{{"writable", spec.ParseWritable}, {"claim", spec.ParseClaim}} {
		a.each(f.flag, func(v, origin string) error {
			p, err := f.parse(v)
			if err != nil {
				return err
			}
			a.origins[a.path("writable[%d]", len(w.Writable))] = origin
			w.Writable = append(w.Writable, p)
			return nil
		})
	}
}

// secrets declares each named secret once and mounts it in this workload.
func (a *assembly) secrets(w *spec.Workload) {
	a.each("secret", func(v, origin string) error {
		name, key, remote, err := spec.ParseSecret(v)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(a.app.Secrets, func(s spec.Secret) bool { return s.Name == name })
		if i < 0 {
			i = len(a.app.Secrets)
			a.app.Secrets = append(a.app.Secrets, spec.Secret{Name: name, Data: map[string]spec.RemoteKey{}})
			a.origins[fmt.Sprintf("secrets[%d]", i)] = origin
		}
		s := &a.app.Secrets[i]
		if old, twice := s.Data[key]; s.Existing || twice && old != remote {
			return &inputError{fmt.Sprintf("the secret %s says something else about %s already", name, key), "change it in harden.yaml"}
		} else if !twice {
			if _, known := a.origins[fmt.Sprintf("secrets[%d]", i)]; !known {
				return &inputError{fmt.Sprintf("the secret %s is declared already, without %s", name, key), "add the key in harden.yaml"}
			}
		}
		s.Data[key] = remote
		a.origins[fmt.Sprintf("secrets[%d].data.%s", i, key)] = origin
		if !slices.ContainsFunc(w.Secrets, func(m spec.SecretMount) bool { return m.Name == name }) {
			a.origins[a.path("secrets[%d]", len(w.Secrets))] = origin
			w.Secrets = append(w.Secrets, spec.SecretMount{Name: name})
		}
		return nil
	})
}

// config declares each named config once and mounts it in this workload.
func (a *assembly) config(w *spec.Workload) {
	a.each("config", func(v, origin string) error {
		name, key, value, err := spec.ParseConfig(v)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(a.app.Config, func(c spec.Config) bool { return c.Name == name })
		if i < 0 {
			i = len(a.app.Config)
			a.app.Config = append(a.app.Config, spec.Config{Name: name, Data: map[string]string{}})
			a.origins[fmt.Sprintf("config[%d]", i)] = origin
		}
		c := &a.app.Config[i]
		if old, twice := c.Data[key]; c.Existing || c.Files[key] != "" || twice && old != value {
			return &inputError{fmt.Sprintf("the config %s says something else about %s already", name, key), "change it in harden.yaml"}
		} else if _, known := a.origins[fmt.Sprintf("config[%d]", i)]; !twice && !known {
			return &inputError{fmt.Sprintf("the config %s is declared already, without %s", name, key), "add the key in harden.yaml"}
		}
		c.Data[key] = value
		a.origins[fmt.Sprintf("config[%d].data.%s", i, key)] = origin
		if !slices.ContainsFunc(w.Config, func(m spec.ConfigMount) bool { return m.Name == name }) {
			a.origins[a.path("config[%d]", len(w.Config))] = origin
			w.Config = append(w.Config, spec.ConfigMount{Name: name})
		}
		return nil
	})
}

func (a *assembly) resources(w *spec.Workload) {
	for _, f := range []struct {
		flag string
		list *spec.ResourceList
	}{{"requests", &w.Resources.Requests}, {"limits", &w.Resources.Limits}} {
		a.once(f.flag)
		a.each(f.flag, func(v, origin string) (err error) {
			*f.list, err = spec.ParseResourceList(v)
			a.origins[a.path("resources.%s", f.flag)] = origin
			return err
		})
	}
}

func (a *assembly) probes(w *spec.Workload) {
	a.each("probe", func(v, origin string) error {
		kind, probe, err := spec.ParseProbeFlag(v)
		if err != nil {
			return err
		}
		field := map[string]**spec.Probe{"startup": &w.Probes.Startup, "readiness": &w.Probes.Readiness, "liveness": &w.Probes.Liveness}[kind]
		if *field != nil {
			return &inputError{"the " + kind + " probe stands here a second time", "give it once"}
		}
		*field = &probe
		a.origins[a.path("probes.%s", kind)] = origin
		return nil
	})
}

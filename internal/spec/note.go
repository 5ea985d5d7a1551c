package spec

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"k8s.io/apimachinery/pkg/util/validation"
)

// Notes are what is worth a second look in a valid spec: it builds, and may not do what was meant.
// Nothing depends on them. They have paths, and no places until they are located.
func Notes(app *HardenedApplication) []Problem {
	v := &validator{app: app}
	for i := range app.Config {
		c := &app.Config[i]
		at := path{&path{nil, segment{key: "config"}}, nth(i)}
		v.secretsInConfig(&at, c)
	}
	edges := NewEdges(app)
	for i := range app.Workloads {
		at := path{&path{nil, segment{key: "workloads"}}, nth(i)}
		v.notesOnEnv(&at, &app.Workloads[i])
		v.unpublished(&at, edges, i)
	}
	return v.problems
}

// unpublished tells of ports that others call and that no name leads to. Callers that know the
// addresses of pods need none, so it is no problem.
func (v *validator) unpublished(at *path, edges *Edges, i int) {
	w := &v.app.Workloads[i]
	if !edges.IsCalled(i) {
		return
	}
	for j, in := range edges.Of(i).In {
		if in.Port.ServicePort != 0 {
			continue
		}
		var callers []string
		for _, from := range in.From {
			if from.Word == PeerGateway || from.Workload != "" && from.Workload != w.Name {
				callers = append(callers, from.String())
			}
		}
		if len(callers) > 0 {
			p := at.at("ports", j)
			number := strconv.Itoa(int(in.Port.ContainerPort))
			v.report(&p, "add servicePort: "+number+"; leave it as it is where callers take the addresses of pods",
				"%s may call port %s of %s, and no Service leads there", strings.Join(callers, ", "), in.Port.Name, w.Name)
		}
	}
}

func (v *validator) notesOnEnv(at *path, w *Workload) {
	root := at.key("env")
	for _, name := range slices.Sorted(maps.Keys(w.Env)) {
		e := w.Env[name]
		if !e.IsPlain() {
			continue
		}
		p := root.key(name)
		v.mayBeSecret(&p, "", name, e.Value)
		for other := range References(e.Value) {
			if _, known := w.Env[other]; known || len(validation.IsEnvVarName(other)) > 0 || strings.HasPrefix(other, "KUBERNETES_") {
				continue
			}
			hint := "write $$(" + other + ") to say that it is meant so"
			if guess := nearest(other, slices.Sorted(maps.Keys(w.Env))); guess != "" {
				hint = "did you mean $(" + guess + ")?"
			}
			v.report(&p, hint, "$(%s) stays as it stands: there is no variable of that name here, and those of the image do not count", other)
		}
	}
}

func (v *validator) secretsInConfig(at *path, c *Config) {
	data, files := at.key("data"), at.key("files")
	for _, key := range slices.Sorted(maps.Keys(c.Data)) {
		p := data.key(key)
		v.mayBeSecret(&p, "", key, c.Data[key])
		v.linesMayBeSecret(&p, c.Data[key])
	}
	for _, key := range slices.Sorted(maps.Keys(c.Contents)) {
		p := files.key(key)
		if content := c.Contents[key]; utf8.ValidString(content) {
			v.linesMayBeSecret(&p, content)
		}
	}
}

// linesMayBeSecret looks at KEY: VALUE and KEY=VALUE, a line each, and tells of the first.
func (v *validator) linesMayBeSecret(p *path, text string) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		cut := strings.IndexAny(line, ":=")
		if cut < 0 {
			continue
		}
		before := len(v.problems)
		if v.mayBeSecret(p, "line "+strconv.Itoa(n)+": ", line[:cut], strings.TrimSpace(line[cut+1:])); len(v.problems) > before {
			return
		}
	}
}

func (v *validator) mayBeSecret(p *path, where, key, value string) {
	const hint = "if it is one, keep it in the secret store and declare it under secrets"
	switch {
	case strings.Contains(value, "\n"):
	case looksSecret(key, value):
		v.report(p, hint, "%s%s looks like a secret that is written out", where, strings.TrimSpace(key))
	case passwordInURL(value):
		v.report(p, hint, "%sthis address looks like one with a password", where)
	}
}

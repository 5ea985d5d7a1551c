package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// answer is a flag that answers a question. It keeps each value whole: a comma belongs to it.
type answer struct {
	form   string
	values []string
}

func (a *answer) Set(s string) error { a.values = append(a.values, s); return nil }
func (a *answer) Type() string       { return a.form }
func (a *answer) String() string     { return strings.Join(a.values, " ") }

// answers are the flags of init and add, by their name.
type answers map[string]*answer

// any is true when one of the flags was given.
func (a answers) any() bool {
	for _, f := range a {
		if len(f.values) > 0 {
			return true
		}
	}
	return false
}

// applicationFlags speak of the application, which add does not change.
func isApplicationFlag(path string) bool {
	switch path {
	case "metadata.name", "namespace.name", "platform.profile", "platform.kubernetesVersion", "platform.cni", "gitops.argocd", "gitops.flux":
		return true
	}
	return false
}

// addAnswers gives cmd a flag for every question that has one.
func addAnswers(cmd *cobra.Command, application bool) answers {
	all := answers{}
	cmd.Flags().SortFlags = false
	for _, q := range spec.Questions() {
		if q.Flag == "" || q.OfEnvironment() || !application && isApplicationFlag(q.Path) {
			continue
		}
		a := &answer{form: q.Form}
		all[q.Flag] = a
		text := strings.ToLower(q.Text[:1]) + strings.TrimSuffix(q.Text[1:], ".")
		if q.Sample != "" {
			text += " (" + q.Sample + ")"
		}
		cmd.Flags().Var(a, q.Flag, text)
	}
	return all
}

// flagError names the flag, and the nearest one that there is.
func flagError(cmd *cobra.Command, err error) error {
	message := err.Error()
	hint := "harden-gen " + cmd.Name() + " --help lists the flags"
	if name, ok := strings.CutPrefix(message, "unknown flag: --"); ok {
		if guess := nearestFlag(cmd, name); guess != "" {
			hint = "did you mean --" + guess + "?"
		}
		return inputErrorf(hint, "there is no flag --%s", name)
	}
	if flag, ok := strings.CutPrefix(message, "flag needs an argument: "); ok {
		return inputErrorf(hint, "%s needs a value", flag)
	}
	return inputErrorf(hint, "%s", message)
}

func nearestFlag(cmd *cobra.Command, name string) string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return spec.Nearest(name, names)
}

// assembly makes a spec from flags, and remembers which flag said what.
type assembly struct {
	app      *spec.HardenedApplication
	at       int // the index of the workload that the flags speak of
	answers  answers
	origins  map[string]string // a path of the spec, and the flag that said it
	problems spec.Problems
}

// once is the value of a flag that has one.
func (a *assembly) once(flag string) (string, bool) {
	f := a.answers[flag]
	if f == nil || len(f.values) == 0 {
		return "", false
	}
	if len(f.values) > 1 {
		a.problem(fmt.Sprintf("--%s %s", flag, f.values[1]), "the flag has one value, and this is a second one", "give it once")
	}
	return f.values[0], true
}

// each calls read for every value of a flag, and turns its error into a problem of that flag.
func (a *assembly) each(flag string, read func(value, origin string) error) {
	f := a.answers[flag]
	if f == nil {
		return
	}
	for _, value := range f.values {
		origin := "--" + flag + " " + shellWord(value)
		if err := read(value, origin); err != nil {
			hint := ""
			if form, ok := err.(interface{ Hint() string }); ok {
				hint = form.Hint()
			}
			a.problem(origin, err.Error(), hint)
		}
	}
}

func (a *assembly) problem(place, message, hint string) {
	a.problems = append(a.problems, spec.Problem{Place: place, Message: message, Hint: hint})
}

func (a *assembly) workload() *spec.Workload { return &a.app.Workloads[a.at] }

// path is a path inside the workload.
func (a *assembly) path(format string, args ...any) string {
	return fmt.Sprintf("workloads[%d].", a.at) + fmt.Sprintf(format, args...)
}

// locate places problems of the spec at the flags that said it, or would have to.
func (a *assembly) locate(problems []spec.Problem) (here, elsewhere spec.Problems) {
	for _, p := range problems {
		if origin := a.origin(p.Path); origin != "" {
			p.Place, p.Path = origin, ""
			here = append(here, p)
			continue
		}
		q, ok := spec.FindQuestion(p.Path)
		if ok && q.Flag != "" && (p.Missing || strings.HasPrefix(p.Path, fmt.Sprintf("workloads[%d].", a.at))) && a.answers[q.Flag] != nil {
			p.Place, p.Path = "--"+q.Flag, ""
			if p.Missing {
				p.Hint = "add --" + q.Flag + " " + shellWord(q.Sample)
			}
			here = append(here, p)
			continue
		}
		elsewhere = append(elsewhere, p)
	}
	return here, elsewhere
}

// origin is the flag that said the nearest part of the spec around path.
func (a *assembly) origin(path string) string {
	for path != "" {
		if o, ok := a.origins[path]; ok {
			return o
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return ""
}

// shellWord quotes s where a shell would not read it as one word.
func shellWord(s string) string {
	const safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,@%+"
	if s != "" && strings.Trim(s, safe) == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

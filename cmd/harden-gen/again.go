package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// tellAgain says which command line would have made the same.
func (s streams) tellAgain(command string, o outputOptions) {
	if !o.quiet {
		fmt.Fprintf(s.Err, "\nThe same again, without questions:\n%s\n", command)
	}
}

// sameAgain is the command lines that describe app anew: one for the application, and one for each environment. What
// flags cannot say stands in the spec that the first reads from stdin.
func sameAgain(app *spec.HardenedApplication, dir string) string {
	where := ""
	if dir != "" {
		where = " -o " + shellWord(dir)
	}
	if len(app.Workloads) > 1 {
		return "harden-gen generate" + where // one command line describes one workload
	}
	var overlays strings.Builder
	for i := range app.Environments {
		answers, whole := app.Environments[i].Answers()
		if !whole {
			return sameApplication(app, where)
		}
		var flags []flagValue
		for _, a := range answers {
			flags = append(flags, flagValue{name: a.Flag, value: a.Value})
		}
		overlays.WriteString("\nharden-gen overlay " + shellWord(app.Environments[i].Name) + where + flagText(flags))
	}
	alone := *app
	alone.Environments = nil
	return sameApplication(&alone, where) + overlays.String()
}

// sameApplication is the command line that describes app, which has one workload.
func sameApplication(app *spec.HardenedApplication, where string) string {
	flags, rest := sayable(app, 0)
	if len(app.Environments) > 0 || !reflect.DeepEqual(replayed(app.Workloads[0].Name, flags, rest), app) {
		return "harden-gen init" + where + " -f - <<'END'\n" + string(specFile(app)) + "END"
	}
	words := "harden-gen init " + shellWord(app.Workloads[0].Name) + where
	if reflect.DeepEqual(rest, blank()) {
		return words + flagText(flags)
	}
	return words + " -f -" + flagText(flags) + " <<'END'\n" + string(specFile(rest)) + "END"
}

// sameAddition is the command line that adds the workload at index at, or generates from the file
// that says what flags cannot.
func sameAddition(app *spec.HardenedApplication, at int, before *spec.HardenedApplication, dir string) string {
	words := "harden-gen add " + shellWord(app.Workloads[at].Name)
	where := ""
	if dir != "" {
		where = " -o " + shellWord(dir)
	}
	flags, rest := sayable(app, at)
	if !reflect.DeepEqual(rest.Workloads[at], spec.Workload{}) {
		return "harden-gen generate" + where
	}
	var own []flagValue
	for _, f := range flags {
		q, _ := spec.FindFlag(f.name)
		if strings.HasPrefix(q.Path, "workloads[]") || f.name == "secret" || f.name == "config" || isNew(f, before) {
			own = append(own, f)
		}
	}
	return words + where + flagText(own)
}

// isNew is true for a fact of the platform that the application did not have before.
func isNew(f flagValue, before *spec.HardenedApplication) bool {
	if isApplicationFlag(f.path) {
		return false
	}
	for _, said := range spec.SaidTo(before, 0, f.name) {
		if said.Text == f.value {
			return false
		}
	}
	return true
}

// flagValue is a flag with one value, and the path of its question.
type flagValue struct{ name, value, path string }

// sayable takes apart what flags can say of an application and its workload at index at, and the
// rest. A list is said by flags as a whole or not at all, so that its order stays.
func sayable(app *spec.HardenedApplication, at int) (flags []flagValue, rest *spec.HardenedApplication) {
	rest = spec.Clone(app)
	name := app.Workloads[at].Name
	for _, q := range spec.Questions() {
		if q.Flag == "" || q.OfEnvironment() || !canSay(app, at, q.Flag) || q.Flag == "app" && app.Metadata.Name == name {
			continue
		}
		said := spec.SaidTo(app, at, q.Flag)
		for i := range slices.Backward(said) {
			spec.Unsay(rest, at, q.Flag, i)
		}
		for _, one := range said {
			flags = append(flags, flagValue{q.Flag, one.Text, q.Path})
		}
	}
	rest.Workloads[at].Name = ""
	if rest.Metadata.Name == name {
		rest.Metadata.Name = ""
	}
	return flags, rest
}

// canSay is true when flags can say everything that the question is answered with.
func canSay(app *spec.HardenedApplication, at int, flag string) bool {
	for _, said := range spec.SaidTo(app, at, flag) {
		if !said.Form {
			return false
		}
	}
	// A port's callers are part of it: the file says both, or neither.
	return flag != "port" || canSay(app, at, "allow")
}

// replayed is what the flags make of the rest of app.
func replayed(name string, flags []flagValue, rest *spec.HardenedApplication) *spec.HardenedApplication {
	all := answers{}
	for _, f := range flags {
		if all[f.name] == nil {
			all[f.name] = &answer{}
		}
		all[f.name].values = append(all[f.name].values, f.value)
	}
	return newDescription(spec.Clone(rest), []string{name}, all).app
}

// flagText is the flags on lines of their own.
func flagText(flags []flagValue) string {
	var b strings.Builder
	for _, f := range flags {
		b.WriteString(" \\\n  --" + f.name + " " + shellWord(f.value))
	}
	return b.String()
}

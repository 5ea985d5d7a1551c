package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/wizard"
)

// TestEveryFlagIsHeard holds the questions together: what a flag's sample says is read back as the
// sample, is on a page, and can be taken back.
func TestEveryFlagIsHeard(t *testing.T) {
	for _, q := range spec.Questions() {
		if q.Flag == "" || q.OfEnvironment() {
			continue
		}
		app := blank()
		app.Workloads[0].Ports = []spec.Port{{Name: "http", ContainerPort: 80}}
		empty := spec.Clone(app)
		if err := newAnswerer(app, wizard.Describe)(app, 0, q.Flag, q.Sample); err != nil {
			t.Errorf("--%s %s: %v", q.Flag, q.Sample, err)
			continue
		}
		said := spec.SaidTo(app, 0, q.Flag)
		if len(said) == 0 || said[len(said)-1] != (spec.Said{Text: q.Sample, Form: true}) {
			t.Errorf("--%s %s is read back as %v", q.Flag, q.Sample, said)
			continue
		}
		spec.Unsay(app, 0, q.Flag, len(said)-1)
		if q.Flag != "port" && !reflect.DeepEqual(app, empty) {
			t.Errorf("--%s %s cannot be taken back: %s", q.Flag, q.Sample, cmp.Diff(empty, app))
		}
		pages := 0
		for _, p := range spec.Pages() {
			for _, flag := range p.Flags {
				if flag == q.Flag {
					pages++
				}
			}
		}
		if pages != 1 {
			t.Errorf("--%s is on %d pages", q.Flag, pages)
		}
	}
}

// TestSameAgain is the law of the command line that is told after writing: what it makes of flags,
// and of the file for what they cannot say, is the same tree, byte for byte.
func TestSameAgain(t *testing.T) {
	cases, err := filepath.Glob("../../golden/*/harden.yaml")
	if err != nil || len(cases) == 0 {
		t.Fatal(cases, err)
	}
	withoutFile := 0
	for _, file := range cases {
		t.Run(filepath.Base(filepath.Dir(file)), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			app, err := spec.Load(file, data)
			if err != nil {
				t.Fatal(err)
			}
			app.Metadata.Annotations = blank().Metadata.Annotations
			want, got := t.TempDir(), t.TempDir()
			for _, dir := range []string{want, got} {
				copyFiles(t, app, filepath.Dir(file), filepath.Join(dir, "k8s"))
			}
			runs(t, want, string(specFile(app)), "init", "-f", "-")
			if len(app.Workloads) > 1 || len(app.Environments) > 0 {
				return
			}
			flags, rest := sayable(app, 0)
			args := []string{"init", app.Workloads[0].Name}
			for _, f := range flags {
				args = append(args, "--"+f.name, f.value)
			}
			command := sameAgain(app, "")
			if strings.Contains(command, "<<'END'") {
				args = append(args, "-f", "-")
			} else {
				withoutFile++
			}
			runs(t, got, string(specFile(rest)), args...)
			if diff := cmp.Diff(filesIn(t, want), filesIn(t, got)); diff != "" {
				t.Errorf("%s\n%s", command, diff)
			}
		})
	}
	if withoutFile == 0 {
		t.Error("no case was said by flags alone")
	}
}

// copyFiles brings what the spec reads from files, and the components of its environments, to where it will stand.
func copyFiles(t *testing.T, app *spec.HardenedApplication, from, to string) {
	t.Helper()
	for _, e := range app.Environments {
		for _, name := range e.Components {
			folder := filepath.Join(spec.ComponentsFolder, name)
			if err := os.CopyFS(filepath.Join(to, folder), os.DirFS(filepath.Join(from, folder))); err != nil && !errors.Is(err, fs.ErrExist) {
				t.Fatal(err)
			}
		}
	}
	for _, c := range app.Config {
		for _, name := range c.Files {
			data, err := os.ReadFile(filepath.Join(from, name))
			if err == nil {
				err = os.MkdirAll(filepath.Dir(filepath.Join(to, name)), 0o755)
			}
			if err == nil {
				err = os.WriteFile(filepath.Join(to, name), data, 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

func runs(t *testing.T, dir, in string, args ...string) {
	t.Helper()
	var said bytes.Buffer
	if code := run(args, streams{In: strings.NewReader(in), Out: io.Discard, Err: &said, Dir: dir}); code != exitOK {
		t.Fatalf("%q: exit code %d\n%s", args, code, said.String())
	}
}

func filesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, dir)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

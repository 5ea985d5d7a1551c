package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// pullRequest is a repository with a tree in k8s/ on main, and this binary on the path.
func pullRequest(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"git", "sh"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(err)
		}
	}
	dir, bin := t.TempDir(), t.TempDir()
	if err := os.Symlink(os.Args[0], filepath.Join(bin, "harden-gen")); err != nil {
		t.Skip(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	for key, value := range map[string]string{
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com",
		"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com",
	} {
		t.Setenv(key, value)
	}
	if err := os.CopyFS(filepath.Join(dir, "k8s"), os.DirFS(olderTree(t))); err != nil {
		t.Fatal(err)
	}
	shell(t, dir, 0, "harden-gen generate -q && git init -q -b main && git add -A && git commit -q -m one && git switch -q -c change")
	return dir
}

func shell(t *testing.T, dir string, code int, line string) string {
	t.Helper()
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir = dir
	out, _ := cmd.CombinedOutput()
	if got := cmd.ProcessState.ExitCode(); got != code {
		t.Fatalf("%s: exit code %d, not %d\n%s", line, got, code, out)
	}
	return string(out)
}

// TestExampleCI runs ci.sh as it stands in docs: on a harmless change, on one that opens, on one that was not generated.
func TestExampleCI(t *testing.T) {
	script, err := filepath.Abs("../../docs/examples/ci.sh")
	if err != nil {
		t.Fatal(err)
	}
	dir := pullRequest(t)
	shell(t, dir, 0, script+" main")
	change := func(before, after string) { edited(t, filepath.Join(dir, "k8s/harden.yaml"), before, after) }
	change("  image:", "  replicas: 4\n  image:")
	if out := shell(t, dir, 3, script+" main"); !strings.Contains(out, "~ Deployment shop/web has 4 replicas in place of 2") {
		t.Error(out)
	}
	shell(t, dir, 0, "harden-gen generate -q && "+script+" main")
	change("  image:", "  connects: [{to: internet, ports: [443]}]\n  image:")
	shell(t, dir, 3, "harden-gen generate -q && "+script+" main")
	comment, err := os.ReadFile(filepath.Join(dir, "harden-gen.md"))
	if err != nil || !strings.Contains(string(comment), "**Opens**") || !strings.Contains(string(comment), "web may now reach") {
		t.Errorf("%v\n%s", err, comment)
	}

	// What opens in an environment alone is for a person, too.
	change("  connects: [{to: internet, ports: [443]}]\n  image:", "  image:")
	shell(t, dir, 0, "printf 'environments:\\n- {name: prod, namespace: prod}\\n' >> k8s/harden.yaml && harden-gen generate -q && git add -A && git commit -q -m two")
	shell(t, dir, 0, script+" HEAD")
	change("{name: prod, namespace: prod}", "{name: prod, namespace: prod, workloads: [{name: web, connects: [{to: internet, ports: [443]}]}]}")
	shell(t, dir, 3, "harden-gen generate -q && "+script+" HEAD")
	comment, err = os.ReadFile(filepath.Join(dir, "harden-gen.md"))
	if err != nil || !strings.Contains(string(comment), "**Opens in overlays/prod**") || strings.Contains(string(comment), "**Opens**") {
		t.Errorf("%v\n%s", err, comment)
	}
}

// TestExampleHooks runs what the hooks of pre-commit run, with the arguments of the example: on a good tree, and on
// one that somebody edited and weakened.
func TestExampleHooks(t *testing.T) {
	var hooks []struct {
		ID, Entry, Files string
		AlwaysRun        bool `yaml:"always_run"`
	}
	var config struct {
		Repos []struct {
			Hooks []struct {
				ID   string
				Args []string
			}
		}
	}
	for file, into := range map[string]any{"../../.pre-commit-hooks.yaml": &hooks, "../../docs/examples/pre-commit-config.yaml": &config} {
		data, err := os.ReadFile(file)
		if err == nil {
			err = yaml.Unmarshal(data, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	dir := pullRequest(t)
	runAll := func(code int) {
		t.Helper()
		for _, used := range config.Repos[0].Hooks {
			found := false
			for _, h := range hooks {
				if h.ID == used.ID {
					found = true
					if !h.AlwaysRun || h.Files != "" {
						t.Errorf("%s passes over a file that is deleted", h.ID)
					}
					shell(t, dir, code, h.Entry+" "+strings.Join(used.Args, " "))
				}
			}
			if !found {
				t.Errorf("there is no hook %s", used.ID)
			}
		}
	}
	runAll(0)
	edited(t, filepath.Join(dir, "k8s/base/web/deployment.yaml"), "allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true")
	runAll(3)
}

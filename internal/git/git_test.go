package git

import (
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// repository is a new one with two commits, the second of which changes everything.
func repository(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	dir := t.TempDir()
	for key, value := range map[string]string{
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com",
		"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com",
	} {
		t.Setenv(key, value)
	}
	write := func(name, text string) {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	git := func(args ...string) {
		if _, err := run(dir, nil, args...); err != nil {
			t.Fatal(err)
		}
	}
	git("init", "-q", "-b", "main")
	write("outside", "not below k8s")
	write(".gitattributes", "* export-ignore\n")
	write("k8s/base/a.yaml", "one\n")
	write("k8s/base/a name with spaces.yaml", "")
	if err := os.Symlink("a.yaml", filepath.Join(dir, "k8s/base/link.yaml")); err != nil {
		t.Fatal(err)
	}
	git("add", "-A")
	git("commit", "-q", "-m", "one")
	git("tag", "v1")
	write("k8s/base/a.yaml", "two\n")
	git("commit", "-q", "-a", "-m", "two")
	return dir
}

func TestFiles(t *testing.T) {
	dir := repository(t)
	for revision, want := range map[string]string{"v1": "one\n", "HEAD": "two\n", "main~1": "one\n"} {
		files, err := Files(filepath.Join(dir, "k8s"), revision)
		if err != nil {
			t.Fatal(err)
		}
		names := slices.Sorted(maps.Keys(files))
		if !slices.Equal(names, []string{"base/a name with spaces.yaml", "base/a.yaml"}) || string(files["base/a.yaml"]) != want {
			t.Errorf("%s: %q, %q", revision, names, files["base/a.yaml"])
		}
	}
}

func TestErrors(t *testing.T) {
	dir := repository(t)
	for _, c := range []struct{ dir, revision, want string }{
		{dir, "v2", "there is no revision and no folder v2"},
		{dir, "--output=x", "--output=x is no revision"},
		{dir, "", "there is no revision and no folder "},
		{dir, "HEAD:k8s", "there is no revision and no folder HEAD:k8s"},
		{t.TempDir(), "HEAD", " is in no Git repository"},
	} {
		_, err := Files(c.dir, c.revision)
		e, ok := errors.AsType[*Error](err)
		if !ok || e.Hint == "" || e.Message != c.want && e.Message != c.dir+c.want {
			t.Errorf("%q: %v", c.revision, err)
		}
	}
	t.Setenv("PATH", "")
	if _, err := Files(dir, "HEAD"); err == nil || err.Error() != "there is no git program to read HEAD with" {
		t.Error(err)
	}
}

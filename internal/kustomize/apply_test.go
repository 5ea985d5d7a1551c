package kustomize

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// oldFiles and newTree differ in every way that a step can be about.
func oldFiles() map[string]string {
	return map[string]string{
		".harden-gen/spec.yaml":     "old",
		"harden.yaml":               "old",
		"base/api/deployment.yaml":  stamped("old"),
		"base/gone/deployment.yaml": stamped("old"),
		"base/gone/deep/x.yaml":     stamped("old"),
		"base/kustomization.yaml":   stamped("old"),
		"base/shared/gone.yaml":     stamped("old"),
		"base/shared/mine.yaml":     "mine",
		"notes/todo":                "mine",
	}
}

func newTree() Tree {
	return Tree{
		kept(".harden-gen/spec.yaml", "new"),
		owned("base/api/deployment.yaml", "new"),
		owned("base/api/service.yaml", "new"),
		owned("base/kustomization.yaml", "new"),
		owned("base/web/deep/er/x.yaml", "new"),
		owned("base/web/deployment.yaml", "new"),
		kept("harden.yaml", "new"),
		owned("overlays/prod/kustomization.yaml", "new"),
	}
}

// shot is a directory as text: mode and content of everything in it. A missing directory is like an empty one.
func shot(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if name == "." || err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		all[name] = info.Mode().String()
		if info.Mode().IsRegular() {
			data, err := os.ReadFile(filepath.Join(dir, name))
			all[name] += " " + string(data)
			return err
		}
		return nil
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return all
}

func difference(got, want map[string]string) string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if got[name] != want[name] {
			lines = append(lines, fmt.Sprintf("%s: got %q, want %q", name, got[name], want[name]))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if _, ok := got[name]; !ok {
			lines = append(lines, name+": missing")
		}
	}
	return strings.Join(lines, "\n")
}

func mustCompare(t testing.TB, dir string, tree Tree) []Change {
	t.Helper()
	changes, err := Compare(dir, tree)
	if err != nil {
		t.Fatal(err)
	}
	return changes
}

func mustApply(t testing.TB, dir string, tree Tree) {
	t.Helper()
	if err := Apply(dir, mustCompare(t, dir, tree), false); err != nil {
		t.Fatal(err)
	}
}

func TestApply(t *testing.T) {
	dir := t.TempDir()
	layOut(t, dir, oldFiles())
	if err := os.Chmod(filepath.Join(dir, "base/api/deployment.yaml"), 0o640); err != nil {
		t.Fatal(err)
	}
	mustApply(t, dir, newTree())
	if left := mustCompare(t, dir, newTree()); len(left) > 0 {
		t.Error("a second run has to do:", describe(left))
	}
	got := shot(t, dir)
	for name, want := range map[string]string{
		"base/api/deployment.yaml": "-rw-r----- " + stamped("new"),
		"base/api/service.yaml":    "-rw-r--r-- " + stamped("new"),
		"base/shared/mine.yaml":    "-rw-r--r-- mine",
		"notes/todo":               "-rw-r--r-- mine",
		"base/gone":                "",
		"base/shared/gone.yaml":    "",
		stageDir:                   "",
		metaDir:                    "drwxr-xr-x",
	} {
		if got[name] != want {
			t.Errorf("%s: got %q, want %q", name, got[name], want)
		}
	}
}

func TestApplyMakesDirectories(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a/b")
	mustApply(t, dir, Tree{owned("base/x", "1")})
	want := map[string]string{"base": "drwxr-xr-x", "base/x": "-rw-r--r-- " + stamped("1")}
	if d := difference(shot(t, dir), want); d != "" {
		t.Error(d)
	}
}

func TestApplyMany(t *testing.T) {
	dir := filepath.Join(tempDir(t), "k8s")
	tree := bigTree(100, "old")
	mustApply(t, dir, tree)
	if left := mustCompare(t, dir, tree); len(left) > 0 {
		t.Error(describe(left))
	}
	for _, failAt := range []int{100, 400} {
		dir := filepath.Join(tempDir(t), "k8s")
		if err := applyOn((&faults{failAt: failAt}).open, dir, mustCompare(t, dir, tree), false); err == nil {
			t.Error("no error")
		}
		if _, err := os.Lstat(dir); err == nil {
			t.Error("the directory stayed")
		}
	}
}

func TestApplyThroughLinkToRoot(t *testing.T) {
	dir := t.TempDir()
	layOut(t, dir, map[string]string{"real/base/x": stamped("1"), "link": "-> real"})
	mustApply(t, filepath.Join(dir, "link"), Tree{owned("base/x", "2")})
	if got := shot(t, dir)["real/base/x"]; got != "-rw-r--r-- "+stamped("2") {
		t.Error(got)
	}
}

func TestApplyConflicts(t *testing.T) {
	dir := t.TempDir()
	layOut(t, dir, map[string]string{"base/x": "mine", "base/y": stamped("1") + "mine", "base/z": "mine"})
	before := shot(t, dir)
	changes := mustCompare(t, dir, Tree{owned("base/new", "1"), owned("base/x", "1")})
	err := Apply(dir, changes, false)
	var conflict *ConflictError
	if !errors.As(err, &conflict) || len(conflict.Changes) != 2 {
		t.Error(err)
	}
	if d := difference(shot(t, dir), before); d != "" {
		t.Error(d)
	}
	if err := Apply(dir, changes, true); err != nil {
		t.Error(err)
	}
	const mode = "-rw-r--r-- "
	want := map[string]string{"base": "drwxr-xr-x", "base/new": mode + stamped("1"), "base/x": mode + stamped("1"), "base/z": mode + "mine"}
	if d := difference(shot(t, dir), want); d != "" {
		t.Error(d)
	}
}

// TestApplyChanged lets somebody else write between Compare and Apply.
func TestApplyChanged(t *testing.T) {
	for name, meddle := range map[string]func(dir string) error{
		"an edit": func(dir string) error { return os.WriteFile(dir+"/base/api/deployment.yaml", []byte("mine"), 0o644) },
		"an edit of the same size": func(dir string) error {
			name := dir + "/base/api/deployment.yaml"
			if err := os.WriteFile(name, []byte(stamped("mad")), 0o644); err != nil {
				return err
			}
			return os.Chtimes(name, time.Time{}, time.Now().Add(time.Second))
		},
		"a removal":        func(dir string) error { return os.Remove(dir + "/base/kustomization.yaml") },
		"an edit of stale": func(dir string) error { return os.WriteFile(dir+"/base/shared/gone.yaml", []byte("mine"), 0o644) },
		"a new file":       func(dir string) error { return os.WriteFile(dir+"/base/api/service.yaml", nil, 0o644) },
		"a new directory":  func(dir string) error { return os.Mkdir(dir+"/base/web", 0o755) },
		"a whole removal":  func(dir string) error { return os.RemoveAll(dir + "/base") },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			layOut(t, dir, oldFiles())
			changes := mustCompare(t, dir, newTree())
			if err := meddle(dir); err != nil {
				t.Fatal(err)
			}
			before := shot(t, dir)
			err := Apply(dir, changes, true)
			var changed *ChangedError
			if name == "a new directory" {
				// The files go into it: nothing is overwritten.
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !errors.As(err, &changed) || !strings.HasPrefix(err.Error(), filepath.Join(dir, "base")) {
				t.Error("got", err)
			}
			if d := difference(shot(t, dir), before); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestApplyRefusesLinks(t *testing.T) {
	for _, link := range []string{"base", "base/api", metaDir} {
		t.Run(link, func(t *testing.T) {
			dir, other := t.TempDir(), t.TempDir()
			layOut(t, dir, oldFiles())
			changes := mustCompare(t, dir, newTree())
			if err := os.Rename(filepath.Join(dir, link), filepath.Join(other, "moved")); err != nil {
				t.Fatal(err)
			}
			layOut(t, dir, map[string]string{link: "-> " + filepath.Join(other, "moved")})
			before, outside := shot(t, dir), shot(t, other)
			err := Apply(dir, changes, true)
			if err == nil || !strings.HasPrefix(err.Error(), filepath.Join(dir, link)+": a symbolic link") {
				t.Error("got", err)
			}
			if d := difference(shot(t, dir), before) + difference(shot(t, other), outside); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestApplyErrors(t *testing.T) {
	dir := t.TempDir()
	layOut(t, dir, map[string]string{"file": "", "link": "-> nowhere"})
	tree := Tree{owned("base/x", "1")}
	changes := mustCompare(t, filepath.Join(dir, "missing"), tree)
	for name, want := range map[string]string{
		"file":    "file: not a directory",
		"link":    "link: a symbolic link to nothing",
		"file/in": "file/in: not a directory",
	} {
		err := Apply(filepath.Join(dir, name), changes, false)
		if err == nil || err.Error() != filepath.Join(dir, want) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}

// TestApplyTogether runs many at once in one directory that does not exist: one wins, the others say why they did not.
func TestApplyTogether(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "k8s")
	var wg sync.WaitGroup
	for range 8 {
		changes := mustCompare(t, dir, newTree())
		wg.Go(func() {
			var changed *ChangedError
			if err := Apply(dir, changes, false); err != nil && !errors.As(err, &changed) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if left := mustCompare(t, dir, newTree()); len(left) > 0 {
		t.Error(describe(left))
	}
}

func TestApplyBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		changes := mustCompare(t, dir, newTree())
		holder, err := begin(dir, openDisk)
		if err != nil {
			t.Fatal(err)
		}
		other, err := holder.Open(metaDir)
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		if free, _ := flock(other); free {
			t.Skip("no lock on this system")
		}
		err = Apply(dir, changes, false)
		var busy *BusyError
		if !errors.As(err, &busy) || err.Error() != "another harden-gen is writing to "+dir {
			t.Error("got", err)
		}
		holder.end()
		if err := Apply(dir, changes, false); err != nil {
			t.Error(err)
		}
	})
}

func TestApplyDenied(t *testing.T) {
	if os.Getuid() <= 0 {
		t.Skip("the superuser may do everything")
	}
	dir := t.TempDir()
	layOut(t, dir, oldFiles())
	if err := os.Chmod(filepath.Join(dir, "base/api"), 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(filepath.Join(dir, "base/api"), 0o755)
	before := shot(t, dir)
	err := Apply(dir, mustCompare(t, dir, newTree()), false)
	if !errors.Is(err, fs.ErrPermission) || !strings.HasPrefix(err.Error(), filepath.Join(dir, "base/api")) {
		t.Error("got", err)
	}
	if d := difference(shot(t, dir), before); d != "" {
		t.Error(d)
	}
}

func TestErrorsKeepTheirCause(t *testing.T) {
	err := atPlace("k8s", "base/x", &fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC})
	if !errors.Is(err, syscall.ENOSPC) || err.Error() != filepath.Join("k8s", "base/x")+": no space left on device" {
		t.Error(err)
	}
}

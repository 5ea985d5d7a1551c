package kustomize

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// faults lets chosen calls to a disk fail, by their number from 1.
type faults struct {
	mu    sync.Mutex
	calls int
	// failAt fails one call.
	failAt int
	// fullAt fails this call and every later one that needs space.
	fullAt int
	// deadAt fails this call and every later one: the process was killed here.
	deadAt int
	// noLinks fails every Link.
	noLinks bool
	// failed is the name of the last call that failed.
	failed string
}

var errDead = errors.New("killed")

func (f *faults) call(name string, needsSpace bool) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls++
	var err error
	switch {
	case f.deadAt > 0 && f.calls >= f.deadAt:
		err = errDead
	case f.failAt == f.calls:
		err = syscall.EIO
	case f.fullAt > 0 && f.calls >= f.fullAt && needsSpace:
		err = syscall.ENOSPC
	}
	if err != nil {
		f.failed = name
	}
	return err
}

// isTorn tells that the call which fails now does half of its work.
func (f *faults) isTorn() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.deadAt == 0 || f.calls == f.deadAt
}

func (f *faults) open(dir string) (disk, error) {
	d, err := openDisk(dir)
	return faultyDisk{d, f}, err
}

type faultyDisk struct {
	disk
	*faults
}

type faultyDirectory struct {
	directory
	*faults
}

func (d faultyDirectory) Mkdir(name string, mode fs.FileMode) error {
	if err := d.call("mkdir", true); err != nil {
		return err
	}
	return d.directory.Mkdir(name, mode)
}

func (d faultyDirectory) write(name string, data []byte, how howToWrite) error {
	return d.torn(d.directory, name, data, how)
}

func (d faultyDirectory) in(name string) (directory, error) { return d.within(d.directory, name) }

// torn writes half of the data where it fails.
func (f *faults) torn(in directory, name string, data []byte, how howToWrite) error {
	err := f.call("write", true)
	if err == nil {
		return in.write(name, data, how)
	}
	if f.isTorn() {
		_ = in.write(name, data[:len(data)/2], how)
	}
	return err
}

func (f *faults) within(in directory, name string) (directory, error) {
	if err := f.call("open", false); err != nil {
		return nil, err
	}
	sub, err := in.in(name)
	return faultyDirectory{sub, f}, err
}

func (d faultyDisk) Lstat(name string) (fs.FileInfo, error) {
	if err := d.call("lstat", false); err != nil {
		return nil, err
	}
	return d.disk.Lstat(name)
}

func (d faultyDisk) ReadFile(name string) ([]byte, error) {
	if err := d.call("read", false); err != nil {
		return nil, err
	}
	return d.disk.ReadFile(name)
}

func (d faultyDisk) Mkdir(name string, mode fs.FileMode) error {
	if err := d.call("mkdir", true); err != nil {
		return err
	}
	return d.disk.Mkdir(name, mode)
}

func (d faultyDisk) Chmod(name string, mode fs.FileMode) error {
	if err := d.call("chmod", false); err != nil {
		return err
	}
	return d.disk.Chmod(name, mode)
}

func (d faultyDisk) Link(oldname, newname string) error {
	if err := d.call("link", true); err != nil {
		return err
	}
	if d.noLinks {
		return errors.ErrUnsupported
	}
	return d.disk.Link(oldname, newname)
}

func (d faultyDisk) Rename(oldname, newname string) error {
	if err := d.call("rename", false); err != nil {
		return err
	}
	return d.disk.Rename(oldname, newname)
}

func (d faultyDisk) Remove(name string) error {
	if err := d.call("remove", false); err != nil {
		return err
	}
	return d.disk.Remove(name)
}

func (d faultyDisk) RemoveAll(name string) error {
	err := d.call("remove all", false)
	if err == nil {
		return d.disk.RemoveAll(name)
	}
	if f, openErr := d.disk.Open(name); openErr == nil && d.isTorn() {
		names, _ := f.Readdirnames(1)
		f.Close()
		for _, child := range names {
			_ = d.disk.RemoveAll(name + "/" + child)
		}
	}
	return err
}

func (d faultyDisk) write(name string, data []byte, how howToWrite) error {
	return d.torn(d.disk, name, data, how)
}

func (d faultyDisk) in(name string) (directory, error) { return d.within(d.disk, name) }

// before and after are what a tree may look like around an Apply of newTree, and nothing between.
type stateCase struct {
	name          string
	files         map[string]string
	before, after map[string]string
}

// tempDir is in memory where it can be: these tests make thousands of small trees.
func tempDir(t testing.TB) string {
	t.Helper()
	if _, err := os.Stat("/dev/shm"); err != nil {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp("/dev/shm", "kustomize")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func stateCases(t *testing.T) []stateCase {
	cases := []stateCase{{name: "fresh"}, {name: "over old", files: oldFiles()}}
	for i := range cases {
		c := &cases[i]
		dir := filepath.Join(tempDir(t), "k8s")
		c.layOut(t, dir)
		c.before = shot(t, dir)
		mustApply(t, dir, newTree())
		c.after = shot(t, dir)
	}
	return cases
}

func (c *stateCase) layOut(t *testing.T, dir string) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	layOut(t, dir, c.files)
	if c.files == nil {
		return
	}
	for name, mode := range map[string]fs.FileMode{"base/api/deployment.yaml": 0o600, "base/gone/deep": 0o700} {
		if err := os.Chmod(filepath.Join(dir, name), mode); err != nil {
			t.Fatal(err)
		}
	}
}

// check demands one of the two states, and the old one when wantOld; an empty .harden-gen is as good as none.
func (c *stateCase) check(t *testing.T, dir string, wantOld bool) {
	t.Helper()
	got := shot(t, dir)
	if _, ok := c.before[metaDir]; !ok && len(got) == 1 {
		delete(got, metaDir)
	}
	toOld, toNew := difference(got, c.before), difference(got, c.after)
	if toOld != "" && (wantOld || toNew != "") {
		t.Fatalf("from the old state:\n%s\nfrom the new state:\n%s", toOld, toNew)
	}
}

// run applies newTree with the faults, and reports whether it got through before the first of them.
func (c *stateCase) run(t *testing.T, dir string, f *faults) (through bool, err error) {
	t.Helper()
	c.layOut(t, dir)
	err = applyOn(f.open, dir, mustCompare(t, dir, newTree()), false)
	return f.failed == "", err
}

func TestApplyFault(t *testing.T) {
	for _, c := range stateCases(t) {
		for _, kind := range []struct {
			name  string
			cause error
			at    func(n int) *faults
		}{
			{"one fault", syscall.EIO, func(n int) *faults { return &faults{failAt: n} }},
			{"full disk", syscall.ENOSPC, func(n int) *faults { return &faults{fullAt: n} }},
			{"one fault without links", syscall.EIO, func(n int) *faults { return &faults{failAt: n, noLinks: true} }},
		} {
			t.Run(c.name+", "+kind.name, func(t *testing.T) {
				dir := filepath.Join(tempDir(t), "k8s")
				for n := 1; ; n++ {
					f := kind.at(n)
					through, err := c.run(t, dir, f)
					if err != nil && (!errors.Is(err, kind.cause) || !strings.HasPrefix(err.Error(), dir)) {
						t.Fatalf("fault %d: %v", n, err)
					}
					if f.failed == "remove all" && err == nil {
						// The run was through with its work; the next one clears up behind it.
						if err := Recover(dir); err != nil {
							t.Fatal(err)
						}
					}
					c.check(t, dir, err != nil)
					// Between the first call, which makes .harden-gen, and its lock nothing may be removed.
					if _, statErr := os.Lstat(dir); c.files == nil && err != nil && statErr == nil && n != 2 {
						t.Errorf("fault %d in %s: the directory stayed", n, f.failed)
					}
					if through {
						t.Log(n-1, "calls")
						break
					}
				}
			})
		}
	}
}

// TestApplyKilled dies at every call, also while it undoes after a fault.
func TestApplyKilled(t *testing.T) {
	for _, c := range stateCases(t) {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(tempDir(t), "k8s")
			for failAt := 0; ; failAt++ {
				var through bool
				for deadAt := failAt + 1; !through; deadAt += 1 + failAt%5 {
					f := &faults{failAt: failAt, deadAt: deadAt}
					_, err := c.run(t, dir, f)
					through = f.calls < deadAt
					if recoverErr := Recover(dir); recoverErr != nil {
						t.Fatalf("fault %d, killed %d: %v", failAt, deadAt, recoverErr)
					}
					c.check(t, dir, through && err != nil)
				}
				if f := (&faults{failAt: failAt}); failAt > 0 {
					if through, _ := c.run(t, dir, f); through {
						break
					}
				}
			}
		})
	}
}

// TestRecoverKilled dies in Recover too.
func TestRecoverKilled(t *testing.T) {
	for _, c := range stateCases(t) {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(tempDir(t), "k8s")
			for deadAt := 1; ; deadAt++ {
				var through bool
				for again := 1 + deadAt%6; ; again += 6 {
					through, _ = c.run(t, dir, &faults{deadAt: deadAt})
					f := &faults{deadAt: again}
					_ = recoverOn(f.open, dir)
					if err := Recover(dir); err != nil {
						t.Fatalf("killed %d and %d: %v", deadAt, again, err)
					}
					c.check(t, dir, false)
					if f.failed == "" {
						break
					}
				}
				if through {
					break
				}
			}
		})
	}
}

// TestRecoverKeepsEdits edits files between the crash and the recovery.
func TestRecoverKeepsEdits(t *testing.T) {
	c := stateCases(t)[1]
	dir := filepath.Join(tempDir(t), "k8s")
	edits := []string{"base/api/deployment.yaml", "base/api/service.yaml", "base/kustomization.yaml", "base/shared/gone.yaml", "harden.yaml"}
	for deadAt := 1; ; deadAt++ {
		through, _ := c.run(t, dir, &faults{deadAt: deadAt})
		if through {
			break
		}
		for _, name := range edits {
			layOut(t, dir, map[string]string{name: "edited"})
		}
		if err := Recover(dir); err != nil {
			t.Fatal(err)
		}
		got := shot(t, dir)
		for _, name := range edits {
			if !strings.HasSuffix(got[name], " edited") {
				t.Fatalf("killed %d: %s is %q", deadAt, name, got[name])
			}
		}
		if _, ok := got[stageDir]; ok {
			t.Fatalf("killed %d: the stage stayed", deadAt)
		}
	}
}

func TestRecoverNothing(t *testing.T) {
	dir := tempDir(t)
	for _, name := range []string{".", "missing"} {
		if err := Recover(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	if got := shot(t, dir); len(got) > 0 {
		t.Error(got)
	}
}

// TestRecoverHostile reads journals that came with a checkout.
func TestRecoverHostile(t *testing.T) {
	for name, test := range map[string]struct{ path, content, want string }{
		"empty":     {journalPath, "", "damaged"},
		"version":   {journalPath, `{"version":9}`, "another version"},
		"up":        {journalPath, `{"version":1,"steps":[{"op":"create","path":"../x"}]}`, "the path leaves"},
		"hooks":     {undoPath, `{"version":1,"steps":[{"op":"replace","path":".git/hooks/pre-commit"}]}`, "begins with a dot"},
		"operation": {journalPath, `{"version":1,"steps":[{"op":"format","path":"base"}]}`, "damaged"},
		"link":      {journalPath, `{"version":1,"steps":[{"op":"create","path":"link/x"}]}`, "link: a symbolic link"},
		"undo link": {undoPath, `{"version":1,"steps":[{"op":"delete","path":"link/x"}]}`, "link: a symbolic link"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := tempDir(t)
			layOut(t, dir, map[string]string{test.path: test.content, newPath(0): "x", oldPath(0): "x", "base/": "", "git/": "", "link": "-> git"})
			err := Recover(dir)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
			if got := shot(t, dir); got["base"] == "" || got["git/x"] != "" {
				t.Error(got)
			}
		})
	}
}

package main

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/harden-gen/harden-gen/internal/kustomize"
)

// killRounds is how often each command is killed; HARDEN_GEN_KILL_ROUNDS makes it more.
func killRounds(t *testing.T) int {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("HARDEN_GEN_KILL_ROUNDS")); err == nil {
		return n
	}
	if testing.Short() {
		t.Skip("starts processes")
	}
	return 6
}

// manyWorkloads is a spec whose every file is generated otherwise with another user.
func manyWorkloads(n, user int) string {
	var b strings.Builder
	b.WriteString("apiVersion: harden-gen.dev/v1alpha1\nkind: HardenedApplication\nmetadata: {name: shop}\nworkloads:\n")
	for i := range n {
		fmt.Fprintf(&b, "- name: w%d\n  image: registry.example.com/shop/w:1.4.2@sha256:%064d\n  runAsUser: %d\n", i, i, user)
		fmt.Fprintf(&b, "  ports: [{name: http, containerPort: %d, servicePort: 80}]\n", user)
	}
	return b.String()
}

// editedTree is a tree with edits in some deployments, and a spec that has changed every file since.
func editedTree(t *testing.T) string {
	t.Helper()
	const workloads = 12
	dir := filepath.Join(t.TempDir(), "k8s")
	spec := filepath.Join(dir, specName)
	write := func(text string) {
		if err := os.WriteFile(spec, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	write(manyWorkloads(workloads, 10001))
	if code, _, said := command(dir, "generate", "-q"); code != exitOK {
		t.Fatal(said)
	}
	for i := range 3 {
		edited(t, filepath.Join(dir, "base", "w"+strconv.Itoa(i), "deployment.yaml"), "  replicas: 2\n", "  # many\n  replicas: 5\n")
	}
	write(manyWorkloads(workloads, 20002))
	return dir
}

// process starts harden-gen itself: the test binary under its name.
func process(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	tool := filepath.Join(t.TempDir(), "harden-gen")
	if err := os.Symlink(os.Args[0], tool); err != nil {
		t.Skip(err)
	}
	cmd := exec.Command(tool, args...)
	cmd.Dir = filepath.Dir(dir)
	return cmd
}

// killWriting kills a process a random moment after it began to write.
func killWriting(t *testing.T, cmd *exec.Cmd, dir string) {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // killed or not
		close(ended)
	}()
	stage := filepath.Join(dir, ".harden-gen", "stage")
	for {
		select {
		case <-ended:
			return // before it could be killed
		default:
		}
		if _, err := os.Lstat(stage); err == nil {
			break
		}
	}
	time.Sleep(rand.N(10 * time.Millisecond))
	_ = cmd.Process.Kill()
	<-ended
}

// snapshot is every file below dir with its content.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		files[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "k8s")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// TestKilledWays: whenever a merge or a move into an overlay is killed, the tree is the old one or the new one.
func TestKilledWays(t *testing.T) {
	rounds := killRounds(t)
	for _, way := range [][]string{{"generate", "--merge"}, {"generate", "--to-overlay", "staging"}, {"generate", "--force"}} {
		t.Run(strings.Join(way, " "), func(t *testing.T) {
			before := editedTree(t)
			done := copyOf(t, before)
			if out, err := process(t, done, way...).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			old, now := snapshot(t, before), snapshot(t, done)
			olds, news, half := 0, 0, 0
			for range rounds {
				dir := copyOf(t, before)
				cmd := process(t, dir, way...)
				killWriting(t, cmd, dir)
				if _, err := os.Lstat(filepath.Join(dir, ".harden-gen", "stage")); err == nil {
					half++
				}
				if err := kustomize.Recover(dir); err != nil {
					t.Fatal(err)
				}
				switch got := snapshot(t, dir); {
				case cmp.Equal(got, old):
					olds++
				case cmp.Equal(got, now):
					news++
				default:
					t.Fatalf("neither the old tree nor the new one; from the new one:\n%s", cmp.Diff(now, got))
				}
			}
			t.Logf("%d rounds: %d old, %d new, %d of them were half-way", rounds, olds, news, half)
		})
	}
}

// TestWaysAtOnce: of two processes that treat the same edits in two ways, each leaves a whole tree.
func TestWaysAtOnce(t *testing.T) {
	rounds := killRounds(t) / 3
	before := editedTree(t)
	var ends []map[string]string
	ways := [][]string{{"generate", "--merge"}, {"generate", "--to-overlay", "staging"}}
	for _, way := range ways {
		done := copyOf(t, before)
		if out, err := process(t, done, way...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		ends = append(ends, snapshot(t, done))
	}
	for range rounds {
		dir := copyOf(t, before)
		first, second := process(t, dir, ways[0]...), process(t, dir, ways[1]...)
		if err := first.Start(); err != nil {
			t.Fatal(err)
		}
		_ = second.Run() // one of them may find that the files have changed
		_ = first.Wait()
		if err := kustomize.Recover(dir); err != nil {
			t.Fatal(err)
		}
		// Whoever comes second may also find the edits merged, and move them then.
		got := snapshot(t, dir)
		if !cmp.Equal(got, ends[0]) && !cmp.Equal(got, ends[1]) {
			t.Fatal(cmp.Diff(ends[1], got))
		}
	}
}

// TestAnotherBranch: what a killed process left is finished on whatever branch the next command finds, and then the
// tree is what that branch's spec says.
func TestAnotherBranch(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	rounds := killRounds(t)
	for key, value := range map[string]string{
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com",
		"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com",
	} {
		t.Setenv(key, value)
	}
	before := editedTree(t)
	git := func(args ...string) {
		cmd := exec.Command("git", args...)
		cmd.Dir = before
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q", "-b", "edited")
	git("add", "-A")
	git("commit", "-q", "-m", "edited")
	git("switch", "-q", "-c", "other")
	if err := os.WriteFile(filepath.Join(before, specName), []byte(manyWorkloads(3, 30003)), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, said := command(before, "generate", "--force", "-q"); code != exitOK {
		t.Fatal(said)
	}
	git("add", "-A")
	git("commit", "-q", "-m", "other")
	want := snapshot(t, before)
	base := func(files map[string]string) map[string]string {
		out := map[string]string{}
		for name, text := range files {
			if !strings.HasPrefix(name, ".git/") {
				out[name] = text
			}
		}
		return out
	}
	for range rounds {
		git("switch", "-q", "--discard-changes", "edited")
		git("clean", "-qfdx")
		cmd := process(t, before, "generate", "--merge")
		killWriting(t, cmd, before)
		git("switch", "-q", "--discard-changes", "other")
		if code, _, said := command(before, "generate", "-q"); code != exitOK {
			t.Fatal(said)
		}
		if d := cmp.Diff(base(want), base(snapshot(t, before))); d != "" {
			t.Fatal(d)
		}
	}
}

package kustomize

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

const childDir = "KUSTOMIZE_TEST_CHILD_DIR"

// generation returns one of the trees that the children write in turns; they share some files and have some alone.
func generation(n int) Tree {
	tree := Tree{kept(".harden-gen/spec.yaml", strconv.Itoa(n)), owned("base/kustomization.yaml", strconv.Itoa(n))}
	for i := range 40 {
		folder := fmt.Sprintf("base/w%02d/", i)
		if i%3 == 0 {
			folder = fmt.Sprintf("overlays/prod/w%02d/", i)
		}
		if i%4 == n%2 {
			folder = fmt.Sprintf("base/w%02d-only%d/", i, n%2)
		}
		for _, name := range []string{"deployment.yaml", "service.yaml"} {
			tree = append(tree, owned(folder+name, strings.Repeat(strconv.Itoa(n), 500)))
		}
	}
	return append(tree, kept("harden.yaml", strconv.Itoa(n)))
}

// TestChild is not a test: the binary runs it in processes of its own, to be killed or to stand in each other's way.
func TestChild(t *testing.T) {
	dir := os.Getenv(childDir)
	if dir == "" {
		t.Skip("runs only as a child")
	}
	fmt.Println("\nready")
	end := time.Now().Add(700 * time.Millisecond)
	for n := 0; time.Now().Before(end); n++ {
		w, err := Open(dir)
		var changes []Change
		if err == nil {
			if changes, err = Compare(dir, generation(n%2)); err == nil {
				err = w.Apply(changes, false)
			}
			w.Close()
		}
		var changed *ChangedError
		var busy *BusyError
		if err != nil && !errors.As(err, &changed) && !errors.As(err, &busy) {
			t.Fatal(err)
		}
	}
}

// startChild returns when the child begins to write.
func startChild(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestChild$")
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if lines.Text() == "ready" {
			break
		}
	}
	return cmd
}

// checkWhole demands that dir holds one generation and nothing else but what was there before any.
func checkWhole(t *testing.T, dir string) {
	t.Helper()
	got := shot(t, dir)
	if len(got) == 0 || len(got) == 1 && got[metaDir] != "" {
		return
	}
	var differences []string
	for n := range 2 {
		want := filepath.Join(tempDir(t), "k8s")
		mustApply(t, want, generation(n))
		d := difference(got, shot(t, want))
		if d == "" {
			return
		}
		differences = append(differences, d)
	}
	t.Fatalf("from one:\n%s\nfrom the other:\n%s", differences[0], differences[1])
}

func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir := filepath.Join(tempDir(t), "k8s")
	half := 0
	for round := range 30 {
		if round%10 == 0 {
			if err := os.RemoveAll(dir); err != nil {
				t.Fatal(err)
			}
		}
		child := startChild(t, dir)
		time.Sleep(rand.N(12 * time.Millisecond))
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = child.Wait()
		if _, err := os.Lstat(filepath.Join(dir, stageDir)); err == nil {
			half++
		}
		if err := Recover(dir); err != nil {
			t.Fatal(err)
		}
		checkWhole(t, dir)
	}
	t.Log(half, "of 30 rounds left something to recover")
}

func TestProcessesTogether(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	dir := filepath.Join(tempDir(t), "k8s")
	children := []*exec.Cmd{startChild(t, dir), startChild(t, dir), startChild(t, dir)}
	for _, child := range children {
		if err := child.Wait(); err != nil {
			t.Error(err)
		}
	}
	checkWhole(t, dir)
}

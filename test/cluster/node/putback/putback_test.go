package putback

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/harden-gen/harden-gen/test/cluster/controlplane"
)

// An ending is a way for a run to end.
type ending struct {
	name string
	hold string // what the test is told to do once its pod runs
	end  func(t *testing.T, caller int)
	code int // -1: killed
}

var endings = []ending{
	{"well", "ends", nil, 0},
	{"failed", "fails", nil, 1},
	{"panic", "panics", nil, 2},
	{"interrupted", "waits", func(t *testing.T, caller int) { send(t, caller, syscall.SIGINT) }, 130},
	{"killed", "waits", func(t *testing.T, caller int) { send(t, caller, syscall.SIGKILL) }, -1},
	{"keeper killed", "waits", func(t *testing.T, caller int) { send(t, child(t, caller), syscall.SIGKILL) }, 1},
}

// TestNothingIsLeft ends runs in every way, and compares the machine with what it was before.
func TestNothingIsLeft(t *testing.T) {
	if os.Getenv("CASES") != "" {
		t.Skip("CASES names cases of others; this one does not look at them")
	}
	if os.Geteuid() != 0 {
		t.Skip("*** SKIPPED: there is no node without root, and nothing to put back ***")
	}
	binary := filepath.Join(t.TempDir(), "node.test")
	if out, err := controlplane.GoCommand(t.Context(), "test", "-c", "-trimpath", "-o", binary, "..").CombinedOutput(); err != nil {
		t.Fatalf("go test -c: %v\n%s", err, out)
	}
	before := look()
	t.Log("before:", before.counts())
	t.Run("ends", func(t *testing.T) {
		for _, e := range endings {
			t.Run(e.name, func(t *testing.T) {
				t.Parallel()
				e.happen(t, binary)
			})
		}
	})
	nothingNew(t, before)
}

// TestSweep kills a run and its keeper at once; the next run puts away what they could not.
func TestSweep(t *testing.T) {
	if os.Getenv("CASES") != "" || os.Geteuid() != 0 {
		t.Skip("see TestNothingIsLeft")
	}
	binary := filepath.Join(t.TempDir(), "node.test")
	if out, err := controlplane.GoCommand(t.Context(), "test", "-c", "-trimpath", "-o", binary, "..").CombinedOutput(); err != nil {
		t.Fatalf("go test -c: %v\n%s", err, out)
	}
	before := look()
	ending{"both killed", "waits", func(t *testing.T, caller int) {
		keeper := child(t, caller)
		send(t, caller, syscall.SIGSTOP) // or it would do the keeper's work
		send(t, keeper, syscall.SIGKILL)
		send(t, caller, syscall.SIGKILL)
	}, -1}.happen(t, binary)
	ending{"well", "ends", nil, 0}.happen(t, binary)
	nothingNew(t, before)
}

// nothingNew waits a little: the kernel takes its time over network namespaces.
func nothingNew(t *testing.T, before machine) {
	t.Helper()
	var lines []string
	for range 60 {
		now := look()
		if lines = before.differs(now); len(lines) == 0 {
			t.Log("after:", now.counts())
			return
		}
		time.Sleep(500 * time.Millisecond)
	}
	t.Errorf("this machine is not as it was before:\n%s", strings.Join(lines, "\n"))
}

func (e ending) happen(t *testing.T, binary string) {
	t.Helper()
	cmd := exec.Command(binary, "-test.run=^TestHold$")
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), "HARDEN_GEN_NODE_HOLD="+e.hold)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	var said strings.Builder
	lines := bufio.NewScanner(io.TeeReader(r, &said))
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "up: ") && e.end != nil {
			e.end(t, cmd.Process.Pid)
		}
		if strings.Contains(lines.Text(), "SKIPPED") {
			t.Skip(lines.Text())
		}
	}
	r.Close()
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != e.code {
		t.Errorf("a run that ends like this has the exit code %d, not %d:\n%s", code, e.code, said.String())
	}
}

func send(t *testing.T, pid int, s syscall.Signal) {
	if err := syscall.Kill(pid, s); err != nil {
		t.Errorf("kill %d: %v", pid, err)
	}
}

// child is the keeper of a run.
func child(t *testing.T, pid int) int {
	out := read("/proc/" + strconv.Itoa(pid) + "/task/" + strconv.Itoa(pid) + "/children")
	tasks, _ := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/children")
	for _, path := range tasks {
		out += " " + read(path)
	}
	for _, field := range strings.Fields(out) {
		if n, err := strconv.Atoi(field); err == nil {
			return n
		}
	}
	t.Fatal("the run has no keeper")
	return 0
}

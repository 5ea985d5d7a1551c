// Package terminal runs harden-gen on a terminal that never answers, as a recorder or a serial
// console is, and reads what it writes there.
package terminal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

const slow = 20 * time.Second // what waits for an answer for ever takes longer

// TestNoQueries demands that no command asks the terminal anything: a query begins with the escape
// byte, and so does a colour, which none of these commands needs.
func TestNoQueries(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "harden-gen")
	if out, err := exec.Command("go", "build", "-o", program, "../../cmd/harden-gen").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	image := "registry.example.com/shop/api:1.0.0@sha256:" + fmt.Sprintf("%064d", 1)
	for _, args := range [][]string{
		{"--help"}, {"init", "--help"}, {"version"}, {"schema"}, {"completion", "bash"}, {"no-such-command"},
		{"init", "api", "--image", image, "--port", "http=8080", "-o", "k8s"},
		{"generate"}, {"generate", "--stdout"}, {"add", "worker", "--image", image},
	} {
		said := onTerminal(t, dir, program, args)
		if at := bytes.IndexByte(said, 0x1b); at >= 0 {
			t.Errorf("harden-gen %q wrote an escape byte: %q", args, said[at:min(len(said), at+20)])
		}
		if len(said) == 0 && args[0] != "generate" {
			t.Errorf("harden-gen %q said nothing, so nothing was tested", args)
		}
	}
}

// onTerminal runs a program with all three streams on a new terminal, and returns what it wrote.
func onTerminal(t *testing.T, dir, program string, args []string) []byte {
	t.Helper()
	master, slave := openTerminal(t)
	defer master.Close()
	ctx, cancel := context.WithTimeout(t.Context(), slow)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TERM=xterm-256color")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := slave.Close(); err != nil {
		t.Fatal(err)
	}
	said, err := io.ReadAll(master)
	if err != nil && !errors.Is(err, syscall.EIO) { // EIO: nobody has the other end open any more
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if ctx.Err() != nil {
		t.Errorf("harden-gen %q still ran after %v", args, slow)
	}
	return said
}

// openTerminal makes a pseudo-terminal; the second file is the one that programs see.
func openTerminal(t testing.TB) (master, slave *os.File) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	var unlocked, number int32
	control(t, master, syscall.TIOCSPTLCK, &unlocked)
	control(t, master, syscall.TIOCGPTN, &number)
	slave, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminals here: %v", err)
	}
	return master, slave
}

func control(t testing.TB, f *os.File, request uintptr, value *int32) {
	t.Helper()
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), request, uintptr(unsafe.Pointer(value))); errno != 0 {
		t.Fatal(errno)
	}
}

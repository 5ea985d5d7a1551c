package terminal

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// session is a program that draws on a terminal which never answers.
type session struct {
	master *os.File
	cmd    *exec.Cmd
	mu     sync.Mutex
	text   []byte
	more   chan struct{}
}

func start(t testing.TB, dir, program string, args ...string) *session {
	t.Helper()
	master, slave := openTerminal(t)
	size := [4]uint16{24, 80}
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), syscall.TIOCSWINSZ, uintptr(unsafe.Pointer(&size))); errno != 0 {
		t.Fatal(errno)
	}
	s := &session{master: master, cmd: exec.Command(program, args...), more: make(chan struct{}, 1)}
	s.cmd.Dir = dir
	s.cmd.Env = append(os.Environ(), "TERM=xterm-256color", "ACCESSIBLE=")
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = slave, slave, slave
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	slave.Close()
	s.master = closable(t, master)
	go s.read()
	t.Cleanup(func() { _ = s.cmd.Process.Kill(); s.master.Close() })
	return s
}

// closable is the same terminal as a file whose Close ends a Read that waits: only then is it hung up.
func closable(t testing.TB, master *os.File) *os.File {
	t.Helper()
	fd, err := syscall.Dup(int(master.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	master.Close()
	if err := syscall.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), "terminal")
}

func (s *session) read() {
	buf := make([]byte, 64<<10)
	for {
		n, err := s.master.Read(buf)
		s.mu.Lock()
		s.text = append(s.text, buf[:n]...)
		s.mu.Unlock()
		select {
		case s.more <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// waitFor returns once the program has written what is looked for.
func (s *session) waitFor(t testing.TB, what string) {
	t.Helper()
	deadline := time.After(slow)
	for {
		s.mu.Lock()
		found := bytes.Contains(s.text, []byte(what))
		s.mu.Unlock()
		if found {
			return
		}
		select {
		case <-s.more:
		case <-deadline:
			t.Fatalf("%q was never written; there is:\n%q", what, s.text)
		}
	}
}

func (s *session) send(t testing.TB, keys string) {
	t.Helper()
	if _, err := s.master.WriteString(keys); err != nil {
		t.Fatal(err)
	}
}

// end waits for the program and returns its exit code; -1 when a signal ended it.
func (s *session) end(t testing.TB) int {
	t.Helper()
	timer := time.AfterFunc(slow, func() { _ = s.cmd.Process.Kill() })
	_ = s.cmd.Wait() // the exit code says it
	if !timer.Stop() {
		t.Errorf("still running after %v", slow)
	}
	return s.cmd.ProcessState.ExitCode()
}

func build(t testing.TB, dir, name, source string) string {
	t.Helper()
	program := filepath.Join(dir, name)
	if out, err := exec.Command("go", "build", "-o", program, source).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// TestWizardEnds ends the wizard in every way but the right one: nothing is left behind, and it
// never waits for a terminal that does not answer.
func TestWizardEnds(t *testing.T) {
	program := build(t, t.TempDir(), "harden-gen", "../../cmd/harden-gen")
	for _, c := range []struct {
		name string
		end  func(t *testing.T, s *session)
		code int
	}{
		{"ctrl-c", func(t *testing.T, s *session) { s.send(t, "\x03") }, 130},
		{"escape", func(t *testing.T, s *session) { s.send(t, "\x1b") }, 130},
		{"terminated", func(_ *testing.T, s *session) { _ = s.cmd.Process.Signal(syscall.SIGTERM) }, 130},
		{"killed", func(_ *testing.T, s *session) { _ = s.cmd.Process.Kill() }, -1},
		{"the terminal closed", func(_ *testing.T, s *session) { s.master.Close() }, -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s := start(t, dir, program, "init")
			s.waitFor(t, "1 of 3")
			s.send(t, "zebra\r")
			s.waitFor(t, "7ms\x1b[") // the cursor stands on the sample of the image
			c.end(t, s)
			if code := s.end(t); code != c.code {
				t.Errorf("exit code %d, not %d", code, c.code)
			}
			if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
				t.Errorf("left behind: %v, %v", files, err)
			}
			if c.code == 130 {
				s.waitFor(t, "\x1b[?1049l") // the screen as it was
				s.waitFor(t, "# Nothing was written.")
			}
		})
	}
}

// BenchmarkFirstPaint is how long the wizard takes from its start to its first page, beside the
// smallest form that huh can draw. The limit is 1.5. Whatever else the machine does makes a run
// slower and none faster, so the fastest of each counts.
func BenchmarkFirstPaint(b *testing.B) {
	dir := b.TempDir()
	ours, bare := build(b, dir, "harden-gen", "../../cmd/harden-gen"), build(b, dir, "form", "../bench/form")
	var wizard, form []time.Duration
	for b.Loop() {
		wizard = append(wizard, firstPaint(b, ours, "init"))
		form = append(form, firstPaint(b, bare))
	}
	ms := func(all []time.Duration) float64 { return slices.Min(all).Seconds() * 1000 }
	b.ReportMetric(ms(wizard), "wizard-ms")
	b.ReportMetric(ms(form), "form-ms")
	b.ReportMetric(ms(wizard)/ms(form), "ratio")
}

func firstPaint(b *testing.B, program string, args ...string) time.Duration {
	began := time.Now()
	s := start(b, b.TempDir(), program, args...)
	s.waitFor(b, "Namespace")
	took := time.Since(began)
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	return took
}

// BenchmarkKeyToPaint is how long a letter takes from the keyboard to the screen. The limit is two
// frames, 33 ms.
func BenchmarkKeyToPaint(b *testing.B) {
	s := start(b, b.TempDir(), build(b, b.TempDir(), "harden-gen", "../../cmd/harden-gen"), "init")
	s.waitFor(b, "Namespace")
	var all []time.Duration
	for i := 0; b.Loop(); i++ {
		time.Sleep(20 * time.Millisecond) // what was painted before is not counted
		s.mu.Lock()
		s.text = nil
		s.mu.Unlock()
		letter := string(rune('a' + i%26))
		began := time.Now()
		s.send(b, letter)
		s.waitFor(b, letter)
		all = append(all, time.Since(began))
	}
	b.ReportMetric(median(all).Seconds()*1000, "median-ms")
	b.ReportMetric(slices.Max(all).Seconds()*1000, "slowest-ms")
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

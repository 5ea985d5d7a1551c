package controlplane

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// A process is one program of the control plane.
type process struct {
	name string
	cmd  *exec.Cmd
	log  string
	done chan struct{} // closed once it has ended
}

// Run starts a program in the control plane's folder, its words going to a file.
func (p *ControlPlane) Run(name string, args ...string) error {
	each := &process{name: name, cmd: exec.Command(filepath.Join(p.Binaries, name), args...), log: p.File(name + ".log"), done: make(chan struct{})}
	log, err := os.Create(each.log)
	if err != nil {
		return err
	}
	defer log.Close()
	each.cmd.Dir, each.cmd.Stdout, each.cmd.Stderr = p.Dir, log, log
	each.cmd.Env = []string{"HOME=" + p.Dir, "TMPDIR=" + p.Dir, "PATH=" + os.Getenv("PATH")}
	Tie(each.cmd, syscall.SIGKILL)
	if err := each.cmd.Start(); err != nil {
		return err
	}
	go func() {
		_ = each.cmd.Wait()
		close(each.done)
	}()
	p.processes = append(p.processes, each)
	return nil
}

func (e *process) ended() bool {
	select {
	case <-e.done:
		return true
	default:
		return false
	}
}

// lastWords are the last lines of the log.
func (e *process) lastWords() string {
	data, err := os.ReadFile(e.log)
	if err != nil {
		return err.Error()
	}
	lines := bytes.Split(bytes.TrimSpace(data), []byte("\n"))
	return string(bytes.Join(lines[max(0, len(lines)-15):], []byte("\n")))
}

// Wait returns when all is to end, and reports a process that ended before.
func (p *ControlPlane) Wait() {
	for _, each := range p.processes {
		go func() {
			<-each.done
			if !p.isStopped() {
				fmt.Fprintf(os.Stderr, "%s ended while it was needed; its last words:\n%s\n", each.name, each.lastWords())
			}
		}()
	}
	<-p.Stopped
}

// Stop ends the processes, the last one first, and their groups with them.
func (p *ControlPlane) Stop() {
	for _, each := range slices.Backward(p.processes) {
		_ = SignalGroup(each.cmd, syscall.SIGTERM)
		select {
		case <-each.done:
		case <-time.After(3 * time.Second): // an API server waits for open watches
		}
		_ = SignalGroup(each.cmd, syscall.SIGKILL)
		<-each.done
	}
	p.processes = nil
}

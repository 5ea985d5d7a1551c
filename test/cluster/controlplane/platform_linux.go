package controlplane

import (
	"os"
	"os/exec"
	"syscall"
)

// Unsupported says why the tests cannot run on this system; empty where they can.
const Unsupported = ""

// Tie gives a command a process group of its own and has the kernel send it a signal when we die,
// however that happens. The thread that starts the command must outlive it.
func Tie(cmd *exec.Cmd, atDeath syscall.Signal) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: atDeath}
}

// Detach takes a command out of our terminal session, so that Ctrl-C does not reach it.
func Detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// SignalGroup sends a signal to a tied command and to everything that it started.
func SignalGroup(cmd *exec.Cmd, s syscall.Signal) error { return syscall.Kill(-cmd.Process.Pid, s) }

// lock waits until no other run holds the file.
func lock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX) }

package cluster

import (
	"os"
	"os/exec"
	"syscall"
)

// unsupported says why the tests cannot run on this system; empty where they can.
const unsupported = ""

// tie gives a command a process group of its own and has the kernel send it a signal when we die,
// however that happens. The thread that starts the command must outlive it.
func tie(cmd *exec.Cmd, atDeath syscall.Signal) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: atDeath}
}

// detach takes a command out of our terminal session, so that Ctrl-C does not reach it.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// signalGroup sends a signal to a tied command and to everything that it started.
func signalGroup(cmd *exec.Cmd, s syscall.Signal) error { return syscall.Kill(-cmd.Process.Pid, s) }

// lock waits until no other run holds the file.
func lock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX) }

package node

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/harden-gen/harden-gen/test/cluster/controlplane"
)

// namespaces are all that a node would otherwise share with the machine. The processes' is the one
// that counts: when its first process ends, however that happens, the kernel ends all others, and
// mounts and network go with the last of them.
const namespaces = syscall.CLONE_NEWPID | syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC | syscall.CLONE_NEWUTS

const (
	roleKeeper = "keeper"
	roleInit   = "init"
	roleTests  = "tests"
)

// A keeper is a process outside of the namespaces that removes what outlives them, cgroups and
// files, when the tests end or its stdin does, which happens however their caller ends.
type keeper struct {
	cmd *exec.Cmd
	in  io.Closer
	p   provisions
}

func startKeeper(p provisions) (*keeper, error) {
	k := &keeper{cmd: exec.Command("/proc/self/exe", os.Args[1:]...), p: p}
	k.cmd.Args[0] = os.Args[0]
	k.cmd.Env = append(os.Environ(), roleVariable+"="+roleKeeper, provisionsVariable+"="+p.String())
	k.cmd.Stdout, k.cmd.Stderr = os.Stdout, os.Stderr
	controlplane.Detach(k.cmd)
	in, err := k.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	k.in = in
	if err := k.cmd.Start(); err != nil {
		return nil, errors.Join(err, os.RemoveAll(p.Dir))
	}
	return k, nil
}

// wait returns the tests' exit code. Where the keeper was killed, its work is done here.
func (k *keeper) wait() int {
	err := k.cmd.Wait()
	if code := k.cmd.ProcessState.ExitCode(); code >= 0 {
		return code
	}
	fmt.Fprintln(os.Stderr, "the keeper of the node:", err)
	clear(k.p.Dir, k.p.Cgroup)
	return 1
}

// keep is the keeper's whole life. Its thread is the one whose death the first process of the
// namespaces would notice.
func keep() int {
	runtime.LockOSThread()
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP) // whoever sent it to us sent it to the tests' caller
	p, err := readProvisions()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer clear(p.Dir, p.Cgroup)
	mark, err := os.Create(p.file(usedName))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer mark.Close()
	if err := syscall.Flock(int(mark.Fd()), syscall.LOCK_EX); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	g, err := findCgroups()
	if err == nil {
		err = g.make(p.Cgroup)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer g.remove()
	cmd := exec.Command("/proc/self/exe", os.Args[1:]...)
	cmd.Env = append(os.Environ(), roleVariable+"="+roleInit)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: namespaces, Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "the node's namespaces:", err)
		return 1
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = cmd.Process.Kill()
	}()
	_ = cmd.Wait()
	return max(cmd.ProcessState.ExitCode(), -1) & 0x7f
}

// usedName is a file that a living keeper holds a lock on.
const usedName = "used"

func inUse(dir string) bool {
	f, err := os.Open(filepath.Join(dir, usedName))
	if err != nil {
		info, err := os.Stat(dir) // its run may just be building
		return err == nil && time.Since(info.ModTime()) < time.Hour
	}
	defer f.Close()
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil
}

// clear removes cgroups and files; the namespaces are gone, or just going.
func clear(dir, group string) {
	if g, err := findCgroups(); err == nil {
		g.name = group
		g.remove()
	}
	var err error
	for range 50 {
		if err = os.RemoveAll(dir); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	fmt.Fprintln(os.Stderr, "a temporary folder is left:", err)
}

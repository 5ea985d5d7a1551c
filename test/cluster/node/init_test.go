package node

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
)

// serviceAddress is that of the Service kubernetes, on which the API server itself listens: nothing
// here forwards the addresses of Services. nodeAddress is the kubelet's.
const (
	serviceAddress = "10.0.0.1"
	nodeAddress    = "10.99.0.1"
	podRange       = "10.88.0.0/16"
)

// initialise is the life of the first process in the namespaces: it makes the node's view of the
// machine, starts the tests and buries the dead.
func initialise() int {
	p, err := readProvisions()
	if err == nil {
		err = errors.Join(isolateMounts(p), raiseLoopback())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "the node's namespaces:", err)
		return 1
	}
	tests := exec.Command("/proc/self/exe", os.Args[1:]...)
	tests.Args[0] = os.Args[0]
	tests.Env = append(os.Environ(), roleVariable+"="+roleTests, "TMPDIR="+p.Dir, "HOME="+p.Dir)
	tests.Stdout, tests.Stderr = os.Stdout, os.Stderr
	if err := tests.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	for {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-1, &status, 0, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			return 1
		case pid == tests.Process.Pid && status.Exited():
			return status.ExitStatus()
		case pid == tests.Process.Pid:
			return 1
		}
	}
}

// hidden are folders in which a kubelet, containerd or a plugin keeps things under fixed names.
var hidden = []string{"/run", "/var/log"}

// machineWide are the sysctls that a kubelet sets. No namespace holds them, so it gets copies.
var machineWide = []string{
	"vm/overcommit_memory", "vm/panic_on_oom", "kernel/panic", "kernel/panic_on_oops",
	"kernel/keys/root_maxkeys", "kernel/keys/root_maxbytes",
}

// isolateMounts changes nothing outside: what is mounted from here on is in our own namespace.
func isolateMounts(p provisions) error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("make / private: %w", err)
	}
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_SHARED, ""); err != nil { // the kubelet wants it; nobody but us is in the group
		return fmt.Errorf("make / shared: %w", err)
	}
	if err := unix.Mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		return fmt.Errorf("mount /proc: %w", err)
	}
	for _, dir := range hidden {
		if _, err := os.Stat(dir); err != nil {
			continue
		}
		if err := unix.Mount("tmpfs", dir, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, "mode=755"); err != nil {
			return fmt.Errorf("mount %s: %w", dir, err)
		}
	}
	if err := coverFolder("/var/lib", p.file("lib"), "kubelet", "cni"); err != nil {
		return err
	}
	// The kernel lets a pod with users of its own mount /proc only where somebody sees all of one.
	whole := p.file("proc")
	if err := os.Mkdir(whole, 0o755); err != nil {
		return err
	}
	if err := unix.Mount("proc", whole, "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err != nil {
		return fmt.Errorf("mount %s: %w", whole, err)
	}
	copies := p.file("sysctls")
	for _, name := range machineWide {
		if err := cover(filepath.Join("/proc/sys", name), filepath.Join(copies, name)); err != nil {
			return err
		}
	}
	return nil
}

// coverFolder lays another folder over one: what was in it is still there, but for some names that
// are new and ours.
func coverFolder(path, over string, ours ...string) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, name := range ours {
		if err := os.MkdirAll(filepath.Join(over, name), 0o755); err != nil {
			return err
		}
	}
	for _, e := range entries {
		if !e.IsDir() || slices.Contains(ours, e.Name()) {
			continue
		}
		inside := filepath.Join(over, e.Name())
		if err := os.Mkdir(inside, 0o755); err != nil {
			return err
		}
		if err := unix.Mount(filepath.Join(path, e.Name()), inside, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
			return fmt.Errorf("mount %s: %w", inside, err)
		}
	}
	if err := unix.Mount(over, path, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
		return fmt.Errorf("mount %s: %w", path, err)
	}
	return nil
}

// cover lays a copy of a file over it.
func cover(path, copied string) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(copied), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(copied, data, 0o644); err != nil {
		return err
	}
	if err := unix.Mount(copied, path, "", unix.MS_BIND, ""); err != nil {
		return fmt.Errorf("cover %s: %w", path, err)
	}
	return nil
}

// raiseLoopback is the whole network: a loopback interface with two more addresses.
func raiseLoopback() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	up, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	up.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, up); err != nil {
		return fmt.Errorf("bring lo up: %w", err)
	}
	for i, address := range []string{serviceAddress, nodeAddress} {
		alias, err := unix.NewIfreq(fmt.Sprintf("lo:%d", i+1))
		if err != nil {
			return err
		}
		if err := setAddress(fd, unix.SIOCSIFADDR, alias, address); err != nil {
			return err
		}
		if err := setAddress(fd, unix.SIOCSIFNETMASK, alias, "255.255.255.255"); err != nil { // else all of 10.0.0.0/8 were ours
			return err
		}
	}
	return nil
}

func setAddress(fd int, request uint, alias *unix.Ifreq, address string) error {
	if err := alias.SetInet4Addr(net.ParseIP(address).To4()); err != nil {
		return err
	}
	if err := unix.IoctlIfreq(fd, request, alias); err != nil {
		return fmt.Errorf("%s for %s: %w", address, alias.Name(), err)
	}
	return nil
}

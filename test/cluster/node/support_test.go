package node

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"

	"github.com/harden-gen/harden-gen/test/cluster/controlplane"
)

// unsupported says why this machine cannot run a node; empty where it can. Whatever else goes wrong
// is a failure, never a skip.
func unsupported() string {
	if controlplane.Unsupported != "" {
		return "they need Linux"
	}
	if os.Geteuid() != 0 {
		return "they need root, for namespaces, mounts and cgroups"
	}
	try := exec.Command("/proc/self/exe", "-test.run=^$")
	try.Env = append(os.Environ(), roleVariable+"="+roleTests)
	try.SysProcAttr = &syscall.SysProcAttr{Cloneflags: namespaces}
	if out, err := try.CombinedOutput(); err != nil {
		return fmt.Sprintf("new namespaces are not allowed here: %v %s", err, out)
	}
	g, err := findCgroups()
	if err == nil {
		err = g.make(fmt.Sprintf("harden-gen-try-%d", os.Getpid()))
		g.remove()
	}
	if err != nil {
		return fmt.Sprintf("cgroups are not ours to make here: %v", err)
	}
	return ""
}

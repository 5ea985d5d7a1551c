package node

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/harden-gen/harden-gen/test/cluster/controlplane"
)

// startRuntime starts containerd, with a network of one link a pod.
func (n *node) startRuntime() error {
	snapshotter := "native"
	if n.overlays() {
		snapshotter = "overlayfs"
	}
	conf := strings.NewReplacer("DIR", n.Dir, "BIN", n.Runtime, "RUNC", n.Runc, "PAUSE", pauseImage, "SNAPSHOTTER", snapshotter).Replace(containerdConfiguration)
	err := errors.Join(
		os.MkdirAll(n.file("cni"), 0o755),
		os.WriteFile(n.file("cni/10-node.conflist"), []byte(strings.NewReplacer("DIR", n.Dir, "RANGE", podRange).Replace(networkConfiguration)), 0o644),
		os.WriteFile(n.file("containerd.toml"), []byte(conf), 0o644),
	)
	if err != nil {
		return err
	}
	// It starts the shim by name.
	c := &controlplane.ControlPlane{Binaries: n.Runtime, Dir: n.Dir, Stopped: n.plane.Stopped}
	if err := os.Setenv("PATH", n.Runtime+":"+os.Getenv("PATH")); err != nil {
		return err
	}
	if err := c.Run("containerd", "--config="+n.file("containerd.toml")); err != nil {
		return err
	}
	for range 300 {
		conn, err := net.Dial("unix", n.file("c.sock"))
		if err == nil {
			return conn.Close()
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("containerd does not listen; its last words:\n%s", n.lastWords("containerd"))
}

// overlays tries whether the file system takes the faster kind of snapshots.
func (n *node) overlays() bool {
	for _, name := range []string{"lower", "upper", "work", "merged"} {
		if os.MkdirAll(n.file("try/"+name), 0o755) != nil {
			return false
		}
	}
	at := n.file("try/merged")
	if unix.Mount("overlay", at, "overlay", 0, strings.ReplaceAll("lowerdir=DIR/try/lower,upperdir=DIR/try/upper,workdir=DIR/try/work", "DIR", n.Dir)) != nil {
		return false
	}
	return unix.Unmount(at, 0) == nil
}

// ctr runs containerd's own client in the namespace of the kubelet.
func (n *node) ctr(args ...string) error {
	cmd := exec.Command(filepath.Join(n.Runtime, "ctr"), append([]string{"--address=" + n.file("c.sock"), "--namespace=k8s.io"}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("ctr %v: %w: %s", args, err, out)
	}
	return nil
}

// containerdConfiguration gives pods nothing that a bare node would not: ports below 1024 stay
// closed to users, as with other runtimes. The oom score may not be lowered on every machine, and
// AppArmor would need a program.
const containerdConfiguration = `version = 3
root = "DIR/containerd"
state = "DIR/state"
disabled_plugins = ["io.containerd.nri.v1.nri", "io.containerd.internal.v1.opt"]
[grpc]
address = "DIR/c.sock"
[ttrpc]
address = "DIR/t.sock"
[plugins.'io.containerd.cri.v1.images']
snapshotter = "SNAPSHOTTER"
stats_collect_period = 1
[plugins.'io.containerd.cri.v1.images'.pinned_images]
sandbox = "PAUSE"
[plugins.'io.containerd.cri.v1.runtime']
enable_unprivileged_ports = false
enable_unprivileged_icmp = false
netns_mounts_under_state_dir = true
disable_apparmor = true
restrict_oom_score_adj = true
[plugins.'io.containerd.cri.v1.runtime'.containerd]
default_runtime_name = "runc"
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
BinaryName = "RUNC"
SystemdCgroup = false
[plugins.'io.containerd.cri.v1.runtime'.cni]
bin_dirs = ["BIN"]
conf_dir = "DIR/cni"
`

const networkConfiguration = `{"cniVersion": "1.0.0", "name": "node", "plugins": [{"type": "ptp", "ipMasq": false,
 "ipam": {"type": "host-local", "dataDir": "DIR/addresses", "ranges": [[{"subnet": "RANGE"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
`

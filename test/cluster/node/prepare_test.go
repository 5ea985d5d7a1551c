package node

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/harden-gen/harden-gen/test/cluster/controlplane"
)

// nodePrograms come from the module of the control plane; the node agrees with it by construction.
var nodePrograms = []controlplane.Program{
	{Name: "kube-scheduler", Package: "k8s.io/kubernetes/cmd/kube-scheduler"},
	{Name: "kubelet", Package: "k8s.io/kubernetes/cmd/kubelet"},
}

// runtimePrograms are pinned in runtime/go.mod: containerd would move modules of Kubernetes.
var runtimePrograms = []controlplane.Program{
	{Name: "containerd", Package: "github.com/containerd/containerd/v2/cmd/containerd"},
	{Name: "containerd-shim-runc-v2", Package: "github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2"},
	{Name: "ctr", Package: "github.com/containerd/containerd/v2/cmd/ctr"},
	{Name: "ptp", Package: "github.com/containernetworking/plugins/plugins/main/ptp"},
	{Name: "host-local", Package: "github.com/containernetworking/plugins/plugins/ipam/host-local"},
	{Name: "loopback", Package: "github.com/containernetworking/plugins/plugins/main/loopback"},
}

// provisions are made before the network is gone, and handed down to the tests.
type provisions struct {
	Kubernetes string // folder with the programs of Kubernetes
	Runtime    string // folder with containerd and the plugins of the network
	Runc       string
	Dir        string // temporary; the keeper removes it
	Cgroup     string // the name of our own folder in every hierarchy
}

// provisionsVariable holds them as JSON.
const provisionsVariable = "HARDEN_GEN_NODE_PROVISIONS"

func (p provisions) String() string {
	data, err := json.Marshal(p)
	if err != nil {
		return err.Error()
	}
	return string(data)
}

func readProvisions() (p provisions, err error) {
	return p, json.Unmarshal([]byte(os.Getenv(provisionsVariable)), &p)
}

func (p provisions) file(name string) string { return filepath.Join(p.Dir, name) }

// prepare builds everything that the node and the tests will run.
func prepare(ctx context.Context) (p provisions, err error) {
	sweep()
	if p.Kubernetes, err = controlplane.Build(ctx, "..", append(controlplane.ControlPlanePrograms, nodePrograms...)); err != nil {
		return p, err
	}
	if p.Runtime, err = controlplane.Build(ctx, "runtime", runtimePrograms); err != nil {
		return p, err
	}
	if p.Runc, err = runc(ctx, p.Runtime); err != nil {
		return p, err
	}
	if p.Dir, err = os.MkdirTemp(home, folderPrefix); err != nil {
		return p, err
	}
	p.Cgroup = filepath.Base(p.Dir)
	if err := os.Chmod(p.Dir, 0o711); err != nil { // root of a pod with users of its own is nobody here, and has to pass
		return p, err
	}
	for _, each := range []struct{ name, dir, pkg string }{
		{"server", ".", "./server"},
		{"harden-gen", filepath.Join("..", "..", ".."), "./cmd/harden-gen"},
	} {
		cmd := controlplane.GoCommand(ctx, "build", "-trimpath", "-ldflags", "-s -w", "-o", p.file(each.name), each.pkg)
		cmd.Dir = each.dir
		if out, err := cmd.CombinedOutput(); err != nil {
			_ = os.RemoveAll(p.Dir)
			return p, fmt.Errorf("go build %s: %w\n%s", each.pkg, err, out)
		}
	}
	return p, nil
}

// home is on disk where /tmp may be memory: pods tell the difference.
const home = "/var/tmp"

// folderPrefix is how temporary folders and cgroups of ours begin.
const folderPrefix = "harden-gen-node-"

// sweep removes what a run left whose keeper was killed, too.
func sweep() {
	left, _ := filepath.Glob(filepath.Join(home, folderPrefix+"*"))
	for _, dir := range left {
		if !inUse(dir) {
			fmt.Fprintln(os.Stderr, "sweeping up after a run that was killed:", dir)
			clear(dir, filepath.Base(dir))
		}
	}
}

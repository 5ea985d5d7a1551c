package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

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
	if p.Dir, err = os.MkdirTemp("", folderPrefix); err != nil {
		return p, err
	}
	p.Cgroup = filepath.Base(p.Dir)
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

// folderPrefix is how temporary folders and cgroups of ours begin.
const folderPrefix = "harden-gen-node-"

// sweep removes what a run left whose keeper was killed, too.
func sweep() {
	left, _ := filepath.Glob(filepath.Join(os.TempDir(), folderPrefix+"*"))
	for _, dir := range left {
		if !inUse(dir) {
			fmt.Fprintln(os.Stderr, "sweeping up after a run that was killed:", dir)
			clear(dir, filepath.Base(dir))
		}
	}
}

// runc is the one program that no go.mod can pin: seccomp needs a library in C. It is the machine's
// own, or Debian's, unpacked beside the others and not installed.
func runc(ctx context.Context, cache string) (string, error) {
	if path, err := exec.LookPath("runc"); err == nil {
		return path, nil
	}
	path := filepath.Join(cache, "runc", "usr", "sbin", "runc")
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	fmt.Fprintln(os.Stderr, "fetching runc, once")
	dir, err := os.MkdirTemp("", folderPrefix+"runc-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	script := "apt-get download runc 2>&1 || { apt-get update -qq && apt-get download runc; } 2>&1 && dpkg-deb -x runc_*.deb unpacked"
	cmd := exec.CommandContext(ctx, "sh", "-c", script)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("there is no runc, and Debian's cannot be had: %w: %s\nhint: install runc, such as with apt-get install runc", err, strings.TrimSpace(string(out)))
	}
	if out, err := exec.CommandContext(ctx, filepath.Join(dir, "unpacked", "usr", "sbin", "runc"), "--version").CombinedOutput(); err != nil {
		return "", fmt.Errorf("runc: %w: %s", err, out)
	}
	return path, errors.Join(os.RemoveAll(filepath.Join(cache, "runc")), copyTree(filepath.Join(dir, "unpacked"), filepath.Join(cache, "runc")))
}

// copyTree also works from one file system to another.
func copyTree(from, to string) error {
	if out, err := exec.Command("cp", "-a", from, to).CombinedOutput(); err != nil {
		return fmt.Errorf("cp -a %s %s: %w: %s", from, to, err, out)
	}
	return nil
}

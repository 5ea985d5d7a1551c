package controlplane

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// A Program is a main package that a go.mod pins, and the name of its binary.
type Program struct{ Name, Package string }

// ControlPlanePrograms are what a ControlPlane runs, and kubectl.
var ControlPlanePrograms = []Program{
	{"kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver"},
	{"kubectl", "k8s.io/kubernetes/cmd/kubectl"},
	{"kube-controller-manager", "k8s.io/kubernetes/cmd/kube-controller-manager"},
	{"etcd", "go.etcd.io/etcd/server/v3"},
}

// Build is the folder with the programs of the module whose go.mod lies in a folder. Those that no
// earlier run has built the same are built: the folder's name is made from go.sum, the Go version
// and the flags.
func Build(ctx context.Context, module string, programs []Program) (string, error) {
	flags, err := buildFlags(ctx, module)
	if err != nil {
		return "", err
	}
	sum, err := os.ReadFile(filepath.Join(module, "go.sum"))
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	key := sha256.New()
	fmt.Fprintln(key, runtime.Version(), runtime.GOOS, runtime.GOARCH, flags)
	key.Write(sum)
	dir := filepath.Join(cache, "harden-gen", "test-cluster", hex.EncodeToString(key.Sum(nil))[:16])
	return dir, buildOnce(ctx, module, dir, flags, programs)
}

// buildFlags are always the same: another flag would compile all of Kubernetes anew. Without the
// version the API server calls itself v0.0.0-master.
func buildFlags(ctx context.Context, module string) ([]string, error) {
	ld := []string{"-s", "-w"}
	version, err := versionOf(ctx, module, "k8s.io/kubernetes")
	if err != nil {
		return nil, err
	}
	if version != "" {
		parts := strings.SplitN(strings.TrimPrefix(version, "v"), ".", 3)
		if len(parts) != 3 {
			return nil, fmt.Errorf("k8s.io/kubernetes has the version %q", version)
		}
		for _, pkg := range []string{"k8s.io/component-base/version", "k8s.io/client-go/pkg/version"} {
			ld = append(ld, fmt.Sprintf("-X %[1]s.gitVersion=%[2]s -X %[1]s.gitMajor=%[3]s -X %[1]s.gitMinor=%[4]s", pkg, version, parts[0], parts[1]))
		}
	}
	return []string{"-trimpath", "-buildvcs=false", "-ldflags", strings.Join(ld, " ")}, nil
}

// versionOf is the version that a go.mod requires; empty where it does not name the module.
func versionOf(ctx context.Context, module, path string) (string, error) {
	cmd := GoCommand(ctx, "mod", "edit", "-json")
	cmd.Dir = module
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go mod edit -json: %w", err)
	}
	var file struct {
		Require []struct{ Path, Version string }
	}
	if err := json.Unmarshal(out, &file); err != nil {
		return "", err
	}
	for _, r := range file.Require {
		if r.Path == path {
			return r.Version, nil
		}
	}
	return "", nil
}

func buildOnce(ctx context.Context, module, dir string, flags []string, programs []Program) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.Create(dir + ".lock")
	if err != nil {
		return err
	}
	defer f.Close()
	if err := lock(f); err != nil {
		return fmt.Errorf("%s: %w", f.Name(), err)
	}
	for _, p := range programs {
		path := filepath.Join(dir, p.Name)
		if _, err := os.Stat(path); err == nil {
			continue
		}
		start := time.Now()
		fmt.Fprintf(os.Stderr, "building %s, once\n", p.Name)
		cmd := GoCommand(ctx, append(append([]string{"build", "-o", path + ".new"}, flags...), p.Package)...)
		cmd.Dir = module
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go build %s: %w\n%s", p.Package, err, out)
		}
		if err := os.Rename(path+".new", path); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "built %s in %s\n", p.Name, time.Since(start).Round(time.Second))
	}
	return nil
}

// GoCommand is free of the caller's flags, and ends as Ctrl-C would end it: go then removes its
// temporary files.
func GoCommand(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	Tie(cmd, syscall.SIGINT)
	cmd.Cancel = func() error { return SignalGroup(cmd, syscall.SIGINT) }
	cmd.WaitDelay = 20 * time.Second
	return cmd
}

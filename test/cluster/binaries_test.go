package cluster

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// programs are the main packages of a control plane, as this module's go.mod pins them.
var programs = []struct{ name, pkg string }{
	{"kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver"},
	{"kubectl", "k8s.io/kubernetes/cmd/kubectl"},
	{"kube-controller-manager", "k8s.io/kubernetes/cmd/kube-controller-manager"},
	{"etcd", "go.etcd.io/etcd/server/v3"},
}

// binaries is the folder with the programs. They are built where no earlier run has built the same:
// the folder's name is made from go.sum, the Go version and the flags.
func binaries(ctx context.Context) (string, error) {
	flags, err := buildFlags(ctx)
	if err != nil {
		return "", err
	}
	sum, err := os.ReadFile("go.sum")
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
	return dir, buildOnce(ctx, dir, flags)
}

// buildFlags are always the same: another flag would compile all of Kubernetes anew. Without the
// version the API server calls itself v0.0.0-master.
func buildFlags(ctx context.Context) ([]string, error) {
	out, err := goCommand(ctx, "list", "-m", "-f", "{{.Version}}", "k8s.io/kubernetes").Output()
	if err != nil {
		return nil, fmt.Errorf("go list -m k8s.io/kubernetes: %w", err)
	}
	version := strings.TrimSpace(string(out))
	parts := strings.SplitN(strings.TrimPrefix(version, "v"), ".", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("k8s.io/kubernetes has the version %q", version)
	}
	ld := []string{"-s", "-w"}
	for _, pkg := range []string{"k8s.io/component-base/version", "k8s.io/client-go/pkg/version"} {
		ld = append(ld, fmt.Sprintf("-X %[1]s.gitVersion=%[2]s -X %[1]s.gitMajor=%[3]s -X %[1]s.gitMinor=%[4]s", pkg, version, parts[0], parts[1]))
	}
	return []string{"-trimpath", "-buildvcs=false", "-ldflags", strings.Join(ld, " ")}, nil
}

func buildOnce(ctx context.Context, dir string, flags []string) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
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
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	fresh := dir + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	for _, p := range programs {
		start := time.Now()
		fmt.Fprintf(os.Stderr, "building %s, once\n", p.name)
		args := append([]string{"build", "-o", filepath.Join(fresh, p.name)}, flags...)
		if out, err := goCommand(ctx, append(args, p.pkg)...).CombinedOutput(); err != nil {
			return fmt.Errorf("go build %s: %w\n%s", p.pkg, err, out)
		}
		fmt.Fprintf(os.Stderr, "built %s in %s\n", p.name, time.Since(start).Round(time.Second))
	}
	return os.Rename(fresh, dir)
}

// goCommand is free of the caller's flags, and ends as Ctrl-C would end it: go then removes its
// temporary files.
func goCommand(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	tie(cmd, syscall.SIGINT)
	cmd.Cancel = func() error { return signalGroup(cmd, syscall.SIGINT) }
	cmd.WaitDelay = 20 * time.Second
	return cmd
}

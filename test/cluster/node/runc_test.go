package node

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/harden-gen/harden-gen/test/cluster/controlplane"
)

// runc is the one program that needs C: seccomp filters come from a library. The pinned version is
// built where there is a compiler; else it is the machine's own, or Debian's.
func runc(ctx context.Context, cache string) (string, error) {
	if _, err := exec.LookPath("gcc"); err == nil {
		path, err := builtRunc(ctx, cache)
		if err == nil || ctx.Err() != nil {
			return path, err
		}
		fmt.Fprintln(os.Stderr, "the pinned runc cannot be built, another one serves:", err)
	}
	if path, err := exec.LookPath("runc"); err == nil {
		return path, nil
	}
	dir, err := unpacked(ctx, cache, "runc")
	if err != nil && ctx.Err() == nil {
		err = fmt.Errorf("%w: %w", errNoRunc, err)
	}
	return filepath.Join(dir, "usr", "sbin", "runc"), err
}

// errNoRunc is that no runc can be had: it is not all Go, so the module proxy has none that is complete.
var errNoRunc = errors.New("they need gcc, or runc")

func builtRunc(ctx context.Context, cache string) (string, error) {
	module := filepath.Join("runtime", "runc")
	sum, err := os.ReadFile(filepath.Join(module, "go.sum"))
	if err != nil {
		return "", err
	}
	key := sha256.Sum256(append(sum, runtime.Version()...))
	path := filepath.Join(cache, "runc-"+hex.EncodeToString(key[:])[:16])
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	environment := []string{"CGO_ENABLED=1"}
	if found, _ := filepath.Glob("/usr/lib/*/libseccomp.a"); len(found) == 0 {
		dir, err := unpacked(ctx, cache, "libseccomp-dev")
		if err != nil {
			return "", err
		}
		libraries, _ := filepath.Glob(filepath.Join(dir, "usr", "lib", "*"))
		if len(libraries) == 0 {
			return "", fmt.Errorf("libseccomp-dev has no library")
		}
		environment = append(environment, "CGO_CFLAGS=-I"+filepath.Join(dir, "usr", "include"), "CGO_LDFLAGS=-L"+libraries[0]+" -lseccomp")
	} else {
		environment = append(environment, "CGO_LDFLAGS=-lseccomp")
	}
	fmt.Fprintln(os.Stderr, "building runc, once")
	fresh := fmt.Sprintf("%s.%d", path, os.Getpid())
	cmd := controlplane.GoCommand(ctx, "build", "-trimpath", "-buildvcs=false", "-tags=seccomp,netgo,osusergo",
		"-ldflags=-s -w -extldflags=-static", "-o", fresh, "github.com/opencontainers/runc")
	cmd.Dir = module
	cmd.Env = append(append(cmd.Env, "PKG_CONFIG=true"), environment...) // true says nothing: the flags are above
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build runc: %w: %s", err, out)
	}
	return path, os.Rename(fresh, path)
}

// unpacked is a folder with what a package of Debian holds. It is not installed.
func unpacked(ctx context.Context, cache, name string) (string, error) {
	dir := filepath.Join(cache, "debian-"+name)
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	fmt.Fprintf(os.Stderr, "fetching %s, once\n", name)
	fresh := fmt.Sprintf("%s.%d", dir, os.Getpid())
	if err := os.MkdirAll(fresh, 0o755); err != nil {
		return "", err
	}
	defer os.RemoveAll(fresh)
	script := "{ apt-get download NAME || { apt-get update -qq && apt-get download NAME; }; } 2>&1 && dpkg-deb -x NAME_*.deb unpacked"
	cmd := exec.CommandContext(ctx, "sh", "-c", strings.ReplaceAll(script, "NAME", name))
	cmd.Dir = fresh
	controlplane.Tie(cmd, syscall.SIGKILL)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("Debian's %[1]s cannot be had: %[2]w: %[3]s\nhint: install runc, such as with apt-get install runc", name, err, strings.TrimSpace(string(out)))
	}
	return dir, os.Rename(filepath.Join(fresh, "unpacked"), dir)
}

package cluster

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/harden-gen/harden-gen/test/cluster/controlplane"
)

// casesVariable names a folder of other cases than the goldens.
const casesVariable = "CASES"

const specName = "harden.yaml"

// A target is a folder that kubectl can apply, and the spec that it was made from.
type target struct {
	name string // for people: the case's folder, then the base or overlay
	spec string
	dir  string

	environment string // empty for the base
}

// specs are all harden.yaml files among the cases, by the name of their folder.
func specs(t *testing.T) map[string]string {
	t.Helper()
	root := os.Getenv(casesVariable)
	if root == "" {
		root = filepath.Join("..", "..", "golden")
	}
	found := map[string]string{}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.Name() != specName {
			return skipHidden(e, err)
		}
		name, err := filepath.Rel(root, filepath.Dir(path))
		if name == "." {
			name = filepath.Base(filepath.Clean(root))
		}
		found[filepath.ToSlash(name)] = path
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatalf("%s has no folder with a %s", root, specName)
	}
	return found
}

// skipHidden passes over folders such as .harden-gen, in which a tree keeps the spec of its own.
func skipHidden(e fs.DirEntry, err error) error {
	if err == nil && e.IsDir() && len(e.Name()) > 1 && strings.HasPrefix(e.Name(), ".") && e.Name() != ".." {
		return fs.SkipDir
	}
	return err
}

// targets are the base of a case and every overlay that lies beside it. Where there is no base, one
// is generated, elsewhere.
func targets(t *testing.T, name, spec string) []target {
	t.Helper()
	root := filepath.Dir(spec)
	if _, err := os.Stat(filepath.Join(root, "base", "kustomization.yaml")); err != nil {
		root = generated(t, spec)
	}
	root, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	all := []target{{name, spec, filepath.Join(root, "base"), ""}}
	overlays, err := filepath.Glob(filepath.Join(root, "overlays", "*", "kustomization.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range overlays {
		dir := filepath.Dir(path)
		all = append(all, target{name + "/" + filepath.Base(dir), spec, dir, filepath.Base(dir)})
	}
	return all
}

// generated is a folder with the tree that harden-gen makes of a spec.
func generated(t *testing.T, spec string) string {
	t.Helper()
	program, err := generator()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp(filepath.Join(theCluster(t).dir, "trees"), "")
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), program, "generate", "-f", spec, "-o", dir).CombinedOutput(); err != nil {
		t.Fatalf("harden-gen generate -f %s: %v\n%s", spec, err, out)
	}
	return dir
}

// generator builds the program of this repository, once.
var generator = sync.OnceValues(func() (string, error) {
	ctx, cancel := context.WithTimeout(shared.ctx, 5*time.Minute)
	defer cancel()
	path := filepath.Join(shared.c.dir, "harden-gen")
	cmd := controlplane.GoCommand(ctx, "build", "-o", path, "./cmd/harden-gen")
	cmd.Dir = filepath.Join("..", "..")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build ./cmd/harden-gen: %w\n%s", err, strings.TrimSpace(string(out)))
	}
	return path, nil
})

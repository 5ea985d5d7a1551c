package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"sigs.k8s.io/yaml"

	"github.com/harden-gen/harden-gen/test/cluster/controlplane"
)

// oldest is the oldest version that platform.kubernetesVersion can name.
const oldest = "1.32"

// TestOldestVersion generates every case for the oldest supported version, whatever the case itself
// says, and has that version's own types judge it. For the newest, golden/ does the same.
func TestOldestVersion(t *testing.T) {
	theCluster(t)
	all := specs(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if problem := judgeOldest(t.Context(), objectsAt(t, all[name], oldest)); problem != "" {
				t.Errorf("%s: %s", name, problem)
			}
		})
	}
}

// TestOldestVersionFaults shows that the judge of the oldest version can find something.
func TestOldestVersionFaults(t *testing.T) {
	theCluster(t)
	for _, tt := range []struct{ name, fault, says string }{
		{"none", "hostNetwork: false", ""},
		{"newer field", "hostnameOverride: api", `unknown field "spec.template.spec.hostnameOverride"`},
		{"gated field", "hostUsers: false", "feature gate UserNamespacesSupport"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sound := objectsAt(t, filepath.Join("testdata", "faults.yaml"), oldest)
			const place = "enableServiceLinks: false"
			if !strings.Contains(sound, place) {
				t.Fatalf("the objects have no %s to stand in for", place)
			}
			problem := judgeOldest(t.Context(), strings.Replace(sound, place, tt.fault, 1))
			if (problem == "") != (tt.says == "") || !strings.Contains(problem, tt.says) {
				t.Errorf("the judge says %q, not %q", problem, tt.says)
			}
		})
	}
}

// objectsAt are the objects that harden-gen writes for a spec whose version has been replaced. The
// pinned Pod Security version goes, too, since none may be newer than the cluster, and so do fields that
// the oldest version refuses.
func objectsAt(t *testing.T, path, version string) string {
	t.Helper()
	program, err := generator()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	spec := map[string]any{}
	if err := yaml.Unmarshal(bytes.ReplaceAll(data, []byte("NAME"), []byte("name")), &spec); err != nil {
		t.Fatal(err)
	}
	platform, ok := spec["platform"].(map[string]any)
	if !ok {
		platform = map[string]any{}
		spec["platform"] = platform
	}
	platform["kubernetesVersion"] = version
	if namespace, ok := spec["namespace"].(map[string]any); ok {
		if security, ok := namespace["podSecurity"].(map[string]any); ok {
			delete(security, "version")
		}
	}
	workloads, _ := spec["workloads"].([]any)
	for _, w := range workloads {
		if w, ok := w.(map[string]any); ok {
			maps.DeleteFunc(w, func(key string, _ any) bool { return key == "hostUsers" || key == "supplementalGroupsPolicy" })
		}
	}
	if data, err = json.Marshal(spec); err != nil { // JSON is YAML, and quotes every string
		t.Fatal(err)
	}
	beside := t.TempDir() // with the files that config is read from
	if err := os.CopyFS(beside, os.DirFS(filepath.Dir(path))); err != nil {
		t.Fatal(err)
	}
	replaced := filepath.Join(beside, "replaced.yaml")
	if err := os.WriteFile(replaced, []byte(printable(data)), 0o600); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), program, "generate", "-f", replaced, "--stdout")
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("harden-gen generate, for %s: %v\n%s", version, err, &stderr)
	}
	return string(out)
}

// printable escapes what JSON may hold as it is and YAML may not.
func printable(data []byte) string {
	var text strings.Builder
	for _, r := range string(data) {
		if unicode.IsPrint(r) || r > 0xffff {
			text.WriteRune(r)
		} else {
			fmt.Fprintf(&text, `\u%04x`, r)
		}
	}
	return text.String()
}

// judgeOldest is what the program in v132 says; empty when it finds nothing.
func judgeOldest(ctx context.Context, objects string) string {
	program, err := oldestJudge()
	if err != nil {
		return err.Error()
	}
	cmd := exec.CommandContext(ctx, program)
	cmd.Stdin = strings.NewReader(objects)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return err.Error()
	}
	if err != nil && len(out) == 0 {
		return err.Error()
	}
	return string(out)
}

// oldestJudge builds v132, once. It is a module of its own: here its types would be the newer ones.
var oldestJudge = sync.OnceValues(func() (string, error) {
	ctx, cancel := context.WithTimeout(shared.ctx, 5*time.Minute)
	defer cancel()
	path := filepath.Join(shared.c.dir, "v132")
	cmd := controlplane.GoCommand(ctx, "build", "-trimpath", "-o", path, ".")
	cmd.Dir = "v132"
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build in v132: %w\n%s", err, out)
	}
	return path, nil
})

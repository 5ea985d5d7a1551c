package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/templates"
)

const oldSpec = `apiVersion: harden-gen.dev/v1alpha1
kind: HardenedApplication
metadata: {name: shop}
workloads:
- name: web
  image: registry.example.com/shop/web:1.4.2@sha256:1111111111111111111111111111111111111111111111111111111111111111
  ports: [{name: http, containerPort: 8080, servicePort: 80}]
`

// olderTree writes a tree as an older version would have, which kept more revisions and a weaker container.
func olderTree(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "k8s")
	app, err := loadSpec("harden.yaml", []byte(oldSpec), "")
	if err != nil {
		t.Fatal(err)
	}
	tree := kustomize.Render(templates.Build(app)).InMemory()
	for i := range tree {
		body := strings.NewReplacer("revisionHistoryLimit: 5", "revisionHistoryLimit: 10",
			"allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true").Replace(string(kustomize.Body(tree[i].Bytes())))
		tree[i].Source = kustomize.Bytes(kustomize.AppendStamped(nil, []byte(body)))
	}
	tree = append(kustomize.WithOriginals(tree), kustomize.Tree{
		{Path: keptPath, Source: kustomize.Bytes(oldSpec)}, {Path: specName, Source: kustomize.Bytes(oldSpec)}, {Path: versionPath, Source: kustomize.Bytes("v0.1.0\n")},
	}...)
	changes, err := kustomize.Compare(dir, tree)
	if err != nil {
		t.Fatal(err)
	}
	if err := kustomize.Apply(dir, changes, false); err != nil {
		t.Fatal(err)
	}
	return dir
}

func command(dir string, args ...string) (code int, out, said string) {
	var stdout, stderr bytes.Buffer
	code = run(args, streams{In: strings.NewReader(""), Out: &stdout, Err: &stderr, Dir: filepath.Dir(dir)})
	return code, stdout.String(), stderr.String()
}

func edited(t *testing.T, file, before, after string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), before) {
		t.Fatalf("%s does not hold %s", file, before)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(data), before, after, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestNewerVersion: a newer version regenerates the tree of an older one, says what it makes otherwise and what that
// means, and an edit survives it, though no newer version can make again what the edit began from.
func TestNewerVersion(t *testing.T) {
	dir := olderTree(t)
	deployment := filepath.Join(dir, "base/web/deployment.yaml")
	edited(t, deployment, "  replicas: 2\n", "  # many on this day\n  replicas: 5\n")
	code, _, said := command(dir, "generate")
	if code != exitConflict || !strings.Contains(said, "    -  replicas: 2\n") || strings.Contains(said, "revisionHistoryLimit") {
		t.Errorf("%d: the edit alone is to be shown:\n%s", code, said)
	}
	code, _, said = command(dir, "generate", "--merge")
	place := filepath.Join("k8s", "base", "web", "deployment.yaml")
	for _, want := range []string{
		"merged    " + place + "\n", "v0.1.0 wrote the tree before",
		"  " + place + ": spec.revisionHistoryLimit: 5 in place of 10\n",
		"allowPrivilegeEscalation: false in place of true\n",
		"  + Deployment shop/web: privilege-escalation holds now; before, container web may gain",
	} {
		if code != exitOK || !strings.Contains(said, want) {
			t.Errorf("%d: no %q in\n%s", code, want, said)
		}
	}
	data, err := os.ReadFile(deployment)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"  # many on this day\n  replicas: 5\n", "revisionHistoryLimit: 5\n", "allowPrivilegeEscalation: false\n"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("no %q in\n%s", want, data)
		}
	}
	if code, _, said = command(dir, "generate"); code != exitOK || said != "k8s is up to date\n" {
		t.Errorf("%d: a second time: %s", code, said)
	}
	if data, _ := os.ReadFile(filepath.Join(dir, versionPath)); string(data) != buildVersion()+"\n" {
		t.Errorf("the tree says %q", data)
	}
}

// TestSameOfTwoVersions: who makes the same changes nothing, not even the version that is noted.
func TestSameOfTwoVersions(t *testing.T) {
	dir := olderTree(t)
	if code, _, said := command(dir, "generate", "-q"); code != exitOK {
		t.Fatal(said)
	}
	note := filepath.Join(dir, versionPath)
	if err := os.WriteFile(note, []byte("v0.2.0\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, said := command(dir, "generate"); code != exitOK || said != "k8s is up to date\n" {
		t.Error(said)
	}
	if data, _ := os.ReadFile(note); string(data) != "v0.2.0\n" {
		t.Errorf("%s", data)
	}
}

// TestWithoutOriginals: a tree whose kept files are lost is merged where the spec that it was made from proves what
// was generated, and refused where nothing does.
func TestWithoutOriginals(t *testing.T) {
	for _, older := range []bool{false, true} {
		dir := olderTree(t)
		if !older {
			if code, _, said := command(dir, "generate", "-q"); code != exitOK {
				t.Fatal(said)
			}
		}
		edited(t, filepath.Join(dir, "base/web/deployment.yaml"), "  replicas: 2\n", "  replicas: 5\n")
		edited(t, filepath.Join(dir, "harden.yaml"), "  image:", "  terminationGracePeriodSeconds: 40\n  image:")
		if err := os.RemoveAll(filepath.Join(dir, ".harden-gen/generated")); err != nil {
			t.Fatal(err)
		}
		code, _, said := command(dir, "generate", "--merge")
		if older != (code == exitConflict) || older != strings.Contains(said, "what it was generated as is not known") {
			t.Errorf("older %v: %d: %s", older, code, said)
		}
	}
}

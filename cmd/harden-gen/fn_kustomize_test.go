package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/harden-gen/harden-gen/internal/edit"
)

const functionSpec = `apiVersion: harden-gen.dev/v1alpha1
kind: HardenedApplication
metadata:
  name: shop
  annotations:
    config.kubernetes.io/local-config: "true"
    config.kubernetes.io/function: |
      exec: {path: ./harden-gen, args: [fn]}
platform: {apiServer: [{cidr: 10.96.0.1/32, port: 443}], secretStore: {name: vault}}
secrets: [{name: db, data: {password: {key: shop/db}}}]
workloads:
- name: web
  image: registry.example.com/shop/web:1.4.2@sha256:1111111111111111111111111111111111111111111111111111111111111111
  ports: [{name: http, containerPort: 8080, servicePort: 80}]
  kubernetesAPI: {rules: [{verbs: [get], resources: [configmaps]}]}
  secrets: [{name: db, mountPath: /etc/db}]
`

// TestKustomizeFunction lets kustomize call harden-gen as a generator: what it builds is what it builds of the files
// that generate writes. The kustomize program is asked too where there is one: in bin/bench, or on the path.
func TestKustomizeFunction(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"harden.yaml": functionSpec, "kustomization.yaml": "generators: [harden.yaml]\nlabels: [{pairs: {team: core}}]\n",
		"files/kustomization.yaml": "resources: [../tree/base]\nlabels: [{pairs: {team: core}}]\n",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(os.Args[0], filepath.Join(dir, "harden-gen")); err != nil {
		t.Skip(err)
	}
	if code, _, said := command(filepath.Join(dir, "tree"), "generate", "-q", "-f", "harden.yaml", "-o", "tree"); code != exitOK {
		t.Fatal(said)
	}
	want := kustomizeBuild(t, filepath.Join(dir, "files"))
	isSame := func(who string, got []byte) {
		t.Helper()
		if same, err := edit.Same(got, want); err != nil || !same {
			t.Errorf("%s: %v\n%s", who, err, edit.Unified("from files", "from the function", want, got))
		}
	}
	t.Chdir(dir)
	isSame("kustomize's API", kustomizeBuild(t, "."))
	program, err := exec.LookPath("kustomize")
	if bench := filepath.Join(here, "../../bin/bench/kustomize"); err != nil {
		program = bench
		_, err = os.Stat(bench)
	}
	if err != nil {
		t.Log("there is no kustomize program: make bin/bench/kustomize builds it")
		return
	}
	cmd := exec.Command(program, "build", "--enable-alpha-plugins", "--enable-exec", ".")
	cmd.Stderr = os.Stderr
	got, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	isSame(program, got)
}

func kustomizeBuild(t *testing.T, dir string) []byte {
	t.Helper()
	options := krusty.MakeDefaultOptions()
	options.PluginConfig = types.EnabledPluginConfig(types.BploUseStaticallyLinked)
	options.PluginConfig.FnpLoadingOptions.EnableExec = true
	objects, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), dir)
	if err != nil {
		t.Fatal(err)
	}
	data, err := objects.AsYaml()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

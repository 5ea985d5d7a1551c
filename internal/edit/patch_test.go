package edit

import (
	"strings"
	"testing"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// TestPatches lets kustomize apply each patch to what was generated: it must become what was edited.
func TestPatches(t *testing.T) {
	for name, c := range map[string]struct {
		before string
		edit   func(string) string
		form   Form
		want   string
	}{
		"a value":     {generated, change("256Mi", "1Gi"), Strategic, "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n  namespace: shop\nspec:\n  template:\n    spec:\n      containers:\n      - name: api\n        resources:\n          limits:\n            memory: 1Gi\n"},
		"a label":     {generated, change("    app: api\n", "    app: api\n    team: core\n"), Strategic, "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n  namespace: shop\n  labels:\n    team: core\n"},
		"removed":     {generated, change("  replicas: 2\n", ""), Strategic, "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n  namespace: shop\nspec:\n  replicas: null\n"},
		"a variable":  {generated, change("          value: info\n", "          value: info\n        - name: TZ\n          value: UTC\n"), Strategic, ""},
		"a volume":    {generated, change("name: tmp", "name: run"), Strategic, ""},
		"arguments":   {generated, change("[--a, --b]", "[--a, --c, --b]"), JSON6902, "- op: add\n  path: /spec/template/spec/containers/0/args/1\n  value: --c\n"},
		"a rule more": {policy, func(s string) string { return s + "  - to: [{podSelector: {}}]\n" }, JSON6902, "- op: add\n  path: /spec/egress/-\n  value:\n    to: [{podSelector: {}}]\n"},
		"a port":      {policy, change("6379", "6380"), JSON6902, "- op: test\n  path: /spec/egress/1/ports/0/port\n  value: 6379\n- op: replace\n  path: /spec/egress/1/ports/0/port\n  value: 6380\n"},
		"a rule less": {policy, change("  - to:\n    - podSelector:\n        matchLabels: {app: db}\n    ports:\n    - port: 5432\n", ""), JSON6902, ""},
		"rules anew":  {policy, change("  - to:\n    - podSelector:\n        matchLabels: {app: db}\n    ports:\n    - port: 5432\n", "  - ports: [{port: 1}]\n  - ports: [{port: 2}]\n", "6379", "7"), JSON6902, ""},
	} {
		t.Run(name, func(t *testing.T) {
			before := strings.Replace(c.before, "kind: NetworkPolicy", "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy", 1)
			edited := c.edit(before)
			all, err := Patches([]byte(before), []byte(edited))
			if err != nil || len(all) != 1 {
				t.Fatal(all, err)
			}
			if all[0].Form != c.form || c.want != "" && all[0].Text != c.want {
				t.Errorf("form %d, and %s", all[0].Form, Unified("want", "got", []byte(c.want), []byte(all[0].Text)))
			}
			if got, want := built(t, before, &all[0]), built(t, edited, nil); got != want {
				t.Errorf("%s%s", all[0].Text, Unified("edited", "patched", []byte(want), []byte(got)))
			}
		})
	}
}

func built(t *testing.T, object string, p *Patch) string {
	t.Helper()
	fs := filesys.MakeFsInMemory()
	kustomization := "resources: [object.yaml]\n"
	if p != nil {
		kustomization += "patches:\n- path: patch.yaml\n"
		if p.Form == JSON6902 {
			kustomization += "  target: {kind: " + p.Kind + ", name: " + p.Name + "}\n"
		}
		if err := fs.WriteFile("patch.yaml", []byte(p.Text)); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{"object.yaml": object, "kustomization.yaml": kustomization} {
		if err := fs.WriteFile(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	all, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(fs, ".")
	if err != nil {
		t.Fatal(p, err)
	}
	data, err := all.AsYaml()
	if err != nil {
		t.Fatal(err)
	}
	docs, err := read(string(data))
	if err != nil {
		t.Fatal(err)
	}
	byName(docs[0].root)
	return canonical(docs[0].root)
}

// TestPatchesOfAnObject: what was taken out of a file is deleted, what was put in is whole.
func TestPatchesOfAnObject(t *testing.T) {
	account := "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: NAME\n"
	a, b := strings.Replace(account, "NAME", "a", 1), strings.Replace(account, "NAME", "b", 1)
	all, err := Patches([]byte(a+"---\n"+b), []byte(a+"---\n"+strings.Replace(account, "NAME", "c", 1)))
	if err != nil || len(all) != 2 || all[0].Form != Whole || all[0].Name != "c" {
		t.Fatal(all, err)
	}
	if want := "$patch: delete\n" + b; all[1].Form != Strategic || all[1].Text != want {
		t.Error(all[1].Text)
	}
}

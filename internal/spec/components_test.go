package spec

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// TestFindComponents looks for one component each in a tree with all that can lie in its place.
func TestFindComponents(t *testing.T) {
	const good = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{path: a.yaml}]\n"
	text := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	tree := fstest.MapFS{
		"components/good/kustomization.yaml":    text(good),
		"components/short/Kustomization":        text("kind: Component\nreplicas: []\n"),
		"components/older/kustomization.yml":    text(good),
		"components/empty/patch.yaml":           text("a: b\n"),
		"components/nothing/kustomization.yaml": text(""),
		"components/idle/kustomization.yaml":    text("apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"),
		"components/root/kustomization.yaml":    text("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"),
		"components/bare/kustomization.yaml":    text("resources: [a.yaml]\n"),
		"components/beta/kustomization.yaml":    text("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Component\n"),
		"components/broken/kustomization.yaml":  text("kind: [\n"),
		"components/twice/kustomization.yaml":   text(good),
		"components/twice/Kustomization":        text(good),
		"components/file":                       text(good),
		"components/link":                       {Data: []byte("good"), Mode: fs.ModeSymlink},
		"components/inner/kustomization.yaml":   {Data: []byte("../good/kustomization.yaml"), Mode: fs.ModeSymlink},
		"components/pipe/kustomization.yaml":    {Mode: fs.ModeNamedPipe},
		"components/cilium/kustomization.yaml":  text(good),
	}
	if diff := cmp.Diff([]string{"good", "older", "short"}, ComponentsIn(tree)); diff != "" {
		t.Errorf("to be offered: %s", diff)
	}
	const create = "\n  hint: make components/%s/kustomization.yaml with apiVersion: kustomize.config.k8s.io/v1alpha1, kind: Component, and what it does, such as patches"
	const write = "\n  hint: write there: apiVersion: kustomize.config.k8s.io/v1alpha1, kind: Component"
	for _, c := range []struct{ name, want string }{
		{"good", ""},
		{"short", ""},
		{"older", ""},
		{"absent", "there is no folder components/absent beside base" + create},
		{"goood", "there is no folder components/goood beside base\n  hint: did you mean good?"},
		{"file", "components/file is no folder" + create},
		{"link", "components/link is a symbolic link\n  hint: copy the folder to this place"},
		{"empty", "components/empty has no kustomization.yaml" + create},
		{"nothing", "components/nothing/kustomization.yaml has no kind, which makes it a Kustomization; an environment includes a Component" + write},
		{"idle", "components/idle/kustomization.yaml does nothing, which kustomize refuses\n  hint: say what it does, such as patches, or remove the entry"},
		{"root", "components/root/kustomization.yaml is a Kustomization; an environment includes a Component" + write},
		{"bare", "components/bare/kustomization.yaml has no kind, which makes it a Kustomization; an environment includes a Component" + write},
		{"beta", `components/beta/kustomization.yaml has the apiVersion "kustomize.config.k8s.io/v1beta1", under which kustomize knows no Component` + write},
		{"broken", "components/broken/kustomization.yaml is no kustomization: yaml: line 1: did not find expected node content" + write},
		{"twice", "components/twice/kustomization.yaml and components/twice/Kustomization: kustomize takes one of them alone\n  hint: keep one of the two"},
		{"inner", "components/inner/kustomization.yaml is no regular file\n  hint: copy the file to this place"},
		{"pipe", "components/pipe/kustomization.yaml is no regular file\n  hint: copy the file to this place"},
	} {
		want := c.want
		if want != "" {
			want = "harden.yaml:4:64: environments[1].components[0]: " + strings.ReplaceAll(want, "%s", c.name)
		}
		if got := componentsSaid(t, "[{name: a}, {name: b, namespace: c, components: ["+c.name+"]}]", tree); got != want {
			t.Errorf("%s (-want +got)\n%s", c.name, cmp.Diff(want, got))
		}
	}
	// What Validate refuses is not looked for, and said once.
	for _, said := range []string{"[{name: a, components: [../good]}]", "[{name: a, components: [cilium]}]"} {
		if got := componentsSaid(t, said, tree); got != "" {
			t.Errorf("%s: %s", said, got)
		}
	}
	if got, want := componentsSaid(t, "[{name: a, components: [good]}]", fstest.MapFS{}),
		"harden.yaml:4:39: environments[0].components[0]: "+strings.ReplaceAll("there is no folder components/good beside base"+create, "%s", "good"); got != want {
		t.Errorf("an empty tree (-want +got)\n%s", cmp.Diff(want, got))
	}
}

func componentsSaid(t *testing.T, environments string, tree fs.FS) string {
	t.Helper()
	text := atTop("environments: " + environments)
	app := mustLoad(t, text)
	if ps := FindComponents(app, tree); len(ps) > 0 {
		return Locate("harden.yaml", []byte(text), ps).Error()
	}
	return ""
}

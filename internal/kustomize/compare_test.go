package kustomize

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func stamped(body string) string { return string(AppendStamped(nil, []byte(body))) }

// owned, source and kept are the three sorts of files that a tree has.
func owned(path, body string) File {
	return File{Path: path, Source: Bytes(stamped(body)), Owned: true}
}
func source(path, body string) File { return File{Path: path, Source: Bytes(body)} }
func kept(path, body string) File   { return File{Path: path, Source: Bytes(body), Replace: true} }

// layOut writes files; "-> target" makes a symbolic link, a name that ends in a slash an empty directory.
func layOut(t testing.TB, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		var err error
		if strings.HasSuffix(name, "/") {
			err = os.MkdirAll(full, 0o755)
		} else if err = os.MkdirAll(filepath.Dir(full), 0o755); err == nil {
			if target, ok := strings.CutPrefix(content, "-> "); ok {
				err = os.Symlink(target, full)
			} else {
				err = os.WriteFile(full, []byte(content), 0o644)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func describe(changes []Change) []string {
	var lines []string
	for _, c := range changes {
		line := fmt.Sprintf("%s %s", c.Kind, c.Path)
		if c.Found != nil && c.Reason != "" {
			line += ": " + c.Reason
		}
		lines = append(lines, line)
	}
	return lines
}

func TestCompare(t *testing.T) {
	const spec, api, web = "harden.yaml", "base/api/deployment.yaml", "base/web/deployment.yaml"
	edited := strings.Replace(stamped("replicas: 2\n"), "2\n", "3\n", 1)
	crlf := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
	for _, test := range []struct {
		name string
		disk map[string]string
		tree Tree
		want []string
	}{
		{"all missing", nil, Tree{owned(api, "a: 1\n"), source(spec, "x")}, []string{"create " + api, "create " + spec}},
		{"same", map[string]string{api: stamped("a: 1\n"), spec: "x"}, Tree{owned(api, "a: 1\n"), source(spec, "x")}, nil},
		{"untouched", map[string]string{api: stamped("a: 1\n")}, Tree{owned(api, "a: 2\n")}, []string{"update " + api}},
		{"edited", map[string]string{api: edited}, Tree{owned(api, "a: 2\n")}, []string{"conflict " + api + ": " + reasonEdited}},
		{"foreign", map[string]string{api: "a: 1\n"}, Tree{owned(api, "a: 2\n")}, []string{"conflict " + api + ": " + reasonForeign}},
		{"emptied", map[string]string{api: ""}, Tree{owned(api, "a: 2\n")}, []string{"conflict " + api + ": " + reasonForeign}},
		{"line endings of the same", map[string]string{api: crlf(stamped("a: 1\n"))}, Tree{owned(api, "a: 1\n")}, nil},
		{"line endings of an older one", map[string]string{api: crlf(stamped("a: 1\n"))}, Tree{owned(api, "a: 2\n")}, []string{"update " + api}},
		{"line endings of an edited one", map[string]string{api: crlf(edited)}, Tree{owned(api, "a: 2\n")}, []string{"conflict " + api + ": " + reasonEdited}},
		{"source differs", map[string]string{spec: "x"}, Tree{source(spec, "y")}, []string{"conflict " + spec + ": " + reasonDiffers}},
		{"source may be replaced", map[string]string{spec: "x"}, Tree{kept(spec, "y")}, []string{"update " + spec}},
		{"kept beside", map[string]string{".harden-gen/spec.yaml": "x"}, Tree{kept(".harden-gen/spec.yaml", "y")}, []string{"update .harden-gen/spec.yaml"}},
		{"stale", map[string]string{web: stamped("a: 1\n"), api: stamped("a: 1\n")}, Tree{owned(api, "a: 1\n")}, []string{"delete " + web}},
		{"stale in the same folder", map[string]string{api: stamped("a: 1\n"), "base/api/service.yaml": stamped("")}, Tree{owned(api, "a: 1\n")}, []string{"delete base/api/service.yaml"}},
		{"stale without base in the tree", map[string]string{api: stamped("a: 1\n")}, Tree{source(spec, "")}, []string{"delete " + api, "create " + spec}},
		{"stale but edited", map[string]string{web: edited}, nil, []string{"conflict " + web + ": " + reasonStale}},
		{"a stale overlay", map[string]string{"overlays/prod/kustomization.yaml": stamped("a: 1\n"), "overlays/mine/kustomization.yaml": "a: 1\n"}, nil, []string{"delete overlays/prod/kustomization.yaml"}},
		{"stale elsewhere", map[string]string{"other/prod/kustomization.yaml": stamped("a: 1\n")}, nil, nil},
		{"a user's own", map[string]string{"base/mine.yaml": "a: 1\n", "base/.hidden": stamped(""), "base/link": "-> /etc/passwd", "base/dir": "-> ..", "notes/": ""}, nil, nil},
		{"not sorted", map[string]string{api: stamped("1")}, Tree{source(spec, ""), owned(web, "1"), owned(api, "2")}, []string{"update " + api, "create " + web, "create " + spec}},
		{"neighbours in name", map[string]string{"base/a/x": stamped("1")}, Tree{owned("base/a-b/x", "1"), owned("base/a/x", "1"), owned("base/a0", "1")}, []string{"create base/a-b/x", "create base/a0"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			layOut(t, dir, test.disk)
			changes, err := Compare(dir, test.tree)
			if err != nil {
				t.Fatal(err)
			}
			if got := describe(changes); !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
			for _, c := range changes {
				if c.Kind != Create && string(c.Old) != test.disk[c.Path] {
					t.Errorf("%s: Old is %q", c.Path, c.Old)
				}
			}
		})
	}
}

func TestCompareRefuses(t *testing.T) {
	for _, test := range []struct {
		name string
		disk map[string]string
		tree Tree
		want string
	}{
		{"a linked base", map[string]string{"else/": "", "base": "-> else"}, Tree{owned("base/x", "")}, "base: a symbolic link"},
		{"a linked base and no file in it", map[string]string{"else/": "", "base": "-> else"}, nil, ""},
		{"a linked folder", map[string]string{"else/": "", "base/api": "-> ../else"}, Tree{owned("base/api/x", "")}, "base/api: a symbolic link"},
		{"a link out", map[string]string{"base/api": "-> /etc"}, Tree{owned("base/api/x", "")}, "base/api: a symbolic link"},
		{"a dangling link", map[string]string{"base/x": "-> nowhere"}, Tree{owned("base/x", "")}, "base/x: a symbolic link"},
		{"a linked file", map[string]string{"harden.yaml": "-> else"}, Tree{source("harden.yaml", "")}, "harden.yaml: a symbolic link"},
		{"a linked .harden-gen", map[string]string{"else/": "", ".harden-gen": "-> else"}, Tree{kept(".harden-gen/x", "")}, ".harden-gen: a symbolic link"},
		{"a directory for a file", map[string]string{"base/x/": ""}, Tree{owned("base/x", "")}, "base/x: a directory"},
		{"a file for a directory", map[string]string{"base/x": ""}, Tree{owned("base/x/y", "")}, "base/x: not a directory"},
		{"a file for base", map[string]string{"base": ""}, Tree{owned("base/y", "")}, "base: not a directory"},
		{"up", nil, Tree{{Path: "base/../../x"}}, "base/../../x: the path leaves"},
		{"absolute", nil, Tree{{Path: "/etc/x"}}, "/etc/x: the path leaves"},
		{"empty element", nil, Tree{{Path: "base//x"}}, "base//x: the path leaves"},
		{"empty", nil, Tree{{Path: ""}}, ": the path leaves"},
		{"backslash", nil, Tree{{Path: `base\..\x`}}, `base\..\x: the path holds`},
		{"drive", nil, Tree{{Path: "C:/x"}}, "C:/x: the path holds"},
		{"git", nil, Tree{{Path: ".git/hooks/pre-commit"}}, ".git/hooks/pre-commit: a name"},
		{"hidden", nil, Tree{{Path: "base/.x"}}, "base/.x: a name"},
		{"the stage", nil, Tree{{Path: ".harden-gen/stage/x"}}, ".harden-gen/stage/x: the path is reserved"},
		{"twice", nil, Tree{{Path: "a"}, {Path: "b"}, {Path: "a"}}, "a: twice"},
		{"file and folder", nil, Tree{{Path: "a"}, {Path: "a-b"}, {Path: "a/b"}}, "a: both"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			layOut(t, dir, test.disk)
			_, err := Compare(dir, test.tree)
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestCompareFollowsLinkToRoot(t *testing.T) {
	dir := t.TempDir()
	layOut(t, dir, map[string]string{"real/base/x": stamped("1"), "link": "-> real"})
	changes, err := Compare(filepath.Join(dir, "link"), Tree{owned("base/x", "2")})
	if got := describe(changes); err != nil || !slices.Equal(got, []string{"update base/x"}) {
		t.Error(got, err)
	}
}

func TestCompareUnreadable(t *testing.T) {
	if os.Getuid() <= 0 {
		t.Skip("the superuser reads everything")
	}
	dir := t.TempDir()
	layOut(t, dir, map[string]string{"base/mine": "x", "base/folder/x": "x", "base/api": stamped("1")})
	for _, name := range []string{"mine", "folder", "api"} {
		if err := os.Chmod(filepath.Join(dir, "base", name), 0); err != nil {
			t.Fatal(err)
		}
	}
	defer os.Chmod(filepath.Join(dir, "base/folder"), 0o755)
	if changes, err := Compare(dir, nil); err != nil || len(changes) > 0 {
		t.Error(changes, err)
	}
	_, err := Compare(dir, Tree{owned("base/api", "1")})
	if want := filepath.Join(dir, "base/api") + ": permission denied"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestInspect(t *testing.T) {
	good := stamped("a: 1\nb: 2\n")
	header, _, _ := strings.Cut(good, "\n")
	for _, test := range []struct {
		name, data string
		want       State
	}{
		{"as made", good, Untouched},
		{"empty body", stamped(""), Untouched},
		{"with CRLF", strings.ReplaceAll(good, "\n", "\r\n"), Untouched},
		{"with CRLF in the body by purpose", stamped("a\r\n"), Untouched},
		{"other words in the header", strings.Replace(good, "then run", "and run", 1), Untouched},
		{"body edited", good + "c: 3\n", Edited},
		{"body cut", good[:len(good)-1], Edited},
		{"header only", header, Edited},
		{"note behind the hash", strings.Replace(good, "\n", " mine\n", 1), Edited},
		{"hash cut", header[:len(header)-1] + "\na: 1\nb: 2\n", Edited},
		{"hash in capitals", strings.ToUpper(header), Foreign},
		{"line above", "\n" + good, Foreign},
		{"empty", "", Foreign},
		{"no header", "a: 1\n", Foreign},
	} {
		if got := Inspect([]byte(test.data)); got != test.want {
			t.Errorf("%s: got %d, want %d", test.name, got, test.want)
		}
	}
}

func TestStamp(t *testing.T) {
	const want = "# Generated by harden-gen from harden.yaml; change it there, then run: harden-gen generate. " +
		"sha256:37b128c59f1f5097f73f82691cb519f1\na: 1\n"
	if got := stamped("a: 1\n"); got != want {
		t.Errorf("got %q", got)
	}
	after := AppendStamped([]byte("before"), []byte("a: 1\n"))
	if string(after) != "before"+want {
		t.Errorf("got %q", after)
	}
}

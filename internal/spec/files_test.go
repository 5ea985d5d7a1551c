package spec

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// withFiles is all that is said about a spec and the files that it names.
func withFiles(t *testing.T, text string, folder fs.FS) (*HardenedApplication, string) {
	t.Helper()
	app := mustLoad(t, text)
	ps := ReadFiles(app, folder)
	Default(app)
	if ps = append(ps, Validate(app)...); len(ps) > 0 {
		return app, Locate("harden.yaml", []byte(text), ps).Error()
	}
	return app, ""
}

func TestReadFiles(t *testing.T) {
	folder := fstest.MapFS{
		"a.yaml":         {Data: []byte("a: b\n")},
		"config/b.bin":   {Data: []byte("\x00\xff")},
		"config/link":    {Data: []byte("../a.yaml"), Mode: fs.ModeSymlink},
		"linked":         {Data: []byte("config"), Mode: fs.ModeSymlink},
		"pipe":           {Mode: fs.ModeNamedPipe},
		"large":          {Data: make([]byte, MaxConfigBytes+1)},
		"half":           {Data: make([]byte, MaxConfigBytes/2+1)},
		"key.pem":        {Data: []byte("x\n-----BEGIN PRIVATE KEY-----\n")},
		"config/..data":  {Data: []byte("c")},
		"latin1":         {Data: []byte("gr\xfc\xdfe")},
		"windows.ini":    {Data: []byte("\ufeffa=b\r\n")},
		"nothing":        {},
		"next-line":      {Data: []byte("a\u0085b")},
		"config/esc.txt": {Data: []byte("\x1b[1m")},
		"tabbed":         {Data: []byte("\ta\nb")},
	}
	app, said := withFiles(t, atTop("config: [{name: a, data: {d: e}, files: {a: a.yaml, b: config/b.bin, c: config/..data, \"n\": nothing, l: latin1, w: windows.ini, x: next-line, \"y\": config/esc.txt, t: tabbed}}]"), folder)
	if said != "" {
		t.Fatal(said)
	}
	want := map[string]string{"a": "a: b\n", "b": "\x00\xff", "c": "c", "n": "", "l": "gr\xfc\xdfe", "w": "\ufeffa=b\r\n", "x": "a\u0085b", "y": "\x1b[1m", "t": "\ta\nb"}
	if diff := cmp.Diff(want, app.Config[0].Contents); diff != "" {
		t.Error(diff)
	}
	for key, text := range map[string]bool{"a": true, "b": false, "c": true, "n": true, "l": false, "w": true, "x": false, "y": false, "t": false} {
		if IsText(app.Config[0].Contents[key]) != text {
			t.Errorf("%q is text: %v", want[key], !text)
		}
	}
	for _, c := range []problemCase{
		{"config: [{name: a, files: {a: b.yaml, b: a.yaml/c, c: config, d: pipe}}]",
			`harden.yaml:4:31: config[0].files.a: there is no file "b.yaml"
  hint: the path begins at the folder of harden.yaml
harden.yaml:4:42: config[0].files.b: "a.yaml" is no folder
  hint: the path begins at the folder of harden.yaml
harden.yaml:4:55: config[0].files.c: "config" is no file
  hint: name a file for each key
harden.yaml:4:66: config[0].files.d: "pipe" is no file
  hint: name a file for each key`},
		{"config: [{name: a, files: {a: config/link, b: linked/b.bin}}]",
			`harden.yaml:4:31: config[0].files.a: "config/link" is a symbolic link
  hint: copy the file to this place
harden.yaml:4:47: config[0].files.b: "linked" is a symbolic link
  hint: copy the file to this place`},
		{"config: [{name: a, files: {a: large}}]",
			`harden.yaml:4:31: config[0].files.a: "large" has 1048577 bytes, and a ConfigMap holds 1 MiB
  hint: put it into the image, or on a volume`},
		{"config: [{name: a, files: {a: half, b: half}}]",
			`harden.yaml:4:10: config[0]: the config "a" holds 1048578 bytes, and a ConfigMap holds 1 MiB
  hint: split it, or put large files into the image or on a volume`},
		{"config: [{name: a, files: {a: key.pem}}]",
			`harden.yaml:4:31: config[0].files.a: this holds a private key, and what is written here can be read by whoever sees the repository
  hint: put it into the secret store, and declare it under secrets`},
		{"config: [{name: a, files: {a: ../key.pem}}]", // reported once
			`harden.yaml:4:31: config[0].files.a: the path "../key.pem" leaves the folder of harden.yaml
  hint: copy the file there: whoever has the folder has all that the base is made from`},
	} {
		if _, got := withFiles(t, atTop(c.said), folder); got != c.want {
			t.Errorf("%s\n-want +got\n%s", c.said, cmp.Diff(c.want, got))
		}
	}
	_, said = withFiles(t, small+"  env: {A: {config: a, key: b}}\nconfig: [{name: a, files: {b: config/b.bin}}]\n", folder)
	if !strings.Contains(said, `the file "config/b.bin" stands in binaryData, and the kubelet makes no variable of it`) {
		t.Error(said)
	}
}

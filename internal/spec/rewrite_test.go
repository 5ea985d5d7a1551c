package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

func TestRewrite(t *testing.T) {
	for _, c := range []struct{ name, before, want, after, lost string }{
		{"a scalar keeps the comment behind it", "a: 1 # one\nb: x\n", "a: 2\nb: x\n", "a: 2 # one\nb: x\n", ""},
		{"a quoted scalar", "a: \"1.34\" # v\n", "a: \"1.35\"\n", "a: \"1.35\" # v\n", ""},
		{"a key more", "a: 1\n# end\n", "a: 1\nb:\n- c\n", "a: 1\nb:\n- c\n# end\n", ""},
		{"a key less, with its comments inside", "a:\n  # in\n  x: 1\nb: 2\n", "b: 2\n", "b: 2\n", "# in"},
		{"a comment above what goes stays", "# of a\na: 1\nb: 2\n", "b: 2\n", "# of a\nb: 2\n", ""},
		{"an entry less", "a:\n- name: x\n  v: 1\n# of y\n- name: y\n  v: 2\n", "a:\n- name: y\n  v: 2\n", "a:\n# of y\n- name: y\n  v: 2\n", ""},
		{"an entry more, in the list's indentation", "a:\n  - name: x\nb: 1\n", "a:\n- name: x\n- name: y\n  v: 2\nb: 1\n", "a:\n  - name: x\n  - name: y\n    v: 2\nb: 1\n", ""},
		{"a change deep inside", "w:\n- name: x # first\n  r: 1\n  p:\n  - n: h # port\n    c: 80\n", "w:\n- name: x\n  r: 1\n  p:\n  - n: h\n    c: 81\n",
			"w:\n- name: x # first\n  r: 1\n  p:\n  - n: h # port\n    c: 81\n", ""},
		{"a value in one line", "p: [{n: h, c: 80}, {n: m, c: 90}] # ports\n", "p:\n- n: h\n  c: 80\n", "p: [{n: h, c: 80}] # ports\n", ""},
		{"from a scalar to a mapping", "a: x # why\nb: 1\n", "a:\n  k: v\nb: 1\n", "a:\n  k: v\nb: 1\n", "# why"},
		{"the first key behind a dash", "a:\n- x: 1\n  y: 2\n", "a:\n- y: 2\n", "a:\n- y: 2\n", ""},
		{"the file's own line breaks", "a: 1\r\nb: 2\r\n", "a: 1\nb: 3\n", "a: 1\r\nb: 3\r\n", ""},
		{"nothing", "b: 2 # two\na: 1\n", "a: 1\nb: 2\n", "b: 2 # two\na: 1\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			after, lost, err := Rewrite("f", []byte(c.before), []byte(c.want))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.after, string(after)); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
			if got := strings.Join(lost, "|"); got != c.lost {
				t.Errorf("lost %q, not %q", got, c.lost)
			}
		})
	}
}

// TestRewriteSaysWhatIsWanted is the law: whatever the text was, afterwards it says what is wanted,
// and writing the same again changes nothing.
func TestRewriteSaysWhatIsWanted(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		before, want := drawText(r, "before"), drawText(r, "want")
		after, _, err := Rewrite("f", []byte(before), []byte(want))
		if err != nil {
			r.Fatal(err)
		}
		var a, b yaml.Node
		if err := yaml.Unmarshal(after, &a); err != nil {
			r.Fatalf("%v\n%s", err, after)
		}
		if err := yaml.Unmarshal([]byte(want), &b); err != nil {
			r.Fatal(err)
		}
		if !same(&a, &b) {
			r.Fatalf("before:\n%s\nwant:\n%s\nafter:\n%s", before, want, after)
		}
		again, lost, err := Rewrite("f", after, []byte(want))
		if err != nil || string(again) != string(after) || len(lost) > 0 {
			r.Fatalf("again: %v\n%s", err, cmp.Diff(string(after), string(again)))
		}
	})
}

// drawText is a mapping in block style as the writer makes it.
func drawText(r *rapid.T, label string) string {
	var b strings.Builder
	names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 1, 4, rapid.ID).Draw(r, label)
	for _, name := range names {
		switch rapid.IntRange(0, 4).Draw(r, "kind") {
		case 0:
			b.WriteString(name + ": " + rapid.SampledFrom([]string{"x", "\"1.10\"", "7", "long text here"}).Draw(r, "scalar") + "\n")
		case 1:
			b.WriteString(name + ":\n  k: " + rapid.SampledFrom([]string{"x", "y"}).Draw(r, "value") + "\n  l:\n  - 1\n")
		case 2:
			b.WriteString(name + ":\n")
			for _, entry := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"p", "q", "r"}), 1, 3, rapid.ID).Draw(r, "entries") {
				b.WriteString("- name: " + entry + "\n  v: " + rapid.SampledFrom([]string{"1", "2"}).Draw(r, "value") + "\n")
			}
		case 3:
			b.WriteString(name + ":\n")
			for _, entry := range rapid.SliceOfN(rapid.SampledFrom([]string{"p", "q"}), 1, 3).Draw(r, "words") {
				b.WriteString("- " + entry + "\n")
			}
		case 4:
			b.WriteString(name + ": {}\n")
		}
	}
	return b.String()
}

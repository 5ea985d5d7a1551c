package spec

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func largeSpec(n int, entry string) []byte {
	var b bytes.Buffer
	b.WriteString("# large\napiVersion: " + APIVersion + "\nkind: " + Kind + "\nmetadata: {name: a}\nworkloads:\n")
	for i := range n {
		fmt.Fprintf(&b, entry, i)
	}
	b.WriteString("platform: {cni: generic}\n")
	return b.Bytes()
}

// loadWhole is Load without its way for large files.
func loadWhole(data []byte) (*HardenedApplication, error) {
	root, problem := parse("f", data)
	if problem != nil {
		return nil, Problems{*problem}
	}
	d := &decoder{file: "f"}
	app := &HardenedApplication{}
	d.document(root, app)
	if len(d.problems) > 0 {
		return nil, d.problems
	}
	return app, nil
}

func TestLoadParts(t *testing.T) {
	for name, entry := range map[string]string{
		"flush left":           "- name: w%d\n  image: " + strings.Repeat("x", 40) + "\n",
		"indented":             "  # a comment\n  - name: w%d\n    image: " + strings.Repeat("x", 40) + "\n\n",
		"a dash alone":         "-\n  name: w%d\n  image: " + strings.Repeat("x", 40) + "\n",
		"lists inside":         "- name: w%d\n  args:\n  - a\n  -\n    b\n  image: " + strings.Repeat("x", 40) + "\n",
		"one line an entry":    "- {name: w%d, image: " + strings.Repeat("x", 40) + "}\n",
		"a block scalar":       "- name: w%d\n  image: x\n  args:\n  - |\n    - a\n    # b\n   \n    " + strings.Repeat("x", 40) + "\n",
		"comments to the left": "  - name: w%d\n# left\n    image: " + strings.Repeat("x", 40) + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			data := largeSpec(1000, entry)
			got, ok := loadParts(data)
			if !ok {
				t.Fatal("the spec was not read in parts")
			}
			want, err := loadWhole(data)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-whole +parts:\n%s", diff)
			}
		})
	}
}

// TestLoadPartsLeaves has files that are only understood as a whole.
func TestLoadPartsLeaves(t *testing.T) {
	long := "- name: w%d\n  image: " + strings.Repeat("x", 40) + "\n"
	for name, data := range map[string][]byte{
		"a problem":          append(largeSpec(1000, long), "workloadz: []\n"...),
		"a problem inside":   largeSpec(1000, "- name: w%d\n  image: 1.10 \n  imag: "+strings.Repeat("x", 40)+"\n"),
		"two documents":      append(largeSpec(1000, long), "---\n{}\n"...),
		"a quoted line":      largeSpec(1000, "- name: w%d\n  image: \""+strings.Repeat("x", 40)+"\n- name: y\"\n"),
		"a second workloads": append(largeSpec(1000, long), "workloads: []\n"...),
		"one line":           append(largeSpec(0, ""), []byte("workloads: ["+strings.Repeat("{name: a, image: b}, ", 3000)+"]\n")...),
	} {
		t.Run(name, func(t *testing.T) {
			if _, ok := loadParts(data); ok {
				t.Error("the spec was read in parts")
			}
		})
	}
}

// FuzzLoadParts demands that a spec read in parts is the spec read as a whole.
func FuzzLoadParts(f *testing.F) {
	for _, seed := range []string{
		"- name: a\n  image: b\n", "  - name: a\n    image: |\n      - x\n", "- name: a\n  image: \"b\n- c\"\n",
		"- name: a\n  image: b\nsecrets:\n- name: s\n", "- name: a\n  image: b # c\n# d\n- {name: e, image: f}\n", "- name: 'a\n\n  - b'\n  image: c\n",
	} {
		f.Add(seed)
	}
	pad := "# " + strings.Repeat("x", largeBytes) + "\n"
	f.Fuzz(func(t *testing.T, workloads string) {
		data := []byte(pad + "apiVersion: " + APIVersion + "\nkind: " + Kind + "\nmetadata: {name: a}\nworkloads:\n" + workloads)
		got, ok := loadParts(data)
		if !ok {
			return
		}
		want, err := loadWhole(data)
		if err != nil {
			t.Fatalf("read in parts, but not as a whole: %v", err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-whole +parts:\n%s", diff)
		}
	})
}

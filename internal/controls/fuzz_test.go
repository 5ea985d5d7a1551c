package controls

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// hostile is input of the kinds that nobody writes by hand.
func hostile() map[string]string {
	const pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
	var bomb strings.Builder
	bomb.WriteString("a: &a [x, x, x, x, x, x, x, x, x]\n")
	for c := 'b'; c < 'k'; c++ {
		fmt.Fprintf(&bomb, "%c: &%c [%s]\n", c, c, strings.Repeat(fmt.Sprintf("*%c, ", c-1), 9))
	}
	return map[string]string{
		"no YAML":            "\x00\x01\x02",
		"a text":             "not an object",
		"UTF-16":             "\xff\xfeP\x00o\x00d\x00",
		"nothing":            "# only a comment\n---\n",
		"deep YAML":          strings.Repeat("[", 20000),
		"deep JSON":          `{"apiVersion":"v1","kind":"Pod","x":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + "}",
		"deep lists":         strings.Repeat(`{"apiVersion":"v1","kind":"List","items":[`, 50) + strings.Repeat("]}", 50),
		"aliases":            pod + bomb.String(),
		"an alias of itself": pod + "spec: &a {containers: [*a]}\n",
		"a key twice":        pod + "kind: Service\n",
		"a key twice, JSON":  `{"apiVersion":"v1","kind":"Pod","kind":"Service"}`,
		"no kind":            "apiVersion: v1\nmetadata: {name: a}\n",
		"no map":             "apiVersion: [v1]\nkind: {}\n",
		"after JSON":         `{"apiVersion":"v1","kind":"Pod"} x`,
		"after braces":       "# two\n{apiVersion: v1, kind: Pod}\n{apiVersion: v1, kind: Pod}\n",
		"a list of nothing":  "apiVersion: v1\nkind: List\nitems: [null]\n",
		"a tab":              "apiVersion: v1\nkind: Pod\n\tmetadata: {}\n",
	}
}

// TestHostile: each is one error that begins with the place.
func TestHostile(t *testing.T) {
	for name, text := range hostile() {
		documents, err := Parse("stdin", []byte(text))
		if err == nil {
			_, err = NewSet(documents)
		}
		if err == nil || !strings.HasPrefix(err.Error(), "stdin: ") {
			t.Errorf("%s: %v", name, err)
		} else if n := len(err.Error()); n > 300 {
			t.Errorf("%s: the error has %d letters", name, n)
		}
	}
}

// TestOdd: what is odd and right is read to its end.
func TestOdd(t *testing.T) {
	const a, b = `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}}`, `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b"}}`
	for name, text := range map[string]string{
		"JSON after JSON":     a + "\n" + b,
		"no line between":     "# JSON\n" + a + b,
		"a document's end":    a + "\n...\n" + b,
		"lines of Windows":    "\ufeff---\r\n" + strings.ReplaceAll(a+"\n---\n"+b, "\n", "\r\n"),
		"a List":              `{"apiVersion": "v1", "kind": "List", "items": [` + a + `, {"apiVersion": "v1", "kind": "List", "items": [` + b + `]}]}`,
		"a list of a kind":    `{"apiVersion": "v1", "kind": "PodList", "items": [{"metadata": {"name": "a"}}, {"metadata": {"name": "b"}}]}`,
		"on the line of ---":  "--- " + a + "\n--- # second\n" + b,
		"indented as a whole": "---\n  apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n---\n" + b,
		"anchors":             "apiVersion: v1\nkind: Pod\nmetadata: &m {name: a}\nspec: {nodeSelector: *m}\n---\n" + b,
	} {
		documents, err := Parse("stdin", []byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		s, err := NewSet(documents)
		if err != nil || s.Workloads() != 2 {
			t.Errorf("%s: %d pods, %v", name, s.Workloads(), err)
		}
	}
}

// TestLarge: ten megabytes are read in a moment.
func TestLarge(t *testing.T) {
	text := bytes.Repeat([]byte("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "+strings.Repeat("x", 1<<16)+"}\n---\n"), 160)
	documents, err := Parse("stdin", text)
	if err != nil || len(documents) != 160 {
		t.Fatal(len(documents), err)
	}
	if found := evaluate(t, nil, documents); len(found) > 0 {
		t.Error(found)
	}
}

// FuzzCheck: whatever comes in, there is an error or a judgement, and every finding can be told and patched.
func FuzzCheck(f *testing.F) {
	for _, text := range hostile() {
		if len(text) < 1000 {
			f.Add([]byte(text))
		}
	}
	for _, c := range foreignFaults {
		f.Add([]byte(c.text))
	}
	for _, c := range innocent {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		documents, err := Parse("stdin", data)
		if err != nil {
			return
		}
		s, err := NewSet(documents)
		if err != nil {
			return
		}
		found, err := Evaluate(s, Options{Today: "2026-11-22"})
		if err != nil {
			t.Fatal(err)
		}
		for i := range found {
			if found[i].Message == "" || found[i].Fix == "" || found[i].Control == "" {
				t.Errorf("%+v says too little", found[i])
			}
			found[i].Merge()
			found[i].Operations()
		}
	})
}

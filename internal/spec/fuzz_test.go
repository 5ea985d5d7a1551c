package spec

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// FuzzLoad reads any bytes. What loads can be defaulted and validated without a panic, its problems
// say where and what, and it survives being written as JSON. What is valid, the schema takes too.
func FuzzLoad(f *testing.F) {
	for _, text := range validSpecs(f) {
		f.Add([]byte(text))
	}
	f.Add([]byte(small))
	schema := compiledSchema(f)
	f.Fuzz(func(t *testing.T, data []byte) { checkLaws(t, schema, data) })
}

// FuzzParts is FuzzLoad with the beginning of a spec given, so that it comes to the rest sooner.
func FuzzParts(f *testing.F) {
	for _, text := range validSpecs(f) {
		top, workloads, _ := strings.Cut(text, "\nworkloads:\n")
		for block := range strings.SplitSeq(workloads, "\n  ") {
			f.Add("", block)
		}
		if _, top, ok := strings.Cut(top, "\nnamespace:"); ok {
			f.Add("namespace:"+top, "")
		}
	}
	schema := compiledSchema(f)
	f.Fuzz(func(t *testing.T, top, part string) {
		checkLaws(t, schema, []byte(strings.Replace(inWorkload(part), "\n", "\n"+top+"\n", 1)))
	})
}

// laws is what a test and a drawn case of rapid have in common.
type laws interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

func checkLaws(t laws, schema *jsonschema.Schema, data []byte) {
	app, err := Load("harden.yaml", data)
	if err != nil {
		var ps Problems
		if !errors.As(err, &ps) {
			t.Fatalf("an error that is no Problems: %v", err)
		}
		checkProblems(t, ps)
		return
	}
	again := readsBackAsJSON(t, app)
	Default(app)
	ps := Validate(app)
	if len(ps) > 0 {
		checkProblems(t, Locate("harden.yaml", data, ps))
		return
	}
	if err := schemaError(t, schema, again); err != nil {
		t.Fatalf("valid, and the schema refuses it: %v", err)
	}
	edges := NewEdges(app)
	for i := range app.Workloads {
		edges.Of(i)
	}
}

func checkProblems(t laws, ps Problems) {
	t.Helper()
	if len(ps) == 0 {
		t.Fatal("no problem at all")
	}
	line, column := 0, 0
	for _, p := range ps {
		var l, c int
		if n, err := fmt.Sscanf(p.Place, "harden.yaml:%d:%d", &l, &c); n != 2 || l < 1 || c < 1 {
			t.Fatalf("no place: %q %v", p.Place, err)
		}
		if l < line || l == line && c < column {
			t.Fatalf("out of order: %v", ps)
		}
		line, column = l, c
		if p.Message == "" || strings.ContainsAny(p.String()+p.Hint, "\n\x1b\x00") {
			t.Fatalf("cannot be shown on one line: %q", p)
		}
	}
}

// readsBackAsJSON demands that app, written as JSON, loads as the same spec, and returns the text.
func readsBackAsJSON(t laws, app *HardenedApplication) []byte {
	t.Helper()
	b, err := json.Marshal(app)
	if err != nil {
		t.Fatal(err)
	}
	text := []byte(escaped(string(b)))
	again, err := Load("harden.yaml", text)
	if err != nil {
		t.Fatalf("%s\n%v", text, err)
	}
	if !reflect.DeepEqual(app, again) {
		t.Fatalf("another spec is read back from %s\n%#v\n%#v", text, app, again)
	}
	return text
}

// escaped writes the characters that JSON lets stand and YAML does not.
func escaped(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= 0x7f && r < 0xa0 || r == 0xfeff || r == 0xfffe || r == 0xffff {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func TestSpecsReadBack(t *testing.T) {
	for _, text := range validSpecs(t) {
		readsBackAsJSON(t, mustLoad(t, text))
	}
	// What is empty means something else than what is not there.
	for _, text := range []string{atTop("platform: {dns: {podLabels: {}, ports: [], nodeLocal: []}, registries: []}"), atTop("secrets: []"),
		inWorkload("labels: {}\nenv: {}\nargs: []\nports: []\nconnects: []\nwritable: []\nkubernetesAPI: {}"), inConnects("{to: {namespaceLabels: {}}, ports: []}"),
		inConnects("{to: {cidr: a, except: []}, ports: []}"), inConnects("{to: {podLabels: {}}, ports: []}"), inWorkload("kubernetesAPI: {rules: [{verbs: [], resources: [], resourceNames: []}]}")} {
		readsBackAsJSON(t, mustLoad(t, text))
	}
}

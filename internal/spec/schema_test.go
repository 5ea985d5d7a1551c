package spec

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"sigs.k8s.io/yaml"
)

var update = flag.Bool("update", false, "write harden.schema.json anew")

func TestSchemaIsGenerated(t *testing.T) {
	generated, err := generateSchema()
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	e := json.NewEncoder(&want)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(generated); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("harden.schema.json", want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return // the embedded text is that of the last build
	}
	if !bytes.Equal(Schema(), want.Bytes()) {
		t.Error("harden.schema.json is not what the types and the question table say: go generate ./internal/spec")
	}
}

func TestEveryPathIsAQuestion(t *testing.T) {
	paths := typePaths(typeOfSpec(), "")
	rows := questions()
	for _, path := range paths {
		n := 0
		for _, q := range rows {
			if covers(q.Path, path) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%s has %d rows in the question table, want 1", path, n)
		}
	}
	for i, q := range rows {
		if !slices.ContainsFunc(paths, func(path string) bool { return covers(q.Path, path) }) {
			t.Errorf("the question table has a row %s, and the types have no such path", q.Path)
		}
		if !strings.HasSuffix(q.Text, ".") {
			t.Errorf("%s: the text is no sentence: %q", q.Path, q.Text)
		}
		if q.Flag != "" && (q.Form == "" || q.Sample == "") {
			t.Errorf("%s: --%s needs a form and a sample", q.Path, q.Flag)
		}
		if q.Flag != "" && slices.ContainsFunc(rows[:i], func(p Question) bool { return p.Flag == q.Flag }) {
			t.Errorf("%s: --%s answers another question already", q.Path, q.Flag)
		}
	}
}

// TestQuestionsFollowTheFile holds the table to the order of the types, which is that of the docs.
func TestQuestionsFollowTheFile(t *testing.T) {
	paths := typePaths(typeOfSpec(), "")
	last, lastRow := -1, ""
	for _, q := range questions() {
		i := slices.IndexFunc(paths, func(path string) bool { return covers(q.Path, path) })
		if i < last && !strings.Contains(q.Path, ".*.") {
			t.Errorf("%s stands after %s, and comes before it in the types", q.Path, lastRow)
		}
		if !strings.Contains(q.Path, ".*.") {
			last, lastRow = i, q.Path
		}
	}
}

// compiledSchema fails the test when the schema is no valid draft 2020-12.
func compiledSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft4) // so that only $schema can make it 2020-12
	if err := c.AddResource("harden.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("harden.json")
	if err != nil {
		t.Fatal(err)
	}
	if s.DraftVersion != 2020 {
		t.Fatalf("the schema is of draft %d, want 2020", s.DraftVersion)
	}
	return s
}

func schemaError(t laws, s *jsonschema.Schema, text []byte) error {
	t.Helper()
	b, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

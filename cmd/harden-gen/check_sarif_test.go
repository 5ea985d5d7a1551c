package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/harden-gen/harden-gen/internal/controls"
)

const faulty = `apiVersion: v1
kind: Pod
metadata:
  name: x
  namespace: web
spec:
  containers:
  - name: a
    image: "nginx:1"
    securityContext:
      privileged: true
`

// sarifSchema is OASIS's own, sarif-schema-2.1.0.json, as github.com/securego/gosec/v2 v2.29.0 ships it.
func sarifSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	schema, err := c.Compile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// TestSARIF: what is written fits the schema, names every control as a rule and each finding's line.
func TestSARIF(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("kustomization.yaml", "resources: [pod.yaml]\n")
	write("pod.yaml", "# a comment\n"+faulty)
	for _, c := range []struct {
		args []string
		in   string
		code int
	}{{[]string{"check", "--format", "sarif"}, "", exitConflict}, {[]string{"check", "-", "--format", "sarif"}, faulty, exitConflict}, {[]string{"check", "-", "--format", "sarif"}, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", exitOK}} {
		var out, speech bytes.Buffer
		if code := run(c.args, streams{In: strings.NewReader(c.in), Out: &out, Err: &speech, Dir: dir}); code != c.code {
			t.Fatalf("exit code %d: %s", code, speech.String())
		}
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := sarifSchema(t).Validate(document); err != nil {
			t.Errorf("%v: %v", c.args, err)
		}
		if !strings.Contains(speech.String(), "1 workload: ") && c.code != exitOK {
			t.Errorf("no summary: %s", speech.String())
		}
		var log sarifLog
		if err := json.Unmarshal(out.Bytes(), &log); err != nil {
			t.Fatal(err)
		}
		if len(log.Runs[0].Tool.Driver.Rules) != len(controls.Catalogue()) {
			t.Error("a control is no rule")
		}
		for _, r := range log.Runs[0].Results {
			if log.Runs[0].Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
				t.Errorf("%s has the index of another rule", r.RuleID)
			}
			if line := r.Locations[0].Physical.Region.StartLine; r.RuleID == "privileged" && c.in == "" && line != 12 {
				t.Errorf("privileged is said to stand at line %d", line)
			}
		}
	}
}

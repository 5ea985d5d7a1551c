// Command trivychecks judges manifests by the Kubernetes checks that Trivy ships, without Trivy: it
// evaluates the Rego of github.com/aquasecurity/trivy-checks on every object, as Trivy does.
//
//	trivychecks FILE
//
// It prints a line for each finding, and a last one that says how much it looked at.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	checks "github.com/aquasecurity/trivy-checks"
	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/types"
	k8syaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "trivychecks:", err)
		os.Exit(2)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("usage: trivychecks FILE")
	}
	data, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	objects, err := decode(data)
	if err != nil {
		return err
	}
	rules, err := load()
	if err != nil {
		return err
	}
	query, err := prepare(rules)
	if err != nil {
		return err
	}
	for _, object := range objects {
		if err := judge(query, rules, object); err != nil {
			return err
		}
	}
	fmt.Fprintf(os.Stdout, "trivychecks: %d checks on %d objects\n", len(rules.checks), len(objects))
	return nil
}

// ruleSet is Trivy's Rego: what is judged by, by package name, and all modules that it takes.
type ruleSet struct {
	checks  map[string]check
	modules map[string]*ast.Module
}

// check is what the comment at the head of a check says of it.
type check struct {
	Title  string `json:"title"`
	Custom struct {
		ID         string         `json:"id"`
		Severity   string         `json:"severity"`
		Deprecated bool           `json:"deprecated"`
		Frameworks map[string]any `json:"frameworks"`
		Input      struct {
			Selector []selector `json:"selector"`
		} `json:"input"`
	} `json:"custom"`
}

type selector struct {
	Subtypes []struct {
		Kind string `json:"kind"`
	} `json:"subtypes"`
}

// concerns tells whether Trivy asks the check about objects of a kind.
func (c check) concerns(kind string) bool {
	named := false
	for _, s := range c.Custom.Input.Selector {
		for _, sub := range s.Subtypes {
			if strings.EqualFold(sub.Kind, kind) {
				return true
			}
			named = true
		}
	}
	return !named
}

// isDefault tells what Trivy runs unasked.
func (c check) isDefault() bool {
	_, named := c.Custom.Frameworks["default"]
	return !c.Custom.Deprecated && (len(c.Custom.Frameworks) == 0 || named)
}

func load() (*ruleSet, error) {
	rules := &ruleSet{checks: map[string]check{}, modules: map[string]*ast.Module{}}
	for _, source := range []struct {
		files fs.FS
		root  string
	}{
		{checks.EmbeddedPolicyFileSystem, "checks/kubernetes"},
		{checks.EmbeddedLibraryFileSystem, "lib/kubernetes"},
		{checks.EmbeddedLibraryFileSystem, "lib/cloud/metadata.rego"},
	} {
		err := fs.WalkDir(source.files, source.root, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".rego") || strings.HasSuffix(name, "_test.rego") {
				return err
			}
			text, err := fs.ReadFile(source.files, name)
			if err != nil {
				return err
			}
			return rules.add(name, string(text))
		})
		if err != nil {
			return nil, err
		}
	}
	return rules, nil
}

func (r *ruleSet) add(name, text string) error {
	module, err := ast.ParseModuleWithOpts(name, text, ast.ParserOptions{RegoVersion: ast.RegoV1})
	if err != nil {
		return err
	}
	r.modules[name] = module
	path := module.Package.Path.String()
	if !strings.HasPrefix(path, "data.builtin.kubernetes.") {
		return nil
	}
	var c check
	if err := yaml.Unmarshal(head(text), &c); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if c.isDefault() {
		r.checks[strings.TrimPrefix(path, "data.builtin.kubernetes.")] = c
	}
	return nil
}

// head is the comment after METADATA, which is YAML.
func head(text string) []byte {
	var out bytes.Buffer
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		line, ok := strings.CutPrefix(lines.Text(), "#")
		if !ok {
			break
		}
		if line = strings.TrimPrefix(line, " "); line != "METADATA" {
			out.WriteString(line + "\n")
		}
	}
	return out.Bytes()
}

// prepare compiles everything; result.new is the one function that Trivy adds and these checks use.
func prepare(rules *ruleSet) (rego.PreparedEvalQuery, error) {
	options := []func(*rego.Rego){
		rego.Query("data.builtin.kubernetes[id].deny[finding]"),
		rego.Store(inmem.NewFromObject(map[string]any{"k8s": map[string]any{"version": "v1.34.0"}})),
		rego.Function2(&rego.Function{
			Name: "result.new",
			Decl: types.NewFunction(types.Args(types.A, types.A), types.A),
		}, func(_ rego.BuiltinContext, message, _ *ast.Term) (*ast.Term, error) {
			return ast.ObjectTerm([2]*ast.Term{ast.StringTerm("msg"), message}), nil
		}),
	}
	for _, module := range rules.modules {
		options = append(options, rego.ParsedModule(module))
	}
	return rego.New(options...).PrepareForEval(context.Background())
}

func judge(query rego.PreparedEvalQuery, rules *ruleSet, object map[string]any) error {
	results, err := query.Eval(context.Background(), rego.EvalInput(object))
	if err != nil {
		return err
	}
	kind, _ := object["kind"].(string)
	var lines []string
	for _, result := range results {
		id, _ := result.Bindings["id"].(string)
		c, ok := rules.checks[id]
		if !ok || !c.concerns(kind) {
			continue
		}
		message := ""
		if finding, ok := result.Bindings["finding"].(map[string]any); ok {
			message, _ = finding["msg"].(string)
		}
		lines = append(lines, fmt.Sprintf("%s %s %s: %s", c.Custom.ID, c.Custom.Severity, named(object), strings.TrimSpace(message)))
	}
	slices.Sort(lines)
	for _, line := range slices.Compact(lines) {
		fmt.Fprintln(os.Stdout, line)
	}
	return nil
}

func named(object map[string]any) string {
	meta, _ := object["metadata"].(map[string]any)
	return fmt.Sprintf("%v/%v", object["kind"], meta["name"])
}

func decode(data []byte) ([]map[string]any, error) {
	var objects []map[string]any
	documents := k8syaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(data)))
	for {
		text, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return objects, nil
		}
		if err != nil {
			return nil, err
		}
		var object map[string]any
		if err := yaml.Unmarshal(text, &object); err != nil {
			return nil, err
		}
		if object != nil {
			objects = append(objects, object)
		}
	}
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/templates"
)

func fnCommand(s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "fn",
		Short: "Run as a KRM function: a ResourceList in, a ResourceList out",
		Long: `fn reads a ResourceList from stdin, as kustomize and other runners of KRM functions write it.
Its functionConfig is the spec; the objects of the base join the items, in place of those of
the same name. Nothing is written but stdout.`,
		Example: `  kustomize build --enable-alpha-plugins --enable-exec deploy`,
		Args:    noArguments,
		RunE:    func(*cobra.Command, []string) error { return s.fn() },
	}
}

const fnHint = "a runner of KRM functions calls this: see docs/regenerate.md"

func (s streams) fn() error {
	data, err := io.ReadAll(s.In)
	if err != nil {
		return err
	}
	var document yaml.Node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return inputErrorf(fnHint, "stdin: %v", err)
	}
	if len(document.Content) == 0 || document.Content[0].Kind != yaml.MappingNode || scalarOf(document.Content[0], "kind") != "ResourceList" {
		return inputErrorf(fnHint, "stdin: no ResourceList")
	}
	list := document.Content[0]
	config := valueOf(list, "functionConfig")
	if config == nil {
		return inputErrorf("the functionConfig is the spec: apiVersion: "+spec.APIVersion+", kind: "+spec.Kind, "stdin: the ResourceList has no functionConfig")
	}
	app, err := s.configured(config)
	if problems, ok := errors.AsType[spec.Problems](err); ok {
		if err := s.writeList(&document, withResults(list, problems)); err != nil {
			return err
		}
		return problems
	}
	if err != nil {
		return err
	}
	items, err := joined(valueOf(list, "items"), kustomize.Stream(templates.Build(app)))
	if err != nil {
		return err
	}
	setValue(list, "items", items)
	return s.writeList(&document, list)
}

// configured is the spec of a functionConfig. Its lines are not those of any file, so problems are told by path.
func (s streams) configured(config *yaml.Node) (*spec.HardenedApplication, error) {
	const place = "functionConfig"
	data, err := yaml.Marshal(config)
	if err != nil {
		return nil, err
	}
	app, err := loadWhole(place, places{beside: s.resolve(".")}, data) // files of config lie where the runner runs
	if problems, ok := errors.AsType[spec.Problems](err); ok {
		for i := range problems {
			problems[i].Place = place
		}
		return nil, problems
	}
	return app, err
}

// joined are the items with each object in place of the one of the same name, or behind all.
func joined(items *yaml.Node, stream []byte) (*yaml.Node, error) {
	if items == nil || items.Kind != yaml.SequenceNode {
		items = &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	}
	items.Style &^= yaml.FlowStyle
	at := map[[4]string]int{}
	for i, item := range items.Content {
		at[nameOf(item)] = i
	}
	for d := yaml.NewDecoder(bytes.NewReader(stream)); ; {
		var object yaml.Node
		err := d.Decode(&object)
		if errors.Is(err, io.EOF) {
			return items, nil
		}
		if err != nil {
			return nil, fmt.Errorf("generated objects: %w", err)
		}
		root := object.Content[0]
		if i, ok := at[nameOf(root)]; ok {
			items.Content[i] = root
			continue
		}
		items.Content = append(items.Content, root)
	}
}

func nameOf(object *yaml.Node) [4]string {
	meta := valueOf(object, "metadata")
	return [4]string{scalarOf(object, "apiVersion"), scalarOf(object, "kind"), scalarOf(meta, "namespace"), scalarOf(meta, "name")}
}

// withResults says problems in the way that runners of functions show.
func withResults(list *yaml.Node, problems spec.Problems) *yaml.Node {
	type result struct {
		Message  string `yaml:"message"`
		Severity string `yaml:"severity"`
	}
	var all []result
	for _, p := range problems {
		all = append(all, result{(&p).String(), "error"})
	}
	var node yaml.Node
	if node.Encode(all) == nil {
		setValue(list, "results", &node)
	}
	return list
}

func (s streams) writeList(document, list *yaml.Node) error {
	document.Content[0] = list
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(document); err != nil {
		return err
	}
	_, err := s.Out.Write(b.Bytes())
	return err
}

func valueOf(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func scalarOf(n *yaml.Node, key string) string {
	if v := valueOf(n, key); v != nil {
		return v.Value
	}
	return ""
}

func setValue(n *yaml.Node, key string, value *yaml.Node) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content[i+1] = value
			return
		}
	}
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, value)
}

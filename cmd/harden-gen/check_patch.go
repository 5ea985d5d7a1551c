package main

import (
	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/kustomize"
)

// patchText is an entry for the patches of a kustomization, or what to decide where no patch is known.
func patchText(f *controls.Finding) string {
	target := map[string]any{"kind": f.Object.Kind, "name": f.Object.Name}
	if f.Object.Namespace != "" {
		target["namespace"] = f.Object.Namespace
	}
	var patch []byte
	if merge := f.Merge(); merge != nil {
		patch = kustomize.AppendYAML(nil, merge, nil)
	} else if operations := f.Operations(); operations != nil {
		patch = kustomize.AppendYAML(nil, operations, nil)
	}
	if patch == nil {
		return "no patch without a decision: " + f.Fix + "\n"
	}
	return string(kustomize.AppendYAML(nil, map[string]any{"patches": []any{map[string]any{"target": target, "patch": string(patch)}}}, nil))
}

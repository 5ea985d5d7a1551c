package kustomize

import (
	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/templates"
)

// GitOps is the folder, below a tree's root, of what a GitOps controller reads. No kustomization of the tree includes
// it: its objects are in the controller's namespace, and say where the tree is.
const GitOps = "gitops"

// RenderGitOps lays out the objects by which Argo CD or Flux applies each environment of a complete and valid spec, or
// the base of one without environments.
func RenderGitOps(app *spec.HardenedApplication) Tree {
	var tree Tree
	var applications []templates.Delivered
	for _, f := range deliveredFolders(app) {
		switch {
		case f.Spec.GitOps == nil:
		case f.Spec.GitOps.Flux != nil:
			name := f.Environment
			if name == "" {
				name = Base
			}
			tree = append(tree, gitOpsFile(name, templates.FluxKustomization(app, &f), templates.FluxComments))
		default:
			applications = append(applications, f)
		}
	}
	if len(applications) > 0 {
		tree = append(tree, gitOpsFile("applicationset", templates.ApplicationSet(app, applications), templates.ApplicationSetComments))
	}
	return tree
}

func deliveredFolders(app *spec.HardenedApplication) []templates.Delivered {
	if len(app.Environments) == 0 {
		return []templates.Delivered{{Path: Base, Spec: app}}
	}
	var all []templates.Delivered
	for i := range app.Environments {
		e := &app.Environments[i]
		all = append(all, templates.Delivered{Environment: e.Name, Path: Overlays + "/" + e.Name, Spec: e.Spec})
	}
	return all
}

func gitOpsFile(name string, object any, comments map[string]string) File {
	return File{Path: GitOps + "/" + name + ".yaml", Source: Bytes(AppendStamped(nil, AppendYAML(nil, object, comments))), Owned: true}
}

package spec

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	slashpath "path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ComponentsFolder is the folder of components below a tree's root, beside its base.
const ComponentsFolder = "components"

// What kustomize takes for a component, and under which names it looks for it.
const (
	componentKind    = "Component"
	componentVersion = "kustomize.config.k8s.io/v1alpha1"
)

func kustomizationNames() []string {
	return []string{"kustomization.yaml", "kustomization.yml", "Kustomization"}
}

// HasComponents is true for a spec with an environment that includes a component.
func (app *HardenedApplication) HasComponents() bool {
	return slices.ContainsFunc(app.Environments, func(e Environment) bool { return len(e.Components) > 0 })
}

// IsPluginComponent is true for a component that harden-gen writes: that of a network plugin, in the base.
func IsPluginComponent(name string) bool { return name == CNICilium || name == CNICalico }

// components checks the names of the components of an environment at a path.
func (v *validator) components(at *path, e *Environment) {
	for i, name := range e.Components {
		p := at.at("components", i)
		switch {
		case IsPluginComponent(name):
			hint := "write platform: {cni: " + name + "} in this environment, or for all of them"
			if e.Spec != nil && e.Spec.Platform.CNI == name {
				hint = "remove the entry: platform.cni says it already"
			}
			v.report(&p, hint, "%s is harden-gen's own component, and follows from the network plugin", quote(name))
		case !isLabel(name):
			v.report(&p, componentHint(name), "%s is no name for a component: lower case letters, digits and dashes, at most 63, a letter or digit at both ends", quote(name))
		case slices.Contains(e.Components[:i], name):
			v.report(&p, "keep one of the two", "%s stands here a second time", quote(name))
		}
	}
}

func componentHint(name string) string {
	guess := strings.TrimPrefix(suggestLabel(slashpath.Base(name)), "such as ")
	return "write the NAME of a folder " + ComponentsFolder + "/NAME beside base, such as " + cmp.Or(guess, "debug")
}

// FindComponents looks for the components of every environment in tree, the folder that base and overlays lie
// in: each is a folder of its own that kustomize takes for a component. Names that Validate refuses are
// not looked for.
func FindComponents(app *HardenedApplication, tree fs.FS) []Problem {
	v := &validator{app: app}
	for i := range app.Environments {
		list := top("environments")
		at := path{&list, nth(i)}
		for j, name := range app.Environments[i].Components {
			if isLabel(name) && !IsPluginComponent(name) {
				p := at.at("components", j)
				v.findComponent(&p, tree, name)
			}
		}
	}
	return v.problems
}

// ComponentsIn are the names of the components in tree that an environment can include, sorted.
func ComponentsIn(tree fs.FS) []string {
	entries, _ := fs.ReadDir(tree, ComponentsFolder) // what cannot be listed cannot be offered
	var names []string
	for _, e := range entries {
		v := &validator{}
		if isLabel(e.Name()) && !IsPluginComponent(e.Name()) {
			if v.findComponent(&path{}, tree, e.Name()); len(v.problems) == 0 {
				names = append(names, e.Name())
			}
		}
	}
	return names
}

// findComponent looks at each step of the way: a link leads to what a reviewer of the tree does not see.
func (v *validator) findComponent(p *path, tree fs.FS, name string) {
	folder := ComponentsFolder + "/" + name
	for _, step := range []string{ComponentsFolder, folder} {
		info, err := fs.Lstat(tree, step)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			v.report(p, missingComponent(tree, name), "there is no folder %s beside base", folder)
		case err != nil:
			v.report(p, "", "%s cannot be read: %s", step, fileCause(err))
		case info.Mode()&fs.ModeSymlink != 0:
			v.report(p, "copy the folder to this place", "%s is a symbolic link", step)
		case !info.IsDir():
			v.report(p, makeComponent(name), "%s is no folder", step)
		default:
			continue
		}
		return
	}
	var found []string
	for _, file := range kustomizationNames() {
		if _, err := fs.Lstat(tree, folder+"/"+file); err == nil {
			found = append(found, folder+"/"+file)
		}
	}
	switch len(found) {
	case 0:
		v.report(p, makeComponent(name), "%s has no kustomization.yaml", folder)
	case 1:
		v.judgeComponent(p, tree, found[0])
	default:
		v.report(p, "keep one of the two", "%s and %s: kustomize takes one of them alone", found[0], found[1])
	}
}

// judgeComponent looks at what kustomize demands of a component; what else is wrong in it, a build says.
func (v *validator) judgeComponent(p *path, tree fs.FS, file string) {
	info, err := fs.Lstat(tree, file)
	switch {
	case err != nil:
		v.report(p, "", "%s cannot be read: %s", file, fileCause(err))
		return
	case !info.Mode().IsRegular():
		v.report(p, "copy the file to this place", "%s is no regular file", file)
		return
	}
	data, err := readSmall(tree, file)
	if err != nil {
		v.report(p, "", "%s cannot be read: %s", file, fileCause(err))
		return
	}
	var said struct {
		APIVersion string         `yaml:"apiVersion"`
		Kind       string         `yaml:"kind"`
		Rest       map[string]any `yaml:",inline"`
	}
	const hint = "write there: apiVersion: " + componentVersion + ", kind: " + componentKind
	switch err := yaml.Unmarshal(data, &said); {
	case err != nil:
		v.report(p, hint, "%s is no kustomization: %v", file, err)
	case said.Kind == "":
		v.report(p, hint, "%s has no kind, which makes it a Kustomization; an environment includes a Component", file)
	case said.Kind != componentKind:
		v.report(p, hint, "%s is a %s; an environment includes a Component", file, said.Kind)
	case said.APIVersion != "" && said.APIVersion != componentVersion:
		v.report(p, hint, "%s has the apiVersion %s, under which kustomize knows no Component", file, quote(said.APIVersion))
	case len(said.Rest) == 0:
		v.report(p, "say what it does, such as patches, or remove the entry", "%s does nothing, which kustomize refuses", file)
	}
}

// readSmall is a file, as far as a kustomization can be long.
func readSmall(tree fs.FS, name string) ([]byte, error) {
	f, err := tree.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, MaxConfigBytes))
}

// missingComponent is the component that was meant, or how one is made.
func missingComponent(tree fs.FS, name string) string {
	entries, _ := fs.ReadDir(tree, ComponentsFolder) // without a list there is no guess
	var names []string
	for _, e := range entries {
		if e.IsDir() && !IsPluginComponent(e.Name()) {
			names = append(names, e.Name())
		}
	}
	if guess := nearest(name, names); guess != "" {
		return "did you mean " + guess + "?"
	}
	return makeComponent(name)
}

func makeComponent(name string) string {
	return "make " + ComponentsFolder + "/" + name + "/kustomization.yaml with apiVersion: " + componentVersion + ", kind: " + componentKind + ", and what it does, such as patches"
}

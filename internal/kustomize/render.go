package kustomize

import (
	"iter"
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/templates"
)

// Base is the folder of the base below a tree's root.
const Base = "base"

// components is the folder of components below a tree's root.
const components = spec.ComponentsFolder + "/"

// Render lays objects out as the files of a base, among others that belong to the tree: what holds for all beside
// kustomization.yaml, a folder for each workload with one file a kind, and the component of a network plugin, which
// the base includes. Objects of one file follow each other.
func Render(objects iter.Seq[templates.Object], others ...File) Tree {
	all := slices.Collect(objects)
	tree := make(Tree, 0, countFiles(all)+1+len(others))
	base := &folder{kind: "Kustomization", version: "v1beta1", path: Base + "/", objects: all}
	component := &folder{kind: "Component", version: "v1alpha1", objects: all}
	for path, content := range files(all) {
		tree = append(tree, File{Path: path, Source: content, Owned: true})
		if name, ok := strings.CutPrefix(path, components); ok {
			plugin, _, _ := strings.Cut(name, "/")
			component.path = components + plugin + "/"
			base.components = []string{"../" + components + plugin}
		}
	}
	tree = append(tree, File{Path: base.path + "kustomization.yaml", Source: base, Owned: true})
	if component.path != "" {
		tree = append(tree, File{Path: component.path + "kustomization.yaml", Source: component, Owned: true})
	}
	tree = append(tree, others...)
	slices.SortFunc(tree, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return tree
}

// files yields each file that objects lie in, and what it holds of them.
func files(objects []templates.Object) iter.Seq2[string, Source] {
	return func(yield func(string, Source) bool) {
		for first := 0; first < len(objects); {
			path, next := pathOf(&objects[first]), first+1
			for next < len(objects) && shareFile(&objects[first], &objects[next]) {
				next++
			}
			var content Source = (*document)(&objects[first])
			if next > first+1 {
				content = documents(objects[first:next])
			}
			if !yield(path, content) {
				return
			}
			first = next
		}
	}
}

// countFiles is cheap: a tree of thousands of files should not grow by copies of itself.
func countFiles(objects []templates.Object) (n int) {
	for i := range objects {
		if i == 0 || !shareFile(&objects[i-1], &objects[i]) {
			n++
		}
	}
	return n
}

// shareFile is true for objects of the same path; of a workload's own objects it can be told without making that.
func shareFile(a, b *templates.Object) bool {
	if w := a.Workload(); w != "" {
		return w == b.Workload() && a.Kind() == b.Kind() && a.Component() == b.Component()
	}
	return b.Workload() == "" && pathOf(a) == pathOf(b)
}

// document is the one object of a file.
type document templates.Object

// AppendTo appends the file's content to dst.
func (d *document) AppendTo(dst []byte) []byte {
	return documents{templates.Object(*d)}.AppendTo(dst)
}

// documents are the objects of a file.
type documents []templates.Object

// AppendTo appends the file's content to dst.
func (d documents) AppendTo(dst []byte) []byte {
	start := len(dst)
	dst = AppendHeader(dst)
	for i := range d {
		if i > 0 {
			dst = append(dst, "---\n"...)
		}
		dst = AppendYAML(dst, d[i].Value(), d[i].Comments())
	}
	Seal(dst[start:])
	return dst
}

// kustomization is the part of kustomize's own types that a base and a component need: kustomize's package is not
// loaded where nothing is built.
type kustomization struct {
	APIVersion string   `json:"apiVersion"`
	Kind       string   `json:"kind"`
	Resources  []string `json:"resources,omitempty"`
	Components []string `json:"components,omitempty"`
}

func newKustomization(kind, version string, resources, components []string) kustomization {
	return kustomization{APIVersion: "kustomize.config.k8s.io/" + version, Kind: kind, Resources: resources, Components: components}
}

// folder makes the kustomization.yaml that names the files of a folder, in the order in which a cluster should get to
// know them.
type folder struct {
	kind, version string
	path          string // with a slash at its end
	objects       []templates.Object
	components    []string
}

// AppendTo appends the file's content to dst.
func (f *folder) AppendTo(dst []byte) []byte {
	resources, length := make([]string, 0, countFiles(f.objects)), 1<<10
	for path := range files(f.objects) {
		if name, ok := strings.CutPrefix(path, f.path); ok {
			resources = append(resources, name)
			length += len("- \n") + len(name)
		}
	}
	start := len(dst)
	dst = AppendYAML(AppendHeader(slices.Grow(dst, length)), newKustomization(f.kind, f.version, resources, f.components), nil)
	Seal(dst[start:])
	return dst
}

func pathOf(o *templates.Object) string {
	if c := o.Component(); c != "" {
		return components + c + "/" + o.Workload() + "/" + strings.ToLower(o.Kind()) + ".yaml"
	}
	if w := o.Workload(); w != "" {
		return Base + "/" + w + "/" + strings.ToLower(o.Kind()) + ".yaml"
	}
	if o.IsOfStore() {
		return Base + "/secretstore.yaml"
	}
	switch o.Kind() {
	case "NetworkPolicy":
		return Base + "/network.yaml"
	case "ConfigMap":
		return Base + "/configmaps.yaml"
	case "ExternalSecret":
		return Base + "/externalsecrets.yaml"
	}
	return Base + "/namespace.yaml"
}

// Stream is every object of a base as one stream of YAML documents.
func Stream(objects iter.Seq[templates.Object]) []byte {
	var out []byte
	for o := range objects {
		if len(out) > 0 {
			out = append(out, "---\n"...)
		}
		out = AppendYAML(out, o.Value(), o.Comments())
	}
	return out
}

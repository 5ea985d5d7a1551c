package kustomize

import (
	"iter"
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/templates"
)

// Base is the folder of the base below a tree's root.
const Base = "base"

// Render lays objects out as the files of a base, among others that belong to the tree: what holds for all beside
// kustomization.yaml, and a folder for each workload with one file a kind. Objects of one file follow each other.
func Render(objects iter.Seq[templates.Object], others ...File) Tree {
	all := slices.Collect(objects)
	tree := make(Tree, 0, countFiles(all)+1+len(others))
	resources := make(resourceList, 0, cap(tree))
	for path, content := range files(all) {
		tree = append(tree, File{Path: path, Source: content, Owned: true})
		resources = append(resources, path)
	}
	tree = append(tree, File{Path: Base + "/kustomization.yaml", Source: resources, Owned: true})
	tree = append(tree, others...)
	slices.SortFunc(tree, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return tree
}

// files yields each file that objects lie in, and what it holds of them.
func files(objects []templates.Object) iter.Seq2[string, documents] {
	return func(yield func(string, documents) bool) {
		for first := 0; first < len(objects); {
			path, next := pathOf(&objects[first]), first+1
			for next < len(objects) && pathOf(&objects[next]) == path {
				next++
			}
			if !yield(path, documents(objects[first:next])) {
				return
			}
			first = next
		}
	}
}

// countFiles is cheap: a tree of thousands of files should not grow by copies of itself.
func countFiles(objects []templates.Object) (n int) {
	for i := range objects {
		if i == 0 || objects[i].Kind() != objects[i-1].Kind() || objects[i].Workload() != objects[i-1].Workload() {
			n++
		}
	}
	return n
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

// kustomization is the part of kustomize's own type that a base needs: kustomize's package is not
// loaded where nothing is built.
type kustomization struct {
	APIVersion string   `json:"apiVersion"`
	Kind       string   `json:"kind"`
	Resources  []string `json:"resources"`
}

// resourceList makes the kustomization.yaml that names files, in the order in which a cluster should get to know them.
type resourceList []string

// AppendTo appends the file's content to dst.
func (paths resourceList) AppendTo(dst []byte) []byte {
	below := make([]string, len(paths))
	for i, p := range paths {
		below[i] = strings.TrimPrefix(p, Base+"/")
	}
	start := len(dst)
	dst = AppendYAML(AppendHeader(dst), kustomization{
		APIVersion: "kustomize.config.k8s.io/v1beta1", Kind: "Kustomization", Resources: below,
	}, nil)
	Seal(dst[start:])
	return dst
}

func pathOf(o *templates.Object) string {
	if w := o.Workload(); w != "" {
		return Base + "/" + w + "/" + strings.ToLower(o.Kind()) + ".yaml"
	}
	switch o.Kind() {
	case "NetworkPolicy":
		return Base + "/network.yaml"
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

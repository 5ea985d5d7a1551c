package kustomize

import (
	"iter"
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/templates"
)

// Base is the folder of the base below a tree's root.
const Base = "base"

// Render lays objects out as the files of a base: what holds for all beside kustomization.yaml, and
// a folder for each workload with one file a kind. Objects of one file follow each other.
func Render(objects iter.Seq[templates.Object]) Tree {
	n := countFiles(objects)
	tree := make(Tree, 0, n+1)
	resources := make([]string, 0, n) // in the order in which a cluster should get to know them
	var d *documents
	path := ""
	for o := range objects {
		if p := pathOf(&o); p != path {
			path, d = p, &documents{}
			tree = append(tree, File{Path: p, Source: d, Owned: true})
			resources = append(resources, strings.TrimPrefix(p, Base+"/"))
		}
		d.add(o)
	}
	body := AppendYAML(nil, kustomization{
		APIVersion: "kustomize.config.k8s.io/v1beta1", Kind: "Kustomization", Resources: resources,
	}, nil)
	tree = append(tree, File{Path: Base + "/kustomization.yaml", Data: AppendStamped(nil, body), Owned: true})
	slices.SortFunc(tree, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return tree
}

// countFiles is cheap, since no object is built: a tree of thousands of files should not grow by copies of itself.
func countFiles(objects iter.Seq[templates.Object]) (n int) {
	kind, workload := "", ""
	for o := range objects {
		if o.Kind() != kind || o.Workload() != workload {
			kind, workload = o.Kind(), o.Workload()
			n++
		}
	}
	return n
}

// documents are the objects of one file; most files hold one.
type documents struct {
	object templates.Object
	more   []templates.Object
}

func (d *documents) add(o templates.Object) {
	if d.object == (templates.Object{}) {
		d.object = o
		return
	}
	d.more = append(d.more, o)
}

// AppendTo appends the file's content to dst.
func (d *documents) AppendTo(dst []byte) []byte {
	start := len(dst)
	dst = AppendHeader(dst)
	dst = AppendYAML(dst, d.object.Value(), d.object.Comments())
	for i := range d.more {
		dst = append(dst, "---\n"...)
		dst = AppendYAML(dst, d.more[i].Value(), d.more[i].Comments())
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

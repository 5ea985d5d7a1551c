package kustomize

import (
	"bytes"
	"encoding/json"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/templates"
)

// Overlays is the folder of the overlays below a tree's root.
const Overlays = "overlays"

// RenderTree lays out everything that a complete and valid spec makes: its base, and an overlay for each
// environment, and what a GitOps controller reads, among others that belong to the tree.
func RenderTree(app *spec.HardenedApplication, others ...File) Tree {
	return Render(templates.Build(app), slices.Concat(RenderOverlays(app), RenderGitOps(app), others)...)
}

// RenderOverlays lays out the overlay of each environment of a complete and valid spec.
func RenderOverlays(app *spec.HardenedApplication) Tree {
	var tree Tree
	for i := range app.Environments {
		e := &app.Environments[i]
		tree = append(tree, renderOverlay(e, templates.Build(app), app.Namespace.Name)...)
	}
	return tree
}

// renderOverlay lays out what turns the objects of a base into those of an environment, as the files of its
// overlay: one kustomization, a patch for each object that differs, and the objects that only the environment
// has. baseNamespace is where the application's own objects are.
//
// Patches are JSON 6902: they say exactly what changes, for every kind alike, where a strategic merge would
// replace lists of custom resources and reorder others. The namespace is patched in, object by object: the
// namespace transformer would also move what is in a third namespace, and stamp cluster-scoped kinds that
// kustomize does not know.
//
// Components of others come last, so that they see what the environment is, and so that what they put into a list
// does not move what a patch of ours is about: ours are then a component of their own before them. Only the
// namespace is patched in afterwards: a component is written for the base's, and serves every environment.
func renderOverlay(e *spec.Environment, base iter.Seq[templates.Object], baseNamespace string) Tree {
	objects, namespace := templates.Build(e.Spec), e.Spec.Namespace.Name
	o := overlay{folder: Overlays + "/" + e.Name + "/", components: e.Components, names: map[string]bool{}, replicated: map[string]int{}, called: map[string]int{}}
	there := map[string]*treeObject{}
	for _, t := range trees(base, baseNamespace) {
		there[t.key] = t
		o.replicated[t.name] += replicatedKind(t.kind)
		o.called[t.kind+" "+t.name]++
	}
	have := map[string]bool{}
	for _, t := range trees(objects, namespace) {
		have[t.key] = true
		if b := there[t.key]; b != nil {
			o.change(b, t, baseNamespace, namespace)
		} else {
			o.added = append(o.added, t.object)
		}
	}
	for _, t := range trees(base, baseNamespace) {
		if !have[t.key] {
			o.remove(t)
		}
	}
	if baseNamespace != namespace {
		o.move(baseNamespace, namespace)
	}
	return o.tree()
}

// treeObject is an object as maps and lists, as it is written.
type treeObject struct {
	object          templates.Object
	tree            map[string]any
	key             string // the same for an object of the base and of an environment
	kind            string
	name, namespace string
	own             bool // in the application's own namespace
}

func trees(objects iter.Seq[templates.Object], namespace string) []*treeObject {
	var all []*treeObject
	for o := range objects {
		t := &treeObject{object: o, tree: treeOf(o.Value()), kind: o.Kind()}
		meta, _ := t.tree["metadata"].(map[string]any)
		t.name, _ = meta["name"].(string)
		t.namespace, _ = meta["namespace"].(string)
		t.own = t.namespace == namespace
		apiVersion, _ := t.tree["apiVersion"].(string)
		where, called := t.namespace, t.name
		if t.own {
			where = "."
		}
		if t.kind == "Namespace" && t.name == namespace {
			called = "."
		}
		t.key = strings.Join([]string{apiVersion, t.kind, where, called}, "\x00")
		all = append(all, t)
	}
	return all
}

// treeOf is what AppendYAML writes of an object.
func treeOf(v any) map[string]any {
	data, err := json.Marshal(v)
	if err != nil {
		return nil // AppendYAML says why
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var tree map[string]any
	if d.Decode(&tree) != nil {
		return nil
	}
	delete(tree, "status")
	if inner, ok := tree["spec"].(map[string]any); ok && len(inner) == 0 {
		delete(tree, "spec")
	}
	return tree
}

type overlay struct {
	folder     string
	files      Tree
	added      []templates.Object // only the environment has them
	components []string           // of others, which it includes
	patches    []patchEntry
	moving     []patchEntry // what brings all objects into the environment's namespace, last of all
	replicas   []replicaCount
	names      map[string]bool // of patch files
	replicated map[string]int  // how many objects of a name kustomize's replicas would count
	called     map[string]int  // and how many have a kind and a name, of any group
}

type patchEntry struct {
	Path    string       `json:"path,omitempty"`
	Target  *patchTarget `json:"target,omitempty"`
	Patch   string       `json:"patch,omitempty"`
	comment string
}

type patchTarget struct {
	Group     string `json:"group,omitempty"`
	Kind      string `json:"kind,omitempty"`
	Name      string `json:"name,omitempty"`
	Namespace string `json:"namespace,omitempty"`
}

type replicaCount struct {
	Name  string      `json:"name"`
	Count json.Number `json:"count"`
}

// remove takes an object away that the environment has not.
func (o *overlay) remove(t *treeObject) {
	meta := map[string]any{"name": t.name}
	if t.namespace != "" {
		meta["namespace"] = t.namespace
	}
	gone := struct {
		Patch      string         `json:"$patch"`
		APIVersion any            `json:"apiVersion"`
		Kind       string         `json:"kind"`
		Metadata   map[string]any `json:"metadata"`
	}{"delete", t.tree["apiVersion"], t.kind, meta}
	o.patches = append(o.patches, patchEntry{Patch: string(AppendYAML(nil, gone, nil)), comment: "not in this environment"})
}

// move brings every object of one namespace into another one.
func (o *overlay) move(from, to string) {
	patch := AppendYAML(nil, []patchStep{{Op: "replace", Path: "/metadata/namespace", Value: to}}, nil)
	o.moving = []patchEntry{{Target: &patchTarget{Namespace: from}, Patch: string(patch), comment: "every object of the application"}}
}

// change patches what differs beside the namespace.
func (o *overlay) change(base, t *treeObject, from, to string) {
	if base.own && from != to {
		if meta, ok := base.tree["metadata"].(map[string]any); ok {
			meta["namespace"] = to // as move does it
		}
	}
	d := differ{}
	d.maps("", nil, base.tree, t.tree)
	d.steps = slices.DeleteFunc(d.steps, func(op patchStep) bool {
		count, ok := op.Value.(json.Number)
		if !ok || op.Op != "replace" || op.Path != "/spec/replicas" || replicatedKind(t.kind) == 0 || o.replicated[t.name] != 1 {
			return false
		}
		o.replicas = append(o.replicas, replicaCount{t.name, count})
		return true
	})
	if len(d.steps) == 0 {
		return
	}
	var body []byte
	for _, op := range d.steps {
		body = AppendYAML(body, []patchStep{op}, map[string]string{"[].path": op.comment})
	}
	path := ownPatches + "/" + o.patchName(base) + ".yaml"
	o.files = append(o.files, File{Path: o.folder + path, Source: Bytes(AppendStamped(nil, body)), Owned: true})
	// A target's words are regular expressions, which kustomize anchors.
	target := &patchTarget{Kind: base.kind, Name: regexp.QuoteMeta(base.name)}
	if !base.own {
		target.Namespace = base.namespace
	}
	if apiVersion, _ := base.tree["apiVersion"].(string); o.called[base.kind+" "+base.name] > 1 {
		target.Group, _, _ = strings.Cut(apiVersion, "/")
	}
	o.patches = append(o.patches, patchEntry{Path: path, Target: target})
}

// replicatedKind is 1 for the kinds whose count kustomize's replicas sets.
func replicatedKind(kind string) int {
	if slices.Contains([]string{"Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"}, kind) {
		return 1
	}
	return 0
}

// patchName names a file after an object; a kind has no dash, so that no file of a base's layout has its name.
func (o *overlay) patchName(t *treeObject) string {
	name := strings.ToLower(t.kind) + "-" + t.name
	if !t.own && t.namespace != "" {
		name += "-" + t.namespace
	}
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/~`, r) {
			return '-'
		}
		return r
	}, name)
	for n, first := 2, name; o.names[name]; n++ {
		name = first + "-" + strconv.Itoa(n)
	}
	o.names[name] = true
	return name
}

func (o *overlay) tree() Tree {
	root := newKustomization("Kustomization", "v1beta1", []string{"../../" + Base}, nil)
	for path, content := range files(o.added) {
		path = strings.TrimPrefix(path, Base+"/")
		o.files = append(o.files, File{Path: o.folder + path, Source: content, Owned: true})
		root.Resources = append(root.Resources, path)
	}
	own := changes{append(o.patches, o.moving...), o.replicas}
	var comments map[string]string
	if len(o.components) > 0 {
		if len(o.patches)+len(o.replicas) > 0 {
			o.patchesFirst(changes{o.patches, o.replicas})
			root.Components = []string{ownPatches}
			comments = map[string]string{"components": "first what differs here"}
		}
		for _, name := range o.components {
			root.Components = append(root.Components, "../../"+components+name)
		}
		own = changes{patches: o.moving}
	}
	body := own.appendTo(AppendYAML(nil, root, comments))
	tree := append(o.files, File{Path: o.folder + "kustomization.yaml", Source: Bytes(AppendStamped(nil, body)), Owned: true})
	slices.SortFunc(tree, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return tree
}

// ownPatches is the folder of an overlay's patches, and where it includes components their component.
const ownPatches = "patches"

// patchesFirst makes a component of what the environment itself changes.
func (o *overlay) patchesFirst(own changes) {
	own.patches = slices.Clone(own.patches)
	for i := range own.patches {
		own.patches[i].Path = strings.TrimPrefix(own.patches[i].Path, ownPatches+"/")
	}
	body := own.appendTo(AppendYAML(nil, newKustomization("Component", "v1alpha1", nil, nil), nil))
	o.files = append(o.files, File{Path: o.folder + ownPatches + "/kustomization.yaml", Source: Bytes(AppendStamped(nil, body)), Owned: true})
}

// changes are the patches and counts of a kustomization.
type changes struct {
	patches  []patchEntry
	replicas []replicaCount
}

func (c *changes) appendTo(body []byte) []byte {
	for i, p := range c.patches {
		if i == 0 {
			body = append(body, "patches:\n"...)
		}
		comments := map[string]string{"[].patch": p.comment}
		if p.Target != nil {
			comments = map[string]string{"[].target": p.comment}
		}
		body = AppendYAML(body, []patchEntry{p}, comments)
	}
	if len(c.replicas) > 0 {
		body = AppendYAML(body, map[string]any{"replicas": c.replicas}, nil)
	}
	return body
}

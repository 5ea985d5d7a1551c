package build

import (
	"maps"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// Entry is one thing that a kustomization does to its resources: a patch, a transformer, a label, a component.
type Entry struct {
	File string // the kustomization
	Line int
	Key  string // such as patches
	// Source is the file that the entry names, empty for one that is written in place.
	Source string
	// Text is what is written in place, and TextLine the line before it.
	Text     string
	TextLine int
	// Folder is the kustomization that the entry names, for a component.
	Folder string

	abs   string
	index int // in the list at Key, or -1 for the whole of it
}

// passive are the keys of a kustomization that do nothing to resources.
var passive = []string{
	"apiVersion", "kind", "metadata", "resources", "bases", "crds", "openapi", "configurations", "buildMetadata", "sortOptions", "generatorOptions", "validators",
}

// Entries are those of the kustomization in folder dir, patches first: what else there is may rename objects.
func Entries(dir string) []Entry { return entriesIn(filesys.MakeFsOnDisk(), dir) }

func entriesIn(fs filesys.FileSystem, dir string) []Entry {
	file := rootIn(fs, dir)
	data, err := fs.ReadFile(file)
	var doc yaml.Node
	if err != nil || yaml.Unmarshal(data, &doc) != nil || len(doc.Content) == 0 {
		return nil // building says why
	}
	folder, name, err := fs.CleanedAbs(file)
	if err != nil {
		return nil
	}
	abs := folder.Join(name)
	var patches, others []Entry
	for i := 0; i+1 < len(doc.Content[0].Content); i += 2 {
		key, value := doc.Content[0].Content[i], doc.Content[0].Content[i+1]
		if slices.Contains(passive, key.Value) {
			continue
		}
		if value.Kind != yaml.SequenceNode {
			others = append(others, Entry{File: file, Line: key.Line, Key: key.Value, abs: abs, index: -1})
			continue
		}
		for j, n := range value.Content {
			e := Entry{File: file, Line: n.Line, Key: key.Value, abs: abs, index: j}
			e.look(fs, dir, n)
			if key.Value == "patches" || key.Value == "patchesStrategicMerge" || key.Value == "patchesJson6902" {
				patches = append(patches, e)
			} else {
				others = append(others, e)
			}
		}
	}
	return append(patches, others...)
}

// look finds what an entry of a list names, or says in place.
func (e *Entry) look(fs filesys.FileSystem, dir string, n *yaml.Node) {
	text := n
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if k := n.Content[i].Value; k == "path" || k == "patch" {
			text = n.Content[i+1]
		}
	}
	if text.Kind != yaml.ScalarNode {
		return
	}
	if path := filepath.Join(dir, text.Value); fs.IsDir(path) {
		e.Folder = path
	} else if fs.Exists(path) {
		e.Source = path
	} else {
		e.Text, e.TextLine = text.Value, text.Line
		if text.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 {
			e.TextLine--
		}
	}
}

// Folders are the kustomizations that the one in folder dir takes its resources from.
func Folders(dir string) (folders []string) {
	fs := filesys.MakeFsOnDisk()
	data, err := fs.ReadFile(Root(dir))
	var said struct{ Resources, Bases []string }
	if err != nil || yaml.Unmarshal(data, &said) != nil {
		return nil
	}
	for _, entry := range append(said.Resources, said.Bases...) {
		if path := filepath.Join(dir, entry); fs.IsDir(path) && Root(path) != "" {
			folders = append(folders, path)
		}
	}
	return folders
}

// without takes entries out of a kustomization that was read from the file abs.
func without(tree map[string]any, abs string, entries []Entry) {
	gone := map[string][]int{}
	for _, e := range entries {
		if e.abs != abs {
			continue
		}
		if e.index < 0 {
			delete(tree, e.Key)
			continue
		}
		gone[e.Key] = append(gone[e.Key], e.index)
	}
	for key, indexes := range gone {
		list, _ := tree[key].([]any)
		var rest []any
		for i, v := range list {
			if !slices.Contains(indexes, i) {
				rest = append(rest, v)
			}
		}
		if tree[key] = rest; rest == nil {
			delete(tree, key)
		}
	}
	if !slices.ContainsFunc(slices.Collect(maps.Keys(tree)), func(key string) bool { return key != "apiVersion" && key != "kind" }) {
		tree["metadata"] = map[string]any{"name": "nothing"} // kustomize refuses one that does nothing
	}
}

// renewed moves what stands at deprecated keys to where kustomize wants it today, as its own edit fix
// does: at the old place it would write a warning past us to stderr.
func (s *source) renewed(dir string, tree map[string]any) {
	move := func(from, to string, turn func(v any) any) {
		list, ok := tree[from].([]any)
		if !ok {
			return
		}
		there, _ := tree[to].([]any)
		for _, v := range list {
			there = append(there, turn(v))
		}
		tree[to] = there
		delete(tree, from)
	}
	same := func(v any) any { return v }
	move("bases", "resources", same)
	move("imageTags", "images", same)
	move("patchesJson6902", "patches", same)
	move("patchesStrategicMerge", "patches", func(v any) any {
		if path, ok := v.(string); ok && s.Exists(filepath.Join(dir, path)) {
			return map[string]any{"path": path}
		}
		return map[string]any{"patch": v}
	})
	if pairs, ok := tree["commonLabels"].(map[string]any); ok {
		there, _ := tree["labels"].([]any)
		tree["labels"] = append(there, map[string]any{"pairs": pairs, "includeSelectors": true})
		delete(tree, "commonLabels")
	}
}

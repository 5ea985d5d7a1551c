package kustomize

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// originalsDir keeps what was generated, so that the edits of a later day can be told from it. No newer
// harden-gen can make it again: only the bytes themselves are a true ancestor of a merge. They are text,
// one file for each folder, so that Git merges them as it merges the folder; and no .yaml, so that nobody
// applies them who applies a whole folder.
const originalsDir = metaDir + "/generated"

// Originals are the files that keep what the owned files of a tree are generated as.
func Originals(tree Tree) Tree {
	folders := map[string]*originals{}
	var order []string
	for i := range tree {
		if !tree[i].Owned {
			continue
		}
		folder := path.Dir(tree[i].Path)
		if folders[folder] == nil {
			folders[folder] = &originals{}
			order = append(order, folder)
		}
		folders[folder].files = append(folders[folder].files, tree[i])
	}
	slices.Sort(order)
	kept := make(Tree, len(order))
	for i, folder := range order {
		slices.SortFunc(folders[folder].files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
		kept[i] = File{Path: originalsPath(folder), Source: folders[folder], Replace: true}
	}
	return kept
}

func originalsPath(folder string) string { return originalsDir + "/" + folder + ".txt" }

// originals are the files of one folder.
type originals struct{ files []File }

// AppendTo appends each file behind a line that names it, which no line of YAML at the margin looks like.
func (o *originals) AppendTo(dst []byte) []byte {
	for i := range o.files {
		f := &o.files[i]
		dst = append(append(append(dst, originalMark...), f.Path...), originalMarkEnd...)
		if f.Source != nil {
			dst = f.Source.AppendTo(dst)
		} else {
			dst = append(dst, f.Data...)
		}
	}
	return dst
}

const (
	originalMark    = "-- "
	originalMarkEnd = " --\n"
)

// Original is what the file at a path of the tree in dir was generated as, if that is kept. The stamp, by
// which the file itself names it, proves that it is the one.
func Original(dir, name, stamp string) ([]byte, bool) {
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(originalsPath(path.Dir(name)))))
	if err != nil {
		return nil, false
	}
	mark := []byte(originalMark + name + originalMarkEnd)
	data = append([]byte("\n"), toLF(data)...)
	_, found, ok := bytes.Cut(data, append([]byte("\n"), mark...))
	if !ok {
		return nil, false
	}
	if i := bytes.Index(found, []byte("\n"+originalMark)); i >= 0 {
		found = found[:i+1]
	}
	return found, Inspect(found) == Untouched && Stamp(found) == stamp
}

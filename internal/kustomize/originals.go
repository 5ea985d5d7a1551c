package kustomize

import (
	"bytes"
	"cmp"
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

// WithOriginals adds the files that keep what the owned files of a tree are generated as.
func WithOriginals(tree Tree) Tree {
	owned := make([]File, 0, len(tree))
	for _, f := range tree {
		if f.Owned {
			owned = append(owned, f)
		}
	}
	slices.SortFunc(owned, func(a, b File) int {
		return cmp.Or(strings.Compare(path.Dir(a.Path), path.Dir(b.Path)), strings.Compare(a.Path, b.Path))
	})
	for len(owned) > 0 {
		folder := path.Dir(owned[0].Path)
		n := slices.IndexFunc(owned, func(f File) bool { return path.Dir(f.Path) != folder })
		if n < 0 {
			n = len(owned)
		}
		tree = append(tree, File{Path: originalsPath(folder), Source: originals(owned[:n]), Replace: true})
		owned = owned[n:]
	}
	return tree
}

func originalsPath(folder string) string { return originalsDir + "/" + folder + ".txt" }

// originals are the files of one folder.
type originals []File

// AppendTo appends each file behind a line that names it, which no line of YAML at the margin looks like.
func (o originals) AppendTo(dst []byte) []byte {
	for i := range o {
		f := &o[i]
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

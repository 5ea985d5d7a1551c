package kustomize

import (
	"bytes"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// originalsDir keeps what was generated, so that the edits of a later day can be told from it. No newer
// harden-gen can make it again: only the bytes themselves are a true ancestor of a merge. They are text,
// one file for each folder, so that Git merges them as it merges the folder; and no .yaml, so that nobody
// applies them who applies a whole folder.
const originalsDir = metaDir + "/generated"

// WithOriginals adds the files that keep what the owned files of a sorted tree are generated as.
func WithOriginals(tree Tree) Tree {
	runs := runsOf(tree)
	folders := slices.Sorted(maps.Keys(runs))
	all := make(Tree, len(folders), len(folders)+len(tree))
	all = append(all, tree...)
	tree = all[len(folders):]
	for i, folder := range folders {
		first := runs[folder][0]
		kept := originals(tree[first.start:first.end:first.end])
		for _, r := range runs[folder][1:] {
			kept = append(kept, tree[r.start:r.end]...)
		}
		all[i] = File{Path: originalsPath(folder), Source: kept, Replace: true}
	}
	return all
}

// run is owned files of one folder that follow each other in a tree.
type run struct{ start, end int }

// runsOf finds those of each folder.
func runsOf(tree Tree) map[string][]run {
	runs := map[string][]run{}
	for i := range tree {
		if !tree[i].Owned {
			continue
		}
		folder := path.Dir(tree[i].Path)
		in := runs[folder]
		if n := len(in); n > 0 && in[n-1].end == i {
			in[n-1].end++
		} else {
			runs[folder] = append(in, run{i, i + 1})
		}
	}
	return runs
}

func originalsPath(folder string) string { return originalsDir + "/" + folder + ".txt" }

// originals are the files of one folder, sorted by path.
type originals []File

// AppendTo appends each file behind a line that names it, which no line of YAML at the margin looks like.
func (o originals) AppendTo(dst []byte) []byte {
	for i := range o {
		dst, _ = o.appendFile(dst, i)
	}
	return dst
}

// appendFile appends file i behind its line, and returns where it begins.
func (o originals) appendFile(dst []byte, i int) (all []byte, start int) {
	f := &o[i]
	dst = append(append(append(dst, originalMark...), f.Path...), originalMarkEnd...)
	start = len(dst)
	return f.Source.AppendTo(dst), start
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

package kustomize

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// File is one file of a Tree.
type File struct {
	// Path is slash-separated and relative to the root of the tree.
	Path string
	// Source makes the content when it is needed.
	Source Source
	// Owned says that Data begins with the header line of AppendStamped, so that an edit by hand can be seen.
	Owned bool
	// Replace says that whatever regular file lies at Path may be overwritten without asking.
	Replace bool
}

// Source makes the content of a file: a tree of thousands of files need not be in memory at once.
type Source interface {
	// AppendTo appends the whole content to dst, the same at every call and from any goroutine.
	AppendTo(dst []byte) []byte
}

// Bytes is a content that is there already; nobody changes them.
type Bytes []byte

// AppendTo appends the bytes.
func (b Bytes) AppendTo(dst []byte) []byte { return append(dst, b...) }

// Tree is the files to write; Compare takes them in any order.
type Tree []File

// Content returns the whole content; it is valid until buf is used again.
func (f *File) Content(buf *[]byte) []byte {
	if made, ok := f.Source.(Bytes); ok {
		return made
	}
	*buf = f.Source.AppendTo((*buf)[:0])
	return *buf
}

// Bytes returns the whole content.
func (f *File) Bytes() []byte { return f.Content(new([]byte)) }

// InMemory returns the tree with every content made.
func (t Tree) InMemory() Tree {
	made := make(Tree, len(t))
	for i, f := range t {
		f.Source = Bytes(f.Bytes())
		made[i] = f
	}
	return made
}

const (
	metaDir     = ".harden-gen"
	stageDir    = metaDir + "/stage"
	journalPath = stageDir + "/journal"
	undoPath    = stageDir + "/undo"
)

// isPruned tells the directories in which generated files that the tree no longer has are deleted.
func isPruned(top string) bool {
	return top == Base || top == spec.ComponentsFolder || top == GitOps || top == Overlays
}

// check finds paths of a sorted tree that must never reach a disk: twice, outside of the root, below another file.
func (t Tree) check() error {
	folders := map[string]bool{}
	for i, f := range t {
		if err := checkPath(f.Path); err != nil {
			return fmt.Errorf("%s: %w", f.Path, err)
		}
		if i > 0 && t[i-1].Path == f.Path {
			return fmt.Errorf("%s: twice in the tree", f.Path)
		}
		for d := path.Dir(f.Path); d != "." && !folders[d]; d = path.Dir(d) {
			folders[d] = true
		}
	}
	for _, f := range t {
		if folders[f.Path] {
			return fmt.Errorf("%s: both a file and a directory of the tree", f.Path)
		}
	}
	return nil
}

func (f File) place() string { return f.Path }

// firstElement returns the name that the first file has below the directory at, and how many files share it.
// The files are sorted, and all below at, which is empty or ends in a slash.
func firstElement[F interface{ place() string }](files []F, at string) (name string, n int, isFile bool) {
	first := files[0].place()
	name, _, below := strings.Cut(first[len(at):], "/")
	if !below {
		return name, 1, true
	}
	prefix := first[:len(at)+len(name)+1]
	n = 1
	for n < len(files) && strings.HasPrefix(files[n].place(), prefix) {
		n++
	}
	return name, n, false
}

// checkPath refuses what means another place on any system, not only on the one that runs: a tree travels through Git.
// It refuses hidden names too, and ~ that spells one on Windows (GIT~1): a journal that came with a checkout must not be
// able to write .git/hooks.
func checkPath(p string) error {
	rest := strings.TrimPrefix(p, metaDir+"/")
	switch {
	case p == "." || !fs.ValidPath(p):
		return errors.New("the path leaves the tree or is not clean")
	case strings.ContainsAny(p, "\\:~\x00"):
		return errors.New(`the path holds a \, a :, a ~ or a zero byte`)
	case strings.HasPrefix(rest, ".") || strings.Contains(rest, "/."):
		return errors.New("a name of the path begins with a dot")
	case p == stageDir || strings.HasPrefix(p, stageDir+"/"):
		return errors.New("the path is reserved")
	}
	return nil
}

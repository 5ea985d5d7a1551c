package kustomize

import (
	"path"
	"sort"
	"strings"
	"sync"
)

// twins are the files of a new directory that keep what other new directories are generated as: half of all that is
// written. They are made of the same bytes as the files that they keep, and written with them, so that nothing is made
// twice.
type twins struct {
	files []Change // sorted by path
	done  []bool
	from  string // the directory of the tree that they are staged as
	to    string
}

// findTwins finds them, if their directory is new.
func (t *transaction) findTwins() twins {
	for i, s := range t.steps {
		if s.Op == opCreate && s.Path == originalsDir {
			return twins{files: s.changes, done: make([]bool, len(s.changes)), from: s.Path, to: newPath(i)}
		}
	}
	return twins{}
}

// keep tells whether the file at a path is written with what it keeps, or after all that.
func (t *twins) keep(name string) bool {
	return len(t.files) > 0 && strings.HasPrefix(name, originalsDir+"/")
}

// of returns which of them keeps the new directory at, if that is nothing but files.
func (t *twins) of(at string, files []Change) (int, bool) {
	name := originalsPath(strings.TrimSuffix(at, "/"))
	i := sort.Search(len(t.files), func(i int) bool { return t.files[i].Path >= name })
	if i == len(t.files) || t.files[i].Path != name {
		return 0, false
	}
	kept, ok := t.files[i].New.Source.(originals)
	if !ok || len(kept) != len(files) {
		return 0, false
	}
	for j := range files {
		if files[j].Path != kept[j].Path {
			return 0, false
		}
	}
	return i, true
}

// stageTwins writes the files of a directory, and number i, which keeps them.
func (t *transaction) stageTwins(to directory, i int, files []Change, buf *[]byte) error {
	kept, _ := t.twins.files[i].New.Source.(originals)
	text := (*buf)[:0]
	for j, c := range files {
		var start int
		text, start = kept.appendFile(text, j)
		if err := t.put(to, path.Base(c.Path), c, text[start:]); err != nil {
			return err
		}
	}
	*buf = text
	return t.putTwin(i, text)
}

// stageLeft writes those that keep a directory that has more than its own files.
func (t *transaction) stageLeft(buf *[]byte) error {
	for i, c := range t.twins.files {
		if !t.twins.done[i] {
			if err := t.putTwin(i, c.New.Content(buf)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *transaction) putTwin(i int, text []byte) error {
	c := t.twins.files[i]
	in, err := t.opened.in(t.disk, t.twins.to+path.Dir(c.Path)[len(t.twins.from):])
	if err != nil {
		return t.at(c.Path, err)
	}
	t.twins.done[i] = true
	return t.put(in, path.Base(c.Path), c, text)
}

func (t *transaction) closeTwins() {
	t.opened.close()
	t.twins = twins{}
}

// openDirectories keeps directories open in which many files are written, for several goroutines.
type openDirectories struct {
	lock sync.Mutex
	open map[string]directory
}

func (o *openDirectories) in(root disk, name string) (directory, error) {
	o.lock.Lock()
	defer o.lock.Unlock()
	if d := o.open[name]; d != nil {
		return d, nil
	}
	d, err := root.in(name)
	if err != nil {
		return nil, err
	}
	if o.open == nil {
		o.open = map[string]directory{}
	}
	o.open[name] = d
	return d, nil
}

func (o *openDirectories) close() {
	for _, d := range o.open {
		_ = d.Close()
	}
	o.open = nil
}

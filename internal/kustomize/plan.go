package kustomize

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
)

// operation is one word of the journal.
type operation string

// The operations run in this order: whoever reads the tree meanwhile finds every file that a kustomization.yaml names.
const (
	opCreate    operation = "create"
	opReplace   operation = "replace"
	opDelete    operation = "delete"
	opRemoveDir operation = "rmdir"
)

// step is one rename or removal at its place. Step number 7 has its new file or directory in stage/7 before it is
// done, and the file that was there in stage/7.old after it.
type step struct {
	Op   operation `json:"op"`
	Path string    `json:"path"`
	// Sum is the hash of the file that is replaced or deleted.
	Sum string `json:"sum,omitempty"`
	// Mode is the mode of the directory that is removed.
	Mode fs.FileMode `json:"mode,omitempty"`

	// changes are the files of the step: one, or all those of a directory that is created.
	changes []Change
}

func newPath(i int) string { return stageDir + "/" + strconv.Itoa(i) }
func oldPath(i int) string { return newPath(i) + ".old" }

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// plan turns changes into steps. Files of a directory that does not exist become one step, which moves the directory.
func (t *transaction) plan(changes []Change) error {
	var replaced, deleted []step
	for i, c := range changes {
		if err := checkPath(c.Path); err != nil {
			return t.at(c.Path, err)
		}
		outermost, err := t.outermostMissing(path.Dir(c.Path))
		if err != nil {
			return err
		}
		switch {
		case c.Found == nil:
			t.planCreate(cmp.Or(outermost, c.Path), changes, i)
		case outermost != "":
			return &ChangedError{t.dir, c.Path}
		case c.New != nil:
			replaced = append(replaced, step{Op: opReplace, Path: c.Path, Sum: sumOf(c.Old), changes: changes[i : i+1]})
		default:
			deleted = append(deleted, step{Op: opDelete, Path: c.Path, Sum: sumOf(c.Old), changes: changes[i : i+1]})
		}
	}
	t.steps = slices.Concat(t.steps, replaced, deleted)
	return t.planRemoveDirs(deleted)
}

// planCreate puts files of the same new directory into one step; they follow each other, since changes are sorted.
func (t *transaction) planCreate(target string, changes []Change, i int) {
	if n := len(t.steps); n > 0 && t.steps[n-1].Path == target {
		last := &t.steps[n-1]
		last.changes = changes[i-len(last.changes) : i+1]
		return
	}
	t.steps = append(t.steps, step{Op: opCreate, Path: target, changes: changes[i : i+1]})
}

// planRemoveDirs lists every directory that may be empty once deleted are gone, the inner ones first.
func (t *transaction) planRemoveDirs(deleted []step) error {
	seen := map[string]bool{}
	for _, s := range deleted {
		for d := path.Dir(s.Path); d != "." && !seen[d]; d = path.Dir(d) {
			seen[d] = true
		}
	}
	for _, d := range slices.Backward(slices.Sorted(maps.Keys(seen))) {
		info, err := t.Lstat(d)
		if err != nil {
			return t.at(d, err)
		}
		t.steps = append(t.steps, step{Op: opRemoveDir, Path: d, Mode: info.Mode().Perm()})
	}
	return nil
}

// outermostMissing returns the outermost directory on the way to dir that does not exist, "" when all do.
func (t *transaction) outermostMissing(dir string) (string, error) {
	if dir == "." {
		return "", nil
	}
	if found, ok := t.missing[dir]; ok {
		return found, nil
	}
	found, err := t.outermostMissing(path.Dir(dir))
	if err != nil || found != "" {
		return found, err
	}
	if found, err = t.missingItself(dir); err != nil {
		return "", err
	}
	if t.missing == nil {
		t.missing = map[string]string{}
	}
	t.missing[dir] = found
	return found, nil
}

func (t *transaction) missingItself(dir string) (string, error) {
	info, err := t.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return dir, nil
	}
	if err == nil {
		err = mustBe(info.Mode(), fs.ModeDir)
	}
	if err != nil {
		return "", t.at(dir, err)
	}
	return "", nil
}

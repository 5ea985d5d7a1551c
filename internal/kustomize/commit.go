package kustomize

import (
	"errors"
	"io/fs"
	"os"
)

// do takes step i for the first time: nothing is touched that Compare has not seen.
func (t *transaction) do(i int) error {
	s := &t.steps[i]
	switch s.Op {
	case opCreate:
		exists, err := t.exists(s.Path)
		if err != nil {
			return err
		}
		if exists {
			return &ChangedError{t.dir, s.Path}
		}
		return t.rename(newPath(i), s.Path)
	case opReplace:
		if err := t.isAsSeen(s); err != nil {
			return err
		}
		if err := t.keepOld(i); err != nil {
			return err
		}
		return t.rename(newPath(i), s.Path)
	case opDelete:
		if err := t.isAsSeen(s); err != nil {
			return err
		}
		return t.rename(s.Path, oldPath(i))
	}
	return t.removeDir(s.Path)
}

func (t *transaction) isAsSeen(s *step) error {
	now, err := t.Lstat(s.Path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return t.at(s.Path, err)
	}
	seen := s.changes[0].seen
	if err != nil || !os.SameFile(now, seen) || now.Size() != seen.Size() || !now.ModTime().Equal(seen.ModTime()) {
		return &ChangedError{t.dir, s.Path}
	}
	return nil
}

// keepOld gives the old file a second name, so that it never lacks the first one; where links cannot be made, it copies.
func (t *transaction) keepOld(i int) error {
	s := &t.steps[i]
	if t.Link(s.Path, oldPath(i)) == nil {
		return nil
	}
	c := s.changes[0]
	if err := t.write(oldPath(i), c.Old, howToWrite{mode: c.seen.Mode().Perm()}); err != nil {
		return t.at(s.Path, err)
	}
	return nil
}

// removeDir leaves a directory that still holds something.
func (t *transaction) removeDir(dir string) error {
	info, err := t.Lstat(dir)
	if err == nil && info.IsDir() {
		err = t.Remove(dir)
	}
	if err == nil || errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return t.at(dir, err)
}

// undo leads back from whatever was reached of step i, also when it was undone before.
func (t *transaction) undo(i int) error {
	s := &t.steps[i]
	if s.Op == opRemoveDir {
		return t.restoreDir(i)
	}
	kept := oldPath(i)
	if s.Op == opCreate {
		kept = newPath(i)
	}
	hasKept, err := t.exists(kept)
	if err != nil {
		return err
	}
	switch hasPlace, err := t.exists(s.Path); {
	case err != nil:
		return err
	case s.Op == opCreate && !hasKept && hasPlace:
		return t.rename(s.Path, kept)
	case s.Op == opReplace && hasKept:
		return t.undoReplace(i)
	case s.Op == opDelete && hasKept && !hasPlace:
		return t.rename(kept, s.Path)
	}
	return nil
}

func (t *transaction) undoReplace(i int) error {
	notDone, err := t.exists(newPath(i))
	if err != nil || notDone {
		return err
	}
	return t.rename(oldPath(i), t.steps[i].Path)
}

// restoreDir lets the directory appear with its mode: a crash between the two would leave another one.
func (t *transaction) restoreDir(i int) error {
	s := &t.steps[i]
	exists, err := t.exists(s.Path)
	if err != nil || exists {
		return err
	}
	err = t.Mkdir(newPath(i), 0o755)
	if err == nil || errors.Is(err, fs.ErrExist) {
		err = t.Chmod(newPath(i), s.Mode.Perm())
	}
	if err != nil {
		return t.at(s.Path, err)
	}
	return t.rename(newPath(i), s.Path)
}

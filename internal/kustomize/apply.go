package kustomize

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
)

// Writer is the right to write below one directory. Whoever compares and applies holds one from before the first until
// after the second: else another process may change, in between, files that are no part of the changes.
type Writer struct{ session *session }

// Open makes dir when it is missing, waits up to three seconds for whoever writes there, then returns a BusyError, and
// finishes or undoes what a killed process left half done.
func Open(dir string) (*Writer, error) {
	s, err := begin(dir, openDisk)
	if err != nil {
		return nil, err
	}
	s.madeMeta = true
	if err := (&transaction{session: s}).recoverStage(); err != nil {
		s.end()
		return nil, err
	}
	return &Writer{s}, nil
}

// Close gives the right back, and takes away directories that were made for it and stayed empty.
func (w *Writer) Close() { w.session.end() }

// Apply does what the function Apply does.
func (w *Writer) Apply(changes []Change, force bool) error {
	changes, err := toApply(w.session.dir, changes, force)
	if err != nil || len(changes) == 0 {
		return err
	}
	return (&transaction{session: w.session}).apply(changes)
}

// Apply makes the changes, which Compare found for the same dir, all of them or none; force makes the conflicts too,
// and overwrites what is to be kept.
//
// A reader of a file sees the old or the new content at every moment, a new directory appears with all its files.
// When anything fails, dir is as it was, and the error begins with the place and wraps the cause.
// When the process is killed, Recover makes it whole. After a power cut it may not be: only a file without a header
// line that is replaced (harden.yaml) is synced, because everything else can be generated from it again.
//
// It waits up to three seconds for another Apply in dir, then returns a BusyError. New files get mode 0644 and new
// directories 0755, less the umask; a file that is replaced keeps its mode.
func Apply(dir string, changes []Change, force bool) error {
	return applyOn(openDisk, dir, changes, force)
}

func applyOn(open func(string) (disk, error), dir string, changes []Change, force bool) error {
	changes, err := toApply(dir, changes, force)
	if err != nil || len(changes) == 0 {
		return err
	}
	s, err := begin(dir, open)
	if err != nil {
		return err
	}
	defer s.end()
	return (&transaction{session: s}).apply(changes)
}

// toApply is what is left to do of changes without force.
func toApply(dir string, changes []Change, force bool) ([]Change, error) {
	if force {
		return changes, nil
	}
	if conflicts := conflictsOf(changes); len(conflicts) > 0 {
		return nil, &ConflictError{dir, conflicts}
	}
	if !slices.ContainsFunc(changes, func(c Change) bool { return c.Kind == Keep }) {
		return changes, nil
	}
	return slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return c.Kind == Keep }), nil
}

func conflictsOf(changes []Change) []Change {
	var conflicts []Change
	for _, c := range changes {
		if c.Kind == Conflict {
			conflicts = append(conflicts, c)
		}
	}
	return conflicts
}

// transaction is one run of Apply or Recover under the lock.
type transaction struct {
	*session
	steps []step
	// missing remembers directories: those that exist as "", and the outermost ones that do not as themselves.
	missing map[string]string
	twins   twins
	opened  openDirectories
}

func (t *transaction) apply(changes []Change) error {
	if err := t.recoverStage(); err != nil {
		return err
	}
	if err := t.plan(changes); err != nil {
		return err
	}
	err := t.stage()
	if err == nil {
		err = t.saveJournal()
	}
	if err != nil {
		t.dropStage()
		return err
	}
	return t.commit()
}

// commit is done when the journal is gone: until then the way leads back, and for Recover forward.
func (t *transaction) commit() error {
	var err error
	for i := range t.steps {
		if err = t.do(i); err != nil {
			break
		}
	}
	if err == nil {
		err = t.remove(journalPath)
	}
	if err != nil {
		return t.giveUp(err)
	}
	t.dropStage()
	return nil
}

// giveUp undoes every step and returns why. What it cannot undo, Recover will.
func (t *transaction) giveUp(cause error) error {
	// From here on a crash must lead back: the new content of what is undone is no longer there to go forward with.
	err := t.rename(journalPath, undoPath)
	if err == nil {
		err = t.undoAll()
	}
	if err != nil {
		return fmt.Errorf("%w; the files are half written until harden-gen runs again: undoing failed: %w", cause, err)
	}
	return cause
}

func (t *transaction) undoAll() error {
	for i := range slices.Backward(t.steps) {
		if err := t.inItsFolder(i, t.undo); err != nil {
			return err
		}
	}
	if err := t.remove(undoPath); err != nil {
		return err
	}
	t.dropStage()
	return nil
}

// dropStage ignores an error: a stage without a journal means nothing, and the next Recover removes it.
func (t *transaction) dropStage() { _ = t.RemoveAll(stageDir) }

func (t *transaction) rename(from, to string) error {
	if err := t.Rename(from, to); err != nil {
		return t.at(to, err)
	}
	return nil
}

func (t *transaction) remove(name string) error {
	if err := t.Remove(name); err != nil {
		return t.at(name, err)
	}
	return nil
}

func (t *transaction) exists(name string) (bool, error) {
	_, err := t.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, t.at(name, err)
	}
	return true, nil
}

package kustomize

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// journal is what a process that finds the stage of a killed one must know.
type journal struct {
	Version int    `json:"version"`
	Steps   []step `json:"steps"`
}

const journalVersion = 1

func (j *journal) isKnown() bool {
	return j.Version == journalVersion && !slices.ContainsFunc(j.Steps, func(s step) bool {
		return !slices.Contains([]operation{opCreate, opReplace, opDelete, opRemoveDir}, s.Op)
	})
}

// saveJournal lets the journal appear at once and whole.
func (t *transaction) saveJournal() error {
	data, err := json.Marshal(journal{Version: journalVersion, Steps: t.steps})
	if err != nil {
		return t.at(journalPath, err)
	}
	if err := t.write(journalPath+".tmp", data, howToWrite{}); err != nil {
		return t.at(journalPath, err)
	}
	return t.rename(journalPath+".tmp", journalPath)
}

// Recover finishes or undoes what a killed process left half done in dir; with nothing left it costs one stat.
//
// A file that somebody changed since then stays as it is. It waits for a running Apply as Apply does.
func Recover(dir string) error { return recoverOn(openDisk, dir) }

func recoverOn(open func(string) (disk, error), dir string) error {
	if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(stageDir))); err != nil {
		return nil
	}
	s, err := begin(dir, open)
	if err != nil {
		return err
	}
	defer s.end()
	s.madeMeta = true
	return (&transaction{session: s}).recoverStage()
}

// recoverStage has the lock: a stage that it finds belongs to nobody who lives.
func (t *transaction) recoverStage() error {
	info, err := t.Lstat(stageDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = mustBe(info.Mode(), fs.ModeDir)
	}
	if err != nil {
		return t.at(stageDir, err)
	}
	for _, way := range []struct {
		journal string
		follow  func() error
	}{{undoPath, t.undoAll}, {journalPath, t.redoAll}} {
		found, err := t.loadJournal(way.journal)
		if err != nil {
			return err
		}
		if found {
			err = way.follow()
			t.steps, t.missing = nil, nil
			return err
		}
	}
	if err := t.RemoveAll(stageDir); err != nil {
		return t.at(stageDir, err)
	}
	return nil
}

// loadJournal trusts no path of a journal, which may have come with a Git checkout.
func (t *transaction) loadJournal(name string) (bool, error) {
	data, err := t.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, t.at(name, err)
	}
	var j journal
	if err := json.Unmarshal(data, &j); err != nil || !j.isKnown() {
		return false, t.at(name, fmt.Errorf("damaged, or of another version: look at the files, then delete %s",
			filepath.Join(t.dir, filepath.FromSlash(stageDir))))
	}
	for _, s := range j.Steps {
		if err := checkPath(s.Path); err != nil {
			return false, t.at(name, fmt.Errorf("%q: %w", s.Path, err))
		}
	}
	t.steps = j.Steps
	return true, nil
}

func (t *transaction) redoAll() error {
	for i := range t.steps {
		if err := t.inItsFolder(i, t.redo); err != nil {
			return err
		}
	}
	if err := t.remove(journalPath); err != nil {
		return err
	}
	t.dropStage()
	return nil
}

// inItsFolder follows no symbolic link that came into the way, and leaves a step whose directory was removed.
func (t *transaction) inItsFolder(i int, follow func(int) error) error {
	gone, err := t.outermostMissing(path.Dir(t.steps[i].Path))
	if err != nil || gone != "" {
		return err
	}
	return follow(i)
}

// redo takes step i if it was not taken. A file that is not the one to be replaced any more is its editor's.
func (t *transaction) redo(i int) error {
	s := &t.steps[i]
	switch s.Op {
	case opCreate:
		return t.renameIf(newPath(i), s.Path, func() (bool, error) {
			exists, err := t.exists(s.Path)
			return !exists, err
		})
	case opReplace:
		return t.renameIf(newPath(i), s.Path, func() (bool, error) { return t.hasSum(s.Path, s.Sum) })
	case opDelete:
		return t.renameIf(s.Path, oldPath(i), func() (bool, error) { return t.hasSum(s.Path, s.Sum) })
	}
	return t.removeDir(s.Path)
}

func (t *transaction) renameIf(from, to string, may func() (bool, error)) error {
	ok, err := t.exists(from)
	if err == nil && ok {
		ok, err = may()
	}
	if err != nil || !ok {
		return err
	}
	return t.rename(from, to)
}

// hasSum is false for what is missing or no regular file.
func (t *transaction) hasSum(name, sum string) (bool, error) {
	info, err := t.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return false, nil
	}
	var data []byte
	if err == nil {
		data, err = t.ReadFile(name)
	}
	if err != nil {
		return false, t.at(name, err)
	}
	return sumOf(data) == sum, nil
}

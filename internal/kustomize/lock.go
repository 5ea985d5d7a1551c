package kustomize

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const (
	lockWait  = 3 * time.Second
	lockPause = 20 * time.Millisecond
)

// errGone is a directory that another process removed while we waited for its lock.
var errGone = errors.New("removed meanwhile")

// session is the right to write below one directory, until end.
type session struct {
	disk
	dir  string
	lock *os.File
	// made are the directories that did not exist before, outermost first; end removes those that stayed empty.
	made     []string
	madeMeta bool
}

// begin makes dir when it is missing, opens it and waits for its lock.
func begin(dir string, open func(string) (disk, error)) (*session, error) {
	s := &session{dir: filepath.Clean(dir)}
	var err error
	for start := time.Now(); ; time.Sleep(lockPause) {
		err = s.try(open)
		if !isWorthAnotherTry(err) || time.Since(start) > lockWait {
			break
		}
	}
	if err != nil {
		s.removeMade()
		return nil, err
	}
	return s, nil
}

func isWorthAnotherTry(err error) bool {
	var busy *BusyError
	return errors.As(err, &busy) || errors.Is(err, errGone)
}

func (s *session) try(open func(string) (disk, error)) (err error) {
	if err := s.makeDirs(s.dir); err != nil {
		return err
	}
	if s.disk, err = open(s.dir); err != nil {
		return s.at(".", orGone(err))
	}
	if err = s.lockMeta(); err != nil {
		s.disk.Close()
	}
	return err
}

func (s *session) lockMeta() error {
	err := s.Mkdir(metaDir, 0o755)
	s.madeMeta = s.madeMeta || err == nil
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return s.at(metaDir, orGone(err))
	}
	info, err := s.Lstat(metaDir)
	if err == nil {
		err = mustBe(info.Mode(), fs.ModeDir)
	}
	if err == nil {
		s.lock, err = s.Open(metaDir)
	}
	if err != nil {
		return s.at(metaDir, orGone(err))
	}
	if err := s.takeLock(); err != nil {
		s.lock.Close()
		return err
	}
	return nil
}

func (s *session) takeLock() error {
	free, err := flock(s.lock)
	if err != nil {
		return s.at(metaDir, err)
	}
	if !free {
		return &BusyError{s.dir}
	}
	// Whoever held the lock may have removed the directory that we hold now: then it guards nothing.
	held, err := s.lock.Stat()
	if err != nil {
		return s.at(metaDir, err)
	}
	now, err := s.Lstat(metaDir)
	if err != nil || !os.SameFile(held, now) {
		return errGone
	}
	return nil
}

// orGone keeps begin trying when a directory vanishes between two steps of ours.
func orGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errGone
	}
	return err
}

func (s *session) at(path string, err error) error { return atPlace(s.dir, path, err) }

// end gives the lock back and removes the directories of begin that nothing was written to.
func (s *session) end() {
	if s.madeMeta {
		_ = s.Remove(metaDir)
	}
	s.lock.Close()
	s.disk.Close()
	s.removeMade()
}

func (s *session) removeMade() {
	for _, v := range slices.Backward(s.made) {
		_ = os.Remove(v)
	}
}

func (s *session) makeDirs(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case err == nil && info.IsDir():
		return nil
	case err == nil:
		return atPlace(dir, ".", mustBe(info.Mode(), fs.ModeDir))
	case !errors.Is(err, fs.ErrNotExist):
		return atPlace(dir, ".", err)
	}
	if parent := filepath.Dir(dir); parent != dir {
		if err := s.makeDirs(parent); err != nil {
			return err
		}
	}
	err = os.Mkdir(dir, 0o755)
	switch {
	case err == nil:
		s.made = append(s.made, dir)
		return nil
	case errors.Is(err, fs.ErrExist):
		return notDangling(dir)
	}
	return atPlace(dir, ".", orGone(err))
}

// notDangling tells a directory that another process made just now from a symbolic link to nothing.
func notDangling(dir string) error {
	if info, err := os.Lstat(dir); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return atPlace(dir, ".", errors.New("a symbolic link to nothing"))
	}
	return nil
}

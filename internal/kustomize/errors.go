package kustomize

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// PathError says what is wrong with one path of a tree on disk, or why it could not be written.
type PathError struct {
	// Dir is the directory as it was given, Path is slash-separated and relative to it.
	Dir, Path string
	// Err is the cause, without the operation and the short name that os adds.
	Err error
}

func (e *PathError) Error() string { return onDisk(e.Dir, e.Path) + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *PathError) Unwrap() error { return e.Err }

// ConflictError says that files which somebody made or edited by hand stand in the way, and that nothing was written.
type ConflictError struct {
	Dir     string
	Changes []Change
}

func (e *ConflictError) Error() string {
	lines := make([]string, len(e.Changes))
	for i, c := range e.Changes {
		lines[i] = onDisk(e.Dir, c.Path) + ": " + c.Reason
	}
	return strings.Join(lines, "\n")
}

// ChangedError says that a file is no longer the one that Compare saw, and that nothing was written.
type ChangedError struct{ Dir, Path string }

func (e *ChangedError) Error() string {
	return onDisk(e.Dir, e.Path) + ": changed while harden-gen ran"
}

// BusyError says that another process held the lock of Dir for longer than the three seconds that Apply waits.
type BusyError struct{ Dir string }

func (e *BusyError) Error() string { return "another harden-gen is writing to " + e.Dir }

func onDisk(dir, path string) string { return filepath.Join(dir, filepath.FromSlash(path)) }

// atPlace keeps the system's own word, which errors.Is still knows.
func atPlace(dir, path string, err error) error {
	var p *fs.PathError
	var l *os.LinkError
	switch {
	case errors.As(err, &p):
		err = p.Err
	case errors.As(err, &l):
		err = l.Err
	}
	return &PathError{dir, path, err}
}

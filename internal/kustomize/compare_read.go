package kustomize

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// read returns the content of a file, valid until the next call, or only its beginning when it does not begin with start.
func (c *comparer) read(folder *os.Root, name, start string) ([]byte, fs.FileInfo, error) {
	f, err := folder.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	// The state is taken before the content, so that a write between the two shows up in Apply's check of the state.
	seen, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	c.buf = slices.Grow(c.buf[:0], int(seen.Size()))[:seen.Size()]
	head, err := io.ReadFull(f, c.buf[:min(len(start), len(c.buf))])
	if err != nil || !strings.HasPrefix(string(c.buf[:head]), start) {
		return c.buf[:head], seen, endIsFine(err)
	}
	n, err := io.ReadFull(f, c.buf[head:])
	return c.buf[:head+n], seen, endIsFine(err)
}

// endIsFine lets a file be shorter than it was a moment ago.
func endIsFine(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// mustBe refuses an entry of another type than the tree needs in its place.
func mustBe(got, want fs.FileMode) error {
	switch got = got.Type(); {
	case got == want:
		return nil
	case got&fs.ModeSymlink != 0:
		return errors.New("a symbolic link, which harden-gen does not follow")
	case want.IsDir():
		return errors.New("not a directory")
	case got.IsDir():
		return errors.New("a directory where a file should be")
	}
	return errors.New("not a regular file")
}

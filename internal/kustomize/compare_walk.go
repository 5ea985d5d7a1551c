package kustomize

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// tops looks up the first path elements one by one: dir may be a directory of the user's with anything in it.
func (c *comparer) tops(root *os.Root, tree Tree) ([]fs.DirEntry, error) {
	names := []string{Base, "components", GitOps, Overlays}
	for _, f := range tree {
		top, _, _ := strings.Cut(f.Path, "/")
		if names[len(names)-1] != top {
			names = append(names, top)
		}
	}
	slices.Sort(names)
	var entries []fs.DirEntry
	for _, name := range slices.Compact(names) {
		info, err := root.Lstat(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, c.at(name, err)
		}
		entries = append(entries, fs.FileInfoToDirEntry(info))
	}
	return entries, nil
}

// folder compares files, all of them below the directory at, with its entries; both are sorted.
// One listing tells for every entry whether it exists and what it is, which saves a system call a file.
func (c *comparer) folder(folder *os.Root, at string, files Tree, entries []fs.DirEntry) error {
	wanted := make([]bool, len(entries))
	for len(files) > 0 {
		name, n, isFile := firstElement(files, at)
		i, found := slices.BinarySearchFunc(entries, name, func(e fs.DirEntry, name string) int {
			return strings.Compare(e.Name(), name)
		})
		var err error
		switch {
		case !found:
			c.create(files[:n])
		case isFile:
			wanted[i] = true
			err = c.wantedFile(folder, entries[i], &files[0])
		default:
			wanted[i] = true
			err = c.wantedFolder(folder, entries[i], at+name+"/", files[:n])
		}
		if err != nil {
			return err
		}
		files = files[n:]
	}
	for i, entry := range entries {
		if wanted[i] {
			continue
		}
		if err := c.leftover(folder, at, entry); err != nil {
			return err
		}
	}
	return nil
}

func (c *comparer) wantedFile(folder *os.Root, entry fs.DirEntry, f *File) error {
	if err := mustBe(entry.Type(), 0); err != nil {
		return c.at(f.Path, err)
	}
	return c.file(folder, entry.Name(), f)
}

func (c *comparer) wantedFolder(folder *os.Root, entry fs.DirEntry, at string, files Tree) error {
	if err := mustBe(entry.Type(), fs.ModeDir); err != nil {
		return c.at(at, err)
	}
	return c.descend(folder, entry.Name(), at, files)
}

// descend does not put a place to errors from deeper down, which have theirs.
func (c *comparer) descend(folder *os.Root, name, at string, files Tree) error {
	sub, err := folder.OpenRoot(name)
	if err != nil {
		return c.at(at, err)
	}
	defer sub.Close()
	entries, err := fs.ReadDir(sub.FS(), ".")
	if err != nil {
		return c.at(at, err)
	}
	return c.folder(sub, at, files, entries)
}

// leftover looks at an entry that the tree does not have: what was generated has to go, what was not is the user's.
func (c *comparer) leftover(folder *os.Root, at string, entry fs.DirEntry) error {
	full := at + entry.Name()
	isOriginal := full == originalsDir || strings.HasPrefix(full, originalsDir+"/")
	if top, _, _ := strings.Cut(full, "/"); !isPruned(top) && !isOriginal || checkPath(full) != nil {
		return nil //nolint:nilerr // a path that no tree can have is the user's
	}
	var err error
	switch {
	case entry.IsDir():
		err = c.descend(folder, entry.Name(), full+"/", nil)
	case isOriginal && entry.Type().IsRegular():
		err = c.outdated(folder, entry.Name(), full)
	case entry.Type().IsRegular():
		err = c.stale(folder, entry.Name(), full)
	}
	if errors.Is(err, fs.ErrPermission) {
		// What we cannot read we did not write: our files are readable to whoever writes them.
		return nil
	}
	return err
}

func (c *comparer) stale(folder *os.Root, name, full string) error {
	data, seen, err := c.read(folder, name, headerStart)
	if err != nil {
		return c.at(full, err)
	}
	change := Change{Path: full, Kind: Delete, Found: &Found{State: Inspect(data), seen: seen}}
	switch change.State {
	case Foreign:
		return nil
	case Edited, Merged:
		change.Kind, change.Reason = Conflict, reasonStale
	}
	change.Old = bytes.Clone(data)
	c.changes = append(c.changes, change)
	return nil
}

// outdated drops what is kept of a folder that the tree no longer has.
func (c *comparer) outdated(folder *os.Root, name, full string) error {
	data, seen, err := c.read(folder, name, "")
	if err != nil {
		return c.at(full, err)
	}
	c.changes = append(c.changes, Change{Path: full, Kind: Delete, Found: &Found{seen: seen, Old: bytes.Clone(data)}})
	return nil
}

package kustomize

import (
	"io/fs"
	"os"
)

// disk is what Apply and Recover do to the files below one directory. No name leads out of it, not even through a
// symbolic link that appears while we run. Tests stand in front of it and let single calls fail.
type disk interface {
	directory
	Lstat(name string) (fs.FileInfo, error)
	ReadFile(name string) ([]byte, error)
	Open(name string) (*os.File, error)
	Chmod(name string, mode fs.FileMode) error
	Link(oldname, newname string) error
	Rename(oldname, newname string) error
	Remove(name string) error
	RemoveAll(name string) error
}

// directory is one that is being filled: a file costs one lookup there, not one for each directory above it.
// The names in it have one element; a disk takes longer ones too.
type directory interface {
	Mkdir(name string, mode fs.FileMode) error
	// write makes a new file.
	write(name string, data []byte, how howToWrite) error
	// in returns a directory of this one.
	in(name string) (directory, error)
	Close() error
}

// howToWrite is the zero value for a new file.
type howToWrite struct {
	// mode is the mode of the file that is replaced, which the umask does not change again.
	mode fs.FileMode
	// sync waits until the content is on the medium.
	sync bool
}

type rootDisk struct{ *os.Root }

func openDisk(dir string) (disk, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return rootDisk{root}, nil
}

// newFileMode is the mode of a new file, less the umask.
const newFileMode = 0o644

func (d rootDisk) write(name string, data []byte, how howToWrite) error {
	f, err := d.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, newFileMode)
	if err != nil {
		return err
	}
	return how.fill(f, data)
}

// fill writes data into the new file f, and closes it.
func (how howToWrite) fill(f *os.File, data []byte) error {
	_, err := f.Write(data)
	if err == nil && how.mode != 0 {
		err = f.Chmod(how.mode)
	}
	if err == nil && how.sync {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

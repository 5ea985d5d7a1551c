package kustomize

import (
	"io/fs"
	"os"
)

// disk is what Apply and Recover do to the files below one directory. No name leads out of it, not even through a
// symbolic link that appears while we run. Tests stand in front of it and let single calls fail.
type disk interface {
	Lstat(name string) (fs.FileInfo, error)
	ReadFile(name string) ([]byte, error)
	Open(name string) (*os.File, error)
	Mkdir(name string, mode fs.FileMode) error
	Chmod(name string, mode fs.FileMode) error
	Link(oldname, newname string) error
	Rename(oldname, newname string) error
	Remove(name string) error
	RemoveAll(name string) error
	Close() error

	// write makes a new file.
	write(name string, data []byte, how howToWrite) error
	// in returns the disk of a directory: a file costs one lookup there, not one for each directory above it.
	in(name string) (disk, error)
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

func (d rootDisk) in(name string) (disk, error) {
	sub, err := d.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return rootDisk{sub}, nil
}

func (d rootDisk) write(name string, data []byte, how howToWrite) error {
	f, err := d.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
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

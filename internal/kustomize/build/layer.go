package build

import (
	"fmt"
	"io/fs"
	"path/filepath"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// layer is the disk with other files in front of it, as it would be after they were written.
type layer struct {
	filesys.FileSystem
	files   map[string][]byte // by whole path; nil is gone
	folders map[string]bool   // of files that are there
}

func newLayer(root string, files map[string][]byte) (*layer, error) {
	l := &layer{filesys.MakeFsOnDisk(), map[string][]byte{}, map[string]bool{}}
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", root, err)
	}
	if noLinks, err := filepath.EvalSymlinks(abs); err == nil {
		abs = noLinks
	}
	for name, data := range files {
		path := filepath.Join(abs, filepath.FromSlash(name))
		l.files[path] = data
		for d := filepath.Dir(path); data != nil && !l.folders[d] && d != abs; d = filepath.Dir(d) {
			l.folders[d] = true
		}
	}
	return l, nil
}

func (l *layer) find(path string) (data []byte, changed bool) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, false
	}
	data, changed = l.files[abs]
	return data, changed
}

// ReadFile reads a file.
func (l *layer) ReadFile(path string) ([]byte, error) {
	data, changed := l.find(path)
	switch {
	case !changed:
		return l.FileSystem.ReadFile(path)
	case data == nil:
		return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
	}
	return data, nil
}

// Exists is true for a file or folder that would be there.
func (l *layer) Exists(path string) bool {
	if data, changed := l.find(path); changed {
		return data != nil
	}
	return l.isNewFolder(path) || l.FileSystem.Exists(path)
}

// IsDir is true for a folder that would be there.
func (l *layer) IsDir(path string) bool {
	if _, changed := l.find(path); changed {
		return false
	}
	return l.isNewFolder(path) || l.FileSystem.IsDir(path)
}

func (l *layer) isNewFolder(path string) bool {
	abs, err := filepath.Abs(path)
	return err == nil && l.folders[abs]
}

// CleanedAbs splits a path into its folder, without links, and the name of a file.
func (l *layer) CleanedAbs(path string) (filesys.ConfirmedDir, string, error) {
	if l.FileSystem.Exists(path) {
		return l.FileSystem.CleanedAbs(path)
	}
	abs, err := filepath.Abs(path)
	switch {
	case err != nil:
		return "", "", fmt.Errorf("%s: %w", path, err)
	case l.folders[abs]:
		return filesys.ConfirmedDir(abs), "", nil
	case l.files[abs] != nil:
		return filesys.ConfirmedDir(filepath.Dir(abs)), filepath.Base(abs), nil
	}
	return l.FileSystem.CleanedAbs(path)
}

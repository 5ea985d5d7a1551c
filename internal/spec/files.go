package spec

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	slashpath "path"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxConfigBytes is how much all values of one ConfigMap may hold together (ValidateConfigMap in
// pkg/apis/core/validation of Kubernetes).
const MaxConfigBytes = 1 << 20

// HasFiles is true for a spec that takes config from files beside it.
func (app *HardenedApplication) HasFiles() bool {
	ofEnvironment := func(e Environment) bool { return e.Spec != nil && e.Spec.HasFiles() }
	return slices.ContainsFunc(app.Config, func(c Config) bool { return len(c.Files) > 0 }) || slices.ContainsFunc(app.Environments, ofEnvironment)
}

// ReadFiles reads the files of every config from folder, the one that the spec lies in. A path that
// leaves it, a symbolic link on the way, and what is no regular file are problems and are not read.
// A spec whose files were not read is valid without their contents, and cannot be built.
func ReadFiles(app *HardenedApplication, folder fs.FS) []Problem {
	v := &validator{app: app}
	for i := range app.Config {
		c := &app.Config[i]
		if len(c.Files) == 0 {
			continue
		}
		at := path{&path{nil, segment{key: "config"}}, nth(i)}
		files := at.key("files")
		c.Contents = make(map[string]string, len(c.Files))
		for _, key := range slices.Sorted(maps.Keys(c.Files)) {
			p := files.key(key)
			if message, _ := checkFilePath(c.Files[key]); message == "" { // else Validate says what is wrong
				c.Contents[key] = v.readFile(&p, folder, c.Files[key])
			}
		}
	}
	base := v.problems
	for i := range app.Environments {
		if e := app.Environments[i].Spec; e != nil {
			for _, p := range ReadFiles(e, folder) {
				if !slices.ContainsFunc(base, func(q Problem) bool { return q.Path == p.Path && q.Message == p.Message }) {
					p.environment = i + 1
					v.problems = append(v.problems, p)
				}
			}
		}
	}
	return v.problems
}

// checkFilePath says what is wrong with the path of a file, without looking at the file.
func checkFilePath(name string) (message, hint string) {
	const below = "write a path below the folder of harden.yaml, with slashes, such as config/app.yaml"
	top, _, _ := strings.Cut(name, "/")
	switch {
	case strings.HasPrefix(name, "/") || name == ".." || strings.HasPrefix(name, "../") || strings.Contains(name, "/../") || strings.HasSuffix(name, "/.."):
		return fmt.Sprintf("the path %s leaves the folder of harden.yaml", quote(name)), "copy the file there: whoever has the folder has all that the base is made from"
	case name == "." || !fs.ValidPath(name) || strings.ContainsAny(name, "\\:\x00"):
		if clean := slashpath.Clean(name); name != "" && clean != "." && fs.ValidPath(clean) && !strings.ContainsAny(name, "\\:\x00") {
			return fmt.Sprintf("%s is not the shortest spelling of this path", quote(name)), "write " + clean
		}
		return fmt.Sprintf("%s is no path of a file", quote(name)), below
	case top == "base" || top == ".harden-gen":
		return fmt.Sprintf("harden-gen writes what lies in %s", quote(top)), "keep files of your own in another folder, such as config/app.yaml"
	}
	return "", ""
}

// readFile is the content of a regular file. Every step of the way is looked at first: a link
// leads to what a reviewer of the folder does not see, and opening a pipe would wait for its writer.
func (v *validator) readFile(p *path, folder fs.FS, name string) string {
	for i := 0; i <= len(name); i++ {
		if i < len(name) && name[i] != '/' {
			continue
		}
		info, err := fs.Lstat(folder, name[:i])
		switch {
		case errors.Is(err, fs.ErrNotExist):
			v.report(p, "the path begins at the folder of harden.yaml", "there is no file %s", quote(name[:i]))
		case err != nil:
			v.report(p, "", "%s cannot be read: %s", quote(name[:i]), fileCause(err))
		case info.Mode()&fs.ModeSymlink != 0:
			v.report(p, "copy the file to this place", "%s is a symbolic link", quote(name[:i]))
		case i < len(name) && !info.IsDir():
			v.report(p, "the path begins at the folder of harden.yaml", "%s is no folder", quote(name[:i]))
		case i == len(name) && !info.Mode().IsRegular():
			v.report(p, "name a file for each key", "%s is no file", quote(name))
		case i == len(name) && info.Size() > MaxConfigBytes:
			v.report(p, "put it into the image, or on a volume", "%s has %d bytes, and a ConfigMap holds 1 MiB", quote(name), info.Size())
		default:
			continue
		}
		return ""
	}
	f, err := folder.Open(name)
	if err != nil {
		v.report(p, "", "%s cannot be read: %s", quote(name), fileCause(err))
		return ""
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, MaxConfigBytes+1))
	if err != nil {
		v.report(p, "", "%s cannot be read: %s", quote(name), fileCause(err))
	}
	return string(data)
}

// fileCause is what went wrong, without the path that the message names anyway.
func fileCause(err error) string {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	return err.Error()
}

// IsText is true for content that YAML and kustomize carry as it is; other content is binary.
func IsText(content string) bool {
	return utf8.ValidString(content) && !isTabbed(content) && !strings.ContainsFunc(content, func(r rune) bool {
		return isUncarried(r) || r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == utf8.RuneError
	})
}

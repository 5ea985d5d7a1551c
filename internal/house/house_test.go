package house

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/harden-gen/harden-gen"

// TestHouse holds every package of the module, without its tests, to the rules.
func TestHouse(t *testing.T) {
	for _, finding := range findings(t, os.DirFS("../..")) {
		t.Error(finding)
	}
}

// findings are the offences in a source tree, a sentence each, in the order of the files.
func findings(t *testing.T, root fs.FS) []string {
	t.Helper()
	in := &inspector{files: token.NewFileSet(), documented: map[string]bool{}}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			return enter(root, name)
		case !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		source, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		return in.inspect(name, source)
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(in.documented) == 0 {
		t.Fatal("there is no package to look at")
	}
	in.missingComments()
	return in.found
}

// enter leaves out what the go command leaves out, and modules of their own.
func enter(root fs.FS, name string) error {
	base := path.Base(name)
	if name == "." {
		return nil
	}
	if base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return fs.SkipDir
	}
	if _, err := fs.Stat(root, path.Join(name, "go.mod")); err == nil {
		return fs.SkipDir
	}
	return nil
}

// inspector goes through files and collects what is wrong.
type inspector struct {
	files      *token.FileSet
	documented map[string]bool // package path → it has a comment
	found      []string
}

func (in *inspector) report(at token.Pos, format string, args ...any) {
	p := in.files.Position(at)
	in.found = append(in.found, fmt.Sprintf("%s:%d: ", p.Filename, p.Line)+fmt.Sprintf(format, args...))
}

func (in *inspector) inspect(name string, source []byte) error {
	file, err := parser.ParseFile(in.files, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	pkg := path.Dir(name)
	in.documented[pkg] = in.documented[pkg] || file.Doc != nil
	home := roomOf(pkg)
	if home == nil {
		in.report(file.Package, "package %s has no row in internal/house/rules_test.go: decide there what it may import and do", pkg)
		return nil
	}
	for _, spec := range file.Imports {
		in.checkImport(home, pkg, spec)
	}
	in.checkCalls(home, file)
	for _, decl := range file.Decls {
		in.checkDeclaration(pkg, decl)
	}
	return nil
}

// missingComments asks each package for the sentence that says what it makes, from what, and what
// it must not know.
func (in *inspector) missingComments() {
	for pkg, ok := range in.documented {
		if !ok {
			in.found = append(in.found, fmt.Sprintf("%s: the package has no comment: say what it makes, from what, and what it must not know", pkg))
		}
	}
	slices.Sort(in.found)
}

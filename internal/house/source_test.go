package house

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// harmless are the names of package os that reach nothing outside.
func harmless(name string) bool {
	return strings.HasPrefix(name, "Err") || strings.HasPrefix(name, "Mode") || slices.Contains([]string{
		"FileMode", "FileInfo", "DirEntry", "PathError", "PathSeparator", "IsExist", "IsNotExist", "IsPermission", "O_RDONLY",
	}, name)
}

// checkCalls looks at every NAME.NAME whose first half is an imported package.
func (in *inspector) checkCalls(home *room, file *ast.File) {
	local := localNames(file)
	ast.Inspect(file, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		x, ok := sel.X.(*ast.Ident)
		if !ok {
			return true
		}
		name := sel.Sel.Name
		switch pkg := local[x.Name]; {
		case pkg == "os" && !harmless(name) && !slices.Contains(home.may, toTouch):
			in.report(sel.Pos(), "os.%s: only cmd and internal/kustomize touch files, environment and streams", name)
		case pkg == "fmt" && strings.HasPrefix(name, "Print"):
			in.report(sel.Pos(), "fmt.%s: a stream is an argument, so that a test can hold it; write to the one you were given", name)
		case pkg == "time" && slices.Contains([]string{"Now", "Since", "Until"}, name) && !slices.Contains(home.may, toTell):
			in.report(sel.Pos(), "time.%s: the same Spec makes the same bytes every day; take the time as an argument", name)
		}
		return true
	})
}

// localNames are the standard library's packages of a file by the name that they have in it.
func localNames(file *ast.File) map[string]string {
	names := map[string]string{}
	for _, spec := range file.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil || strings.Contains(target, ".") {
			continue
		}
		name := path.Base(target)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = target
	}
	return names
}

// checkDeclaration refuses func init, and variables that are born empty: they are state, not a table.
func (in *inspector) checkDeclaration(pkg string, decl ast.Decl) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil && d.Name.Name == "init" {
			in.report(d.Pos(), "func init runs in every command, and in every test: call it where it is needed")
		}
	case *ast.GenDecl:
		if d.Tok != token.VAR {
			return
		}
		for _, s := range d.Specs {
			v, ok := s.(*ast.ValueSpec)
			if ok {
				in.checkPatterns(v)
			}
			if !ok || len(v.Values) > 0 || embedded(d.Doc) || embedded(v.Doc) {
				continue
			}
			for _, name := range v.Names {
				if _, excused := state[pkg+"."+name.Name]; !excused {
					in.report(name.Pos(), "variable %s of the package starts empty, so it is state: pass it, or give a constant table", name.Name)
				}
			}
		}
	}
}

// checkPatterns refuses a regular expression that every command compiles when it starts.
func (in *inspector) checkPatterns(v *ast.ValueSpec) {
	for _, value := range v.Values {
		ast.Inspect(value, func(n ast.Node) bool {
			if _, later := n.(*ast.FuncLit); later {
				return false
			}
			if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "MustCompile" {
				in.report(sel.Pos(), "a pattern of the package is compiled in every command: sync.OnceValue compiles it for who needs it")
			}
			return true
		})
	}
}

func embedded(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool {
		return strings.HasPrefix(c.Text, "//go:embed ")
	})
}

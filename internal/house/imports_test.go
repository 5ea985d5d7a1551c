package house

import (
	"cmp"
	"go/ast"
	"slices"
	"strconv"
	"strings"
)

// roomOf is the row of the package, or the nearest one above it.
func roomOf(pkg string) *room {
	best := slices.MaxFunc(append(slices.Clone(rooms), room{}), func(a, b room) int {
		return cmp.Compare(fit(a.path, pkg), fit(b.path, pkg))
	})
	if fit(best.path, pkg) == 0 {
		return nil
	}
	return &best
}

// fit is how many letters of pkg a row's path covers.
func fit(row, pkg string) int {
	if row != "" && within(pkg, row) {
		return len(row)
	}
	return 0
}

func within(pkg, dir string) bool { return pkg == dir || strings.HasPrefix(pkg, dir+"/") }

func (in *inspector) checkImport(home *room, pkg string, spec *ast.ImportSpec) {
	target, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		in.report(spec.Pos(), "%v", err)
		return
	}
	if ours, ok := strings.CutPrefix(target, module+"/"); ok {
		if !mayImport(home, pkg, ours) {
			in.report(spec.Pos(), "%s must not import %s: %s", pkg, ours, home.why)
		}
		return
	}
	for _, g := range guests {
		if !within(target, g.path) {
			continue
		}
		if !slices.ContainsFunc(g.home, func(dir string) bool { return within(pkg, dir) }) {
			in.report(spec.Pos(), "%s must not import %s: %s", pkg, target, g.why)
		}
		return
	}
}

func mayImport(home *room, pkg, target string) bool {
	if slices.Contains(home.imports, target) {
		return true
	}
	if slices.Contains(heavy, target) {
		return false
	}
	return within(target, pkg) || slices.ContainsFunc(home.imports, func(dir string) bool { return within(target, dir) })
}

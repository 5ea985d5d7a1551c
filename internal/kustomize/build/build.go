// Package build runs kustomize in memory. It is a package of its own because kustomize's tables
// cost every command its start-up time that links them.
package build

import (
	"fmt"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"github.com/harden-gen/harden-gen/internal/kustomize"
)

// Run is what kustomize makes of the kustomization in folder root of a tree, without a disk, a
// network or a plugin.
func Run(tree kustomize.Tree, root string) (resmap.ResMap, error) {
	fs := filesys.MakeFsInMemory()
	for _, f := range tree.InMemory() {
		if err := fs.WriteFile(f.Path, f.Bytes()); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Path, err)
		}
	}
	return krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(fs, root)
}

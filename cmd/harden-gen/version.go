package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/harden-gen/harden-gen/internal/kustomize"
)

// written is which version wrote a tree, and whether its spec is the same now.
type written struct {
	version  string // empty: nobody knows, or it is this one
	sameSpec bool
}

// versionOf tells from the changes which other version wrote the tree.
func (s streams) versionOf(_ string, changes []kustomize.Change) written {
	w := written{sameSpec: true}
	for _, c := range changes {
		switch {
		case c.Path == keptPath:
			w.sameSpec = false
		case c.Path == versionPath && c.Found != nil:
			w.version = strings.TrimSpace(string(c.Old))
		}
	}
	return w
}

// tellVersion says why files changed that nobody asked to change.
func (s streams) tellVersion(w written, changes []kustomize.Change) {
	if w.version == "" {
		return
	}
	why := "the spec is the same, so every change comes from the other version"
	if !w.sameSpec {
		why = "the spec changed too"
	}
	fmt.Fprintf(s.Err, "\nThis is harden-gen %s, and %s wrote the files before; %s.\n", buildVersion(), w.version, why)
	_ = changes
	_ = filepath.Join
}

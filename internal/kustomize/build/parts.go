package build

import (
	"path/filepath"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/resid"
	"sigs.k8s.io/yaml"
)

// partFiles is how many files one run of kustomize gets of a list. kustomize compares every object that it
// adds with all that it has, so the whole list costs the square of its length.
const partFiles = 16

// inParts builds a long kustomization that does nothing but list files in several runs, whose objects together are
// those of one. Where anything else is asked for, where a run fails or where two runs give the same object, it
// returns nil: one run then says what kustomize says.
func (s *source) inParts() []Object {
	files := s.listed()
	if len(files) <= partFiles || len(s.leaveOut) > 0 {
		return nil
	}
	defer func() { s.part, s.parted = nil, nil }()
	var all []Object
	seen := map[resid.ResId]bool{}
	for part := range slices.Chunk(files, partFiles) {
		s.part = part
		objects, err := s.build()
		if err != nil {
			return nil
		}
		for i := range objects {
			if seen[objects[i].id] {
				return nil
			}
			seen[objects[i].id] = true
		}
		all = append(all, objects...)
	}
	return all
}

// listed are the resources of a root that has no other key and lists no folder, else none.
func (s *source) listed() []string {
	data, err := s.FileSystem.ReadFile(rootIn(s.FileSystem, s.dir))
	if err != nil {
		return nil
	}
	var root struct {
		APIVersion string   `json:"apiVersion"`
		Kind       string   `json:"kind"`
		Resources  []string `json:"resources"`
	}
	if yaml.UnmarshalStrict(data, &root) != nil || root.Kind != "" && root.Kind != "Kustomization" {
		return nil
	}
	for _, name := range root.Resources {
		if isRemote(name) || s.IsDir(filepath.Join(s.dir, name)) {
			return nil
		}
	}
	return root.Resources
}

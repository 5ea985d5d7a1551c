package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/harden-gen/harden-gen/internal/edit"
	"github.com/harden-gen/harden-gen/internal/kustomize"
)

// settling decides what becomes of generated files that somebody edited.
type settling struct {
	streams
	dir   string
	merge bool
	// again is what this version makes of the spec that the tree was made from, once somebody asked.
	again kustomize.Tree
	asked bool
}

// unsettled is a file that stands in the way, and why.
type unsettled struct {
	kustomize.Change
	original  []byte          // what it was generated as, nil when nobody knows
	conflicts []edit.Conflict // of a merge
	hint      string
}

// settle merges what may be merged, and returns what is left for a person to decide. An edit that was
// merged once is merged again unasked.
func (s *settling) settle(changes []kustomize.Change) (settled []kustomize.Change, left []unsettled) {
	if !slices.ContainsFunc(changes, func(c kustomize.Change) bool { return c.Kind == kustomize.Conflict }) {
		return changes, nil
	}
	for _, c := range changes {
		if c.Kind != kustomize.Conflict {
			settled = append(settled, c)
			continue
		}
		u := unsettled{Change: c}
		if c.State == kustomize.Edited || c.State == kustomize.Merged {
			u.original = s.original(&c)
		}
		if u.original != nil && c.New != nil && (s.merge || c.State == kustomize.Merged) {
			if merged, ok := s.mergeOne(&u); ok {
				settled = append(settled, merged)
				continue
			}
		}
		left = append(left, u)
	}
	return settled, left
}

// mergeOne turns a conflict into an update with the edit in it.
func (s *settling) mergeOne(u *unsettled) (kustomize.Change, bool) {
	c := u.Change
	now := kustomize.Body(c.New.Content(new([]byte)))
	body, conflicts, err := edit.Merge(kustomize.Body(u.original), kustomize.Body(c.Old), now)
	if err != nil {
		u.Reason, u.hint = notMergeable(err), "mend it, or take what is generated: --force"
		return c, false
	}
	if len(conflicts) > 0 {
		u.conflicts = conflicts
		return c, false
	}
	c.Kind = kustomize.Update
	found := *c.Found
	found.Reason = ""
	c.Found = &found
	if edit.Unified("", "", now, body) != "" {
		stamp := kustomize.Stamp(c.New.Content(new([]byte)))
		c.New = &kustomize.File{Path: c.Path, Source: kustomize.Bytes(kustomize.AppendMerged(nil, stamp, body)), Owned: true}
	}
	return c, true
}

// notMergeable says why an edited file cannot be read, with its line in the whole file.
func notMergeable(err error) string {
	if e, ok := errors.AsType[*edit.Error](err); ok && e.Line > 0 {
		return fmt.Sprintf("edited, and line %d cannot be merged: %s", e.Line+1, e.Message)
	}
	return "edited, and cannot be merged: " + err.Error()
}

// original is what an edited file was generated as, nil when nobody knows. Its own stamp proves each guess:
// what is kept, what is generated now, what this version makes of the spec that the tree was made from.
func (s *settling) original(c *kustomize.Change) []byte {
	stamp := kustomize.Stamp(c.Old)
	if data, ok := kustomize.Original(s.dir, c.Path, stamp); ok {
		return data
	}
	if c.New != nil {
		if data := c.New.Content(new([]byte)); kustomize.Stamp(data) == stamp {
			return bytes.Clone(data)
		}
	}
	for _, f := range s.asBefore() {
		if f.Path == c.Path {
			if data := f.Content(new([]byte)); kustomize.Stamp(data) == stamp {
				return data
			}
		}
	}
	return nil
}

// asBefore is what this version makes of the spec that the tree was made from: nothing, where it cannot.
func (s *settling) asBefore() kustomize.Tree {
	if s.asked {
		return s.again
	}
	s.asked = true
	data, err := os.ReadFile(filepath.Join(s.dir, filepath.FromSlash(keptPath)))
	if err != nil {
		return nil
	}
	if app, err := loadWhole(keptPath, places{beside: s.dir}, data); err == nil {
		s.again = treeOf(app)
	}
	return s.again
}

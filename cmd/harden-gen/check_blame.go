package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/kustomize/build"
)

// blamer finds which entry of a kustomization causes a finding: the one without which it is not there.
// It builds only when there is a finding.
type blamer struct {
	s       streams
	dir     string
	options controls.Options

	asked   bool
	plain   map[findingKey]bool // what the resources alone have
	entries []build.Entry
	without []map[findingKey]bool // what is left without the entry of that index; nil where nothing builds
	inner   map[string]*blamer    // of kustomizations that resources come from
	all     map[findingKey]bool
}

// findingKey is equal for the same fault in two builds, also where one of them has moved the object to
// another namespace.
type findingKey struct{ control, field, kind, name string }

// place says where a finding comes from, when an entry of the kustomization is to blame.
func (b *blamer) place(f *foundIn) error {
	switch {
	case f.File == b.options.SpecFile && f.File != "":
		f.Line = b.s.newLines().of(f)
		return nil
	case b.dir == "":
		return nil
	case f.File == "":
		f.File = b.s.display(build.Root(b.dir)) // what is missing has no file
	}
	return b.find(f, keyOf(&f.Finding))
}

// find looks for the entry, of a finding which is key here.
func (b *blamer) find(f *foundIn, key findingKey) error {
	if err := b.ask(); err != nil || len(b.entries) == 0 && len(b.inner) == 0 {
		return err
	}
	if before, ok := b.before(key); ok {
		for _, folder := range build.Folders(b.dir) {
			inner := b.inner[folder]
			if err := inner.ask(); err != nil {
				return err
			}
			if inner.all[before] {
				return inner.find(f, before)
			}
		}
		return nil // the resource that is named
	}
	for i := range b.entries {
		if b.without[i] != nil && b.goes(key, b.without[i]) {
			return b.accuse(f, key, &b.entries[i])
		}
	}
	return b.pile(f, key)
}

// before is what a finding is called in what the resources alone have, if it is there: names get prefixes here, and a
// Namespace another name.
func (b *blamer) before(key findingKey) (findingKey, bool) {
	if b.plain[key] {
		return key, true
	}
	var alike []findingKey
	for k := range b.plain {
		if k.control == key.control && k.field == key.field && k.kind == key.kind && !b.all[k] && (k.kind == "Namespace" || strings.Contains(key.name, k.name)) {
			alike = append(alike, k)
		}
	}
	if len(alike) == 0 {
		return key, false
	}
	return slices.MinFunc(alike, func(k, l findingKey) int { return strings.Compare(k.name, l.name) }), true
}

// goes is true where a finding is not there any more, and not because its object has another name now.
func (b *blamer) goes(key findingKey, left map[findingKey]bool) bool {
	if left[key] {
		return false
	}
	alike := func(all map[findingKey]bool) (n int) {
		for k := range all {
			if k.control == key.control && k.field == key.field && k.kind == key.kind {
				n++
			}
		}
		return n
	}
	return alike(left) < alike(b.all)
}

// pile takes entries away one after the other, where each alone leaves the finding; the one that ends it is named.
func (b *blamer) pile(f *foundIn, key findingKey) error {
	for i := range b.entries {
		left, err := b.judge(b.entries[:i+1]...)
		if err != nil {
			return err
		}
		if left != nil && b.goes(key, left) {
			return b.accuse(f, key, &b.entries[i])
		}
	}
	f.File = b.s.display(build.Root(b.dir))
	return nil
}

// accuse names the file and line of an entry, and inside of a component those of the entry there.
func (b *blamer) accuse(f *foundIn, key findingKey, e *build.Entry) error {
	if e.Folder != "" {
		for _, inner := range build.Entries(e.Folder) {
			left, err := b.judge(inner)
			if err != nil {
				return err
			}
			if left != nil && b.goes(key, left) {
				return b.accuse(f, key, &inner)
			}
		}
		if strings.HasPrefix(f.File, b.s.display(e.Folder)+string(filepath.Separator)) {
			return nil // a resource of the component
		}
	}
	f.File, f.Line = b.s.display(e.File), e.Line
	switch {
	case e.Source != "":
		f.File = b.s.display(e.Source)
		f.Line = patchLine(b.s.readText(e.Source), 0, &f.Finding)
	case e.Text != "":
		f.Line = patchLine([]byte(e.Text), e.TextLine, &f.Finding)
	}
	if trap := trapOf(e.Key); trap != "" {
		f.Fix = trap + "; or " + f.Fix
	}
	return nil
}

// trapOf is what to do instead of a transformer that is known to open walls.
func trapOf(key string) string {
	switch key {
	case "labels", "commonLabels":
		return "write labels with includeSelectors: false and includeTemplates: true"
	case "images":
		return "write digest beside newTag, which alone drops it"
	case "namespace":
		return "give the environment its namespace in the spec: harden-gen overlay NAME --namespace NAMESPACE"
	case "namePrefix", "nameSuffix":
		return "take it away, and tell environments apart by their namespace"
	}
	return ""
}

// ask builds the kustomization without its entries, and without each of them.
func (b *blamer) ask() error {
	if b.asked {
		return nil
	}
	b.asked = true
	b.entries = build.Entries(b.dir)
	b.inner = map[string]*blamer{}
	for _, folder := range build.Folders(b.dir) {
		b.inner[folder] = &blamer{s: b.s, dir: folder, options: b.options}
	}
	var err error
	if b.all, err = b.judge(); err != nil {
		return err
	}
	if b.plain, err = b.judge(b.entries...); err != nil {
		return err
	}
	b.without = make([]map[findingKey]bool, len(b.entries))
	for i, e := range b.entries {
		if b.without[i], err = b.judge(e); err != nil {
			return err
		}
	}
	return nil
}

// judge is every finding without some entries, nil where the rest does not build.
func (b *blamer) judge(leaveOut ...build.Entry) (map[findingKey]bool, error) {
	objects, err := build.Disk(b.dir, leaveOut...)
	if err != nil {
		return nil, nil //nolint:nilerr // one entry needs another one: neither is to blame alone
	}
	set, err := controls.NewSet(b.s.documents(objects))
	if err != nil {
		return nil, nil //nolint:nilerr // as above
	}
	found, err := controls.Evaluate(set, b.options)
	if err != nil {
		return nil, err
	}
	all := make(map[findingKey]bool, len(found))
	for i := range found {
		all[keyOf(&found[i])] = true
	}
	return all, nil
}

func keyOf(f *controls.Finding) findingKey {
	return findingKey{f.Control, f.Field, f.Object.Kind, f.Object.Name}
}

// patchLine is the line of a patch which comes nearest to the field of a finding.
func patchLine(text []byte, before int, f *controls.Finding) int {
	best, line := -1, 1
	for _, n := range yamlDocuments(text) {
		l, depth := nearestLine(n, controls.SplitPath(f.Field))
		if n.Line > 0 && depth > best {
			best, line = depth, l
		}
	}
	return before + max(line, 1)
}

// indexFree takes the indexes out of a path: entries of lists are found by what they hold.
func indexFree(steps []string) []string {
	return slices.DeleteFunc(slices.Clone(steps), func(s string) bool { return s[0] == '[' })
}

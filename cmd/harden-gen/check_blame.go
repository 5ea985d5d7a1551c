package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/kustomize/build"
)

// blamer finds which entry of a kustomization causes a finding: the one without which it is not there.
// It builds only when there is a finding.
type blamer struct {
	s       streams
	dir     string
	options controls.Options

	asked   bool
	entries []build.Entry
	others  []build.Entry // those that harden-gen did not write, where it wrote any
	all     map[findingKey]bool
	inner   map[string]*blamer // of kustomizations that resources come from
	judged  map[string]map[findingKey]bool
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
	if len(b.others) > 0 { // what harden-gen wrote is not to blame for what others add to it
		gone, err := b.goes(key, b.others...)
		if err != nil {
			return err
		}
		if gone {
			return b.blame(f, key, b.others)
		}
	}
	plain, err := b.judge(b.entries...)
	if err != nil {
		return err
	}
	if before, ok := b.before(key, plain); ok {
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
	return b.blame(f, key, b.entries)
}

// before is what a finding is called in what the resources alone have, if it is there: names get prefixes here, and a
// Namespace another name.
func (b *blamer) before(key findingKey, plain map[findingKey]bool) (findingKey, bool) {
	if plain[key] {
		return key, true
	}
	var alike []findingKey
	for k := range plain {
		if k.control == key.control && k.field == key.field && k.kind == key.kind && !b.all[k] && (k.kind == "Namespace" || strings.Contains(key.name, k.name)) {
			alike = append(alike, k)
		}
	}
	if len(alike) == 0 {
		return key, false
	}
	return slices.MinFunc(alike, func(k, l findingKey) int { return strings.Compare(k.name, l.name) }), true
}

// blame names one of some entries, or else the kustomization.
func (b *blamer) blame(f *foundIn, key findingKey, suspects []build.Entry) error {
	e, err := b.culprit(key, suspects)
	switch {
	case err != nil:
		return err
	case e != nil:
		return b.accuse(f, key, e)
	}
	f.File = b.s.display(build.Root(b.dir))
	return nil
}

// culprit is the first of some entries without which a finding is not there. Where each alone leaves it, they are
// taken away one after the other, and it is the one that ends it.
func (b *blamer) culprit(key findingKey, suspects []build.Entry) (*build.Entry, error) {
	for i := range suspects {
		if gone, err := b.goes(key, suspects[i]); err != nil || gone {
			return &suspects[i], err
		}
	}
	for i := range suspects {
		if gone, err := b.goes(key, suspects[:i+1]...); err != nil || gone {
			return &suspects[i], err
		}
	}
	return nil, nil
}

// goes is true where a finding is not there any more without some entries, and not because its object has another
// name then, nor because nothing builds.
func (b *blamer) goes(key findingKey, leaveOut ...build.Entry) (bool, error) {
	left, err := b.judge(leaveOut...)
	if err != nil || left == nil || left[key] {
		return false, err
	}
	alike := func(all map[findingKey]bool) (n int) {
		for k := range all {
			if k.control == key.control && k.field == key.field && k.kind == key.kind {
				n++
			}
		}
		return n
	}
	return alike(left) < alike(b.all), nil
}

// accuse names the file and line of an entry, and inside of a component those of the entry there.
func (b *blamer) accuse(f *foundIn, key findingKey, e *build.Entry) error {
	if e.Folder != "" {
		inner, err := b.culprit(key, build.Entries(e.Folder))
		switch {
		case err != nil:
			return err
		case inner != nil:
			return b.accuse(f, key, inner)
		case strings.HasPrefix(f.File, b.s.display(e.Folder)+string(filepath.Separator)):
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

// ask builds the kustomization, and looks at what it is made of.
func (b *blamer) ask() (err error) {
	if b.asked {
		return nil
	}
	b.asked = true
	b.entries = build.Entries(b.dir)
	b.others = slices.DeleteFunc(slices.Clone(b.entries), func(e build.Entry) bool { return b.s.isGenerated(&e) })
	if len(b.others) == len(b.entries) {
		b.others = nil
	}
	b.inner = map[string]*blamer{}
	for _, folder := range build.Folders(b.dir) {
		b.inner[folder] = &blamer{s: b.s, dir: folder, options: b.options}
	}
	b.all, err = b.judge()
	return err
}

// isGenerated is true for an entry that harden-gen wrote, and nobody edited since.
func (s streams) isGenerated(e *build.Entry) bool {
	files := []string{e.File}
	if e.Source != "" {
		files = append(files, e.Source)
	}
	if e.Folder != "" {
		files = append(files, build.Root(e.Folder))
		for _, inner := range build.Entries(e.Folder) {
			if !s.isGenerated(&inner) {
				return false
			}
		}
	}
	return !slices.ContainsFunc(files, func(file string) bool { return kustomize.Inspect(s.readText(file)) != kustomize.Untouched })
}

// judge is every finding without some entries, nil where the rest does not build.
func (b *blamer) judge(leaveOut ...build.Entry) (map[findingKey]bool, error) {
	which := fmt.Sprint(leaveOut)
	if all, ok := b.judged[which]; ok {
		return all, nil
	}
	all, err := b.judgeOnce(leaveOut)
	if b.judged == nil {
		b.judged = map[string]map[findingKey]bool{}
	}
	b.judged[which] = all
	return all, err
}

func (b *blamer) judgeOnce(leaveOut []build.Entry) (map[findingKey]bool, error) {
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

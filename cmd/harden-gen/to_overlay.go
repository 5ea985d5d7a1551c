package main

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/edit"
	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/kustomize/build"
	"github.com/harden-gen/harden-gen/internal/spec"
)

// move is edits on their way into an overlay.
type move struct {
	settling
	folder  string // of the overlay, below dir
	patches []edit.Patch
	from    []string // the file that each patch was an edit of
	files   map[string][]byte
}

// toOverlay is the changes that restore every edited file, and write its edit as patches of an overlay.
func (s streams) toOverlay(dir string, tree kustomize.Tree, changes []kustomize.Change, o outputOptions) ([]kustomize.Change, error) {
	if !regexp.MustCompile(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`).MatchString(o.overlay) {
		return nil, inputErrorf("lower-case letters, digits and -, such as --to-overlay staging", "--to-overlay: %q is no name of an overlay", o.overlay)
	}
	m := &move{settling: settling{streams: s, dir: dir}, folder: "overlays/" + o.overlay, files: map[string][]byte{}}
	var left []unsettled
	restored := map[string]bool{}
	for _, c := range changes {
		u := unsettled{Change: c}
		switch {
		case c.Kind != kustomize.Conflict && c.Kind != kustomize.Keep:
		case c.State != kustomize.Foreign && c.New != nil && m.take(&u):
			restored[c.Path] = true
		default:
			left = append(left, u)
		}
	}
	if len(left) > 0 {
		return nil, &conflictError{dir: s.display(dir), files: left, output: o}
	}
	if len(restored) == 0 {
		return nil, inputErrorf("edit a file below base first, or write the patch into "+m.folder+" yourself", "--to-overlay: no generated file is edited, so there is nothing to move")
	}
	if err := m.write(tree, changes); err != nil {
		return nil, err
	}
	if err := m.prove(tree); err != nil {
		return nil, err
	}
	return m.compare(tree, restored)
}

// take makes patches of the edit of one file, or says why it cannot.
func (m *move) take(u *unsettled) bool {
	refuse := func(reason string) bool {
		u.Reason, u.hint = reason, "generate --merge keeps the edit where it is"
		return false
	}
	if u.original = m.original(&u.Change); u.original == nil {
		return false
	}
	if !strings.HasPrefix(u.Path, kustomize.Base+"/") || path.Base(u.Path) == "kustomization.yaml" {
		return refuse("edited, and no patch of an overlay can say that")
	}
	patches, err := edit.Patches(kustomize.Body(u.original), kustomize.Body(u.Old))
	switch {
	case err != nil:
		return refuse(notMergeable(err))
	case len(patches) == 0:
		return refuse("only comments were edited, which no patch can carry")
	}
	if err := exact(u, patches); err != nil {
		return refuse("edited, and a patch cannot say it: " + err.Error())
	}
	m.patches = append(m.patches, patches...)
	for range patches {
		m.from = append(m.from, u.Path)
	}
	return true
}

// exact lets kustomize apply the patches to what was generated: that must be what was edited.
func exact(u *unsettled, patches []edit.Patch) error {
	const object = "object.yaml"
	tree := kustomize.Tree{{Path: object, Source: kustomize.Bytes(kustomize.Body(u.original))}}
	var resources, list strings.Builder
	for i := range patches {
		name := "patch" + string(rune('a'+i)) + ".yaml"
		tree = append(tree, kustomize.File{Path: name, Source: kustomize.Bytes(patches[i].Text)})
		if patches[i].Form == edit.Whole {
			resources.WriteString("- " + name + "\n")
		} else {
			list.WriteString(entryOf(&patches[i], name))
		}
	}
	entries := overlayHead + "resources:\n- " + object + "\n" + resources.String()
	if list.Len() > 0 {
		entries += "patches:\n" + list.String()
	}
	tree = append(tree, kustomize.File{Path: "kustomization.yaml", Source: kustomize.Bytes(entries)})
	objects, err := build.Memory(tree, ".")
	if err != nil {
		return err
	}
	var got []byte
	for _, o := range objects {
		got = append(append(got, "---\n"...), o.JSON...)
		got = append(got, '\n')
	}
	ok, err := edit.Same(got, kustomize.Body(u.Old))
	if err == nil && !ok {
		err = errors.New("kustomize makes something else of it")
	}
	return err
}

const overlayHead = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"

// entryOf is what a kustomization says of a patch.
func entryOf(p *edit.Patch, file string) string {
	entry := "- path: " + file + "\n"
	if p.Form != edit.JSON6902 {
		return entry
	}
	target := struct {
		Group     string `json:"group,omitempty"`
		Version   string `json:"version"`
		Kind      string `json:"kind"`
		Name      string `json:"name"`
		Namespace string `json:"namespace,omitempty"`
	}{p.Group, p.Version, p.Kind, p.Name, p.Namespace}
	lines := kustomize.AppendYAML(nil, map[string]any{"target": target}, nil)
	return entry + indent(string(lines), "  ")
}

// write makes the files of the overlay.
func (m *move) write(tree kustomize.Tree, changes []kustomize.Change) error {
	name, data, stamp, err := m.kustomization(tree, changes)
	if err != nil {
		return err
	}
	for i := range m.patches {
		p := &m.patches[i]
		file := m.freeName(p)
		head := "# What was edited by hand in " + m.from[i] + ".\n"
		m.files[m.folder+"/"+file] = []byte(head + p.Text)
		list, entry := "patches", entryOf(p, file)
		if p.Form == edit.Whole {
			list, entry = "resources", "- "+file+"\n"
		}
		if data, err = spec.Insert(m.display(filepath.Join(m.dir, name)), data, list, []byte(entry)); err != nil {
			return err
		}
	}
	if stamp != "" {
		data = kustomize.AppendMerged(nil, stamp, kustomize.Body(data))
	}
	m.files[name] = data
	return nil
}

// kustomization is the one of the overlay, or a new one, and the stamp of one that was generated.
func (m *move) kustomization(tree kustomize.Tree, changes []kustomize.Change) (name string, data []byte, stamp string, err error) {
	name = m.folder + "/kustomization.yaml"
	if found := build.Root(filepath.Join(m.dir, filepath.FromSlash(m.folder))); found != "" {
		name = m.folder + "/" + filepath.Base(found)
		if data, err = os.ReadFile(found); err != nil {
			return "", nil, "", err
		}
	} else {
		data = []byte(overlayHead + "resources:\n- ../../" + kustomize.Base + "\n")
	}
	for i := range tree {
		if tree[i].Path != name {
			continue
		}
		now := tree[i].Content(new([]byte))
		kept := slices.ContainsFunc(changes, func(c kustomize.Change) bool { return c.Path == name && c.Kind == kustomize.Keep })
		if !kept {
			data = now
		}
		stamp = kustomize.Stamp(now)
	}
	return name, slices.Clone(data), stamp, nil
}

// freeName is a name for a patch that no file of the overlay has.
func (m *move) freeName(p *edit.Patch) string {
	base := strings.ToLower(p.Kind) + "-" + regexp.MustCompile(`[^A-Za-z0-9.-]`).ReplaceAllString(p.Name, "-")
	for n := 1; ; n++ {
		file := base + strings.Repeat("-more", n-1) + ".yaml"
		_, err := os.Lstat(filepath.Join(m.dir, filepath.FromSlash(m.folder), file))
		if _, made := m.files[m.folder+"/"+file]; !made && errors.Is(err, fs.ErrNotExist) {
			return file
		}
	}
}

// prove builds the overlay as it will be, before anything is written.
func (m *move) prove(tree kustomize.Tree) error {
	files := map[string][]byte{}
	for i := range tree {
		files[tree[i].Path] = slices.Clone(tree[i].Content(new([]byte)))
	}
	maps.Copy(files, m.files)
	if _, err := build.Changed(m.dir, files, filepath.Join(m.dir, filepath.FromSlash(m.folder))); err != nil {
		return notBuilt(err)
	}
	return nil
}

// compare is every change of the tree with the overlay in it.
func (m *move) compare(tree kustomize.Tree, restored map[string]bool) ([]kustomize.Change, error) {
	names := make([]string, 0, len(m.files))
	for name := range m.files {
		names = append(names, name)
	}
	slices.Sort(names)
	whole := slices.DeleteFunc(slices.Clone(tree), func(f kustomize.File) bool { return m.files[f.Path] != nil })
	for _, name := range names {
		whole = append(whole, kustomize.File{Path: name, Source: kustomize.Bytes(m.files[name]), Replace: true})
	}
	changes, err := kustomize.Compare(m.dir, whole)
	for i := range changes {
		if restored[changes[i].Path] {
			changes[i].Kind, changes[i].Reason = kustomize.Update, ""
		}
	}
	return changes, err
}

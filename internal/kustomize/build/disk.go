package build

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/kustomize/kyaml/resid"
	"sigs.k8s.io/yaml"

	"github.com/harden-gen/harden-gen/internal/kustomize"
)

// Object is one object of a kustomization that was built, and the file that it comes from.
type Object struct {
	File string
	JSON []byte

	id resid.ResId
}

// YAML is the object as a document.
func (o *Object) YAML() ([]byte, error) { return yaml.JSONToYAML(o.JSON) }

// Error says that a kustomization does not build, and where.
type Error struct {
	Place   string // a file, with a line where that is known
	Message string
	Hint    string
}

func (e *Error) Error() string { return e.Place + ": " + e.Message }

// Disk is what kustomize makes of the kustomization in folder dir of the disk, without a network or
// a plugin. Files are named as they lie below dir's own spelling. An *Error says why it does not build.
// Entries that are named are left out, as if nobody had written them; then no file is named.
func Disk(dir string, leaveOut ...Entry) ([]Object, error) {
	return run(filesys.MakeFsOnDisk(), dir, leaveOut...)
}

// Memory is the same of a folder of a tree that is on no disk.
func Memory(tree kustomize.Tree, dir string) ([]Object, error) {
	fs := filesys.MakeFsInMemory()
	for _, f := range tree.InMemory() {
		if err := fs.WriteFile(f.Path, f.Bytes()); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Path, err)
		}
	}
	return run(fs, dir)
}

// Changed is the same of a folder of the disk as if some files of the tree in root had another content;
// without content a file is not there.
func Changed(root string, files map[string][]byte, dir string) ([]Object, error) {
	fs, err := newLayer(root, files)
	if err != nil {
		return nil, err
	}
	return run(fs, dir)
}

func run(below filesys.FileSystem, dir string, leaveOut ...Entry) ([]Object, error) {
	fs, err := newSource(below, dir)
	if err != nil {
		return nil, err
	}
	fs.leaveOut = leaveOut
	if objects := fs.inParts(); objects != nil {
		return objects, nil
	}
	return fs.build()
}

// build is one run of kustomize.
func (s *source) build() ([]Object, error) {
	built, err := s.kustomize()
	if err != nil {
		return nil, s.place(err)
	}
	objects := make([]Object, 0, built.Size())
	for _, r := range built.Resources() {
		tree, err := r.Map() // a resource's MarshalJSON would write YAML first, and read that
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.dir, err)
		}
		o := Object{File: filepath.Join(s.dir, s.origin(tree)), id: r.CurId()}
		if o.JSON, err = json.Marshal(tree); err != nil {
			return nil, fmt.Errorf("%s: %w", o.File, err)
		}
		objects = append(objects, o)
	}
	return objects, nil
}

// kustomize runs kustomize as in a process of its own: a schema that a kustomization brings stays for the whole
// process, where it decides how lists of later ones merge; and what earlier ones have left decides how its own do.
func (s *source) kustomize() (resmap.ResMap, error) {
	built, err := s.once()
	if s.schema {
		openapi.ResetOpenAPI()
		built, err = s.once()
		openapi.ResetOpenAPI()
	}
	return built, err
}

// once is one run. kustomize panics where it cannot read a schema.
func (s *source) once() (built resmap.ResMap, err error) {
	defer func() {
		if gaveUp := recover(); gaveUp != nil {
			err = fmt.Errorf("kustomize gives up: %v", gaveUp)
		}
	}()
	return krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(s, s.dir)
}

// origin is the file that kustomize has noted for an object, below the folder that was built. The
// note is taken out again where the kustomization itself did not ask for it.
func (s *source) origin(tree map[string]any) string {
	const key = "config.kubernetes.io/origin"
	meta, _ := tree["metadata"].(map[string]any)
	annotations, _ := meta["annotations"].(map[string]any)
	note, _ := annotations[key].(string)
	var said struct{ Path, ConfiguredIn string }
	if yaml.Unmarshal([]byte(note), &said) != nil {
		return ""
	}
	if !s.origins {
		if delete(annotations, key); len(annotations) == 0 {
			delete(meta, "annotations")
		}
	}
	if said.Path == "" {
		return said.ConfiguredIn // a generator made it
	}
	return said.Path
}

// Root is the name of the file that makes dir a kustomization, empty if there is none.
func Root(dir string) string { return rootIn(filesys.MakeFsOnDisk(), dir) }

func rootIn(fs filesys.FileSystem, dir string) string {
	for _, name := range names {
		if file := filepath.Join(dir, name); fs.Exists(file) && !fs.IsDir(file) {
			return file
		}
	}
	return ""
}

// names are those that a kustomization file can have.
var names = []string{"kustomization.yaml", "kustomization.yml", "Kustomization"}

var lineNumber = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`line (\d+)`) })

// place puts a file before kustomize's own words: the one that was read last where they are about it,
// else the kustomization that was asked for.
func (s *source) place(err error) error {
	if s.refused != nil {
		return s.refused
	}
	if s.last == "" {
		return &Error{Place: s.dir, Message: err.Error()}
	}
	text := strings.ReplaceAll(err.Error(), s.abs+string(filepath.Separator), "")
	if e := s.unmatched(text); e != nil {
		return e
	}
	if strings.Contains(text, "external plugins disabled") {
		return &Error{Place: rootIn(s.FileSystem, s.dir), Message: strings.Join(strings.Fields(text), " "),
			Hint: "check runs no other program; judge what kustomize builds with it: kustomize build --enable-alpha-plugins … | harden-gen check -"}
	}
	last := filepath.Base(s.last)
	place := s.named(s.last)
	if !slices.Contains(names, last) && !strings.Contains(text, last) {
		return &Error{Place: rootIn(s.FileSystem, s.dir), Message: strings.Join(strings.Fields(text), " ")}
	}
	if m := lineNumber().FindStringSubmatch(text); m != nil {
		place += ":" + m[1]
	}
	return &Error{Place: place, Message: strings.Join(strings.Fields(text), " ")}
}

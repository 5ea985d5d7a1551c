package build

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

var patchOfNobody = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`failed to find unique target for patch (\w+)\.[^/\s]*/(\S+)\.(\[noNs\]|[a-z0-9-]+)(\s|"|$)`)
})

// unmatched says which patch is for no object, where kustomize's words are about that: mostly it leaves the namespace
// out, which the objects of a base name. Without it kustomize takes the patch for one of another object.
func (s *source) unmatched(text string) *Error {
	m := patchOfNobody().FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	kind, name, namespace := m[1], m[2], strings.Replace(m[3], "[noNs]", "", 1)
	e := &Error{Place: rootIn(s.FileSystem, s.dir), Message: "the patch is for " + kind + " " + name + ", and no resource has this name and namespace",
		Hint: "a patch names an object of its resources by kind, name and namespace; or it has a target: {kind: " + kind + ", name: " + name + "}"}
	for _, file := range s.seen {
		for _, d := range s.documents(file) {
			switch {
			case d.kind != kind || d.name != name:
			case d.namespace == namespace:
				e.Place = fmt.Sprintf("%s:%d", s.named(file), d.line)
			case d.namespace != "":
				e.Hint = "write it with the namespace of the object: metadata: {name: " + name + ", namespace: " + d.namespace + "}; or give it a target: {kind: " + kind + ", name: " + name + "}"
			}
		}
	}
	return e
}

// namedDocument is an object or a patch of a file.
type namedDocument struct {
	kind, name, namespace string
	line                  int
}

// documents are those of a file, and of a kustomization those that are written in place.
func (s *source) documents(file string) []namedDocument {
	data, err := s.FileSystem.ReadFile(file)
	if err != nil {
		return nil
	}
	if !slices.Contains(names, filepath.Base(file)) {
		return namedDocuments(data, 0)
	}
	var all []namedDocument
	for _, e := range entriesIn(s.FileSystem, filepath.Dir(file)) {
		all = append(all, namedDocuments([]byte(e.Text), e.TextLine)...)
	}
	return all
}

func namedDocuments(data []byte, before int) (all []namedDocument) {
	for d := yaml.NewDecoder(bytes.NewReader(data)); ; {
		var n yaml.Node
		var said struct {
			Kind     string
			Metadata struct{ Name, Namespace string }
		}
		if d.Decode(&n) != nil {
			return all
		}
		if n.Decode(&said) == nil && len(n.Content) == 1 {
			all = append(all, namedDocument{said.Kind, said.Metadata.Name, said.Metadata.Namespace, before + n.Content[0].Line})
		}
	}
}

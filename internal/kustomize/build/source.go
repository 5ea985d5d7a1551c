package build

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// source is the disk as a build may see it: kustomizations that lead to the network are refused, and
// the root asks kustomize to note where each object comes from.
type source struct {
	filesys.FileSystem
	dir     string         // as it was given
	abs     string         // without links
	last    string         // what was read last
	seen    []string       // what was read
	origins bool           // the root asks for notes on its own account, which then stay
	schema  bool           // a kustomization brings a schema of its own
	part    []string       // the only resources of the root, where it is built in parts
	parted  map[string]any // the root as the part before was built from it
	refused error

	leaveOut []Entry
}

func newSource(fs filesys.FileSystem, dir string) (*source, error) {
	abs, _, err := fs.CleanedAbs(dir)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return &source{FileSystem: fs, dir: dir, abs: string(abs)}, nil
}

// ReadFile reads a file; a kustomization is looked at before kustomize sees it.
func (s *source) ReadFile(name string) ([]byte, error) {
	data, err := s.FileSystem.ReadFile(name)
	if err != nil {
		return nil, err
	}
	s.last = name
	s.seen = append(s.seen, name)
	if !slices.Contains(names, filepath.Base(name)) {
		return data, s.refusePlugin(name, data)
	}
	if s.parted != nil && filepath.Dir(name) == s.abs {
		s.parted["resources"] = s.part
		return yaml.Marshal(s.parted)
	}
	var tree map[string]any
	if yaml.Unmarshal(data, &tree) != nil || tree == nil {
		return data, nil //nolint:nilerr // kustomize says it in its own words
	}
	for _, key := range []string{"helmCharts", "helmChartInflationGenerator"} {
		if tree[key] != nil {
			s.refused = &Error{Place: s.at(name, data, key), Message: "it inflates a Helm chart, which another program does, often from the network",
				Hint: "judge what Helm prints: helm template … | harden-gen check -"}
			return nil, s.refused
		}
	}
	if entry := findRemote(tree); entry != "" {
		s.refused = &Error{Place: s.at(name, data, entry), Message: "it takes " + entry + " from the network", Hint: remoteHint}
		return nil, s.refused
	}
	without(tree, name, s.leaveOut)
	s.renewed(filepath.Dir(name), tree)
	delete(tree, "sortOptions") // nobody here asks for an order, and beside ours kustomize warns of it past us
	s.schema = s.schema || tree["openapi"] != nil
	if filepath.Dir(name) == s.abs {
		s.note(tree)
	}
	changed, err := yaml.Marshal(tree)
	if err != nil {
		return data, nil //nolint:nilerr // what was read can be written
	}
	return changed, nil
}

// refusePlugin looks at configurations of kustomize's own plugins, which may name files, too.
func (s *source) refusePlugin(name string, data []byte) error {
	if !bytes.Contains(data, []byte("builtin")) {
		return nil
	}
	for part := range bytes.SplitSeq(data, []byte("\n---")) {
		if entry := pluginRemote(part); entry != "" {
			s.refused = &Error{Place: s.named(name), Message: "it takes " + entry + " from the network", Hint: remoteHint}
			return s.refused
		}
	}
	return nil
}

// pluginRemote is the first entry of a builtin plugin's configuration that kustomize would fetch.
func pluginRemote(text []byte) string {
	var tree map[string]any
	if yaml.Unmarshal(text, &tree) != nil || tree["apiVersion"] != "builtin" {
		return ""
	}
	if kind, ok := tree["kind"].(string); ok && strings.HasPrefix(kind, "HelmChart") {
		return "a Helm chart"
	}
	return findRemote(tree)
}

const remoteHint = "check goes to no network: copy it into the repository"

// note adds buildMetadata: [originAnnotations], unless something is left out: kustomize then also notes each
// transformation of each object, which takes a third of a build, and nobody asks where objects come from that are
// built to see what is missing.
func (s *source) note(tree map[string]any) {
	notes, _ := tree["buildMetadata"].([]any)
	if s.origins = slices.Contains(notes, any("originAnnotations")); !s.origins && len(s.leaveOut) == 0 {
		tree["buildMetadata"] = append(notes, "originAnnotations")
	}
	if s.part != nil {
		tree["resources"] = s.part
		s.parted = tree
	}
}

// named is a file as somebody would write it who has written dir.
func (s *source) named(file string) string {
	if rel, err := filepath.Rel(s.abs, file); err == nil {
		return filepath.Join(s.dir, rel)
	}
	return file
}

// at is a file with the line where its text first says what.
func (s *source) at(file string, text []byte, what string) string {
	before, _, found := bytes.Cut(text, []byte(what))
	if !found {
		return s.named(file)
	}
	return fmt.Sprintf("%s:%d", s.named(file), 1+bytes.Count(before, []byte("\n")))
}

// findRemote is the first entry that kustomize would fetch. It looks at every text but those that are no path.
func findRemote(tree map[string]any) string {
	for _, key := range sortedKeys(tree) {
		for _, e := range listOf(tree[key]) {
			if text, ok := e.(string); ok && strings.Contains(text, "\n") {
				if r := pluginRemote([]byte(text)); r != "" { // a generator or transformer, written in place
					return r
				}
			}
		}
		if slices.Contains([]string{"commonAnnotations", "commonLabels", "labels", "metadata", "images", "openapi", "vars", "helmCharts", "buildMetadata"}, key) {
			continue
		}
		if r := remoteIn(tree[key]); r != "" {
			return r
		}
	}
	if o, ok := tree["openapi"].(map[string]any); ok {
		return remoteIn(o["path"])
	}
	return ""
}

func listOf(v any) []any {
	list, _ := v.([]any)
	return list
}

func remoteIn(v any) string {
	switch v := v.(type) {
	case string:
		if isRemote(v) {
			return v
		}
	case []any:
		for _, e := range v {
			if r := remoteIn(e); r != "" {
				return r
			}
		}
	case map[string]any:
		for _, key := range sortedKeys(v) {
			if key == "literals" || key == "patch" || key == "options" || key == "value" {
				continue
			}
			if r := remoteIn(v[key]); r != "" {
				return r
			}
		}
	}
	return ""
}

// isRemote is true for what kustomize takes for a URL or a Git repository.
func isRemote(entry string) bool {
	if strings.Contains(entry, "\n") {
		return false // a patch or an object, written in place
	}
	if strings.Trim(entry, "abcdefghijklmnopqrstuvwxyz0123456789-./") == "" && !strings.HasPrefix(entry, "github.com") {
		return false // nearly every entry is such a path, and a pattern costs more than all the rest
	}
	_, path, _ := strings.Cut(entry, "=") // name=path
	return remote().MatchString(entry) || remote().MatchString(path)
}

// remote is wider than what kustomize fetches (api/internal/git/repospec.go): a URL, a user at a host, a shorthand of GitHub.
var remote = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)://|[?&]ref=|_git/|^(git::|gh:|file:|github\.com|[a-z][a-z0-9-]*@)`)
})

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

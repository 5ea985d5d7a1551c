package house

import (
	"strings"
	"testing"
	"testing/fstest"
)

// TestSeeded plants one offence at a time, and expects the sentence that it earns, or none.
func TestSeeded(t *testing.T) {
	for _, c := range []struct{ file, source, want string }{
		{"internal/spec/a.go", `import _ "github.com/harden-gen/harden-gen/internal/templates"`, "spec is a leaf"},
		{"internal/spec/genresources/a.go", `import _ "github.com/harden-gen/harden-gen/internal/spec"`, "a generator stands alone"},
		{"internal/templates/a.go", `import _ "github.com/harden-gen/harden-gen/internal/kustomize"`, "must not know of files"},
		{"internal/templates/a.go", `import _ "github.com/harden-gen/harden-gen/internal/spec"`, ""},
		{"internal/wizard/a.go", `import _ "github.com/harden-gen/harden-gen/internal/templates"`, "must not build or write"},
		{"internal/wizard/a.go", `import _ "charm.land/huh/v2"`, ""},
		{"internal/wizard/page/a.go", `import _ "charm.land/lipgloss/v2"`, ""},
		{"cmd/harden-gen/a.go", `import _ "charm.land/huh/v2"`, "no command but the wizard"},
		{"cmd/harden-gen/a.go", `import _ "github.com/harden-gen/harden-gen/internal/kustomize"`, ""},
		{"cmd/harden-gen/a.go", `import _ "github.com/harden-gen/harden-gen/internal/kustomize/build"`, ""},
		{"internal/controls/a.go", `import _ "github.com/harden-gen/harden-gen/internal/kustomize/build"`, "must not know how they were made"},
		{"internal/kustomize/a.go", `import _ "github.com/harden-gen/harden-gen/internal/kustomize/build"`, "must not import internal/kustomize/build"},
		{"internal/kustomize/a.go", `import _ "sigs.k8s.io/kustomize/api/krusty"`, "tables cost start-up time"},
		{"internal/kustomize/a.go", `import _ "sigs.k8s.io/kustomize/kyaml/filesys"`, "tables cost start-up time"},
		{"internal/kustomize/build/a.go", `import _ "sigs.k8s.io/kustomize/api/krusty"`, ""},
		{"internal/kustomize/a.go", `import _ "k8s.io/api/core/v1"`, "made in templates"},
		{"internal/controls/a.go", `import _ "k8s.io/api/core/v1"`, ""},
		{"internal/controls/a.go", `import _ "github.com/harden-gen/harden-gen/internal/templates"`, "how they were made"},
		{"internal/spec/a.go", `import _ "k8s.io/apimachinery/pkg/api/resource"`, ""},
		{"internal/spec/a.go", `import _ "k8s.io/client-go/rest"`, "heavy"},
		{"internal/attic/a.go", `const a = 1`, "has no row"},
		{"internal/spec/a.go", "import \"os\"\nvar a, _ = os.ReadFile(\"x\")", "os.ReadFile"},
		{"internal/templates/a.go", "import sys \"os\"\nvar a = sys.Getenv(\"x\")", "os.Getenv"},
		{"internal/spec/a.go", "import \"os\"\nvar a = os.ErrNotExist", ""},
		{"internal/kustomize/a.go", "import \"os\"\nvar a, _ = os.ReadFile(\"x\")", ""},
		{"internal/kustomize/build/a.go", "import \"os\"\nvar a, _ = os.ReadFile(\"x\")", "os.ReadFile"},
		{"internal/kustomize/a.go", "import \"fmt\"\nfunc a() { fmt.Println() }", "fmt.Println"},
		{"internal/templates/a.go", "import \"time\"\nvar a = time.Now()", "time.Now"},
		{"internal/templates/a.go", "import \"time\"\nvar a = time.Second", ""},
		{"internal/spec/a.go", "import \"regexp\"\nvar a = regexp.MustCompile(`a`)", "compiled in every command"},
		{"internal/spec/a.go", "import \"regexp\"\nvar a = b(func() any { return regexp.MustCompile(`a`) })", ""},
		{"internal/templates/a.go", `func init() {}`, "func init"},
		{"internal/templates/a.go", `type a int; func (a) init() {}`, ""},
		{"internal/templates/a.go", `var a int`, "starts empty"},
		{"internal/templates/a.go", `var a = map[string]int{"a": 1}`, ""},
		{"internal/spec/a.go", "import _ \"embed\"\n//go:embed x\nvar a string", ""},
		{"internal/templates/a_test.go", `import _ "k8s.io/client-go/rest"`, ""},
		{"internal/templates/testdata/a.go", `func init() {}`, ""},
		{"tools/a.go", `func init() {}`, ""},
	} {
		tree := fstest.MapFS{
			c.file:                {Data: []byte("// Package a is for a test.\npackage a\n" + c.source + "\n")},
			"cmd/harden-gen/b.go": {Data: []byte("// Command b is for a test.\npackage a\n")},
			"tools/go.mod":        {Data: []byte("module tools\n")},
		}
		got := strings.Join(findings(t, tree), "\n")
		if c.want == "" && got != "" || !strings.Contains(got, c.want) || strings.Count(got, "\n") > 0 {
			t.Errorf("%s with\n%s\nwant one sentence with %q, got\n%s", c.file, c.source, c.want, got)
		}
	}
}

func TestSeededWithoutComment(t *testing.T) {
	tree := fstest.MapFS{"internal/spec/a.go": {Data: []byte("package spec\n")}}
	if got := findings(t, tree); len(got) != 1 || !strings.Contains(got[0], "internal/spec: the package has no comment") {
		t.Error(got)
	}
}

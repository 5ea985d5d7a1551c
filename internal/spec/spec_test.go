package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	digest    = "@sha256:1111111111111111111111111111111111111111111111111111111111111111"
	goodImage = "images.example.com/payments/api:1.8.2" + digest

	head     = "apiVersion: harden-gen.dev/v1alpha1\nkind: HardenedApplication\nmetadata: {name: payments}\n"
	workload = "workloads:\n- name: api\n  image: " + goodImage + "\n"
	small    = head + workload
)

// problemCase is a part of a spec and everything that is said about it.
type problemCase struct{ said, want string }

// The ways in which a case's part becomes a spec.
func whole(s string) string         { return s }
func atTop(s string) string         { return head + s + "\n" + workload }                                  // from line 4 on
func inWorkload(s string) string    { return small + "  " + strings.ReplaceAll(s, "\n", "\n  ") + "\n" }   // from line 7 on
func asName(s string) string        { return strings.Replace(small, "name: api", "name: "+s, 1) }          // at 5:9
func asImage(s string) string       { return strings.Replace(small, "image: "+goodImage, "image: "+s, 1) } // at 6:10
func asApplication(s string) string { return strings.Replace(small, "name: payments", "name: "+s, 1) }     // at 3:18

// The ways in which a case's part becomes a part of the workload.
func afterWorkload(s string) string { return small + s + "\n" }
func inEnv(s string) string         { return inWorkload("env: " + s) }
func inResources(s string) string   { return inWorkload("resources: " + s) }
func inConnects(s string) string    { return inWorkload("connects: [" + s + "]") }
func inProbes(s string) string {
	return inWorkload("ports: [{name: http, containerPort: 8080}, {name: dns, containerPort: 53, protocol: UDP}]\nprobes: " + s)
}

func testProblems(t *testing.T, spec func(string) string, cases []problemCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(strings.TrimPrefix(c.said, small), func(t *testing.T) {
			if diff := cmp.Diff(c.want, problemsOf(spec(c.said))); diff != "" {
				t.Errorf("-want +got\n%s\nspec:\n%s", diff, spec(c.said))
			}
		})
	}
}

// problemsOf is all that is said about a spec file.
func problemsOf(text string) string {
	app, err := Load("harden.yaml", []byte(text))
	if err != nil {
		return err.Error()
	}
	Default(app)
	ps := Validate(app)
	if len(ps) == 0 {
		return ""
	}
	return Locate("harden.yaml", []byte(text), ps).Error()
}

func mustLoad(t testing.TB, text string) *HardenedApplication {
	t.Helper()
	app, err := Load("harden.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return app
}

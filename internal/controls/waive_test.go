package controls

import (
	"testing"

	"github.com/harden-gen/harden-gen/internal/spec"
)

func TestWaivers(t *testing.T) {
	for _, c := range []struct {
		workload, control string
		today             spec.Date
		want              []string
	}{
		{"api", "read-only-root", "2027-03-01", nil},
		{"api", "read-only-root", "2027-03-02", []string{"expired-waiver", "read-only-root"}},
		{"other", "read-only-root", "2027-03-01", []string{"read-only-root"}},
		{"api", "dns", "2027-03-01", []string{"read-only-root"}},
	} {
		app, documents := golden(t, "minimal")
		if c.workload == "api" {
			c.workload = app.Workloads[0].Name
		}
		app.Waivers = []spec.Waiver{{Control: c.control, Workload: c.workload, Reason: "a", Owner: "b", Expires: "2027-03-01"}}
		s, err := NewSet(plant(t, documents, seed{object: "Deployment", path: "spec template spec containers 0 securityContext readOnlyRootFilesystem", value: false}))
		if err != nil {
			t.Fatal(err)
		}
		found, err := Evaluate(s, Options{Spec: app, Today: c.today, SpecFile: "harden.yaml"})
		if err != nil {
			t.Fatal(err)
		}
		if len(found) != len(c.want) {
			t.Fatalf("%+v: %+v", c, found)
		}
		seen := map[string]bool{}
		for _, f := range found {
			seen[f.Control] = true
		}
		for _, id := range c.want {
			if !seen[id] {
				t.Errorf("%+v: no %s", c, id)
			}
		}
	}
}

package spec

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/util/validation"
	"pgregory.net/rapid"
)

// TestClaimName pins names: a claim of another name would be another volume, and empty.
func TestClaimName(t *testing.T) {
	for path, want := range map[string]string{
		"/data": "api-data", "/var/lib/app": "api-var-lib-app", "/Data": "api-data-21caae5b", "/data-x": "api-data-x-ae853434", "/.x": "api--x-0b01fca4",
		"/" + strings.Repeat("a", 80): "api-" + strings.Repeat("a", 50) + "-61f74283",
	} {
		if got := ClaimName("api", path); got != want {
			t.Errorf("%s: %s, not %s", path, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		workload := rapid.StringMatching(`[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?`).Draw(t, "workload")
		path := "/" + rapid.StringMatching(`[^/:]{1,40}(/[^/:]{1,40}){0,3}`).Draw(t, "path")
		if name := ClaimName(workload, path); len(validation.IsDNS1123Subdomain(name)) > 0 || len(name) > 63 {
			t.Fatalf("%s %s: %s", workload, path, name)
		}
	})
}

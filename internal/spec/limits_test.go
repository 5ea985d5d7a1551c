package spec

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// within fails a test that takes far longer than the work should: an accident in the complexity.
func within(t *testing.T, most time.Duration) {
	start := time.Now()
	t.Cleanup(func() {
		if took := time.Since(start); took > most {
			t.Errorf("took %v, want less than %v", took, most)
		}
	})
}

func TestLargeSpec(t *testing.T) {
	within(t, 5*time.Second) // a fraction of a second, without a race detector
	text := strings.Builder{}
	text.WriteString(head + "workloads:\n")
	for i := 0; text.Len() < 1<<20; i++ {
		fmt.Fprintf(&text, "- name: w%d\n  image: %s\n  env: {A: \"%d\", B: {field: metadata.name}}\n  ports: [{name: http, containerPort: 8080, from: [{workload: w0}]}]\n  connects: [{to: {workload: w%d}, ports: [http]}]\n", i, goodImage, i, i/2)
	}
	if got := problemsOf(text.String()); got != "" {
		t.Error(got)
	}
}

func TestTooLargeSpec(t *testing.T) {
	want := `harden.yaml: 16777217 bytes are too many for a spec
  hint: split the application; a spec may have 16 MiB`
	if got := problemsOf(strings.Repeat(" ", maxBytes+1)); got != want {
		t.Errorf("got %s", got)
	}
}

func TestDeepNesting(t *testing.T) {
	within(t, 5*time.Second)
	want := `harden.yaml:1:1: not YAML: exceeded max depth of 10000
  hint: a spec is ten levels deep at most`
	for _, s := range []string{"[", "{a: ", "- ", "? ", "[\n"} {
		if got := problemsOf(strings.Repeat(s, 100_000)); !strings.HasSuffix(got, strings.TrimPrefix(want, "harden.yaml:1:1")) {
			t.Errorf("%q: got %s", s, got)
		}
	}
	for _, s := range []string{strings.Repeat("[", 9000) + strings.Repeat("]", 9000), strings.Repeat("- ", 9000) + "a"} {
		if got := problemsOf(s); !strings.HasPrefix(got, "harden.yaml:1:1: a spec is a mapping, not a list") {
			t.Errorf("got %s", got)
		}
	}
}

// TestLargeBrokenSpec is too large to look for the very line, and takes the parser's word.
func TestLargeBrokenSpec(t *testing.T) {
	within(t, 5*time.Second)
	comments := strings.Repeat("# a comment line of some length\n", 20_000)
	want := `harden.yaml:20006:1: not YAML: did not find expected key
  hint: look at this line and the one above it: indentation, a missing colon, an open quote or bracket`
	if got := problemsOf(small + comments + " b: c\n"); got != want {
		t.Errorf("got %s", got)
	}
}

func TestOneObjectHoldsOnlySoMuch(t *testing.T) {
	long := strings.Repeat("a", 200<<10)
	for _, tt := range []struct{ said, want string }{
		{"args: [" + long + "]", `harden.yaml:5:3: workloads[0]: command, args and env hold 204800 bytes; 131072 can be applied
  hint: mount a ConfigMap or a secret instead`},
		{"env: {A: " + long + "}", `harden.yaml:5:3: workloads[0]: command, args and env hold 204801 bytes; 131072 can be applied
  hint: mount a ConfigMap or a secret instead`},
		{"annotations: {a: " + long + ", b: " + long + "}", `harden.yaml:7:3: workloads[0].annotations: 409602 bytes of annotations are more than the 256 KiB that an object may have`},
	} {
		if got := problemsOf(inWorkload(tt.said)); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

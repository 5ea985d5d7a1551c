package spec

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// nested writes a path such as a[].b as the flow mapping {a: [{b: x}]}.
func nested(path string) string {
	key, rest, more := strings.Cut(path, ".")
	inner := "x"
	if more {
		inner = nested(rest)
	}
	if name, ok := strings.CutSuffix(key, "[]"); ok {
		key, inner = name, "["+inner+"]"
	}
	return "{" + key + ": " + inner + "}"
}

// TestEveryLaterKeyIsRefused reaches each key where it will stand one day.
func TestEveryLaterKeyIsRefused(t *testing.T) {
	for _, l := range later() {
		flow := nested(l.path)
		text := "{apiVersion: " + APIVersion + ", kind: " + Kind + ", " + strings.TrimPrefix(flow, "{")
		_, err := Load("harden.yaml", []byte(text))
		var ps Problems
		if !errors.As(err, &ps) {
			t.Fatalf("%s is read", l.path)
		}
		want := strings.ReplaceAll(l.path, "[]", "[0]")
		if !slices.ContainsFunc(ps, func(p Problem) bool {
			return p.Path == want && strings.HasSuffix(p.Message, " is not built yet in this version, and is never ignored") && p.Hint == l.way
		}) {
			t.Errorf("%s: %v", l.path, err)
		}
		if slices.Contains(typePaths(typeOfSpec(), ""), l.path) {
			t.Errorf("%s is built, and still listed as a later key", l.path)
		}
	}
}

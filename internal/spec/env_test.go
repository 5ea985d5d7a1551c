package spec

import (
	"slices"
	"strings"
	"testing"
)

func TestReferences(t *testing.T) {
	for value, want := range map[string]string{
		"$(A)": "A", "$(A)$(B)": "A B", "$$(A)": "", "$$$(A)": "A", "$a$(B)": "B", "$": "", "$(": "", "$(A": "", "x$(A b)y": "A b", "$()": "", "$(A$(B))": "A$(B", "$($(A)": "$(A",
	} {
		if got := strings.Join(slices.Collect(References(value)), " "); got != want {
			t.Errorf("%s refers to %q, not %q", value, got, want)
		}
	}
}

func TestEnvOrder(t *testing.T) {
	plain := func(v string) EnvVar { return EnvVar{Value: v} }
	for _, c := range []struct {
		vars   map[string]EnvVar
		order  string
		circle string
	}{
		{map[string]EnvVar{"B": plain("1"), "A": plain("2"), "C": {Field: "metadata.name"}}, "A B C", ""},
		{map[string]EnvVar{"A": plain("$(C)$(B)"), "B": plain("$(D)"), "C": {Secret: "s", Key: "k"}, "D": plain("")}, "C D B A", ""},
		{map[string]EnvVar{"A": plain("$$(B)"), "B": plain("$(NOBODY)")}, "A B", ""},
		{map[string]EnvVar{"A": plain("$(B)"), "B": plain("$(C)"), "C": plain("$(B)")}, "C B A", "B C"},
		{map[string]EnvVar{"A": plain("$(A)")}, "A", "A"},
	} {
		order, circle := EnvOrder(c.vars)
		if strings.Join(order, " ") != c.order || strings.Join(circle, " ") != c.circle {
			t.Errorf("%v: the order is %v, the circle %v", c.vars, order, circle)
		}
	}
}

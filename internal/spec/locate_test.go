package spec

import "testing"

// TestLocate places what a file says where it says it, and what it does not say where it would have to.
func TestLocate(t *testing.T) {
	text := "metadata: {name: a}\nworkloads:\n- name: b\n  labels:\n    x.y/z: c\n  ports:\n  - name: d\n"
	for _, tt := range []struct {
		path  []segment
		place string
	}{
		{nil, "f:1:1"},
		{[]segment{{key: "metadata"}}, "f:1:1"},
		{[]segment{{key: "metadata"}, {key: "name"}}, "f:1:18"},
		{[]segment{{key: "metadata"}, {key: "annotations"}, {key: "x"}}, "f:1:11"},
		{[]segment{{key: "platform"}, {key: "gateway"}}, "f:1:1"},
		{[]segment{{key: "workloads"}}, "f:2:1"},
		{[]segment{{key: "workloads"}, nth(0)}, "f:3:3"},
		{[]segment{{key: "workloads"}, nth(1)}, "f:3:1"},
		{[]segment{{key: "workloads"}, nth(0), {key: "image"}}, "f:3:3"},
		{[]segment{{key: "workloads"}, nth(0), {key: "labels"}, {key: "x.y/z"}}, "f:5:12"},
		{[]segment{{key: "workloads"}, nth(0), {key: "ports"}, nth(0), {key: "name"}}, "f:7:11"},
		{[]segment{{key: "workloads"}, nth(0), {key: "ports"}, nth(0), {key: "name"}, {key: "x"}}, "f:7:11"},
	} {
		ps := Locate("f", []byte(text), []Problem{{segments: tt.path, Message: "m"}})
		if ps[0].Place != tt.place {
			t.Errorf("%s is at %s, want %s", pathText(tt.path), ps[0].Place, tt.place)
		}
	}
	if ps := Locate("f", []byte("{"), []Problem{{Message: "m"}}); ps[0].Place != "f" {
		t.Errorf("in a file that cannot be read: %s", ps[0].Place)
	}
}

func TestPathText(t *testing.T) {
	for _, tt := range []struct {
		path []segment
		want string
	}{
		{nil, ""},
		{[]segment{{key: "workloads"}, nth(0), {key: "ports"}, nth(12)}, "workloads[0].ports[12]"},
		{[]segment{{key: "labels"}, {key: "app.kubernetes.io/name"}}, `labels["app.kubernetes.io/name"]`},
		{[]segment{{key: "labels"}, {key: ""}}, `labels[""]`},
		{[]segment{{key: "labels"}, {key: "a\nb"}}, `labels["a\nb"]`},
	} {
		if got := pathText(tt.path); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
}

func TestFindQuestion(t *testing.T) {
	for path, want := range map[string]string{
		"workloads[0].ports[1].name":                    "workloads[].ports[].name",
		"workloads[0].ports[1].from[0]":                 "workloads[].ports[].from",
		"workloads[0].image":                            "workloads[].image",
		"workloads[3]":                                  "workloads",
		`workloads[0].labels["app.kubernetes.io/name"]`: "workloads[].labels",
		"workloads[0].env.LOG":                          "workloads[].env",
		"platform.gateway":                              "platform.gateway",
	} {
		if q, ok := FindQuestion(path); !ok || q.Path != want {
			t.Errorf("%s belongs to %s, want %s", path, q.Path, want)
		}
	}
	if q, ok := FindQuestion("nothing.here"); ok {
		t.Errorf("found %s", q.Path)
	}
}

// TestProblemText is the error as it is printed.
func TestProblemText(t *testing.T) {
	ps := Problems{{Place: "f:1:2", Path: "a.b", Message: "c", Hint: "d"}, {Path: "e", Message: "g"}, {Message: "h"}}
	if got, want := ps.Error(), "f:1:2: a.b: c\n  hint: d\ne: g\nh"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := quote("a\x1b[31m\n" + string(make([]rune, 100))); len(got) > 400 || !isPrintable(got) {
		t.Errorf("%s", got)
	}
}

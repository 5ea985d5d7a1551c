package spec

import (
	"errors"
	"testing"
)

func TestFilesThatAreNotUTF8(t *testing.T) {
	testProblems(t, whole, []problemCase{
		{"a: caf\xe9\n", `harden.yaml:1:7: byte 0xe9 is not UTF-8
  hint: save the file as UTF-8`},
		{"# caf\xc3\xa9\nb: \xc3\n", `harden.yaml:2:4: byte 0xc3 is not UTF-8
  hint: save the file as UTF-8`},
		{"\xff\xfea\x00", `harden.yaml:1:1: byte 0xff is not UTF-8
  hint: save the file as UTF-8`},
		{"a: \xed\xa0\x80\n", `harden.yaml:1:4: byte 0xed is not UTF-8
  hint: save the file as UTF-8`},
	})
}

// TestProblemsStayOnTheirLine has specs that would move a terminal's cursor.
func TestProblemsStayOnTheirLine(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{`platform: {registries: ["a.b/\e[31m\n/"]}`,
			`harden.yaml:7:10: workloads[0].image: "images.example.com/payments/api:1.8.2@sha256:11111111111111111111111111111111..." comes from no allowed registry
  hint: allowed by platform.registries: a.b/\x1b[31m\n/`},
		{`"\e[31m": {}`, `harden.yaml:4:1: ["\x1b[31m"]: unknown key "\x1b[31m"
  hint: known here: apiVersion, kind, metadata, namespace, platform, secrets, config, workloads, environments, gitops, waivers`},
		{`namespace: {name: "ä\ra"}`, `harden.yaml:4:19: namespace.name: "ä\ra" is no name for a namespace: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as a`},
	})
	_, err := ParsePeer("workloads/\x1b[31m")
	if form, ok := errors.AsType[*formError](err); !ok || form.hint != `did you mean workload/\x1b[31m?` {
		t.Errorf("%#v", err)
	}
}

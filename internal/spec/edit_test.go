package spec

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestInsert(t *testing.T) {
	const head = "apiVersion: " + APIVersion + "\nkind: " + Kind + "\n"
	for _, c := range []struct {
		name, before, path, fragment, after string
	}{
		{"at the end of a list", "workloads:\n- name: a\n", "workloads", "- name: b\n", "workloads:\n- name: a\n- name: b\n"},
		{"in the list's own indentation", "workloads:\n    - name: a\n", "workloads", "- name: b\n  image: c\n", "workloads:\n    - name: a\n    - name: b\n      image: c\n"},
		{"without a line break at the end", "workloads:\n- name: a", "workloads", "- name: b\n", "workloads:\n- name: a\n- name: b\n"},
		{"before the comment of the next key", "workloads:\n- name: a\n\n# secrets\nsecrets: []\n", "workloads", "- name: b\n", "workloads:\n- name: a\n- name: b\n\n# secrets\nsecrets: []\n"},
		{"after a comment inside the list", "workloads:\n- name: a\n  # more of a\n", "workloads", "- name: b\n", "workloads:\n- name: a\n  # more of a\n- name: b\n"},
		{"after a block scalar that looks like a comment", "workloads:\n- name: |\n    # a\n", "workloads", "- name: b\n", "workloads:\n- name: |\n    # a\n- name: b\n"},
		{"a key that is not there yet", "workloads:\n- name: a\n", "secrets", "- name: s\n", "workloads:\n- name: a\nsecrets:\n- name: s\n"},
		{"two keys that are not there yet", "workloads:\n- name: a\n", "platform.apiServer", "- port: 443\n", "workloads:\n- name: a\nplatform:\n  apiServer:\n  - port: 443\n"},
		{"into a mapping in the middle", "platform:\n    cni: generic\n# w\nworkloads:\n- name: a\n", "platform", "gateway:\n  namespace: g\n",
			"platform:\n    cni: generic\n    gateway:\n      namespace: g\n# w\nworkloads:\n- name: a\n"},
		{"into a list inside a mapping", "platform:\n  apiServer:\n  - port: 1\n  cni: generic\n", "platform.apiServer", "- port: 2\n", "platform:\n  apiServer:\n  - port: 1\n  - port: 2\n  cni: generic\n"},
		{"before the end of the document", "workloads:\n- name: a\n...\n", "workloads", "- name: b\n", "workloads:\n- name: a\n- name: b\n...\n"},
		{"with the file's line breaks", "workloads:\r\n- name: a\r\n", "workloads", "- name: b\n", "workloads:\r\n- name: a\r\n- name: b\r\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Insert("f", []byte(head+c.before), c.path, []byte(c.fragment))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(head+c.after, string(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestInsertIntoOneLine(t *testing.T) {
	_, err := Insert("harden.yaml", []byte("kind: x\nworkloads: [{name: a}]\n"), "workloads", []byte("- name: b\n"))
	if err == nil || !strings.HasPrefix(err.Error(), "harden.yaml:2:12: workloads: this is written in one line") || !strings.Contains(err.Error(), "    - name: b\n") {
		t.Errorf("got %v", err)
	}
}

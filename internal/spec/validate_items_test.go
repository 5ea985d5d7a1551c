package spec

import "testing"

func TestItemsProblems(t *testing.T) {
	testProblems(t, whole, []problemCase{
		{small + "  config: [{name: a, items: []}]\nconfig: [{name: a, data: {a: b}}]" + "\n",
			`harden.yaml:7:22: workloads[0].config[0].items: no item is named
  hint: remove it for a file a key, or name some: [{key: KEY, path: FILE}]`},
		{small + "  config: [{name: a, items: [{key: c, path: c}, {key: a, path: /x}, {key: a, path: ../x}, {key: a, path: a/}, {key: a, path: b}, {key: a, path: b/c}, {key: a, path: b}]}]\nconfig: [{name: a, data: {a: b}, files: {f: g}}]" + "\n",
			`harden.yaml:7:36: workloads[0].config[0].items[0].key: the config "a" has no key "c"
  hint: its keys: a, f
harden.yaml:7:64: workloads[0].config[0].items[1].path: "/x" is no path inside of the mounted folder
  hint: write a path below the mountPath, such as tls/server.crt
harden.yaml:7:84: workloads[0].config[0].items[2].path: "../x" is no path inside of the mounted folder
  hint: write a path below the mountPath, such as tls/server.crt
harden.yaml:7:106: workloads[0].config[0].items[3].path: "a/" is no path inside of the mounted folder
  hint: write a path below the mountPath, such as tls/server.crt
harden.yaml:7:145: workloads[0].config[0].items[5].path: another item takes the path "b/c", or one above or below it
  hint: give every item a path of its own
harden.yaml:7:166: workloads[0].config[0].items[6].path: another item takes the path "b", or one above or below it
  hint: give every item a path of its own`},
		{small + "  secrets: [{name: a, items: [{key: a, path: a, mode: \"0400\"}, {key: a, path: b, mode: \"0640\"}, {key: a, path: c, mode: \"440\"}, {key: a, path: d, mode: \"4550\"}]}]\nsecrets: [{name: a, existing: true}]" + "\n",
			`harden.yaml:7:55: workloads[0].secrets[0].items[0].mode: "0400" is no mode of a mounted file: nobody writes there, and the kubelet lets user and group read
  hint: write "0440", or "0550" for a program
harden.yaml:7:88: workloads[0].secrets[0].items[1].mode: "0640" is no mode of a mounted file: nobody writes there, and the kubelet lets user and group read
  hint: write "0440", or "0550" for a program
harden.yaml:7:121: workloads[0].secrets[0].items[2].mode: "440" is no mode of a mounted file: nobody writes there, and the kubelet lets user and group read
  hint: write "0440", or "0550" for a program
harden.yaml:7:153: workloads[0].secrets[0].items[3].mode: "4550" is no mode of a mounted file: nobody writes there, and the kubelet lets user and group read
  hint: write "0440", or "0550" for a program`},
		{small + "  secrets: [{name: a, items: [{key: a, path: a, mode: 0440}]}]\nsecrets: [{name: a, existing: true}]" + "\n",
			`harden.yaml:7:55: workloads[0].secrets[0].items[0].mode: 0440 is a number to YAML, and a string is expected here
  hint: write "0440"`},
		{small + "  secrets: [{name: a, items: [{key: b, path: a}]}]\nsecrets: [{name: a, data: {c: {key: d}}, secretStore: {name: e}}]" + "\n",
			`harden.yaml:7:37: workloads[0].secrets[0].items[0].key: the secret "a" has no key "b"
  hint: its keys: c`},
	})
}

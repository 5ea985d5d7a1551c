package spec

import "testing"

func TestConfigProblems(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{`config: [{name: A, data: {a: b}}]`,
			`harden.yaml:4:17: config[0].name: "A" is no name for a config
  hint: lower case letters, digits, dashes and dots, at most 253, a letter or digit at both ends`},
		{`config: [{name: a, data: {a: b}}, {name: a, data: {a: b}}]`,
			`harden.yaml:4:42: config[1].name: the config "a" is declared twice
  hint: declare it once, with all of its keys`},
		{`config: [{name: a}]`,
			`harden.yaml:4:10: config[0]: the config "a" holds nothing
  hint: write data: {KEY: VALUE} or files: {KEY: PATH}, or existing: true when somebody else makes it`},
		{`config: [{name: a, existing: true, data: {a: b}, files: {c: d}}]`,
			`harden.yaml:4:36: config[0].data: an existing config is only referenced, and holds what others put into it
  hint: remove data, or existing
harden.yaml:4:50: config[0].files: an existing config is only referenced, and holds what others put into it
  hint: remove files, or existing`},
		{`config: [{name: kube-root-ca.crt, data: {a: b}}]`,
			`harden.yaml:4:17: config[0].name: the cluster writes kube-root-ca.crt into every namespace
  hint: add existing: true, or give yours another name`},
		{`config: [{name: a, data: {a b: c, d: e}, files: {d: f, "g/h": i}}]`,
			`harden.yaml:4:32: config[0].data["a b"]: "a b" is no key of a config
  hint: letters, digits, dashes, dots and underscores, at most 253
harden.yaml:4:53: config[0].files.d: the key "d" stands under data too
  hint: keep one of the two
harden.yaml:4:63: config[0].files["g/h"]: "g/h" is no key of a config
  hint: letters, digits, dashes, dots and underscores, at most 253`},
		{`config: [{name: a, files: {b: /etc/passwd, c: ../x, d: a/../../x, e: ./y, f: "a\\b", g: base/configmaps.yaml, h: .harden-gen/x, i: a//b, j: "."}}]`,
			`harden.yaml:4:31: config[0].files.b: the path "/etc/passwd" leaves the folder of harden.yaml
  hint: copy the file there: whoever has the folder has all that the base is made from
harden.yaml:4:47: config[0].files.c: the path "../x" leaves the folder of harden.yaml
  hint: copy the file there: whoever has the folder has all that the base is made from
harden.yaml:4:56: config[0].files.d: the path "a/../../x" leaves the folder of harden.yaml
  hint: copy the file there: whoever has the folder has all that the base is made from
harden.yaml:4:70: config[0].files.e: "./y" is not the shortest spelling of this path
  hint: write y
harden.yaml:4:78: config[0].files.f: "a\\b" is no path of a file
  hint: write a path below the folder of harden.yaml, with slashes, such as config/app.yaml
harden.yaml:4:89: config[0].files.g: harden-gen writes what lies in "base"
  hint: keep files of your own in another folder, such as config/app.yaml
harden.yaml:4:114: config[0].files.h: harden-gen writes what lies in ".harden-gen"
  hint: keep files of your own in another folder, such as config/app.yaml
harden.yaml:4:132: config[0].files.i: "a//b" is not the shortest spelling of this path
  hint: write a/b
harden.yaml:4:141: config[0].files.j: "." is no path of a file
  hint: write a path below the folder of harden.yaml, with slashes, such as config/app.yaml`},
		{`config: [{name: a, data: {key.pem: "-----BEGIN EC PRIVATE KEY-----\nMH"}}]`,
			`harden.yaml:4:36: config[0].data["key.pem"]: this holds a private key, and what is written here can be read by whoever sees the repository
  hint: put it into the secret store, and declare it under secrets`},
		{`config: [{name: a, data: {log.level: 1}}]`,
			`harden.yaml:4:38: config[0].data["log.level"]: 1 is a number to YAML, and a string is expected here
  hint: write "1"`},
		{`config: [{name: a, data: {pgp: "x\n-----BEGIN PGP PRIVATE KEY BLOCK-----", aws: "id = AKIAIOSFODNN7EXAMPLE", crt: "-----BEGIN CERTIFICATE-----", short: AKIA123, inside: xAKIAIOSFODNN7EXAMPLE}}]`,
			`harden.yaml:4:32: config[0].data.pgp: this holds a private key, and what is written here can be read by whoever sees the repository
  hint: put it into the secret store, and declare it under secrets
harden.yaml:4:81: config[0].data.aws: this holds an AWS access key, and what is written here can be read by whoever sees the repository
  hint: put it into the secret store, and declare it under secrets`},
	})
}

func TestConfigMountsProblems(t *testing.T) {
	testProblems(t, whole, []problemCase{
		{small + "  config: [{name: conf}]\nconfig: [{name: config, data: {a: b}}]" + "\n",
			`harden.yaml:7:19: workloads[0].config[0].name: the config "conf" is not declared
  hint: declare it: config: [{name: conf, data: {KEY: VALUE}}]`},
		{small + "  config: [{name: a}]" + "\n",
			`harden.yaml:7:19: workloads[0].config[0].name: the config "a" is not declared
  hint: declare it: config: [{name: a, data: {KEY: VALUE}}]`},
		{small + "  config: [{name: a}, {name: a}]\nconfig: [{name: a, data: {a: b}}]" + "\n",
			`harden.yaml:7:23: workloads[0].config[1].mountPath: something is already mounted at "/etc/config/a"
  hint: mount it somewhere else`},
		{small + "  config: [{name: a, optional: true}]\nconfig: [{name: a, data: {a: b}}]" + "\n",
			`harden.yaml:7:32: workloads[0].config[0].optional: the config "a" is written here, and so it is there
  hint: remove the key; it is for a config with existing: true`},
		{small + "  config: [{name: a, optional: true}, {name: a, mountPath: /x}]\nconfig: [{name: a, existing: true}]" + "\n",
			`harden.yaml:7:39: workloads[0].config[1]: config[0] mounts "a" too, and one of them may be without it
  hint: write optional at both or at neither`},
		{small + "  secrets: [{name: a, optional: true}, {name: a, mountPath: /x}]\nsecrets: [{name: a, existing: true}]" + "\n",
			`harden.yaml:7:40: workloads[0].secrets[1]: secrets[0] mounts "a" too, and one of them may be without it
  hint: write optional at both or at neither`},
		{small + "  config: [{name: a, mountPath: /etc}]\nconfig: [{name: a, data: {a: b}}]" + "\n",
			`harden.yaml:7:33: workloads[0].config[0].mountPath: the kubelet mounts /etc/hosts and others there, which a read-only folder refuses
  hint: name a folder of its own, such as /etc/app`},
	})
}

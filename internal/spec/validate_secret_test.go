package spec

import "testing"

func TestSecrets(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{"secrets: [{name: Db, existing: true}]",
			`harden.yaml:4:18: secrets[0].name: "Db" is no name for a secret
  hint: lower case letters, digits, dashes and dots, at most 253, a letter or digit at both ends`},
		{"secrets: [{name: a, existing: true}, {name: a, existing: true}]",
			`harden.yaml:4:45: secrets[1].name: the secret "a" is declared twice
  hint: declare it once, with all of its keys`},
		{"secrets: [{name: a, existing: true, data: {b: {key: c}}, secretStore: {name: s}}]",
			`harden.yaml:4:37: secrets[0].data: an existing secret is only referenced, so nothing says where its values come from
  hint: remove data, or existing
harden.yaml:4:58: secrets[0].secretStore: an existing secret is only referenced, and has no store
  hint: remove secretStore, or existing`},
		{"secrets: [{name: a, data: {b: {key: c}}}, {name: d, data: {b: {key: c}}}]",
			`harden.yaml:1:1: platform.secretStore: the secret "a" is read from a store, and none is named
  hint: write platform: {secretStore: {kind: ClusterSecretStore, name: aws-secrets-manager}}`},
		{"secrets: [{name: a, secretStore: {name: s}}]",
			`harden.yaml:4:11: secrets[0].data: the secret "a" holds nothing
  hint: write data: {KEY: {key: REMOTE}}, or existing: true when somebody else makes it`},
		{`secrets: [{name: a, secretStore: {name: s}, data: {a b: {key: ""}}}]`,
			`harden.yaml:4:52: secrets[0].data["a b"]: "a b" is no key of a secret
  hint: letters, digits, dashes, dots and underscores, at most 253
harden.yaml:4:63: secrets[0].data["a b"].key: the remote key is empty
  hint: write the key under which the store keeps it`},
		{"secrets: [{name: a, secretStore: {kind: A, name: B}, data: {b: {key: c}}}]",
			`harden.yaml:4:41: secrets[0].secretStore.kind: "A" is not known here
  hint: one of SecretStore, ClusterSecretStore
harden.yaml:4:50: secrets[0].secretStore.name: "B" is no name for a secret store
  hint: lower case letters, digits, dashes and dots, at most 253, a letter or digit at both ends`},
	})
}

func TestSecretMounts(t *testing.T) {
	testProblems(t, whole, []problemCase{
		{small + "  secrets: [{name: db}]\nsecrets: [{name: dbs, existing: true}]\n",
			`harden.yaml:7:20: workloads[0].secrets[0].name: the secret "db" is not declared
  hint: declare it: secrets: [{name: db, data: {KEY: {key: REMOTE}}}]`},
		{small + "  secrets: [{name: db}, {name: cache}]\n",
			`harden.yaml:7:20: workloads[0].secrets[0].name: the secret "db" is not declared
  hint: declare it: secrets: [{name: db, data: {KEY: {key: REMOTE}}}]
harden.yaml:7:32: workloads[0].secrets[1].name: the secret "cache" is not declared
  hint: declare it: secrets: [{name: cache, data: {KEY: {key: REMOTE}}}]`},
		{small + "  secrets: [{name: databse}]\nsecrets: [{name: database, existing: true}]\n",
			`harden.yaml:7:20: workloads[0].secrets[0].name: the secret "databse" is not declared
  hint: did you mean database?`},
		{small + "  secrets: [{name: db}, {name: db}]\nsecrets: [{name: db, existing: true}]\n",
			`harden.yaml:7:25: workloads[0].secrets[1].mountPath: something is already mounted at "/var/run/secrets/app/db"
  hint: mount it somewhere else`},
	})
}

func TestEnv(t *testing.T) {
	testProblems(t, whole, []problemCase{
		{small + "  env: {1A: a}\n",
			`harden.yaml:7:13: workloads[0].env.1A: "1A" is no name of an environment variable
  hint: letters, digits, underscores, dashes and dots, not beginning with a digit`},
		{small + "  env: {A=B: a}\n",
			`harden.yaml:7:14: workloads[0].env.A=B: "A=B" is no name of an environment variable
  hint: letters, digits, underscores, dashes and dots, not beginning with a digit`},
		{small + "  env: {A: \"a\\0b\"}\n", `harden.yaml:7:12: workloads[0].env.A: a value cannot hold a NUL character`},
		{small + "  env: {A: \"a\\x7f\"}\n",
			`harden.yaml:7:12: workloads[0].env.A: U+007F cannot be carried: kustomize writes it in a way that it cannot read back
  hint: remove it, or encode the value`},
		{small + "  env: {A: \"\\ta\\nb\"}\n",
			`harden.yaml:7:12: workloads[0].env.A: lines that begin with a tab cannot be carried: a kustomize patch writes them in a way that it cannot read back
  hint: begin with another character, or encode the value`},
		{small + "  env: {A: {field: metadata.nam}}\n",
			`harden.yaml:7:20: workloads[0].env.A.field: "metadata.nam" is not known here
  hint: did you mean metadata.name?`},
		{small + "  env: {A: {field: spec.hostname}}\n",
			`harden.yaml:7:20: workloads[0].env.A.field: "spec.hostname" is not known here
  hint: one of metadata.name, metadata.namespace, metadata.uid, spec.nodeName, spec.serviceAccountName, status.hostIP, status.hostIPs, status.podIP, status.podIPs`},
		{small + "  env: {A: {field: \"metadata.annotations['a']]\"}}\n",
			`harden.yaml:7:20: workloads[0].env.A.field: "metadata.annotations['a']]" is not known here
  hint: one of metadata.name, metadata.namespace, metadata.uid, spec.nodeName, spec.serviceAccountName, status.hostIP, status.hostIPs, status.podIP, status.podIPs`},
		{small + "  env: {A: {field: \"metadata.labels['a b']\"}}\n",
			`harden.yaml:7:20: workloads[0].env.A.field: "metadata.labels['a b']" is not known here
  hint: one of metadata.name, metadata.namespace, metadata.uid, spec.nodeName, spec.serviceAccountName, status.hostIP, status.hostIPs, status.podIP, status.podIPs`},
		{small + "  env: {A: {secret: db, key: a}}\n",
			`harden.yaml:7:21: workloads[0].env.A.secret: the secret "db" is not declared
  hint: declare it: secrets: [{name: db, data: {KEY: {key: REMOTE}}}]`},
		{small + "  env: {A: {secret: db, key: password}}\nsecrets: [{name: db, secretStore: {name: s}, data: {user: {key: a}, pass: {key: b}}}]\n",
			`harden.yaml:7:30: workloads[0].env.A.key: the secret "db" has no key "password"
  hint: its keys: pass, user`},
		{small + "  env: {A: {secret: db, key: pass word}}\nsecrets: [{name: db, existing: true}]\n",
			`harden.yaml:7:30: workloads[0].env.A.key: "pass word" is no key of a secret
  hint: letters, digits, dashes, dots and underscores, at most 253`},
	})
}

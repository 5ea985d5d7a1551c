package spec

import "testing"

func TestEnvSourcesProblems(t *testing.T) {
	testProblems(t, inEnv, []problemCase{
		{"{A: {resource: limits.cpu}}",
			`harden.yaml:7:23: workloads[0].env.A.resource: there is no CPU limit, so that the program would see all processors of its node
  hint: take requests.cpu, or declare resources.limits.cpu`},
		{"{A: {resource: memory}}",
			`harden.yaml:7:23: workloads[0].env.A.resource: "memory" is not known here
  hint: one of requests.cpu, requests.memory, requests.ephemeral-storage, limits.cpu, limits.memory, limits.ephemeral-storage`},
		{"{A: {resource: limits.memory, divisor: 1m}, B: {resource: requests.cpu, divisor: 1Mi}}",
			`harden.yaml:7:47: workloads[0].env.A.divisor: "1m" is not known here
  hint: one of 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei
harden.yaml:7:89: workloads[0].env.B.divisor: "1Mi" is not known here
  hint: one of 1, 1m`},
		{"{A: {resource: limits.memory, optional: true}}",
			`harden.yaml:7:12: workloads[0].env.A: an environment variable has exactly one source
  hint: write a string, {field: metadata.namespace}, {resource: limits.memory}, {secret: NAME, key: KEY}, or {config: NAME, key: KEY}`},
		{"{A: {config: a, key: b}}",
			`harden.yaml:7:21: workloads[0].env.A.config: the config "a" is not declared
  hint: declare it: config: [{name: a, data: {KEY: VALUE}}]`},
		{"{A: $(A)}",
			`harden.yaml:7:12: workloads[0].env.A: the value of A refers to itself
  hint: write $$(A) for the text itself; what the image sets cannot be seen here`},
		{"{A: $(B), B: \"x$(C)\", C: $(A), D: $(A)}",
			`harden.yaml:7:12: workloads[0].env.A: these variables refer to each other in a circle: A -> B -> C -> A
  hint: write one of them out`},
		{"{A: $$(A), B: \"$(\", C: \"$(B\"}",
			``},
		{"{A: \"glpat-abcdefghij0123456789\"}",
			`harden.yaml:7:12: workloads[0].env.A: this holds a GitLab token, and what is written here can be read by whoever sees the repository
  hint: put it into the secret store, and declare it under secrets`},
	})
	testProblems(t, whole, []problemCase{
		{small + "  env: {A: {config: a, key: b}, B: {config: a, key: c, optional: true}}\nconfig: [{name: a, data: {c: d}, files: {e: f}}]" + "\n",
			`harden.yaml:7:29: workloads[0].env.A.key: the config "a" has no key "b"
  hint: its keys: c, e
harden.yaml:7:66: workloads[0].env.B.optional: the config "a" is written here, and so it is there
  hint: remove the key; it is for a config with existing: true`},
	})
	testProblems(t, inWorkload, []problemCase{
		{"annotations: {harden-gen.dev/config-checksum: a}",
			`harden.yaml:7:49: workloads[0].annotations["harden-gen.dev/config-checksum"]: the annotation "harden-gen.dev/config-checksum" is for harden-gen to write
  hint: remove it, or write a prefix of your own`},
	})
}

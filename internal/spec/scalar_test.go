package spec

import "testing"

func TestStringsThatAreNone(t *testing.T) {
	testProblems(t, inEnv, []problemCase{
		{"{A: no}",
			`harden.yaml:7:12: workloads[0].env.A: no is a truth value to YAML, and a string is expected here
  hint: write "no"`},
		{"{A: y}",
			`harden.yaml:7:12: workloads[0].env.A: y is a truth value to YAML, and a string is expected here
  hint: write "y"`},
		{"{A: Off}",
			`harden.yaml:7:12: workloads[0].env.A: Off is a truth value to YAML, and a string is expected here
  hint: write "Off"`},
		{"{A: true}",
			`harden.yaml:7:12: workloads[0].env.A: true is a truth value to YAML, and a string is expected here
  hint: write "true"`},
		{"{A: 1}",
			`harden.yaml:7:12: workloads[0].env.A: 1 is a number to YAML, and a string is expected here
  hint: write "1"`},
		{"{A: 1.10}",
			`harden.yaml:7:12: workloads[0].env.A: 1.10 is a number to YAML, and a string is expected here
  hint: write "1.10"`},
		{"{A: 0440}",
			`harden.yaml:7:12: workloads[0].env.A: 0440 is a number to YAML, and a string is expected here
  hint: write "0440"`},
		{"{A: 0o17}",
			`harden.yaml:7:12: workloads[0].env.A: 0o17 is a number to YAML, and a string is expected here
  hint: write "0o17"`},
		{"{A: 0x1F}",
			`harden.yaml:7:12: workloads[0].env.A: 0x1F is a number to YAML, and a string is expected here
  hint: write "0x1F"`},
		{"{A: 08}",
			`harden.yaml:7:12: workloads[0].env.A: 08 is a number to YAML, and a string is expected here
  hint: write "08"`},
		{"{A: 1_000}",
			`harden.yaml:7:12: workloads[0].env.A: 1_000 is a number to YAML, and a string is expected here
  hint: write "1_000"`},
		{"{A: 12:30}",
			`harden.yaml:7:12: workloads[0].env.A: 12:30 is a number to YAML, and a string is expected here
  hint: write "12:30"`},
		{"{A: 190:20:30.15}",
			`harden.yaml:7:12: workloads[0].env.A: 190:20:30.15 is a number to YAML, and a string is expected here
  hint: write "190:20:30.15"`},
		{"{A: 1e3}",
			`harden.yaml:7:12: workloads[0].env.A: 1e3 is a number to YAML, and a string is expected here
  hint: write "1e3"`},
		{"{A: .5}",
			`harden.yaml:7:12: workloads[0].env.A: .5 is a number to YAML, and a string is expected here
  hint: write ".5"`},
		{"{A: +1}",
			`harden.yaml:7:12: workloads[0].env.A: +1 is a number to YAML, and a string is expected here
  hint: write "+1"`},
		{"{A: -.inf}",
			`harden.yaml:7:12: workloads[0].env.A: -.inf is a number to YAML, and a string is expected here
  hint: write "-.inf"`},
		{"{A: .nan}",
			`harden.yaml:7:12: workloads[0].env.A: .nan is a number to YAML, and a string is expected here
  hint: write ".nan"`},
		{"{A: 2027-03-01}",
			`harden.yaml:7:12: workloads[0].env.A: 2027-03-01 is a date to YAML, and a string is expected here
  hint: write "2027-03-01"`},
		{"{A: 2001-12-14t21:59:43.10-05:00}",
			`harden.yaml:7:12: workloads[0].env.A: 2001-12-14t21:59:43.10-05:00 is a date to YAML, and a string is expected here
  hint: write "2001-12-14t21:59:43.10-05:00"`},
		{"{A: ~}",
			`harden.yaml:7:12: workloads[0].env.A: there is no value
  hint: give one, or remove the key`},
		{"{A: null}",
			`harden.yaml:7:12: workloads[0].env.A: there is no value
  hint: give one, or remove the key`},
		{"{A: }",
			`harden.yaml:7:12: workloads[0].env.A: there is no value
  hint: give one, or remove the key`},
		{"{A: [a]}", `harden.yaml:7:12: workloads[0].env.A: a string is expected here, not a list`},
		{"{A: <<}",
			`harden.yaml:7:12: workloads[0].env.A: << is a merge key to YAML, and a string is expected here
  hint: write "<<"`},
	})
}

func TestStringsAndKeysThatAreNone(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"env:\n  no: a",
			`harden.yaml:8:5: workloads[0].env.no: no is a truth value to YAML, and a string is expected here
  hint: write "no"`},
		{"env:\n  1: a",
			`harden.yaml:8:5: workloads[0].env.1: 1 is a number to YAML, and a string is expected here
  hint: write "1"`},
		{"env:\n  ~: a",
			`harden.yaml:8:5: workloads[0].env.~: there is no value
  hint: give one, or remove the key`},
		{"env:\n  ? [a]\n  : b",
			`harden.yaml:8:7: workloads[0].env: a key is a word, not a list
  hint: write KEY: VALUE, a line each`},
		{"env:\n  ? {a: b}\n  : b",
			`harden.yaml:8:7: workloads[0].env: a key is a word, not a mapping
  hint: write KEY: VALUE, a line each`},
		{"args: [a, 1, no]",
			`harden.yaml:7:13: workloads[0].args[1]: 1 is a number to YAML, and a string is expected here
  hint: write "1"
harden.yaml:7:16: workloads[0].args[2]: no is a truth value to YAML, and a string is expected here
  hint: write "no"`},
		{"dns: ",
			`harden.yaml:7:7: workloads[0].dns: there is no value
  hint: give one, or remove the key`},
		{`dns: ""`,
			`harden.yaml:7:8: workloads[0].dns: there is no value
  hint: give one, or remove the key`},
		{"dns: ''",
			`harden.yaml:7:8: workloads[0].dns: there is no value
  hint: give one, or remove the key`},
		{"dns: {}", `harden.yaml:7:8: workloads[0].dns: a string is expected here, not a mapping`},
	})
}

func TestNumbersThatAreNone(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{`replicas: "3"`,
			`harden.yaml:7:13: workloads[0].replicas: a whole number is expected here, not the string "3"
  hint: write 3, without quotes`},
		{"replicas: '03'",
			`harden.yaml:7:13: workloads[0].replicas: a whole number is expected here, not the string "03"
  hint: write digits only`},
		{"replicas: 03",
			`harden.yaml:7:13: workloads[0].replicas: 03 is octal to some YAML readers and decimal to others
  hint: write the decimal number, without a leading zero`},
		{"replicas: 0o3",
			`harden.yaml:7:13: workloads[0].replicas: 0o3 is octal to some YAML readers and decimal to others
  hint: write the decimal number, without a leading zero`},
		{"replicas: 0x3",
			`harden.yaml:7:13: workloads[0].replicas: a whole number is expected here, not the number 0x3
  hint: write digits only`},
		{"replicas: 3.0",
			`harden.yaml:7:13: workloads[0].replicas: a whole number is expected here, not the number 3.0
  hint: write digits only`},
		{"replicas: 1_0",
			`harden.yaml:7:13: workloads[0].replicas: a whole number is expected here, not the number 1_0
  hint: write digits only`},
		{"replicas: +3",
			`harden.yaml:7:13: workloads[0].replicas: a whole number is expected here, not the number +3
  hint: write digits only`},
		{"replicas: three",
			`harden.yaml:7:13: workloads[0].replicas: a whole number is expected here, not the string "three"
  hint: write digits only`},
		{"replicas: 1e1",
			`harden.yaml:7:13: workloads[0].replicas: a whole number is expected here, not the number 1e1
  hint: write digits only`},
		{"replicas: ",
			`harden.yaml:7:12: workloads[0].replicas: there is no value
  hint: give one, or remove the key`},
		{"replicas: ~",
			`harden.yaml:7:13: workloads[0].replicas: there is no value
  hint: give one, or remove the key`},
		{"replicas: no",
			`harden.yaml:7:13: workloads[0].replicas: a whole number is expected here, not the string "no"
  hint: write digits only`},
		{"replicas: [3]", `harden.yaml:7:13: workloads[0].replicas: a whole number is expected here, not a list`},
		{"replicas: {}", `harden.yaml:7:13: workloads[0].replicas: a whole number is expected here, not a mapping`},
		{"replicas: 2147483648", `harden.yaml:7:13: workloads[0].replicas: 2147483648 is beyond the range of this number`},
		{"replicas: -2147483649", `harden.yaml:7:13: workloads[0].replicas: -2147483649 is beyond the range of this number`},
		{"runAsUser: 9223372036854775808", `harden.yaml:7:14: workloads[0].runAsUser: 9223372036854775808 is beyond the range of this number`},
		{`ports: [{name: http, containerPort: "8080"}]`,
			`harden.yaml:7:39: workloads[0].ports[0].containerPort: a whole number is expected here, not the string "8080"
  hint: write 8080, without quotes`},
	})
}

func TestTruthValuesThatAreNone(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{"secrets: [{name: a, existing: yes}]",
			`harden.yaml:4:31: secrets[0].existing: true or false is expected here, not the string "yes"
  hint: write true or false, without quotes`},
		{"secrets: [{name: a, existing: on}]",
			`harden.yaml:4:31: secrets[0].existing: true or false is expected here, not the string "on"
  hint: write true or false, without quotes`},
		{"secrets: [{name: a, existing: True}]",
			`harden.yaml:4:31: secrets[0].existing: true or false is expected here, not the truth value True
  hint: write true or false, without quotes`},
		{`secrets: [{name: a, existing: "true"}]`,
			`harden.yaml:4:31: secrets[0].existing: true or false is expected here, not the string "true"
  hint: write true or false, without quotes`},
		{"secrets: [{name: a, existing: 1}]",
			`harden.yaml:4:31: secrets[0].existing: true or false is expected here, not the number 1
  hint: write true or false, without quotes`},
		{"secrets: [{name: a, existing: }]",
			`harden.yaml:4:31: secrets[0].existing: there is no value
  hint: give one, or remove the key`},
		{"secrets: [{name: a, existing: false}]",
			`harden.yaml:1:1: platform.secretStore: the secret "a" is read from a store, and none is named
  hint: write platform: {secretStore: {kind: ClusterSecretStore, name: aws-secrets-manager}}
harden.yaml:4:11: secrets[0].data: the secret "a" holds nothing
  hint: write data: {KEY: {key: REMOTE}}, or existing: true when somebody else makes it`},
		{"secrets: [{name: a, existing: [true]}]",
			`harden.yaml:4:31: secrets[0].existing: true or false is expected here, not a list
  hint: write true or false, without quotes`},
	})
}

func TestVersionsAreStrings(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{"platform: {kubernetesVersion: 1.34}",
			`harden.yaml:4:31: platform.kubernetesVersion: 1.34 is a number to YAML, and a string is expected here
  hint: write "1.34"`},
		{"platform: {kubernetesVersion: 1.30}",
			`harden.yaml:4:31: platform.kubernetesVersion: 1.30 is a number to YAML, and a string is expected here
  hint: write "1.30"`},
	})
}

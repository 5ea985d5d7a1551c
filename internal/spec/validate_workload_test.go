package spec

import "testing"

func TestWorkloadNames(t *testing.T) {
	testProblems(t, asName, []problemCase{
		{`""`,
			`harden.yaml:5:9: workloads[0].name: a workload needs a name
  hint: give it one, such as payments`},
		{"API",
			`harden.yaml:5:9: workloads[0].name: "API" is no name for a workload: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as api`},
		{"a.b",
			`harden.yaml:5:9: workloads[0].name: "a.b" is no name for a workload: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as a-b`},
		{"default",
			`harden.yaml:5:9: workloads[0].name: default is the name of the account that nothing may use
  hint: call it by what it does`},
		{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			`harden.yaml:5:9: workloads[0].name: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" is no name for a workload: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`},
		{"\"3\"\n  ports: [{name: http, containerPort: 80, servicePort: 80}]",
			`harden.yaml:5:9: workloads[0].name: "3" is no name for a Service, which begins with a letter
  hint: such as app-3`},
	})
}

func TestWorkloadsTwice(t *testing.T) {
	testProblems(t, whole, []problemCase{
		{small + "- name: api\n  image: images.example.com/payments/api:1.8.2@sha256:1111111111111111111111111111111111111111111111111111111111111111\n",
			`harden.yaml:7:9: workloads[1].name: the workload "api" stands here a second time
  hint: give every workload a name of its own`},
	})
}

func TestWorkloadWords(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"kind: StatefulSet",
			`harden.yaml:7:9: workloads[0].kind: "StatefulSet" is not built yet in this version
  hint: use Deployment`},
		{"kind: Deploymnt",
			`harden.yaml:7:9: workloads[0].kind: "Deploymnt" is not known here
  hint: did you mean Deployment?`},
		{"kind: Pod",
			`harden.yaml:7:9: workloads[0].kind: "Pod" is not known here
  hint: one of Deployment`},
		{"dns: allow",
			`harden.yaml:7:8: workloads[0].dns: "allow" is not known here
  hint: did you mean Allow?`},
		{"dns: None",
			`harden.yaml:7:8: workloads[0].dns: "None" is not known here
  hint: one of Allow, Deny`},
		{`command: ["a\0"]`, `harden.yaml:7:13: workloads[0].command[0]: a value cannot hold a NUL character`},
		{`args: [a, "b\0"]`, `harden.yaml:7:13: workloads[0].args[1]: a value cannot hold a NUL character`},
	})
}

func TestWorkloadNumbers(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"replicas: -1",
			`harden.yaml:7:13: workloads[0].replicas: -1 replicas cannot be
  hint: write 0 or more`},
		{"runAsUser: 0",
			`harden.yaml:7:14: workloads[0].runAsUser: runAsUser 0 is root
  hint: write the number of a user that the image's files are readable for, such as 10001`},
		{"runAsUser: -5", `harden.yaml:7:14: workloads[0].runAsUser: -5 is no id: 1 to 2147483647`},
		{"runAsUser: 2147483648", `harden.yaml:7:14: workloads[0].runAsUser: 2147483648 is no id: 1 to 2147483647`},
		{"runAsGroup: 0",
			`harden.yaml:7:15: workloads[0].runAsGroup: runAsGroup 0 is root
  hint: write the number of a user that the image's files are readable for, such as 10001`},
		{"fsGroup: 0",
			`harden.yaml:7:12: workloads[0].fsGroup: fsGroup 0 is root
  hint: write the number of a user that the image's files are readable for, such as 10001`},
		{"runAsUser: 0\nrunAsGroup: 0\nfsGroup: 0",
			`harden.yaml:7:14: workloads[0].runAsUser: runAsUser 0 is root
  hint: write the number of a user that the image's files are readable for, such as 10001`},
		{"terminationGracePeriodSeconds: 0",
			`harden.yaml:7:34: workloads[0].terminationGracePeriodSeconds: 0 seconds kill the process unasked
  hint: write 1 or more, or remove the key`},
	})
}

func TestPorts(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"ports: [{name: HTTP, containerPort: 80}]",
			`harden.yaml:7:18: workloads[0].ports[0].name: "HTTP" is no name for a port
  hint: at most 15 lower case letters, digits and single dashes, at least one letter, such as http`},
		{"ports: [{name: a-very-long-name, containerPort: 80}]",
			`harden.yaml:7:18: workloads[0].ports[0].name: "a-very-long-name" is no name for a port
  hint: at most 15 lower case letters, digits and single dashes, at least one letter, such as http`},
		{`ports: [{name: "80", containerPort: 80}]`,
			`harden.yaml:7:18: workloads[0].ports[0].name: "80" is no name for a port
  hint: at most 15 lower case letters, digits and single dashes, at least one letter, such as http`},
		{"ports: [{name: a--b, containerPort: 80}]",
			`harden.yaml:7:18: workloads[0].ports[0].name: "a--b" is no name for a port
  hint: at most 15 lower case letters, digits and single dashes, at least one letter, such as http`},
		{"ports: [{name: http, containerPort: 0}]", `harden.yaml:7:39: workloads[0].ports[0].containerPort: 0 is no port number: 1 to 65535`},
		{"ports: [{name: http, containerPort: 65536}]", `harden.yaml:7:39: workloads[0].ports[0].containerPort: 65536 is no port number: 1 to 65535`},
		{"ports: [{name: http, containerPort: 80, servicePort: 70000}]", `harden.yaml:7:56: workloads[0].ports[0].servicePort: 70000 is no port number: 1 to 65535`},
		{"ports: [{name: http, containerPort: 80, protocol: udp}]",
			`harden.yaml:7:53: workloads[0].ports[0].protocol: "udp" is not known here
  hint: one of TCP, UDP, SCTP`},
		{"ports: [{name: a, containerPort: 80}, {name: a, containerPort: 81}]",
			`harden.yaml:7:48: workloads[0].ports[1].name: the port name "a" stands here a second time
  hint: give every port a name of its own`},
		{"ports: [{name: a, containerPort: 80}, {name: b, containerPort: 80}]",
			`harden.yaml:7:66: workloads[0].ports[1].containerPort: the port 80/TCP is already called a
  hint: one entry a port and protocol; from takes several callers`},
		{"ports: [{name: a, containerPort: 80, servicePort: 80}, {name: b, containerPort: 81, servicePort: 80}]",
			`harden.yaml:7:100: workloads[0].ports[1].servicePort: the Service's port 80/TCP already leads to a
  hint: publish one of them under another number`},
	})
}

func TestKubernetesAPI(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"kubernetesAPI: {}",
			`harden.yaml:1:1: platform.apiServer: "api" calls the Kubernetes API, and no policy can select the API server: its addresses are needed
  hint: write platform: {apiServer: [{cidr: 10.96.0.1/32, port: 443}]}`},
		{"kubernetesAPI: {rules: [{verbs: [get, read], resources: [pods, secret]}]}",
			`harden.yaml:1:1: platform.apiServer: "api" calls the Kubernetes API, and no policy can select the API server: its addresses are needed
  hint: write platform: {apiServer: [{cidr: 10.96.0.1/32, port: 443}]}
harden.yaml:7:41: workloads[0].kubernetesAPI.rules[0].verbs[1]: "read" is not a verb of the Kubernetes API
  hint: name the verbs: [get, list, watch]
harden.yaml:7:66: workloads[0].kubernetesAPI.rules[0].resources[1]: "secret" is not a resource of Kubernetes 1.36.3
  hint: did you mean secrets?`},
	})
}

package spec

import "testing"

func TestProbes(t *testing.T) {
	testProblems(t, inProbes, []problemCase{
		{"{readiness: {}}",
			`harden.yaml:8:12: workloads[0].probes.readiness: a probe asks in exactly one way
  hint: write a URL such as http://:http/readyz, or one of exec, httpGet, tcpSocket, grpc`},
		{"{readiness: {exec: {command: [a]}, tcpSocket: {port: http}}}",
			`harden.yaml:8:12: workloads[0].probes.readiness: a probe asks in exactly one way
  hint: write a URL such as http://:http/readyz, or one of exec, httpGet, tcpSocket, grpc`},
		{"{readiness: {exec: {command: []}}}",
			`harden.yaml:8:31: workloads[0].probes.readiness.exec.command: there is no command
  hint: write the program and its arguments, which the image has to hold`},
		{`{readiness: {exec: {command: ["a\0"]}}}`, `harden.yaml:8:41: workloads[0].probes.readiness.exec.command[0]: a value cannot hold a NUL character`},
		{"{liveness: {exec: {command: []}}}",
			`harden.yaml:8:30: workloads[0].probes.liveness.exec.command: there is no command
  hint: write the program and its arguments, which the image has to hold`},
		{"{readiness: {httpGet: {port: http, path: a}}}",
			`harden.yaml:8:52: workloads[0].probes.readiness.httpGet.path: "a" is no path of a URL
  hint: begin with a slash`},
		{"{readiness: {httpGet: {port: http, scheme: https}}}",
			`harden.yaml:8:54: workloads[0].probes.readiness.httpGet.scheme: "https" is not known here
  hint: one of HTTP, HTTPS`},
		{"{readiness: {httpGet: {port: http, scheme: FTP}}}",
			`harden.yaml:8:54: workloads[0].probes.readiness.httpGet.scheme: "FTP" is not known here
  hint: one of HTTP, HTTPS`},
		{`{readiness: {httpGet: {port: http, httpHeaders: [{name: a b, value: "c\nd"}]}}}`,
			`harden.yaml:8:67: workloads[0].probes.readiness.httpGet.httpHeaders[0].name: "a b" is no name of an HTTP header
  hint: such as Accept
harden.yaml:8:79: workloads[0].probes.readiness.httpGet.httpHeaders[0].value: "c\nd" is no value of an HTTP header
  hint: write it on one line`},
		{"{readiness: http://:web/}",
			`harden.yaml:8:23: workloads[0].probes.readiness: the workload "api" has no TCP port web
  hint: declare it under ports (without from, only the kubelet reaches it); declared: http (8080), dns (53/UDP)`},
		{"{readiness: tcp://:81}",
			`harden.yaml:8:23: workloads[0].probes.readiness: the workload "api" has no TCP port 81
  hint: declare it under ports (without from, only the kubelet reaches it); declared: http (8080), dns (53/UDP)`},
		{"{readiness: grpc://:53}",
			`harden.yaml:8:23: workloads[0].probes.readiness: the workload "api" has no TCP port 53
  hint: declare it under ports (without from, only the kubelet reaches it); declared: http (8080), dns (53/UDP)`},
		{"{readiness: tcp://:dns}",
			`harden.yaml:8:23: workloads[0].probes.readiness: a probe speaks TCP, and dns is a port of UDP
  hint: probe a TCP port, or write an exec probe`},
		{"{readiness: {tcpSocket: {port: 53/UDP}}}",
			`harden.yaml:8:42: workloads[0].probes.readiness.tcpSocket.port: a probe speaks TCP, and dns is a port of UDP
  hint: probe a TCP port, or write an exec probe`},
		{"{readiness: {tcpSocket: {port: 8080/UDP}}}",
			`harden.yaml:8:42: workloads[0].probes.readiness.tcpSocket.port: the workload "api" has no TCP port 8080/UDP
  hint: declare it under ports (without from, only the kubelet reaches it); declared: http (8080), dns (53/UDP)`},
		{"{readiness: {grpc: {port: 0}}}",
			`harden.yaml:8:37: workloads[0].probes.readiness.grpc.port: the workload "api" has no TCP port 0
  hint: declare it under ports (without from, only the kubelet reaches it); declared: http (8080), dns (53/UDP)`},
		{"{readiness: {tcpSocket: {port: http}, initialDelaySeconds: -1, timeoutSeconds: -1, periodSeconds: -1, successThreshold: -1, failureThreshold: -1}}",
			`harden.yaml:8:70: workloads[0].probes.readiness.initialDelaySeconds: -1 is below zero
  hint: remove the key for Kubernetes' default
harden.yaml:8:90: workloads[0].probes.readiness.timeoutSeconds: -1 is below zero
  hint: remove the key for Kubernetes' default
harden.yaml:8:109: workloads[0].probes.readiness.periodSeconds: -1 is below zero
  hint: remove the key for Kubernetes' default
harden.yaml:8:131: workloads[0].probes.readiness.successThreshold: -1 is below zero
  hint: remove the key for Kubernetes' default
harden.yaml:8:153: workloads[0].probes.readiness.failureThreshold: -1 is below zero
  hint: remove the key for Kubernetes' default`},
		{"{liveness: {tcpSocket: {port: http}, successThreshold: 2}}",
			`harden.yaml:8:66: workloads[0].probes.liveness.successThreshold: a liveness probe passes on its first success
  hint: remove the key`},
		{"{startup: {tcpSocket: {port: http}, successThreshold: 2}}",
			`harden.yaml:8:65: workloads[0].probes.startup.successThreshold: a startup probe passes on its first success
  hint: remove the key`},
		{"{readiness: {tcpSocket: {port: http}, terminationGracePeriodSeconds: 5}}",
			`harden.yaml:8:80: workloads[0].probes.readiness.terminationGracePeriodSeconds: a readiness probe never ends the process
  hint: remove the key`},
		{"{liveness: {tcpSocket: {port: http}, terminationGracePeriodSeconds: 0}}",
			`harden.yaml:8:79: workloads[0].probes.liveness.terminationGracePeriodSeconds: 0 seconds kill the process unasked
  hint: write 1 or more`},
	})
}

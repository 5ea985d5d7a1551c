package spec

import "testing"

func TestUnknownTopKeys(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{"namespaces: {}",
			`harden.yaml:4:1: namespaces: unknown key "namespaces"
  hint: did you mean namespace?`},
		{"Platform: {}",
			`harden.yaml:4:1: Platform: unknown key "Platform"
  hint: did you mean platform?`},
		{"workload: []",
			`harden.yaml:4:1: workload: unknown key "workload"
  hint: did you mean workloads?`},
		{"spec: {}",
			`harden.yaml:4:1: spec: unknown key "spec"
  hint: known here: apiVersion, kind, metadata, namespace, platform, secrets, config, workloads, environments, gitops, waivers`},
		{"namespace: {nam: a}",
			`harden.yaml:4:13: namespace.nam: unknown key "nam"
  hint: did you mean name?`},
		{"namespace: {podSecurity: {enforced: restricted}}",
			`harden.yaml:4:27: namespace.podSecurity.enforced: unknown key "enforced"
  hint: did you mean enforce?`},
		{"platform: {profil: generic}",
			`harden.yaml:4:12: platform.profil: unknown key "profil"
  hint: did you mean profile?`},
		{"platform: {apiServers: []}",
			`harden.yaml:4:12: platform.apiServers: unknown key "apiServers"
  hint: did you mean apiServer?`},
		{"platform: {dns: {port: [53]}}",
			`harden.yaml:4:18: platform.dns.port: unknown key "port"
  hint: did you mean ports?`},
		{"platform: {apiServer: [{cidr: 10.96.0.1/32, prot: 443}]}",
			`harden.yaml:4:24: platform.apiServer[0]: port is missing
  hint: add port: …
harden.yaml:4:45: platform.apiServer[0].prot: unknown key "prot"
  hint: did you mean port?`},
		{"platform: {nodes: {cidr: []}}",
			`harden.yaml:4:19: platform.nodes: cidrs is missing
  hint: add cidrs: …
harden.yaml:4:20: platform.nodes.cidr: unknown key "cidr"
  hint: did you mean cidrs?`},
		{"platform: {gateway: {name: a}}",
			`harden.yaml:4:21: platform.gateway: namespace is missing
  hint: add namespace: …
harden.yaml:4:22: platform.gateway.name: unknown key "name"
  hint: known here: namespace, podLabels`},
		{"platform: {secretStore: {nam: a}}",
			`harden.yaml:4:25: platform.secretStore: name is missing
  hint: add name: …
harden.yaml:4:26: platform.secretStore.nam: unknown key "nam"
  hint: did you mean name?`},
		{"secrets: [{name: a, exist: true}]",
			`harden.yaml:4:21: secrets[0].exist: unknown key "exist"
  hint: known here: name, existing, secretStore, data`},
		{"secrets: [{name: a, data: {b: {keys: c}}}]",
			`harden.yaml:4:31: secrets[0].data.b: key is missing
  hint: add key: …
harden.yaml:4:32: secrets[0].data.b.keys: unknown key "keys"
  hint: did you mean key?`},
	})
}

func TestUnknownWorkloadKeys(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"imag: a",
			`harden.yaml:7:3: workloads[0].imag: unknown key "imag"
  hint: did you mean image?`},
		{"replica: 1",
			`harden.yaml:7:3: workloads[0].replica: unknown key "replica"
  hint: did you mean replicas?`},
		{"runAsNonRoot: true",
			`harden.yaml:7:3: workloads[0].runAsNonRoot: unknown key "runAsNonRoot"
  hint: known here: name, kind, image, command, args, env, replicas, runAsUser, runAsGroup, fsGroup, supplementalGroupsPolicy, hostUsers, labels, annotations, ports, connects, dns, cloudIdentity, kubernetesAPI, serviceAccount, writable, secrets, config, resources, probes, terminationGracePeriodSeconds`},
		{"securityContext: {}",
			`harden.yaml:7:3: workloads[0].securityContext: unknown key "securityContext"
  hint: known here: name, kind, image, command, args, env, replicas, runAsUser, runAsGroup, fsGroup, supplementalGroupsPolicy, hostUsers, labels, annotations, ports, connects, dns, cloudIdentity, kubernetesAPI, serviceAccount, writable, secrets, config, resources, probes, terminationGracePeriodSeconds`},
		{"containerPort: 80",
			`harden.yaml:7:3: workloads[0].containerPort: unknown key "containerPort"
  hint: known here: name, kind, image, command, args, env, replicas, runAsUser, runAsGroup, fsGroup, supplementalGroupsPolicy, hostUsers, labels, annotations, ports, connects, dns, cloudIdentity, kubernetesAPI, serviceAccount, writable, secrets, config, resources, probes, terminationGracePeriodSeconds`},
		{"ports: [{name: a, contanerPort: 1}]",
			`harden.yaml:7:11: workloads[0].ports[0]: containerPort is missing
  hint: add containerPort: …
harden.yaml:7:21: workloads[0].ports[0].contanerPort: unknown key "contanerPort"
  hint: did you mean containerPort?`},
		{"ports: [{name: a, containerPort: 1, from: [{workloads: a}]}]",
			`harden.yaml:7:47: workloads[0].ports[0].from[0].workloads: unknown key "workloads"
  hint: did you mean workload?`},
		{"connects: [{to: gateway, port: [80]}]",
			`harden.yaml:7:14: workloads[0].connects[0]: ports is missing
  hint: add ports: …
harden.yaml:7:28: workloads[0].connects[0].port: unknown key "port"
  hint: did you mean ports?`},
		{"connects: [{to: {podLabel: {}}, ports: [80]}]",
			`harden.yaml:7:20: workloads[0].connects[0].to.podLabel: unknown key "podLabel"
  hint: did you mean podLabels?`},
		{"env: {A: {fieldRef: a}}",
			`harden.yaml:7:13: workloads[0].env.A.fieldRef: unknown key "fieldRef"
  hint: known here: field, resource, divisor, secret, config, key, optional`},
		{"env: {A: {feild: a}}",
			`harden.yaml:7:13: workloads[0].env.A.feild: unknown key "feild"
  hint: did you mean field?`},
		{"kubernetesAPI: {rule: []}",
			`harden.yaml:7:19: workloads[0].kubernetesAPI.rule: unknown key "rule"
  hint: did you mean rules?`},
		{"kubernetesAPI: {rules: [{verb: [get], resources: [pods]}]}",
			`harden.yaml:7:27: workloads[0].kubernetesAPI.rules[0]: verbs is missing
  hint: add verbs: …
harden.yaml:7:28: workloads[0].kubernetesAPI.rules[0].verb: unknown key "verb"
  hint: did you mean verbs?`},
		{"serviceAccount: {annotation: {}}",
			`harden.yaml:7:20: workloads[0].serviceAccount.annotation: unknown key "annotation"
  hint: did you mean annotations?`},
		{"writable: [{path: /a}]",
			`harden.yaml:7:14: workloads[0].writable[0]: mountPath is missing
  hint: add mountPath: …
harden.yaml:7:15: workloads[0].writable[0].path: unknown key "path"
  hint: known here: mountPath, size, medium, claim`},
		{"secrets: [{name: a, mountpath: /b}]",
			`harden.yaml:7:23: workloads[0].secrets[0].mountpath: unknown key "mountpath"
  hint: did you mean mountPath?`},
		{"resources: {request: {}}",
			`harden.yaml:7:15: workloads[0].resources.request: unknown key "request"
  hint: did you mean requests?`},
		{"resources: {limits: {mem: 1Gi}}",
			`harden.yaml:7:24: workloads[0].resources.limits.mem: unknown key "mem"
  hint: known here: cpu, memory, ephemeral-storage`},
		{"probes: {readyness: http://:80/}",
			`harden.yaml:7:12: workloads[0].probes.readyness: unknown key "readyness"
  hint: did you mean readiness?`},
		{"probes: {readiness: {httpget: {port: 80}}}",
			`harden.yaml:7:24: workloads[0].probes.readiness.httpget: unknown key "httpget"
  hint: did you mean httpGet?`},
		{"probes: {readiness: {httpGet: {port: 80, host: a}}}",
			`harden.yaml:7:44: workloads[0].probes.readiness.httpGet.host: unknown key "host"
  hint: known here: path, port, scheme, httpHeaders`},
		{"probes: {readiness: {httpGet: {port: 80, httpHeaders: [{name: a, values: b}]}}}",
			`harden.yaml:7:58: workloads[0].probes.readiness.httpGet.httpHeaders[0]: value is missing
  hint: add value: …
harden.yaml:7:68: workloads[0].probes.readiness.httpGet.httpHeaders[0].values: unknown key "values"
  hint: did you mean value?`},
		{"probes: {readiness: {grpc: {prot: 80}}}",
			`harden.yaml:7:30: workloads[0].probes.readiness.grpc: port is missing
  hint: add port: …
harden.yaml:7:31: workloads[0].probes.readiness.grpc.prot: unknown key "prot"
  hint: did you mean port?`},
		{"? [a]\n: b",
			`harden.yaml:7:5: workloads[0]: a key is a word, not a list
  hint: write KEY: VALUE, a line each`},
	})
}

func TestKeysNotBuiltYet(t *testing.T) {
	testProblems(t, whole, []problemCase{
		{small + "  services: []\n",
			`harden.yaml:7:3: workloads[0].services: "services" is not built yet in this version, and is never ignored
  hint: servicePort makes the one Service; add others in an overlay`},
		{small + "  containers: []\n",
			`harden.yaml:7:3: workloads[0].containers: "containers" is not built yet in this version, and is never ignored
  hint: one container a workload`},
		{small + "  initContainers: []\n",
			`harden.yaml:7:3: workloads[0].initContainers: "initContainers" is not built yet in this version, and is never ignored
  hint: one container a workload`},
	})
}

func TestMissingKeys(t *testing.T) {
	testProblems(t, whole, []problemCase{
		{"apiVersion: harden-gen.dev/v1alpha1\nkind: HardenedApplication\nmetadata: {}\nworkloads:\n- {}\n- ports: [{}]\n  connects: [{}]\n",
			`harden.yaml:3:11: metadata: name is missing
  hint: add name: …
harden.yaml:5:3: workloads[0]: name is missing
  hint: add name: …
harden.yaml:5:3: workloads[0]: image is missing
  hint: add image: …
harden.yaml:6:3: workloads[1]: name is missing
  hint: add name: …
harden.yaml:6:3: workloads[1]: image is missing
  hint: add image: …
harden.yaml:6:11: workloads[1].ports[0]: name is missing
  hint: add name: …
harden.yaml:6:11: workloads[1].ports[0]: containerPort is missing
  hint: add containerPort: …
harden.yaml:7:14: workloads[1].connects[0]: to is missing
  hint: add to: …
harden.yaml:7:14: workloads[1].connects[0]: ports is missing
  hint: add ports: …`},
		{small + "  kubernetesAPI: {rules: [{}]}\n  writable: [{}]\n  secrets: [{}]\n  probes: {startup: {exec: {}}, readiness: {httpGet: {httpHeaders: [{}]}}, liveness: {grpc: {}}}\n",
			`harden.yaml:7:27: workloads[0].kubernetesAPI.rules[0]: verbs is missing
  hint: add verbs: …
harden.yaml:8:14: workloads[0].writable[0]: mountPath is missing
  hint: add mountPath: …
harden.yaml:9:13: workloads[0].secrets[0]: name is missing
  hint: add name: …
harden.yaml:10:28: workloads[0].probes.startup.exec: command is missing
  hint: add command: …
harden.yaml:10:54: workloads[0].probes.readiness.httpGet: port is missing
  hint: add port: …
harden.yaml:10:69: workloads[0].probes.readiness.httpGet.httpHeaders[0]: name is missing
  hint: add name: …
harden.yaml:10:69: workloads[0].probes.readiness.httpGet.httpHeaders[0]: value is missing
  hint: add value: …
harden.yaml:10:93: workloads[0].probes.liveness.grpc: port is missing
  hint: add port: …`},
		{small + "  probes: {liveness: {tcpSocket: {}}}\nplatform: {apiServer: [{}], nodes: {}, gateway: {}, secretStore: {}}\nsecrets: [{data: {a: {}}}]\n",
			`harden.yaml:7:34: workloads[0].probes.liveness.tcpSocket: port is missing
  hint: add port: …
harden.yaml:8:24: platform.apiServer[0]: cidr is missing
  hint: add cidr: …
harden.yaml:8:24: platform.apiServer[0]: port is missing
  hint: add port: …
harden.yaml:8:36: platform.nodes: cidrs is missing
  hint: add cidrs: …
harden.yaml:8:49: platform.gateway: namespace is missing
  hint: add namespace: …
harden.yaml:8:66: platform.secretStore: name is missing
  hint: add name: …
harden.yaml:9:11: secrets[0]: name is missing
  hint: add name: …
harden.yaml:9:22: secrets[0].data.a: key is missing
  hint: add key: …`},
	})
}

func TestDuplicateKeys(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"image: a",
			`harden.yaml:7:3: workloads[0].image: the key stands here a second time
  hint: keep one of the two`},
		{"labels: {a: b, a: c}",
			`harden.yaml:7:18: workloads[0].labels.a: the key stands here a second time
  hint: keep one of the two`},
		{`labels: {a: b, "a": c}`,
			`harden.yaml:7:18: workloads[0].labels.a: the key stands here a second time
  hint: keep one of the two`},
		{"secrets: [{name: a, name: b}]",
			`harden.yaml:7:23: workloads[0].secrets[0].name: the key stands here a second time
  hint: keep one of the two`},
	})
}

func TestAnchorsAndTags(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"labels: &a {b: c}",
			`harden.yaml:7:11: workloads[0].labels: an anchor is not read here
  hint: write the value out where it is needed`},
		{"labels: {b: &a c}",
			`harden.yaml:7:15: workloads[0].labels.b: an anchor is not read here
  hint: write the value out where it is needed`},
		{"labels: {&a b: c}",
			`harden.yaml:7:12: workloads[0].labels.b: an anchor is not read here
  hint: write the value out where it is needed`},
		{"&a replicas: 1",
			`harden.yaml:7:3: workloads[0].replicas: an anchor is not read here
  hint: write the value out where it is needed`},
		{"labels: &a {b: c}\nannotations: *a",
			`harden.yaml:7:11: workloads[0].labels: an anchor is not read here
  hint: write the value out where it is needed
harden.yaml:8:16: workloads[0].annotations: an alias is not read here
  hint: write the value out`},
		{"labels: {<<: {a: b}}",
			`harden.yaml:7:12: workloads[0].labels.<<: a merge key is not read here
  hint: write the values out`},
		{"resources: {<<: {}}",
			`harden.yaml:7:15: workloads[0].resources.<<: a merge key is not read here
  hint: write the values out`},
		{"args: !!str a",
			`harden.yaml:7:9: workloads[0].args: the tag !!str is not read here
  hint: remove it; quote the value if it is a string`},
		{"args: !mine [a]",
			`harden.yaml:7:9: workloads[0].args: the tag !mine is not read here
  hint: remove it; quote the value if it is a string`},
		{"dns: !!str Deny",
			`harden.yaml:7:8: workloads[0].dns: the tag !!str is not read here
  hint: remove it; quote the value if it is a string`},
		{"labels: {!!str a: b}",
			`harden.yaml:7:12: workloads[0].labels.a: the tag !!str is not read here
  hint: remove it; quote the value if it is a string`},
		{"!!str replicas: 1",
			`harden.yaml:7:3: workloads[0].replicas: the tag !!str is not read here
  hint: remove it; quote the value if it is a string`},
		{"? &a labels\n: {}",
			`harden.yaml:7:5: workloads[0].labels: an anchor is not read here
  hint: write the value out where it is needed`},
		{"env: &a\n  A: b\nlabels: {*a : b}",
			`harden.yaml:7:8: workloads[0].env: an anchor is not read here
  hint: write the value out where it is needed
harden.yaml:9:12: workloads[0].labels: a key is a word, not an alias
  hint: write KEY: VALUE, a line each`},
	})
}

func TestWrongShapes(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"ports: {name: http}",
			`harden.yaml:7:10: workloads[0].ports: a list is expected here, not a mapping
  hint: begin each entry with a dash, or write [a, b]`},
		{"ports: http",
			`harden.yaml:7:10: workloads[0].ports: a list is expected here, not the string "http"
  hint: begin each entry with a dash, or write [a, b]`},
		{"env: [A]",
			`harden.yaml:7:8: workloads[0].env: a mapping is expected here, not a list
  hint: write KEY: VALUE, a line each`},
		{"env: a",
			`harden.yaml:7:8: workloads[0].env: a mapping is expected here, not the string "a"
  hint: write KEY: VALUE, a line each`},
		{"labels: 3",
			`harden.yaml:7:11: workloads[0].labels: a mapping is expected here, not the number 3
  hint: write KEY: VALUE, a line each`},
		{"probes: []",
			`harden.yaml:7:11: workloads[0].probes: a mapping is expected here, not a list
  hint: its keys: startup, readiness, liveness`},
		{"kubernetesAPI: true",
			`harden.yaml:7:18: workloads[0].kubernetesAPI: a mapping is expected here, not the truth value true
  hint: its keys: rules, bind`},
		{"serviceAccount: api",
			`harden.yaml:7:19: workloads[0].serviceAccount: a mapping is expected here, not the string "api"
  hint: its keys: annotations, tokens`},
		{"ports: [http]",
			`harden.yaml:7:11: workloads[0].ports[0]: a mapping is expected here, not the string "http"
  hint: its keys: name, containerPort, protocol, servicePort, from`},
		{"ports:\n- name: http\n  containerPort: {a: b}", `harden.yaml:9:20: workloads[0].ports[0].containerPort: a whole number is expected here, not a mapping`},
	})
}

func TestUnions(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"env: {A: {}}",
			`harden.yaml:7:12: workloads[0].env.A: an environment variable has exactly one source
  hint: write a string, {field: metadata.namespace}, {resource: limits.memory}, {secret: NAME, key: KEY}, or {config: NAME, key: KEY}`},
		{"env: {A: {field: a, secret: b, key: c}}",
			`harden.yaml:7:12: workloads[0].env.A: an environment variable has exactly one source
  hint: write a string, {field: metadata.namespace}, {resource: limits.memory}, {secret: NAME, key: KEY}, or {config: NAME, key: KEY}`},
		{"env: {A: {secret: b}}",
			`harden.yaml:7:12: workloads[0].env.A: an environment variable has exactly one source
  hint: write a string, {field: metadata.namespace}, {resource: limits.memory}, {secret: NAME, key: KEY}, or {config: NAME, key: KEY}`},
		{"env: {A: {key: b}}",
			`harden.yaml:7:12: workloads[0].env.A: an environment variable has exactly one source
  hint: write a string, {field: metadata.namespace}, {resource: limits.memory}, {secret: NAME, key: KEY}, or {config: NAME, key: KEY}`},
		{`env: {A: {field: ""}}`,
			`harden.yaml:7:20: workloads[0].env.A.field: there is no value
  hint: give one, or remove the key`},
		{"env: {A: [a]}", `harden.yaml:7:12: workloads[0].env.A: a string is expected here, not a list`},
		{"connects: [{to: gatway, ports: [80]}]",
			`harden.yaml:7:19: workloads[0].connects[0].to: "gatway" is no peer
  hint: did you mean gateway?`},
		{"connects: [{to: ns/data/app=pg, ports: [80]}]",
			`harden.yaml:7:19: workloads[0].connects[0].to: "ns/data/app=pg" is no peer
  hint: write {namespace: "data",podLabels: {"app":"pg"}}`},
		{"connects: [{to: postgres, ports: [80]}]",
			`harden.yaml:7:19: workloads[0].connects[0].to: "postgres" is no peer
  hint: a word is one of gateway, monitoring, nodes, control-plane, internet, cluster, anywhere; other peers are mappings such as {workload: NAME}`},
		{"connects: [{to: [a], ports: [80]}]",
			`harden.yaml:7:19: workloads[0].connects[0].to: a mapping is expected here, not a list
  hint: its keys: workload, namespace, namespaceLabels, podLabels, cidr, except, host`},
		{"connects: [{to: 80, ports: [80]}]",
			`harden.yaml:7:19: workloads[0].connects[0].to: 80 is a number to YAML, and a string is expected here
  hint: write "80"`},
		{"connects: [{to: 10.0.0.0/8, ports: [80]}]",
			`harden.yaml:7:19: workloads[0].connects[0].to: "10.0.0.0/8" is no peer
  hint: a word is one of gateway, monitoring, nodes, control-plane, internet, cluster, anywhere; other peers are mappings such as {workload: NAME}`},
		{`connects: [{to: {namespace: ""}, ports: [80]}]`,
			`harden.yaml:7:31: workloads[0].connects[0].to.namespace: there is no value
  hint: give one, or remove the key`},
		{`connects: [{to: internet, ports: ["443"]}]`,
			`harden.yaml:7:37: workloads[0].connects[0].ports[0]: "443" is a string, and a port number is expected here
  hint: write 443, without quotes`},
		{"connects: [{to: internet, ports: [443/udp]}]",
			`harden.yaml:7:37: workloads[0].connects[0].ports[0]: "udp" is no protocol: TCP, UDP, SCTP
  hint: write a number, NUMBER/UDP, or the name of a port`},
		{`connects: [{to: internet, ports: [""]}]`,
			`harden.yaml:7:37: workloads[0].connects[0].ports[0]: "" is no port
  hint: write a number, NUMBER/UDP, or the name of a port`},
		{"connects: [{to: internet, ports: [99999/UDP]}]",
			`harden.yaml:7:37: workloads[0].connects[0].ports[0]: "99999/UDP" is no port
  hint: write a number, NUMBER/UDP, or the name of a port`},
		{`connects: [{to: internet, ports: ["007"]}]`,
			`harden.yaml:7:37: workloads[0].connects[0].ports[0]: "007" is no port
  hint: write a number, NUMBER/UDP, or the name of a port`},
		{"connects: [{to: internet, ports: [443-450]}]",
			`harden.yaml:7:37: workloads[0].connects[0].ports[0]: "443-450" is no port
  hint: write a number, NUMBER/UDP, or the name of a port`},
		{"connects: [{to: internet, ports: [4.5]}]",
			`harden.yaml:7:37: workloads[0].connects[0].ports[0]: 4.5 is a number to YAML, and a string is expected here
  hint: write "4.5"`},
		{"connects: [{to: internet, ports: 443}]",
			`harden.yaml:7:36: workloads[0].connects[0].ports: a list is expected here, not the number 443
  hint: begin each entry with a dash, or write [a, b]`},
		{"connects: [{to: internet, ports: [99999999999]}]", `harden.yaml:7:37: workloads[0].connects[0].ports[0]: 99999999999 is beyond the range of this number`},
		{`probes: {readiness: ":8080"}`,
			`harden.yaml:7:23: workloads[0].probes.readiness: ":8080" is no probe URL
  hint: write http://:http/readyz, https://:8443/, tcp://:5432 or grpc://:5050[/SERVICE]`},
		{"probes: {readiness: http://localhost:80/}",
			`harden.yaml:7:23: workloads[0].probes.readiness: "http://localhost:80/" names a host or no port; a probe always asks its own pod
  hint: write http://:http/readyz, https://:8443/, tcp://:5432 or grpc://:5050[/SERVICE]`},
		{"probes: {readiness: http:///a}",
			`harden.yaml:7:23: workloads[0].probes.readiness: "http:///a" names a host or no port; a probe always asks its own pod
  hint: write http://:http/readyz, https://:8443/, tcp://:5432 or grpc://:5050[/SERVICE]`},
		{"probes: {readiness: ftp://:80}",
			`harden.yaml:7:23: workloads[0].probes.readiness: "ftp" is no scheme of a probe: http, https, tcp, grpc
  hint: write http://:http/readyz, https://:8443/, tcp://:5432 or grpc://:5050[/SERVICE]`},
		{"probes: {readiness: grpc://:grpc}",
			`harden.yaml:7:23: workloads[0].probes.readiness: Kubernetes takes no port name in a gRPC probe, as in "grpc://:grpc"
  hint: write the port's number: grpc://:5050`},
		{"probes: {readiness: tcp://:80/a}",
			`harden.yaml:7:23: workloads[0].probes.readiness: "tcp://:80/a" has a path, and tcp only opens a connection
  hint: write tcp://:80`},
		{"probes: {readiness: http://:80/UDP}",
			`harden.yaml:7:23: workloads[0].probes.readiness: the workload "api" has no TCP port 80
  hint: declare it under ports (without from, only the kubelet reaches it); declared: none`},
		{"probes: {readiness: http://:0/}",
			`harden.yaml:7:23: workloads[0].probes.readiness: "0" is no port
  hint: write http://:http/readyz, https://:8443/, tcp://:5432 or grpc://:5050[/SERVICE]`},
		{"probes: {readiness: http://:a_b/}",
			`harden.yaml:7:23: workloads[0].probes.readiness: "a_b" is no port
  hint: write http://:http/readyz, https://:8443/, tcp://:5432 or grpc://:5050[/SERVICE]`},
		{`probes: {readiness: "http://:80/%zz"}`,
			`harden.yaml:7:23: workloads[0].probes.readiness: "/%zz" is no path of a URL
  hint: write http://:http/readyz, https://:8443/, tcp://:5432 or grpc://:5050[/SERVICE]`},
		{"probes: {readiness: [a]}",
			`harden.yaml:7:23: workloads[0].probes.readiness: a mapping is expected here, not a list
  hint: its keys: exec, httpGet, tcpSocket, grpc, initialDelaySeconds, timeoutSeconds, periodSeconds, successThreshold, failureThreshold, terminationGracePeriodSeconds`},
		{"probes: {readiness: 80}",
			`harden.yaml:7:23: workloads[0].probes.readiness: 80 is a number to YAML, and a string is expected here
  hint: write "80"`},
		{"resources: {limits: {memory: 0256}}",
			`harden.yaml:7:32: workloads[0].resources.limits.memory: 0256 is a number to YAML, and a string is expected here
  hint: write "0256"`},
		{"resources: {limits: {memory: []}}", `harden.yaml:7:32: workloads[0].resources.limits.memory: a string is expected here, not a list`},
		{"resources: {limits: {memory: 1e9}}",
			`harden.yaml:7:32: workloads[0].resources.limits.memory: 1e9 is a number to YAML, and a string is expected here
  hint: write "1e9"`},
		{`resources: {limits: {memory: ""}}`,
			`harden.yaml:7:32: workloads[0].resources.limits.memory: there is no value
  hint: give one, or remove the key`},
		{"ports: [{name: http, containerPort: 80, servicePort: 0}]",
			`harden.yaml:7:56: workloads[0].ports[0].servicePort: 0 is no port number: 1 to 65535
  hint: remove servicePort for a port that is not in the Service`},
	})
}

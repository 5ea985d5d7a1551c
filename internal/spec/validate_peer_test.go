package spec

import "testing"

func TestPeers(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"connects: [{to: {}, ports: [1]}]",
			`harden.yaml:7:15: workloads[0].connects[0].to: a peer is exactly one kind of thing
  hint: write one of {workload: NAME}, {podLabels: …}, {namespace: NAME, podLabels: …}, {namespaceLabels: …}, {cidr: RANGE}, or a word: gateway, monitoring, nodes, control-plane, internet, cluster, anywhere`},
		{"connects: [{to: {workload: api, cidr: 10.0.0.0/8}, ports: [1]}]",
			`harden.yaml:7:15: workloads[0].connects[0].to: a peer is exactly one kind of thing
  hint: write one of {workload: NAME}, {podLabels: …}, {namespace: NAME, podLabels: …}, {namespaceLabels: …}, {cidr: RANGE}, or a word: gateway, monitoring, nodes, control-plane, internet, cluster, anywhere
harden.yaml:7:62: workloads[0].connects[0].ports[0]: the workload "api" has no port 1
  hint: its ports: none`},
		{"connects: [{to: {except: [10.0.0.0/8]}, ports: [1]}]",
			`harden.yaml:7:15: workloads[0].connects[0].to: a peer is exactly one kind of thing
  hint: write one of {workload: NAME}, {podLabels: …}, {namespace: NAME, podLabels: …}, {namespaceLabels: …}, {cidr: RANGE}, or a word: gateway, monitoring, nodes, control-plane, internet, cluster, anywhere`},
		{"connects: [{to: {namespace: a, except: [10.0.0.0/8]}, ports: [1]}]",
			`harden.yaml:7:34: workloads[0].connects[0].to.except: only a range has exceptions
  hint: write it beside a cidr`},
		{"connects: [{to: {workload: apy}, ports: [1]}]",
			`harden.yaml:7:30: workloads[0].connects[0].to.workload: there is no workload "apy" in this application
  hint: did you mean api?`},
		{"connects: [{to: {workload: ledger}, ports: [1]}]",
			`harden.yaml:7:30: workloads[0].connects[0].to.workload: there is no workload "ledger" in this application
  hint: a workload of another application is {namespace: NAMESPACE, podLabels: …}`},
		{"connects: [{to: {host: api.stripe.com}, ports: [443]}]",
			`harden.yaml:7:15: workloads[0].connects[0].to: no NetworkPolicy of networking.k8s.io/v1 knows host names, so "api.stripe.com" cannot be allowed on platform.cni generic
  hint: name the addresses instead ({cidr: RANGE}), or internet for all public ones; or put an egress proxy in a namespace of its own and connect to that; on Cilium write platform: {cni: cilium}`},
		{"connects: [{to: anywhere, ports: [443]}]",
			`harden.yaml:7:19: workloads[0].connects[0].to: anywhere takes the wall down, to nodes and metadata services too, and "api" has no waiver for it
  hint: name the peers; internet is every public address, cluster every pod; or say why not under waivers: {control: open-rules, workload: api, reason: …, owner: …, expires: …}`},
		{"connects: [{to: gateway, ports: [1]}, {to: monitoring, ports: [1]}, {to: nodes, ports: [1]}, {to: control-plane, ports: [1]}, {to: gateway, ports: [2]}]",
			`harden.yaml:1:1: platform.gateway: the peer gateway is used, and nobody has said where it is
  hint: write platform: {gateway: {namespace: gateway-system, podLabels: {app.kubernetes.io/name: envoy}}}
harden.yaml:1:1: platform.monitoring: the peer monitoring is used, and nobody has said where it is
  hint: write platform: {monitoring: {namespace: monitoring, podLabels: {app.kubernetes.io/name: prometheus}}}
harden.yaml:1:1: platform.nodes: the peer nodes is used, and nobody has said where it is
  hint: write platform: {nodes: {cidrs: [10.30.0.0/16]}}
harden.yaml:1:1: platform.controlPlane: the peer control-plane is used, and nobody has said where it is
  hint: write platform: {controlPlane: {cidrs: [10.20.0.0/28]}}`},
		{"connects: [{to: {namespace: a, namespaceLabels: {a: b}}, ports: [1]}]",
			`harden.yaml:7:34: workloads[0].connects[0].to.namespaceLabels: a peer has a namespace or labels of namespaces
  hint: keep one of the two`},
		{"connects: [{to: {namespace: A}, ports: [1]}]",
			`harden.yaml:7:31: workloads[0].connects[0].to.namespace: "A" is no name for a namespace: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as a`},
		{"connects: [{to: {podLabels: {}}, ports: [1]}]",
			`harden.yaml:7:20: workloads[0].connects[0].to.podLabels: no label selects no pod in particular
  hint: write the labels of the pods; every pod of this namespace is {namespace: payments}`},
		{"connects: [{to: {podLabels: {a b: c d}}, ports: [1]}]",
			`harden.yaml:7:37: workloads[0].connects[0].to.podLabels["a b"]: "a b" is no key of a label
  hint: write [PREFIX/]NAME, such as app.kubernetes.io/name
harden.yaml:7:37: workloads[0].connects[0].to.podLabels["a b"]: "c d" is no value of a label
  hint: letters, digits, dashes, dots and underscores, at most 63, a letter or digit at both ends`},
		{"connects: [{to: {namespaceLabels: {a: b c}}, ports: [1]}]",
			`harden.yaml:7:41: workloads[0].connects[0].to.namespaceLabels.a: "b c" is no value of a label
  hint: letters, digits, dashes, dots and underscores, at most 63, a letter or digit at both ends`},
		{"ports: [{name: http, containerPort: 80, from: [{host: a.b}, {workload: b}, {}]}]",
			`harden.yaml:7:50: workloads[0].ports[0].from[0]: a caller is known by its address, not by a host name such as "a.b"
  hint: name the caller's addresses ({cidr: RANGE}), its pods, or gateway
harden.yaml:7:74: workloads[0].ports[0].from[1].workload: there is no workload "b" in this application
  hint: a workload of another application is {namespace: NAMESPACE, podLabels: …}
harden.yaml:7:78: workloads[0].ports[0].from[2]: a peer is exactly one kind of thing
  hint: write one of {workload: NAME}, {podLabels: …}, {namespace: NAME, podLabels: …}, {namespaceLabels: …}, {cidr: RANGE}, or a word: gateway, monitoring, nodes, control-plane, internet, cluster, anywhere`},
	})
}

func TestPeerRanges(t *testing.T) {
	testProblems(t, inConnects, []problemCase{
		{"{to: {cidr: 0.0.0.0/0}, ports: [1]}",
			`harden.yaml:7:26: workloads[0].connects[0].to.cidr: "0.0.0.0/0" is every address, the cluster's own and the metadata service among them
  hint: write internet for all public addresses, or the ranges that are meant`},
		{`{to: {cidr: "::/0"}, ports: [1]}`,
			`harden.yaml:7:26: workloads[0].connects[0].to.cidr: "::/0" is every address, the cluster's own and the metadata service among them
  hint: write internet for all public addresses, or the ranges that are meant`},
		{"{to: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}, ports: [1]}",
			`harden.yaml:7:47: workloads[0].connects[0].to.except[0]: "10.0.0.0/8" is no part of "10.0.0.0/8"
  hint: write a range that lies inside 10.0.0.0/8`},
		{"{to: {cidr: 10.0.0.0/8, except: [11.0.0.0/16, 10.1.1.1]}, ports: [1]}",
			`harden.yaml:7:47: workloads[0].connects[0].to.except[0]: "11.0.0.0/16" is no part of "10.0.0.0/8"
  hint: write a range that lies inside 10.0.0.0/8
harden.yaml:7:60: workloads[0].connects[0].to.except[1]: "10.1.1.1" is no range
  hint: write 10.1.1.1/32`},
		{`{to: {cidr: 10.0.0.0/8, except: ["2001:db8::/32"]}, ports: [1]}`,
			`harden.yaml:7:47: workloads[0].connects[0].to.except[0]: "2001:db8::/32" is no part of "10.0.0.0/8"
  hint: write a range that lies inside 10.0.0.0/8`},
		{"{to: {cidr: 169.254.0.0/16}, ports: [80]}",
			`harden.yaml:7:26: workloads[0].connects[0].to.cidr: "169.254.0.0/16" holds 169.254.169.254, where clouds hand out credentials
  hint: add except: [169.254.169.254/32, 169.254.170.2/32, 169.254.170.23/32, 169.254.169.252/32], or name a narrower range`},
		{"{to: {cidr: 100.64.0.0/10, except: [100.100.100.201/32]}, ports: [80]}",
			`harden.yaml:7:26: workloads[0].connects[0].to.cidr: "100.64.0.0/10" holds 100.100.100.200, where clouds hand out credentials
  hint: add except: [100.100.100.200/32], or name a narrower range`},
		{`{to: {cidr: "fd00::/8"}, ports: [80]}`,
			`harden.yaml:7:26: workloads[0].connects[0].to.cidr: "fd00::/8" holds fd00:ec2::254, where clouds hand out credentials
  hint: add except: [fd00:ec2::254/128, fd00:ec2::23/128], or name a narrower range`},
	})
}

func TestConnections(t *testing.T) {
	testProblems(t, inConnects, []problemCase{
		{"{name: A, to: internet, ports: [1]}",
			`harden.yaml:7:21: workloads[0].connects[0].name: "A" is no name for a connection: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as a`},
		{"{name: a, to: internet, ports: [1]}, {name: a, to: cluster, ports: [1]}",
			`harden.yaml:7:58: workloads[0].connects[1].name: the connection "a" stands here a second time
  hint: give every connection a name of its own`},
		{"{to: internet, ports: []}",
			`harden.yaml:7:29: workloads[0].connects[0].ports: a connection without ports would open all of them
  hint: write the ports of the pods that answer, such as [5432]`},
		{"{to: internet, ports: [0, 65536, -1, http]}",
			`harden.yaml:7:37: workloads[0].connects[0].ports[0]: 0 is no port number: 1 to 65535
harden.yaml:7:40: workloads[0].connects[0].ports[1]: 65536 is no port number: 1 to 65535
harden.yaml:7:47: workloads[0].connects[0].ports[2]: -1 is no port number: 1 to 65535
harden.yaml:7:51: workloads[0].connects[0].ports[3]: only a workload of this application has ports that are known by name, not "http"
  hint: write the number of the pod's port, not of the Service in front of it`},
		{"{to: {workload: api}, ports: [http]}",
			`harden.yaml:7:44: workloads[0].connects[0].ports[0]: the workload "api" has no port http
  hint: its ports: none`},
	})
}

func TestPortsOfAWorkload(t *testing.T) {
	testProblems(t, inWorkload, []problemCase{
		{"ports: [{name: http, containerPort: 80}, {name: dns, containerPort: 53, protocol: UDP}]\nconnects: [{to: {workload: api}, ports: [grpc, 81, 53, 80/UDP]}]",
			`harden.yaml:8:44: workloads[0].connects[0].ports[0]: the workload "api" has no port grpc
  hint: its ports: http (80), dns (53/UDP)
harden.yaml:8:50: workloads[0].connects[0].ports[1]: the workload "api" has no port 81
  hint: its ports: http (80), dns (53/UDP)
harden.yaml:8:54: workloads[0].connects[0].ports[2]: the workload "api" has no port 53
  hint: its ports: http (80), dns (53/UDP)
harden.yaml:8:58: workloads[0].connects[0].ports[3]: the workload "api" has no port 80/UDP
  hint: its ports: http (80), dns (53/UDP)`},
	})
}

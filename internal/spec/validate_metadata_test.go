package spec

import "testing"

func TestMetadataServicesOfThePlatform(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{"platform: {nodes: {cidrs: [0.0.0.0/1]}}",
			`harden.yaml:4:28: platform.nodes.cidrs[0]: "0.0.0.0/1" holds 100.100.100.200, where clouds hand out credentials
  hint: name a narrower range`},
		{"platform: {controlPlane: {cidrs: [169.254.169.0/24]}}",
			`harden.yaml:4:35: platform.controlPlane.cidrs[0]: "169.254.169.0/24" holds 169.254.169.254, where clouds hand out credentials
  hint: name a narrower range`},
		{"platform: {apiServer: [{cidr: 168.63.129.16/32, port: 80}]}",
			`harden.yaml:4:31: platform.apiServer[0].cidr: "168.63.129.16/32" holds 168.63.129.16, where clouds hand out credentials
  hint: name a narrower range`},
		{"platform: {dns: {nodeLocal: [169.254.169.254/32], ports: [53, 80]}}", ""}, // these are ports of the pods; there it is 53
	})
}

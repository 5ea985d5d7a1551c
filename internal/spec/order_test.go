package spec

import "testing"

func TestAllProblemsInTheOrderOfTheFile(t *testing.T) {
	testProblems(t, whole, []problemCase{
		{"apiVersion: harden-gen.dev/v1alpha1\nkind: HardenedApplication\nmetadata:\n  name: Payments\nplatform:\n  registries: [images.example.com]\nworkloads:\n- name: api\n  runAsUser: 0\n  image: api:1.8\n  connects:\n  - {to: gateway, ports: [80]}\n  - {to: {workload: ledger}, ports: [grpc]}\n  dns: Nope\n  replicas: -1\nnamespace: {name: default}\nsecrets:\n- name: db\n",
			`harden.yaml:4:9: metadata.name: "Payments" is no name for an application: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as payments
harden.yaml:6:3: platform.secretStore: the secret "db" is read from a store, and none is named
  hint: write platform: {secretStore: {kind: ClusterSecretStore, name: aws-secrets-manager}}
harden.yaml:6:3: platform.gateway: the peer gateway is used, and nobody has said where it is
  hint: write platform: {gateway: {namespace: gateway-system, podLabels: {app.kubernetes.io/name: envoy}}}
harden.yaml:6:16: platform.registries[0]: "images.example.com" is a prefix of foreign registries too: an entry ends in a slash
  hint: write images.example.com/
harden.yaml:9:14: workloads[0].runAsUser: runAsUser 0 is root
  hint: write the number of a user that the image's files are readable for, such as 10001
harden.yaml:10:10: workloads[0].image: "api:1.8" names no registry, and every node could take another one
  hint: write its registry and its digest, such as docker.io/library/api:1.8@sha256:…; find it with: docker buildx imagetools inspect docker.io/library/api:1.8
harden.yaml:10:10: workloads[0].image: "api:1.8" comes from no allowed registry
  hint: allowed by platform.registries: images.example.com
harden.yaml:13:21: workloads[0].connects[1].to.workload: there is no workload "ledger" in this application
  hint: a workload of another application is {namespace: NAMESPACE, podLabels: …}
harden.yaml:14:8: workloads[0].dns: "Nope" is not known here
  hint: one of Allow, Deny
harden.yaml:15:13: workloads[0].replicas: -1 replicas cannot be
  hint: write 0 or more
harden.yaml:16:19: namespace.name: the namespace "default" belongs to the cluster
  hint: give the application a namespace of its own (CIS 5.6.1, 5.6.4)
harden.yaml:18:3: secrets[0].data: the secret "db" holds nothing
  hint: write data: {KEY: {key: REMOTE}}, or existing: true when somebody else makes it`},
	})
}

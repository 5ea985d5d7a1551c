package spec

import "testing"

// asStoreName names a workload beside a store whose account has a name.
func asStoreName(s string) string {
	const id = "00000000-1111-2222-3333-444444444444"
	return head + "platform: {secretStore: {name: api, azure: {vaultURL: \"https://a.b\", clientID: " + id + ", tenantID: " + id + "}}}\nworkloads:\n- name: " + s + "\n  image: " + goodImage + "\n"
}

func TestStoresProblems(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{`platform: {secretStore: {kind: ClusterSecretStore, name: a, aws: {region: eu, role: arn, service: SecretManager}}}`,
			`harden.yaml:4:32: platform.secretStore.kind: a ClusterSecretStore serves every namespace, and is not one application's to make
  hint: write SecretStore, or remove the provider and let those who run the cluster make the store
harden.yaml:4:75: platform.secretStore.aws.region: "eu" is no region of AWS
  hint: such as eu-central-1
harden.yaml:4:85: platform.secretStore.aws.role: "arn" is no ARN of an IAM role
  hint: such as arn:aws:iam::111122223333:role/payments-secrets
harden.yaml:4:99: platform.secretStore.aws.service: "SecretManager" is not known here
  hint: did you mean SecretsManager?`},
		{`platform: {secretStore: {name: a, vault: {server: "http://vault:8200", role: "", version: v3, path: a b, ca: {config: b, key: c}}}}`,
			`harden.yaml:4:51: platform.secretStore.vault.server: "http://vault:8200" is no https address of a server
  hint: such as https://vault.example.com:8200
harden.yaml:4:78: platform.secretStore.vault.role: there is no role
  hint: write the role of Vault's Kubernetes login that this account may take
harden.yaml:4:91: platform.secretStore.vault.version: "v3" is not known here
  hint: one of v1, v2
harden.yaml:4:101: platform.secretStore.vault.path: "a b" cannot be a path of Vault
  hint: write it without blanks
harden.yaml:4:119: platform.secretStore.vault.ca.config: the config "b" is not declared
  hint: declare it: config: [{name: b, data: {KEY: VALUE}}]`},
		{`platform: {secretStore: {name: a, vault: {server: "https://user:pw@vault", role: a}}}`,
			`harden.yaml:4:51: platform.secretStore.vault.server: "https://user:pw@vault" is no https address of a server
  hint: such as https://vault.example.com:8200`},
		{`platform: {secretStore: {name: a, gcp: {projectID: "", clusterLocation: A, clusterName: b_c, serviceAccount: me@example.com}}}`,
			`harden.yaml:4:52: platform.secretStore.gcp.projectID: "" is no projectID of Google Cloud
  hint: such as example-project
harden.yaml:4:73: platform.secretStore.gcp.clusterLocation: "A" is no clusterLocation of Google Cloud
  hint: such as europe-west1
harden.yaml:4:89: platform.secretStore.gcp.clusterName: "b_c" is no clusterName of Google Cloud
  hint: such as prod
harden.yaml:4:110: platform.secretStore.gcp.serviceAccount: "me@example.com" is no service account of Google Cloud
  hint: such as payments-secrets@example-project.iam.gserviceaccount.com; remove the key where the project trusts the Kubernetes account itself`},
		{`platform: {secretStore: {name: a, azure: {vaultURL: example.vault.azure.net, clientID: 1, tenantID: "00000000-0000-0000-0000-00000000000g"}}}`,
			`harden.yaml:4:88: platform.secretStore.azure.clientID: 1 is a number to YAML, and a string is expected here
  hint: write "1"`},
		{`platform: {secretStore: {name: a, azure: {vaultURL: "https://example.vault.azure.net", clientID: a, tenantID: b, clientSecret: c}}}`,
			`harden.yaml:4:114: platform.secretStore.azure.clientSecret: unknown key "clientSecret"
  hint: known here: vaultURL, clientID, tenantID`},
		{`platform: {secretStore: {name: a, aws: {region: eu-central-1, role: "arn:aws:iam::111122223333:role/a"}, gcp: {projectID: a, clusterLocation: b, clusterName: c}}}`,
			`harden.yaml:4:12: platform.secretStore: a store is with one provider
  hint: keep one of aws, vault, gcp and azure`},
	})
	testProblems(t, asStoreName, []problemCase{
		{"api-secrets",
			`harden.yaml:6:9: workloads[0].name: "api-secrets" is the name of the account that the secret store reads with
  hint: give the workload or platform.secretStore another name`},
	})
}

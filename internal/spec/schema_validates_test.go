package spec

import "testing"

func TestSchemaTakesValidSpecs(t *testing.T) {
	schema := compiledSchema(t)
	for name, text := range validSpecs(t) {
		if err := schemaError(t, schema, []byte(text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaRefuses holds the schema to Load and Validate: each part is refused by all of them.
func TestSchemaRefuses(t *testing.T) {
	schema := compiledSchema(t)
	for _, tt := range []struct {
		spec  func(string) string
		parts []string
	}{
		{whole, []string{"[]", "{}", "kind: HardenedApplication",
			"apiVersion: v1\nkind: HardenedApplication\nmetadata: {name: a}\nworkloads: []",
			"apiVersion: harden-gen.dev/v1alpha1\nkind: Application\nmetadata: {name: a}\nworkloads: []",
			head + "workloads: []", head + "workloads: {}", head + "workloads: [{name: a}]", head + "workloads: [{image: a}]"}},
		{asApplication, []string{`""`, "Payments", "3", "[a]", "a.b"}},
		{asName, []string{"API", "a_b", `""`, "true"}},
		{asImage, []string{"api", "images.example.com/api:1", "images.example.com/api@sha256:123", "a b" + digest, "payments/api" + digest}},
		{atTop, []string{"foo: bar", "config: [{name: A, data: {a: b}}]", "config: [{name: a, data: {a b: c}}]", "config: [{name: a, files: {b: /c}}]", "config: [{name: a, files: {b: 1}}]", "environments: [{}]", "environments: [{name: a, components: debug}]", "environments: [{name: a, components: [../a]}]", "environments: [{name: a, components: [a, a]}]", "components: [a]", "environments: [{name: a, metadata: {name: b}}]", "environments: [{name: a, workloads: [{replicas: 1}]}]", "waivers: [{}]", "waivers: [{control: dns, workload: api, reason: a, owner: b, expires: soon}]", "waivers: [{control: DNS, workload: api, reason: a, owner: b, expires: 2027-03-01}]",
			"namespace: {existing: 1}", "namespace: {quota: {}}", "namespace: {quota: {hard: {}}}", "namespace: {quota: {hard: {a b: 1}}}", "namespace: {quota: {hard: {pods: -1}}}", "namespace: {quota: {hard: {pods: 1}, limitRange: {max: {cpu: 1}}}}", "namespace: {name: A}", "namespace: {podSecurity: {version: latest}}",
			"platform: {profile: gce}", "platform: {userIDs: Any}", "platform: {cloudIdentity: [{cidr: 169.254.170.23/32}]}", "platform: {kubernetesVersion: 1.34}", "platform: {cni: flannel}", "platform: {mesh: istio}",
			"platform: {dns: {ports: []}}", "platform: {dns: {ports: [70000]}}", "platform: {dns: {podLabels: {a: b c}}}", "platform: {dns: {nodeLocal: [169.254.20.10]}}",
			"platform: {apiServer: [{cidr: 10.96.0.1/32}]}", "platform: {apiServer: [{cidr: 10.96.0.1/32, port: 0}]}", "platform: {apiServer: [{cidr: 10.96.0.1, port: 443}]}",
			"platform: {nodes: {}}", "platform: {nodes: {cidrs: []}}", "platform: {gateway: {podLabels: {a: b}}}", "platform: {secretStore: {kind: Vault, name: a}}",
			"platform: {secretStore: {name: a, aws: {region: eu, role: a}}}", "platform: {secretStore: {name: a, vault: {server: 'http://a', role: b}}}", "platform: {secretStore: {name: a, gcp: {projectID: a}}}",
			"platform: {secretStore: {name: a, azure: {vaultURL: 'https://a.b', clientID: c, tenantID: d}}}", "platform: {secretStore: {name: a, aws: {region: eu-central-1, role: 'arn:aws:iam::111122223333:role/a', secretAccessKey: b}}}",
			"platform: {registries: [images.example.com]}", "secrets: [{name: A, existing: true}]", `secrets: [{name: a, existing: "true"}]`,
			"gitops: {}", "gitops: {argocd: {project: a, repoURL: 'https://a.b/c', revision: d, path: e}, flux: {source: {name: a}, path: b}}", "gitops: {flux: {source: {}, path: a}}", "gitops: {flux: {source: {name: a}}}",
			"gitops: {argocd: {project: A, repoURL: 'https://a.b/c', revision: d, path: e}}", "gitops: {argocd: {project: a, repoURL: 'http://a.b/c', revision: d, path: e}}", "gitops: {argocd: {project: a, repoURL: 'https://u:p@a.b/c', revision: d, path: e}}",
			"gitops: {argocd: {project: a, repoURL: 'https://a.b/c', revision: '', path: e}}", "gitops: {argocd: {project: a, repoURL: 'https://a.b/c', revision: d, path: /e}}", "gitops: {argocd: {project: a, repoURL: 'https://a.b/c', revision: d, path: e, automated: true}}",
			"gitops: {flux: {source: {name: a, kind: HelmRepository}, path: b}}", "gitops: {flux: {source: {name: a}, path: b, interval: 10 min}}", "gitops: {flux: {source: {name: a}, path: b, targetNamespace: c}}",
			"secrets: [{name: a, data: {b: {}}}]", "secrets: [{name: a, data: {b c: {key: d}}}]", `secrets: [{name: a, data: {b: {key: ""}}}]`}},
		{inWorkload, []string{"services: []", "config: [a]", "config: [{mountPath: /a}]", "containers: []", "initContainers: []", "securityContext: {}",
			"kind: StatefulSet", "command: a", "args: [1]", "replicas: -1", `replicas: "1"`, "replicas: 1.5", "runAsUser: 0", "runAsGroup: -1", "fsGroup: 2147483648",
			"labels: {a b: c}", "labels: {a: -}", "annotations: {a b: c}", "annotations: {a: 1}", "dns: None", "cloudIdentity: true", "hostUsers: true", "supplementalGroupsPolicy: strict", "terminationGracePeriodSeconds: 0",
			"ports: [{name: http}]", "ports: [{name: HTTP, containerPort: 80}]", "ports: [{name: a-very-long-name, containerPort: 80}]", "ports: [{name: a, containerPort: 0}]",
			"ports: [{name: a, containerPort: 65536}]", "ports: [{name: a, containerPort: 80, servicePort: 0}]", "ports: [{name: a, containerPort: 80, protocol: udp}]", "ports: [{name: a, containerPort: 80, from: gateway}]",
			"kubernetesAPI: {bind: [view]}", "kubernetesAPI: {bind: [{clusterRole: a/b}]}", "kubernetesAPI: {bind: [{role: a b}]}", "kubernetesAPI: {rules: [{verbs: [], resources: [pods]}]}", "kubernetesAPI: {rules: [{resources: [pods]}]}",
			"kubernetesAPI: {rules: [{verbs: [get], resources: [pods], clusterWide: 1}]}", "kubernetesAPI: {rules: [{verbs: [get], resources: [pods], namespace: A}]}", "kubernetesAPI: {rules: [{verbs: [get], nonResourceURLs: [metrics], clusterWide: true}]}",
			"serviceAccount: {tokens: [{mountPath: /a}]}", "serviceAccount: {tokens: [{audience: a b}]}", "serviceAccount: {tokens: [{audience: a, mountPath: a}]}", "serviceAccount: {tokens: [{audience: a, expirationSeconds: 599}]}",
			"writable: [{size: 1Gi}]", "writable: [{mountPath: a}]", "writable: [{mountPath: /a, claim: {size: 0}}]", "writable: [{mountPath: /a, claim: {size: 1Gi, accessModes: []}}]", "writable: [{mountPath: /a, claim: {size: 1Gi, accessModes: [ReadOnlyMany]}}]", "writable: [{mountPath: /a, claim: 1Gi}]", "writable: [{mountPath: /a, medium: Disk}]", "secrets: [a]", "secrets: [{mountPath: /a}]", "secrets: [{name: a, items: []}]", "secrets: [{name: a, items: [{key: a}]}]", `secrets: [{name: a, items: [{key: a, path: b, mode: "0640"}]}]`}},
		{inEnv, []string{"[A]", "{1A: a}", "{A: 1}", "{A: true}", "{A: null}", "{A: {}}", "{A: {field: a, secret: b, key: c}}", "{A: {resource: memory}}", "{A: {resource: limits.memory, key: a}}", "{A: {config: a}}", "{A: {config: a, secret: b, key: c}}", "{A: {field: a, optional: true}}", "{A: {secret: a}}", "{A: {key: a}}", "{A: {value: a}}"}},
		{inConnects, []string{"{to: gateway}", "{ports: [80]}", "{to: gateway, ports: []}", "{to: gatway, ports: [80]}", "{to: {}, ports: [80]}", "{to: {host: a.b}, ports: [80]}",
			"{to: {workload: a, namespace: b}, ports: [80]}", "{to: {podLabels: {}}, ports: [80]}", "{to: {namespace: a, except: [10.0.0.0/8]}, ports: [80]}", "{to: {cidr: 10.0.0.0}, ports: [80]}",
			"{to: internet, ports: [0]}", "{to: internet, ports: [65536]}", `{to: internet, ports: ["80"]}`, "{to: internet, ports: [80/udp]}", "{to: internet, ports: [a_b]}", "{name: A, to: internet, ports: [80]}"}},
		{inResources, []string{"{request: {}}", "{limits: {memory: 1GB}}", "{limits: {memory: 0}}", "{limits: {cpu: -1}}", "{limits: {disk: 1Gi}}", "{limits: {cpu: true}}"}},
		{inProbes, []string{"{ready: {}}", "{readiness: {}}", "{readiness: http}", "{readiness: http://a:80/}", "{readiness: ftp://:80}", "{readiness: grpc://:grpc}",
			"{readiness: {exec: {command: [a]}, tcpSocket: {port: http}}}", "{readiness: {exec: {command: []}}}", "{readiness: {httpGet: {path: /a}}}", "{readiness: {httpGet: {port: http, host: a}}}",
			"{readiness: {httpGet: {port: http, scheme: https}}}", "{readiness: {httpGet: {port: http, httpHeaders: [{name: a}]}}}", "{readiness: {grpc: {port: http}}}", "{readiness: {tcpSocket: {port: http}, periodSeconds: -1}}",
			"{liveness: {tcpSocket: {port: http}, terminationGracePeriodSeconds: 0}}"}},
	} {
		for _, part := range tt.parts {
			text := tt.spec(part)
			if schemaError(t, schema, []byte(text)) == nil {
				t.Errorf("the schema takes %s", part)
			}
			if problemsOf(text) == "" {
				t.Errorf("Load and Validate take %s", part)
			}
		}
	}
}

package spec

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const platformed = `apiVersion: harden-gen.dev/v1alpha1
kind: HardenedApplication
metadata: {name: payments}
platform: {secretStore: {name: vault}, apiServer: [{cidr: 10.96.0.1/32, port: 443}, {cidr: 10.20.0.0/28, port: 6443}]}
secrets: [{name: db, data: {password: {key: prod/db, property: password}, user: {key: prod/db}}}]
workloads:
- name: api
  image: ` + goodImage + `
  replicas: 3
  labels: {team: core}
  env: {LOG: info, PW: {secret: db, key: password}}
  ports: [{name: http, containerPort: 8080, servicePort: 80, from: [{workload: web}]}, {name: metrics, containerPort: 9090}]
  connects: [{name: db, to: {namespace: data, podLabels: {app: postgres}}, ports: [5432]}, {to: internet, ports: [443]}]
  writable: [{mountPath: /tmp, size: 1Gi}, {mountPath: /data}]
  probes: {readiness: {httpGet: {path: /, port: http}}}
- {name: web, image: ` + goodImage + `}
waivers: [{control: read-only-root, workload: api, reason: a, owner: b, expires: "2027-03-01"}]
`

// TestEnvironmentSpec says one thing in an environment each, and what the spec of the environment then says.
func TestEnvironmentSpec(t *testing.T) {
	for _, c := range []struct{ said, path, want string }{
		{"namespace: payments-staging", "namespace", `{"name":"payments-staging"}`},
		{"namespace: {name: a, podSecurity: {version: v1.33}}", "namespace", `{"name":"a","podSecurity":{"version":"v1.33"}}`},
		// Scalars replace, and nothing else of the entry with them.
		{"workloads: [{name: api, replicas: 0}]", "workloads.0.replicas", `0`},
		{"workloads: [{name: api, replicas: 0}]", "workloads.0.labels", `{"team":"core"}`},
		{"workloads: [{name: api, replicas: 0}]", "workloads.1.name", `"web"`},
		// Mappings merge; a value that is written in more than one way replaces whole.
		{"workloads: [{name: api, env: {LOG: debug, NEW: \"1\"}}]", "workloads.0.env", `{"LOG":"debug","NEW":"1","PW":{"key":"password","secret":"db"}}`},
		{"workloads: [{name: api, env: {PW: {field: metadata.name}}}]", "workloads.0.env.PW", `{"field":"metadata.name"}`},
		{"workloads: [{name: api, env: {PW: \"\"}}]", "workloads.0.env.PW", `""`},
		{"workloads: [{name: api, probes: {readiness: {exec: {command: [a]}}}}]", "workloads.0.probes.readiness", `{"exec":{"command":["a"]}}`},
		{"secrets: [{name: db, data: {password: {key: staging/db}}}]", "secrets.0.data", `{"password":{"key":"staging/db","property":"password"},"user":{"key":"prod/db"}}`},
		{"platform: {secretStore: {kind: ClusterSecretStore}}", "platform.secretStore", `{"kind":"ClusterSecretStore","name":"vault"}`},
		// Lists of named entries merge by name, or by mountPath.
		{"workloads: [{name: api, ports: [{name: metrics, from: [{workload: web}]}]}]", "workloads.0.ports", `[{"containerPort":8080,"from":[{"workload":"web"}],"name":"http","servicePort":80},{"containerPort":9090,"from":[{"workload":"web"}],"name":"metrics"}]`},
		{"workloads: [{name: api, ports: [{name: http, from: []}]}]", "workloads.0.ports.0.from", `[]`},
		{"workloads: [{name: api, connects: [{name: db, to: {cidr: 10.0.0.0/8}}]}]", "workloads.0.connects", `[{"name":"db","ports":[5432],"to":{"cidr":"10.0.0.0/8"}},{"ports":[443],"to":"internet"}]`},
		{"workloads: [{name: api, writable: [{mountPath: /tmp, size: 2Gi}]}]", "workloads.0.writable", `[{"mountPath":"/tmp","size":"2Gi"},{"mountPath":"/data"}]`},
		{"workloads: [{name: mock, image: " + goodImage + "}]", "workloads.2.name", `"mock"`},
		// Other lists replace whole.
		{"platform: {apiServer: [{cidr: 10.97.0.1/32, port: 443}]}", "platform.apiServer", `[{"cidr":"10.97.0.1/32","port":443}]`},
		// Waivers add up.
		{"waivers: [{control: dns, workload: web, reason: a, owner: b, expires: \"2027-03-01\"}]", "waivers.1.control", `"dns"`},
		{"", "metadata.name", `"payments"`},
	} {
		app := mustLoad(t, platformed+"environments: [{name: staging, "+c.said+"}]\n")
		b, err := json.Marshal(app.Environment("staging").Spec)
		if err != nil {
			t.Fatal(err)
		}
		var tree any
		if err := json.Unmarshal(b, &tree); err != nil {
			t.Fatal(err)
		}
		for key := range strings.SplitSeq(c.path, ".") {
			switch v := tree.(type) {
			case map[string]any:
				tree = v[key]
			case []any:
				tree = v[key[0]-'0']
			}
		}
		got, _ := json.Marshal(tree)
		if diff := cmp.Diff(c.want, string(got)); diff != "" {
			t.Errorf("%s: %s (-want +got)\n%s", c.said, c.path, diff)
		}
		if ps := problemsOf(platformed + "environments: [{name: staging, " + c.said + "}]\n"); ps != "" {
			t.Errorf("%s:\n%s", c.said, ps)
		}
	}
}

// TestEnvironmentProblems: a problem of an environment stands where the environment says it; one that the
// application has everywhere is said once.
func TestEnvironmentProblems(t *testing.T) {
	testProblems(t, afterWorkload, []problemCase{
		{"environments: staging", `harden.yaml:7:15: environments: a list is expected here, not the string "staging"
  hint: begin each entry with a dash, or write [a, b]`},
		{"environments: [staging]", `harden.yaml:7:16: environments[0]: an environment is a mapping, not the string "staging"
  hint: write {name: staging, …}`},
		{"environments: [{namespace: a}]", `harden.yaml:7:16: environments[0]: name is missing
  hint: add name: …`},
		{"environments:\n- {name: a, name: b}\n- {name: a}", `harden.yaml:8:13: environments[0].name: the key stands here a second time
  hint: keep one of the two`},
		{"environments:\n- {name: a}\n- {name: a}", `harden.yaml:9:10: environments[1].name: there is an environment "a" already
  hint: keep one of the two`},
		{"environments: [{name: A_b}]", `harden.yaml:7:23: environments[0].name: "A_b" is no name for an environment: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as a-b`},
		{"environments: [{name: a, components: debug}]", `harden.yaml:7:38: environments[0].components: a list is expected here, not the string "debug"
  hint: begin each entry with a dash, or write [a, b]`},
		{"environments: [{name: a, components: [{name: debug}, 1, \"\", ~]}]", `harden.yaml:7:39: environments[0].components[0]: a string is expected here, not a mapping
harden.yaml:7:54: environments[0].components[1]: 1 is a number to YAML, and a string is expected here
  hint: write "1"
harden.yaml:7:61: environments[0].components[3]: there is no value
  hint: give one, or remove the key`},
		{"environments: [{name: a, components: [b], components: [c]}]", `harden.yaml:7:43: environments[0].components: the key stands here a second time
  hint: keep one of the two`},
		{"environments: [{name: a, component: [b]}]", `harden.yaml:7:26: environments[0].component: unknown key "component"
  hint: did you mean components?`},
		{"environments: [{name: a, components: [../../components/My_Tools, \"\", a, b, a, /etc, .., a.b]}]", `harden.yaml:7:39: environments[0].components[0]: "../../components/My_Tools" is no name for a component: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: write the NAME of a folder components/NAME beside base, such as my-tools
harden.yaml:7:66: environments[0].components[1]: "" is no name for a component: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: write the NAME of a folder components/NAME beside base, such as debug
harden.yaml:7:76: environments[0].components[4]: "a" stands here a second time
  hint: keep one of the two
harden.yaml:7:79: environments[0].components[5]: "/etc" is no name for a component: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: write the NAME of a folder components/NAME beside base, such as etc
harden.yaml:7:85: environments[0].components[6]: ".." is no name for a component: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: write the NAME of a folder components/NAME beside base, such as debug
harden.yaml:7:89: environments[0].components[7]: "a.b" is no name for a component: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: write the NAME of a folder components/NAME beside base, such as a-b`},
		{"environments: [{name: a, components: [cilium]}, {name: b, platform: {cni: calico}, components: [calico]}]", `harden.yaml:7:39: environments[0].components[0]: "cilium" is harden-gen's own component, and follows from the network plugin
  hint: write platform: {cni: cilium} in this environment, or for all of them
harden.yaml:7:97: environments[1].components[0]: "calico" is harden-gen's own component, and follows from the network plugin
  hint: remove the entry: platform.cni says it already`},
		{"components: [a]", `harden.yaml:7:1: components: unknown key "components"
  hint: known here: apiVersion, kind, metadata, namespace, platform, secrets, config, workloads, environments, gitops, waivers`},
		{"environments: [{name: a, metadata: {name: b}}]", `harden.yaml:7:26: environments[0].metadata: "metadata" does not differ between environments: the application's name is its part-of label, which is the same everywhere
  hint: give the environment a namespace of its own: namespace: {name: …}`},
		{"environments: [{name: a, workload: []}]", `harden.yaml:7:26: environments[0].workload: unknown key "workload"
  hint: did you mean workloads?`},
		{"environments: [{name: a, workloads: [{name: api, replica: 1}]}]", `harden.yaml:7:50: environments[a].workloads[api].replica: unknown key "replica"
  hint: did you mean replicas?`},
		{"environments: [{name: a, workloads: [{name: api, services: []}]}]", `harden.yaml:7:50: environments[a].workloads[api].services: "services" is not built yet in this version, and is never ignored
  hint: servicePort makes the one Service; add others in an overlay`},
		{"environments: [{name: a, workloads: [{replicas: 1}]}]", `harden.yaml:7:38: environments[a].workloads[0]: an entry of an environment needs a name, which tells what it changes
  hint: give it the name that the application's entry has, or a new one for one more`},
		{"environments: [{name: a, workloads: [{name: apu, replicas: 1}]}]", `harden.yaml:7:38: environments[a].workloads[apu]: image is missing
  hint: did you mean api? The application has no "apu" to change, and a new one is said in full`},
		{"environments: [{name: a, workloads: [{name: api, replicas: -1}, {name: api}]}]", `harden.yaml:7:72: environments[a].workloads[1]: "api" stands here a second time
  hint: keep one of the two`},
		{"environments: [{name: a, workloads: [{name: api, replicas: -1}]}]", `harden.yaml:7:60: environments[a].workloads[api].replicas: -1 replicas cannot be
  hint: write 0 or more`},
		{"environments: [{name: a, namespace: default}]", `harden.yaml:7:37: environments[a].namespace.name: the namespace "default" belongs to the cluster
  hint: give the application a namespace of its own (CIS 5.6.1, 5.6.4)`},
		{"environments: [{name: a, namespace: {podSecurity: {enforce: privileged}}}]", `harden.yaml:7:61: environments[a].namespace.podSecurity.enforce: privileged is weaker than restricted
  hint: remove the key; or, while warnings are looked at, waive it: {control: namespace-level, reason: …, owner: …, expires: …}`},
		{"environments: [{name: a, workloads: [{name: api, labels: {app.kubernetes.io/name: b}}]}]", `harden.yaml:7:83: environments[a].workloads[api].labels["app.kubernetes.io/name"]: the label "app.kubernetes.io/name" is set by harden-gen
  hint: remove it: selector labels are the workload's name, and never change`},
		{"  connects: [{to: {namespace: payments}, ports: [80]}, {to: {namespace: b}, ports: [80]}]\nenvironments: [{name: a, namespace: b}]",
			`harden.yaml:7:31: environments[a].workloads[api].connects[0].to.namespace: "payments" is the namespace of the application outside of this environment
  hint: in the own namespace a peer has only podLabels; what is shared on purpose is a waiver of other-environment
harden.yaml:7:73: workloads[0].connects[1].to.namespace: "b" is the namespace of the environment a
  hint: in the own namespace a peer has only podLabels; what is shared on purpose is a waiver of other-environment`},
		{"  replicas: -1\nenvironments: [{name: a}, {name: b}]", `harden.yaml:7:13: workloads[0].replicas: -1 replicas cannot be
  hint: write 0 or more`},
		{"  replica: 1\nenvironments: [{name: a}]", `harden.yaml:7:3: workloads[0].replica: unknown key "replica"
  hint: did you mean replicas?`},
	})
}

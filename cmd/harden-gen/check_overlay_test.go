package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const overlaySpec = `apiVersion: harden-gen.dev/v1alpha1
kind: HardenedApplication
metadata: {name: shop}
platform:
  apiServer: [{cidr: 10.96.0.1/32, port: 443}]
  gateway: {namespace: gateway-system, podLabels: {app.kubernetes.io/name: envoy}}
  secretStore: {kind: ClusterSecretStore, name: vault}
  registries: [registry.example.com/]
config: [{name: flags, data: {color: blue}}]
secrets: [{name: db, data: {password: {key: shop/db, property: password}}}]
workloads:
- name: api
  image: registry.example.com/shop/api:1.4.2@sha256:1111111111111111111111111111111111111111111111111111111111111111
  env: {LOG: info, COLOR: {config: flags, key: color}}
  ports: [{name: http, containerPort: 8080, servicePort: 80, from: [gateway, {workload: web}]}]
  connects: [{to: {namespace: data, podLabels: {app: postgres}}, ports: [5432]}]
  kubernetesAPI: {rules: [{verbs: [get], resources: [configmaps], resourceNames: [flags]}]}
  secrets: [{name: db}]
- name: web
  image: registry.example.com/shop/web:1.9.0@sha256:2222222222222222222222222222222222222222222222222222222222222222
  ports: [{name: http, containerPort: 8080, servicePort: 80, from: [gateway]}]
  connects: [{to: {workload: api}, ports: [http]}]
environments:
- {name: declared, namespace: shop-staging, workloads: [{name: api, replicas: 1}]}
`

const otherDigest = "sha256:3333333333333333333333333333333333333333333333333333333333333333"

// overlayCase is an overlay that somebody wrote by hand.
type overlayCase struct {
	name  string
	files map[string]string // below the overlay's folder; without one, the kustomization of text is all
	text  string            // what follows resources: [../../base]
	want  []string          // CONTROL FILE:LINE of a finding each that must be there; nothing else may be blamed
}

func patchFile(text string) map[string]string { return map[string]string{"patch.yaml": text} }

func deploymentPatch(pod string) string {
	return "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\n  namespace: shop\nspec:\n  template:\n    spec:\n" + pod
}

const onePatch = "patches:\n- path: patch.yaml\n"

// weakening takes a wall down in each case. Line 1 of each kustomization is its resources.
var weakening = []overlayCase{
	// The traps of kustomize itself.
	{name: "labels in selectors", text: "labels:\n- pairs: {env: staging}\n  includeSelectors: true\n", want: []string{"dns kustomization.yaml:3"}},
	{name: "commonLabels", text: "commonLabels: {env: staging}\n", want: []string{"dns kustomization.yaml:2"}},
	{name: "a tag without its digest", text: "images:\n- name: registry.example.com/shop/api\n  newTag: 1.5.0\n", want: []string{"image-digest kustomization.yaml:3"}},
	{name: "a name prefix", text: "namePrefix: dev-\n", want: []string{"removed-wall kustomization.yaml:2"}},
	{name: "a tag behind a prefix", text: "namePrefix: dev-\nimages:\n- name: registry.example.com/shop/api\n  newTag: 1.5.0\n", want: []string{"removed-wall kustomization.yaml:2", "image-digest kustomization.yaml:4"}},
	{name: "a namespace that leaves a peer behind", text: "resources:\n- ../../base\n- peer.yaml\nnamespace: shop-dev\n", files: map[string]string{
		"peer.yaml": "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: more\n  namespace: shop\nspec:\n  podSelector: {matchLabels: {app.kubernetes.io/name: api}}\n  policyTypes: [Ingress]\n  ingress:\n  - from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}}]\n"},
		want: []string{"other-environment peer.yaml:10", "undeclared-reach peer.yaml:10"}},
	// What patches do.
	{name: "a root user", text: onePatch, files: patchFile(deploymentPatch("      securityContext:\n        runAsUser: 0\n")), want: []string{"root-user patch.yaml:10"}},
	{name: "root allowed", text: onePatch, files: patchFile(deploymentPatch("      securityContext:\n        runAsNonRoot: false\n")), want: []string{"non-root patch.yaml:10"}},
	{name: "privileged", text: onePatch, files: patchFile(deploymentPatch("      containers:\n      - name: api\n        securityContext:\n          privileged: true\n          allowPrivilegeEscalation: true\n")), want: []string{"privileged patch.yaml:12", "privilege-escalation patch.yaml:13"}},
	{name: "a writable root", text: "patches:\n- target: {kind: Deployment, name: api}\n  patch: |-\n    - op: test\n      path: /spec/template/spec/containers/0/name\n      value: api\n    - op: replace\n      path: /spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem\n      value: false\n", want: []string{"read-only-root kustomization.yaml:8"}},
	{name: "a capability", text: onePatch, files: patchFile(deploymentPatch("      containers:\n      - name: api\n        securityContext:\n          capabilities: {add: [NET_RAW]}\n")), want: []string{"capabilities patch.yaml:12"}},
	{name: "the host's network", text: onePatch, files: patchFile(deploymentPatch("      hostNetwork: true\n")), want: []string{"host-namespaces patch.yaml:9"}},
	{name: "a host path", text: onePatch, files: patchFile(deploymentPatch("      volumes:\n      - name: node\n        hostPath: {path: /}\n")), want: []string{"volume-types patch.yaml:11"}},
	{name: "no seccomp", text: onePatch, files: patchFile(deploymentPatch("      securityContext:\n        seccompProfile: {type: Unconfined, $patch: replace}\n")), want: []string{"seccomp patch.yaml:10"}},
	{name: "a sidecar of somebody", text: onePatch, files: patchFile(deploymentPatch("      containers:\n      - name: agent\n        image: registry.example.com/agent:latest\n")), want: []string{"image-digest patch.yaml:11", "privilege-escalation patch.yaml:9"}},
	{name: "an image by patch", text: onePatch, files: patchFile(deploymentPatch("      containers:\n      - name: api\n        image: registry.example.com/shop/api:latest\n")), want: []string{"image-digest patch.yaml:11"}},
	{name: "a mounted token", text: onePatch, files: patchFile(deploymentPatch("      automountServiceAccountToken: true\n")), want: []string{"automatic-token patch.yaml:9"}},
	{name: "no memory limit", text: onePatch, files: patchFile(deploymentPatch("      containers:\n      - name: api\n        resources:\n          limits: {memory: null}\n")), want: []string{"memory-limit patch.yaml:12"}},
	{name: "a secret in the environment", text: onePatch, files: patchFile(deploymentPatch("      containers:\n      - name: api\n        env:\n        - name: PW\n          valueFrom: {secretKeyRef: {name: db, key: password}}\n")), want: []string{"secret-env patch.yaml:13"}},
	{name: "everybody may call", text: onePatch, files: patchFile("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: api-ingress\n  namespace: shop\nspec:\n  ingress:\n  - {}\n"), want: []string{"open-rules patch.yaml:7", "undeclared-reach patch.yaml:7"}},
	{name: "a wider peer", text: "patches:\n- path: patch.yaml\n  target: {kind: NetworkPolicy, name: api-egress}\n", files: patchFile("- op: add\n  path: /spec/egress/0/to/-\n  value: {namespaceSelector: {}}\n"), want: []string{"undeclared-reach patch.yaml:1"}},
	{name: "no deny-all", text: onePatch, files: patchFile("$patch: delete\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: default-deny-all\n  namespace: shop\n"), want: []string{"default-deny patch.yaml:1", "removed-wall patch.yaml:1"}},
	{name: "no names", text: onePatch, files: patchFile("$patch: delete\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: allow-dns\n  namespace: shop\n"), want: []string{"dns patch.yaml:1"}},
	{name: "no Namespace", text: onePatch, files: patchFile("$patch: delete\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n"), want: []string{"removed-wall patch.yaml:1"}},
	{name: "an older level", text: onePatch, files: patchFile("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce-version: v1.19\n"), want: []string{"removed-wall patch.yaml:6"}},
	{name: "a lower level", text: onePatch, files: patchFile("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: privileged\n"), want: []string{"namespace-level patch.yaml:6"}},
	{name: "a foreign account", text: onePatch, files: patchFile("apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata:\n  name: api\n  namespace: shop\nsubjects:\n- kind: ServiceAccount\n  name: default\n  namespace: shop\n"), want: []string{"binding-subjects patch.yaml:6", "missing-permission patch.yaml:1"}},
	{name: "a binding into another environment", text: "patches:\n- path: patch.yaml\n  target: {kind: RoleBinding}\n", files: patchFile("- op: replace\n  path: /subjects/0/namespace\n  value: shop-staging\n"), want: []string{"other-environment patch.yaml:1", "binding-subjects patch.yaml:1"}},
	{name: "more permissions", text: "patches:\n- path: patch.yaml\n  target: {kind: Role, name: api}\n", files: patchFile("- op: replace\n  path: /rules/0/resources/0\n  value: secrets\n- op: replace\n  path: /rules/0/verbs\n  value: [\"*\"]\n"), want: []string{"wildcard-rules patch.yaml:4"}},
	{name: "a node port", text: onePatch, files: patchFile("apiVersion: v1\nkind: Service\nmetadata: {name: api, namespace: shop}\nspec:\n  type: NodePort\n"), want: []string{"published-service patch.yaml:5"}},
	{name: "a value in place of a store", text: "secretGenerator:\n- name: db\n  namespace: shop\n  literals: [password=hunter2]\n", want: []string{"secret-values kustomization.yaml:3"}},
	{name: "a component", text: "components:\n- ../../components/debug\n", files: map[string]string{
		"../../components/debug/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: x-\npatches:\n- path: debug.yaml\n",
		"../../components/debug/debug.yaml":         deploymentPatch("      shareProcessNamespace: true\n      hostPID: true\n")},
		want: []string{"host-namespaces ../../components/debug/debug.yaml:10"}},
	{name: "a replacement", text: "replacements:\n- source: {kind: Service, name: web, fieldPath: metadata.name}\n  targets:\n  - select: {kind: Deployment, name: api}\n    fieldPaths: [spec.template.spec.containers.0.image]\n", want: []string{"image-digest kustomization.yaml:3"}},
	{name: "a transformer", text: "transformers:\n- t.yaml\n", files: map[string]string{"t.yaml": "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: t}\nlabels: {env: x}\nfieldSpecs:\n- {path: spec/egress/to/podSelector/matchLabels, create: true, kind: NetworkPolicy}\n"}, want: []string{"dns t.yaml:1"}},
	{name: "an old patch", text: "patchesStrategicMerge:\n- patch.yaml\n", files: patchFile(deploymentPatch("      hostIPC: true\n")), want: []string{"host-namespaces patch.yaml:9"}},
	{name: "an overlay of an overlay", text: "", files: map[string]string{
		"kustomization.yaml": "resources: [mid]\n", "mid/kustomization.yaml": "resources: [../../../base]\npatches: [{path: p.yaml}]\n", "mid/p.yaml": deploymentPatch("      hostIPC: true\n")},
		want: []string{"host-namespaces mid/p.yaml:9"}},
	{name: "two that are each enough", text: "patches:\n- path: patch.yaml\n- path: other.yaml\n", files: map[string]string{
		"patch.yaml": deploymentPatch("      hostPID: true\n"), "other.yaml": deploymentPatch("      # as well\n      hostPID: true\n")},
		want: []string{"host-namespaces other.yaml:10"}},
}

// harmless differ from the base in what environments differ in.
var harmless = []overlayCase{
	{name: "nothing"},
	{name: "replicas", text: "replicas: [{name: api, count: 5}]\n"},
	{name: "more resources", text: onePatch, files: patchFile(deploymentPatch("      containers:\n      - name: api\n        resources:\n          requests: {cpu: \"1\", memory: 512Mi}\n          limits: {memory: 2Gi}\n"))},
	{name: "an environment variable", text: onePatch, files: patchFile(deploymentPatch("      containers:\n      - name: api\n        env: [{name: LOG, value: debug}]\n"))},
	{name: "labels of objects and pods", text: "labels:\n- pairs: {env: staging}\n  includeSelectors: false\n  includeTemplates: true\n"},
	{name: "annotations", text: "commonAnnotations: {example.com/owner: shop-team}\n"},
	{name: "an image by digest", text: "images:\n- name: registry.example.com/shop/api\n  digest: " + otherDigest + "\n"},
	{name: "a tag with its digest", text: "images:\n- name: registry.example.com/shop/api\n  newTag: 1.5.0\n  digest: " + otherDigest + "\n"},
	{name: "a config map", text: "configMapGenerator:\n- name: more\n  namespace: shop\n  literals: [color=blue]\n  options: {disableNameSuffixHash: true}\n"},
	{name: "another secret path", text: "patches:\n- path: patch.yaml\n  target: {kind: ExternalSecret, name: db}\n", files: patchFile("- {op: replace, path: /spec/data/0/remoteRef/key, value: staging/shop/db}\n")},
	{name: "a longer grace period", text: onePatch, files: patchFile(deploymentPatch("      terminationGracePeriodSeconds: 120\n"))},
	{name: "a node selector", text: onePatch, files: patchFile(deploymentPatch("      nodeSelector: {disk: ssd}\n      tolerations: [{key: team, operator: Exists}]\n      priorityClassName: high\n"))},
	{name: "an autoscaler", text: "resources:\n- ../../base\n- hpa.yaml\n", files: map[string]string{"hpa.yaml": "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: api, namespace: shop}\nspec:\n  minReplicas: 2\n  maxReplicas: 9\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: api}\n"}},
	{name: "another namespace", text: "namespace: shop-dev\n"},
	{name: "a narrower policy", text: "patches:\n- path: patch.yaml\n  target: {kind: Namespace}\n", files: patchFile("- {op: replace, path: /metadata/labels/pod-security.kubernetes.io~1enforce-version, value: v1.36}\n")},
	{name: "a component without harm", text: "components: [part]\n", files: map[string]string{"part/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nreplicas: [{name: web, count: 4}]\n"}},
}

func overlayTree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	putFiles(t, dir, map[string]string{"k8s/harden.yaml": overlaySpec})
	if code, _, speech := inFolder(dir, "generate", "-q"); code != exitOK {
		t.Fatal(speech)
	}
	return dir
}

func putFiles(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func inFolder(dir string, args ...string) (code int, out, speech string) {
	var stdout, stderr bytes.Buffer
	code = run(args, streams{In: strings.NewReader(""), Out: &stdout, Err: &stderr, Dir: dir})
	return code, stdout.String(), stderr.String()
}

// put writes the overlay of a case into a tree.
func (c *overlayCase) put(t *testing.T, dir string) string {
	t.Helper()
	files := maps.Clone(c.files)
	if files == nil {
		files = map[string]string{}
	}
	if files["kustomization.yaml"] == "" {
		files["kustomization.yaml"] = "resources: [../../base]\n" + c.text
		if strings.HasPrefix(c.text, "resources:") {
			files["kustomization.yaml"] = c.text
		}
	}
	overlay := "k8s/overlays/" + strings.ReplaceAll(c.name, " ", "-")
	putFiles(t, filepath.Join(dir, overlay), files)
	return overlay
}

// TestWeakeningOverlays: each is found, and the file and line are named that did it.
func TestWeakeningOverlays(t *testing.T) {
	dir := overlayTree(t)
	for _, c := range slices.Concat(weakening, cunning) {
		t.Run(c.name, func(t *testing.T) {
			overlay := c.put(t, dir)
			c.find(t, dir, overlay, overlay)
		})
	}
}

// find checks an overlay, and demands every finding of the case in files below folder, and none elsewhere.
func (c *overlayCase) find(t *testing.T, dir, overlay, folder string) {
	t.Helper()
	code, text, speech := inFolder(dir, "check", overlay, "--format", "github")
	if code != exitConflict {
		t.Fatalf("exit code %d: %s", code, speech)
	}
	for _, want := range c.want {
		control, place, _ := strings.Cut(want, " ")
		file, line, _ := strings.Cut(place, ":")
		file = filepath.Join(folder, file)
		if !strings.Contains(text, "file="+file+",line="+line+",title="+control+"::") {
			t.Errorf("no %s at %s:%s\n%s", control, file, line, text)
		}
	}
	for line := range strings.Lines(text) {
		_, place, _ := strings.Cut(line, "file=")
		if !strings.HasPrefix(place, folder+"/") && !strings.HasPrefix(place, "k8s/components/") {
			t.Errorf("blamed for a finding: %s", line)
		}
	}
}

// declared is the overlay of an environment that includes the case as a component, between one that does no harm and
// what the environment says itself.
func (c *overlayCase) declared(t *testing.T) (dir, overlay, folder string) {
	t.Helper()
	dir = t.TempDir()
	folder = "k8s/components/" + strings.NewReplacer(" ", "-", "'", "").Replace(strings.ToLower(c.name))
	putFiles(t, filepath.Join(dir, folder), c.files)
	putFiles(t, dir, map[string]string{
		"k8s/components/quiet/kustomization.yaml": "kind: Component\nreplicas: [{name: web, count: 4}]\n",
		folder + "/kustomization.yaml":            "kind: Component\n" + c.text,
		"k8s/harden.yaml": overlaySpec + "- {name: here, namespace: shop-here, workloads: [{name: api, replicas: 1, env: {LOG: debug}}], components: [quiet, " +
			filepath.Base(folder) + "]}\n",
	})
	if code, _, speech := inFolder(dir, "generate", "-q"); code != exitOK {
		t.Fatal(speech)
	}
	return dir, "k8s/overlays/here", folder
}

// isComponent is true for a case that a component can be: it has no resources of its own.
func (c *overlayCase) isComponent() bool {
	return c.text != "" && !strings.HasPrefix(c.text, "resources:") && !strings.Contains(c.text, "components:")
}

// isLikeOthers is true for a patch of a pod's field: a component is blamed for one as for another.
func (c *overlayCase) isLikeOthers() bool {
	return strings.HasPrefix(c.files["patch.yaml"], deploymentPatch("")) && !slices.Contains([]string{"privileged", "a sidecar of somebody", "an old patch", "two that are each enough"}, c.name)
}

// TestWeakeningComponents: what an overlay can do by hand, a component that the spec declares can, too, and is
// blamed for it by its own file and line.
func TestWeakeningComponents(t *testing.T) {
	moved := overlayCase{name: "another namespace", text: "namespace: shop-dev\n", want: []string{"namespace-owner kustomization.yaml:2"}}
	for _, c := range append(slices.Concat(weakening, cunning), moved) {
		if !c.isComponent() || c.isLikeOthers() || c.name == "a namespace that leaves the Namespace" {
			continue // the environment's own namespace, which comes last, brings them back
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir, overlay, folder := c.declared(t)
			c.find(t, dir, overlay, folder)
		})
	}
}

// TestHarmlessComponents: and what does no harm there does none here.
func TestHarmlessComponents(t *testing.T) {
	for _, c := range harmless {
		if !c.isComponent() || c.name == "another namespace" {
			continue // of an environment with a namespace of its own, which a component has not to change
		}
		t.Run(c.name, func(t *testing.T) {
			dir, overlay, _ := c.declared(t)
			if code, out, speech := inFolder(dir, "check", overlay); code != exitOK {
				t.Errorf("exit code %d\n%s%s", code, out, speech)
			}
		})
	}
}

// TestHarmlessOverlays: what environments differ in is no finding, with and without a spec.
func TestHarmlessOverlays(t *testing.T) {
	dir := overlayTree(t)
	for _, c := range harmless {
		t.Run(c.name, func(t *testing.T) {
			overlay := c.put(t, dir)
			if code, out, speech := inFolder(dir, "check", overlay); code != exitOK {
				t.Errorf("exit code %d\n%s%s", code, out, speech)
			}
		})
	}
	if err := os.Remove(filepath.Join(dir, "k8s/harden.yaml")); err != nil {
		t.Fatal(err)
	}
	if code, out, speech := inFolder(dir, "check", "-q"); code != exitOK {
		t.Errorf("without a spec: exit code %d\n%s%s", code, out, speech)
	}
}

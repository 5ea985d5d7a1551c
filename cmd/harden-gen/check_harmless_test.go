package main

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// usual is what overlays of public repositories do, brought to the base of the tests: high availability, autoscaling,
// tracing, managed services in place of own ones, labels by transformers, prefixes of configuration.
var usual = []overlayCase{
	{name: "a managed service in place of a workload", text: "patches:\n- patch: |-\n    $patch: delete\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: web, namespace: shop}\n- patch: |-\n    $patch: delete\n    apiVersion: v1\n    kind: Service\n    metadata: {name: web, namespace: shop}\n"},
	{name: "everything of a workload taken out", text: "patches:\n- target: {labelSelector: app.kubernetes.io/name=web}\n  patch: |-\n    $patch: delete\n    apiVersion: v1\n    kind: Any\n    metadata: {name: any}\n"},
	{name: "replicas for an autoscaler", text: "patches:\n- target: {kind: Deployment, name: (api|web)}\n  patch: |-\n    - {op: remove, path: /spec/replicas}\n"},
	{name: "spread over zones", text: "patches:\n- target: {kind: Deployment}\n  patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata: {name: any}\n    spec:\n      template:\n        metadata: {annotations: {cluster-autoscaler.kubernetes.io/safe-to-evict: \"true\"}}\n        spec:\n          affinity:\n            podAntiAffinity:\n              requiredDuringSchedulingIgnoredDuringExecution:\n              - {labelSelector: {matchLabels: {app.kubernetes.io/part-of: shop}}, topologyKey: kubernetes.io/hostname}\n"},
	{name: "labels by a transformer", text: "namespace: shop-dev\ntransformers: [labels.yaml]\n", files: map[string]string{"labels.yaml": "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: labels}\nlabels: {env: dev}\nfieldSpecs: [{path: metadata/labels, create: true}]\n"}},
	{name: "a label by fields", text: "labels:\n- pairs: {team: web}\n  fields: [{path: spec/template/metadata/labels, kind: Deployment, create: true}]\n"},
	{name: "a variable of a Service", text: "vars:\n- {name: API, objref: {apiVersion: v1, kind: Service, name: api}}\n" + onePatch, files: patchFile(deploymentPatch("      containers:\n      - name: api\n        env: [{name: SELF, value: $(API)}]\n"))},
	{name: "a replacement into an annotation", text: "replacements:\n- source: {kind: Service, name: api, fieldPath: metadata.namespace}\n  targets:\n  - select: {kind: Deployment, name: web}\n    fieldPaths: [\"metadata.annotations.[example.com/inject-from]\"]\n    options: {create: true}\n"},
	{name: "a configuration file", text: "configMapGenerator:\n- {name: more, namespace: shop, files: [app.yaml]}\n" + onePatch, files: map[string]string{"app.yaml": "a: b\n", "patch.yaml": deploymentPatch("      containers:\n      - name: api\n        volumeMounts: [{name: more, mountPath: /etc/more}]\n      volumes: [{name: more, configMap: {name: more}}]\n")}},
	{name: "a key of the base's configuration", text: "configMapGenerator:\n- {name: flags, namespace: shop, behavior: merge, literals: [color=red], options: {disableNameSuffixHash: true}}\n"},
	{name: "routes, certificates, monitors", text: "resources:\n- ../../base\n- more.yaml\n", files: map[string]string{"more.yaml": strings.Join([]string{
		"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web, namespace: shop}\nspec: {rules: [{host: shop.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}]}}]}\n",
		"apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web, namespace: shop}\nspec: {parentRefs: [{name: public, namespace: gateway-system}], rules: [{backendRefs: [{name: web, port: 80}]}]}\n",
		"apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: web, namespace: shop}\nspec: {secretName: web-tls, dnsNames: [shop.example.com], issuerRef: {name: ca}}\n",
		"apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: api, namespace: shop}\nspec: {selector: {matchLabels: {app.kubernetes.io/name: api}}, endpoints: [{port: http}]}\n",
		"apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: shop, namespace: shop}\nspec: {hard: {pods: \"20\"}}\n",
		"apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web, namespace: shop}\nspec: {workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}}\n",
	}, "---\n")}},
	{name: "what a controller of another namespace reads", text: "resources:\n- ../../base\n- gitops.yaml\n", files: map[string]string{"gitops.yaml": "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: shop, namespace: argocd}\nspec: {generators: [{list: {elements: [{env: dev}]}}], template: {metadata: {name: x}, spec: {project: shop}}}\n---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: shop, namespace: flux-system}\nspec: {interval: 10m, path: k8s/overlays/dev, prune: false, sourceRef: {kind: GitRepository, name: fleet}}\n"}},
	{name: "policies of another name", text: "transformers: [t.yaml]\n", files: map[string]string{"t.yaml": "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: t}\nprefix: dev-\nfieldSpecs: [{path: metadata/name, kind: NetworkPolicy}]\n"}},
	{name: "a probe and a hook", text: "patches:\n- target: {kind: Deployment, name: api}\n  patch: |-\n    - {op: add, path: /spec/template/spec/containers/0/livenessProbe, value: {httpGet: {path: /healthz, port: http}, periodSeconds: 20}}\n    - {op: add, path: /spec/template/spec/containers/0/lifecycle, value: {preStop: {sleep: {seconds: 5}}}}\n    - {op: add, path: /spec/template/spec/containers/0/imagePullPolicy, value: IfNotPresent}\n"},
	{name: "an overlay on an overlay", files: map[string]string{"kustomization.yaml": "resources: [../nothing]\nlabels: [{pairs: {tier: mid}, includeTemplates: true}]\n"}},
	{name: "a pull secret", text: "patches:\n- target: {kind: ServiceAccount}\n  patch: |-\n    - {op: add, path: /imagePullSecrets, value: [{name: registry}]}\n"},
}

// TestUsualOverlays: what teams do in public repositories takes nothing away, with and without a spec.
func TestUsualOverlays(t *testing.T) {
	dir := overlayTree(t)
	harmless[0].put(t, dir) // others are built on it
	for _, c := range usual {
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

// foreignTree is a controller as many of them are laid out: parts that an overlay gives a namespace and a prefix.
var foreignTree = map[string]string{
	"config/default/kustomization.yaml": "namespace: tool-system\nnamePrefix: tool-\nlabels:\n- pairs: {control-plane: manager}\n  includeSelectors: true\nresources: [../manager, ../rbac]\npatches: [{path: args.yaml}]\n",
	"config/default/args.yaml":          "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: manager, namespace: system}\nspec:\n  template:\n    spec:\n      containers: [{name: manager, args: [--v=2]}]\n",
	"config/manager/kustomization.yaml": "resources: [manager.yaml]\nimages: [{name: manager, newName: registry.example.com/tool/manager, newTag: v1.2.3}]\n",
	"config/manager/manager.yaml":       "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: system\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: manager, namespace: system}\nspec:\n  selector: {matchLabels: {control-plane: manager}}\n  template:\n    metadata: {labels: {control-plane: manager}}\n    spec:\n      serviceAccountName: manager\n      containers:\n      - name: manager\n        image: manager\n        securityContext: {privileged: true}\n",
	"config/rbac/kustomization.yaml":    "resources: [account.yaml, role.yaml]\n",
	"config/rbac/account.yaml":          "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: manager, namespace: system}\n",
	"config/rbac/role.yaml":             "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: manager}\nrules:\n- {apiGroups: [\"*\"], resources: [widgets], verbs: [get]}\n",
}

// TestForeignBlame: what lies in a resource is told with the file and line that its author knows, though the overlay
// has given it another name and namespace.
func TestForeignBlame(t *testing.T) {
	dir := t.TempDir()
	putFiles(t, dir, foreignTree)
	code, out, speech := inFolder(dir, "check", "config/default", "--format", "github")
	if code != exitConflict {
		t.Fatalf("exit code %d: %s", code, speech)
	}
	for _, want := range []string{
		"file=config/manager/manager.yaml,line=18,title=privileged::Deployment tool-system/tool-manager",
		"file=config/manager/manager.yaml,line=17,title=image-digest::",
		"file=config/manager/manager.yaml,line=3,title=namespace-level::Namespace tool-system",
		"file=config/rbac/role.yaml,line=5,title=wildcard-rules::ClusterRole tool-manager",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
	for line := range strings.Lines(out) {
		if strings.Contains(line, "file=config/default/") || slices.ContainsFunc([]string{"removed-wall", "widened-reach"}, func(id string) bool { return strings.Contains(line, "title="+id) }) {
			t.Error(line)
		}
	}
}

// TestPatchOfNobody: the usual slip is told with the patch's own file and line, and with what to write.
func TestPatchOfNobody(t *testing.T) {
	dir := overlayTree(t)
	for _, c := range []struct {
		overlayCase
		place, hint string
	}{
		{overlayCase{name: "in a file", text: onePatch, files: patchFile("# more pods\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {replicas: 3}\n")}, "patch.yaml:2", "metadata: {name: api, namespace: shop}"},
		{overlayCase{name: "in place", text: "patches:\n- patch: |-\n    apiVersion: v1\n    kind: Service\n    metadata: {name: web, namespace: other}\n    spec: {type: ClusterIP}\n"}, "kustomization.yaml:4", "metadata: {name: web, namespace: shop}"},
		{overlayCase{name: "in a component", text: "components: [part]\n", files: map[string]string{"part/kustomization.yaml": component("patches: [{path: p.yaml}]\n"), "part/p.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {replicas: 3}\n"}}, "part/p.yaml:1", "metadata: {name: api, namespace: shop}"},
		{overlayCase{name: "of nothing", text: onePatch, files: patchFile("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart, namespace: shop}\n")}, "patch.yaml:1", "target: {kind: Deployment, name: cart}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			overlay := c.put(t, dir)
			code, _, speech := inFolder(dir, "check", overlay)
			if code != exitInput || !strings.Contains(speech, overlay+"/"+c.place+": the patch is for ") || !strings.Contains(speech, c.hint) {
				t.Errorf("exit code %d: %s", code, speech)
			}
		})
	}
}

// TestSchemaOfOne: a schema that one overlay brings says nothing about how the patches of another one merge, in either order.
func TestSchemaOfOne(t *testing.T) {
	dir := overlayTree(t)
	patch := deploymentPatch("      containers:\n      - name: api\n        env: [{name: LOG, value: debug}]\n")
	plain := overlayCase{name: "b", text: onePatch, files: patchFile(patch)}
	own := overlayCase{text: "openapi: {path: schema.json}\n" + onePatch, files: map[string]string{"patch.yaml": patch, "schema.json": `{"definitions": {}}`}}
	overlays := []string{plain.put(t, dir)}
	for _, name := range []string{"a", "c"} {
		own.name = name
		overlays = append(overlays, own.put(t, dir))
	}
	_, out, speech := inFolder(dir, "check", "--format", "github")
	for i, overlay := range overlays {
		if found := strings.Contains(out, "file="+overlay+"/"); found != (i > 0) {
			t.Errorf("%s\n%s%s", overlay, out, speech)
		}
	}
	own = overlayCase{name: "broken", text: "openapi: {path: schema.json}\n" + onePatch, files: map[string]string{"patch.yaml": patch, "schema.json": "{]"}}
	if code, _, speech := inFolder(dir, "check", own.put(t, dir)); code != exitInput || !strings.Contains(speech, "kustomize gives up") {
		t.Errorf("exit code %d: %s", code, speech)
	}
}

// TestExpiredWaiverLine: it is told with the line of its day, in the application or in the environment.
func TestExpiredWaiverLine(t *testing.T) {
	dir := t.TempDir()
	text := strings.Replace(overlaySpec, "environments:\n", "waivers:\n- {control: dns, workload: api, reason: a, owner: b, expires: 2020-01-01}\nenvironments:\n- name: first\n", 1)
	text = strings.TrimSuffix(text, "- {name: declared, namespace: shop-staging, workloads: [{name: api, replicas: 1}]}\n") + `- name: declared
  namespace: shop-staging
  waivers:
  - {control: metadata, workload: api, reason: a, owner: b, expires: 2099-01-01}
  - control: metadata
    workload: web
    reason: a
    owner: b
    expires: 2020-02-02
`
	putFiles(t, dir, map[string]string{"k8s/harden.yaml": text})
	if code, _, speech := inFolder(dir, "generate", "-q"); code != exitOK {
		t.Fatal(speech)
	}
	_, out, _ := inFolder(dir, "check", "--format", "github")
	lines := strings.Split(text, "\n")
	for day, of := range map[string]string{"2020-01-01": "dns for api", "2020-02-02": "metadata for web"} {
		line := 1 + slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, day) })
		if want := "file=k8s/harden.yaml,line=" + strconv.Itoa(line) + ",title=expired-waiver"; strings.Count(out, want) != 1 || !strings.Contains(out, of+" expired on "+day) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
}

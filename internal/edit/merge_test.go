package edit

import (
	"strings"
	"testing"
)

const generated = `# Generated
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
  labels:
    app: api
spec:
  replicas: 2
  template:
    spec:
      # the image decides nothing
      containers:
      - name: api
        image: example.com/api:1
        args: [--a, --b]
        env:
        - name: LOG
          value: info
        resources:
          limits:
            memory: 256Mi
        securityContext:
          readOnlyRootFilesystem: true # nothing can be planted
      volumes:
      - name: tmp
        emptyDir:
          sizeLimit: 64Mi
`

const policy = `kind: NetworkPolicy
metadata:
  name: api
spec:
  egress:
  - to:
    - podSelector:
        matchLabels: {app: db}
    ports:
    - port: 5432
  - to:
    - podSelector:
        matchLabels: {app: cache}
    ports:
    - port: 6379
`

func change(pairs ...string) func(string) string {
	return func(text string) string { return strings.NewReplacer(pairs...).Replace(text) }
}

func TestMerge(t *testing.T) {
	for name, c := range map[string]struct {
		before      string
		edited, now func(string) string
		want        func(string) string // nil: a conflict
		conflict    string
	}{
		"different fields": {generated, change("replicas: 2", "replicas: 5 # Black Friday"), change("256Mi", "512Mi"),
			change("replicas: 2", "replicas: 5 # Black Friday", "256Mi", "512Mi"), ""},
		"the same field": {generated, change("256Mi", "1Gi"), change("256Mi", "512Mi"), nil,
			"Deployment.apps shop/api: spec.template.spec.containers[name=api].resources.limits.memory: 256Mi, 1Gi, 512Mi"},
		"the same field to the same": {generated, change("256Mi", "1Gi"), change("256Mi", "1Gi"), change("256Mi", "1Gi"), ""},
		"a comment, and its field": {generated, change("memory: 256Mi", "memory: 256Mi # measured"), change("256Mi", "512Mi"),
			change("memory: 256Mi", "memory: 512Mi # measured"), ""},
		"a comment on what goes": {generated, change("sizeLimit: 64Mi", "sizeLimit: 64Mi # measured"),
			change("      - name: tmp\n        emptyDir:\n          sizeLimit: 64Mi\n", "      - name: run\n        emptyDir: {}\n"), nil,
			"Deployment.apps shop/api: spec.template.spec.volumes[name=tmp]: {name: tmp, emptyDir: {sizeLimit: 64Mi}}, with a comment: {name: tmp, emptyDir: {sizeLimit: 64Mi}}, nothing"},
		"an element beside a changed one": {generated, change("          value: info\n", "          value: info\n        - name: TZ\n          value: UTC\n"),
			change("value: info", "value: debug"), change("          value: info\n", "          value: debug\n        - name: TZ\n          value: UTC\n"), ""},
		"a removed field, and another one": {generated, change("  replicas: 2\n", ""), change("256Mi", "512Mi"),
			change("  replicas: 2\n", "", "256Mi", "512Mi"), ""},
		"a removed field that is generated otherwise": {generated, change("  replicas: 2\n", ""), change("replicas: 2", "replicas: 3"), nil,
			"Deployment.apps shop/api: spec.replicas: 2, nothing, 3"},
		"an edited field that is no longer generated": {generated, change("replicas: 2", "replicas: 4"), change("  replicas: 2\n", ""), nil,
			"Deployment.apps shop/api: spec.replicas: 2, 4, nothing"},
		"null":                        {generated, change("replicas: 2", "replicas: null"), change("256Mi", "512Mi"), change("replicas: 2", "replicas: null", "256Mi", "512Mi"), ""},
		"arguments at the same place": {generated, change("--b]", "--b, --c]"), change("--b]", "--b, --d]"), nil, "Deployment.apps shop/api: spec.template.spec.containers[name=api].args: [--a, --b], [--a, --b, --c], [--a, --b, --d]"},
		"arguments at both ends":      {generated, change("[--a", "[--z, --a"), change("--b]", "--b, --d]"), change("[--a", "[--z, --a", "--b]", "--b, --d]"), ""},
		"resources at the same place": {"kind: Kustomization\nresources:\n- a.yaml\n", func(s string) string { return s + "- mine.yaml # of my own\n" },
			func(s string) string { return s + "- b.yaml\n" }, func(s string) string { return s + "- mine.yaml # of my own\n- b.yaml\n" }, ""},
		"rules added on both sides": {policy, func(s string) string {
			return s + "  - to: [{podSelector: {matchLabels: {app: mine}}}] # ours alone\n"
		},
			func(s string) string { return s + "  - to:\n    - podSelector: {}\n" },
			func(s string) string {
				return s + "  - to: [{podSelector: {matchLabels: {app: mine}}}] # ours alone\n  - to:\n    - podSelector: {}\n"
			}, ""},
		"a rule edited in two fields": {policy, change("port: 6379", "port: 6380"), change("app: cache", "app: redis"),
			change("port: 6379", "port: 6380", "app: cache", "app: redis"), ""},
		"a rule edited, another removed": {policy, change("port: 6379", "port: 6380"),
			change("  - to:\n    - podSelector:\n        matchLabels: {app: db}\n    ports:\n    - port: 5432\n", ""),
			change("  - to:\n    - podSelector:\n        matchLabels: {app: db}\n    ports:\n    - port: 5432\n", "", "port: 6379", "port: 6380"), ""},
		"an object added": {policy, func(s string) string { return s + "---\nkind: ConfigMap\nmetadata: {name: mine}\n" }, change("5432", "5433"),
			func(s string) string {
				return strings.Replace(s, "5432", "5433", 1) + "---\nkind: ConfigMap\nmetadata: {name: mine}\n"
			}, ""},
		"another type": {generated, change("memory: 256Mi", "memory: [256Mi]"), change("256Mi", "512Mi"), nil,
			"Deployment.apps shop/api: spec.template.spec.containers[name=api].resources.limits.memory: 256Mi, [256Mi], 512Mi"},
		"line endings": {generated, func(s string) string {
			return strings.ReplaceAll(change("replicas: 2", "replicas: 5")(s), "\n", "\r\n")
		}, change("256Mi", "512Mi"),
			func(s string) string {
				return strings.ReplaceAll(change("replicas: 2", "replicas: 5", "256Mi", "512Mi")(s), "\n", "\r\n")
			}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, conflicts, err := Merge([]byte(c.before), []byte(c.edited(c.before)), []byte(c.now(c.before)))
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, f := range conflicts {
				said = append(said, f.Object+": "+f.Path+": "+f.Before+", "+f.Edited+", "+f.Now)
			}
			if text := strings.Join(said, "\n"); text != c.conflict {
				t.Errorf("conflicts:\n%s\nnot:\n%s", text, c.conflict)
			}
			if c.want == nil {
				if got != nil {
					t.Error("a conflict, and a text all the same")
				}
				return
			}
			if want := c.want(c.before); string(got) != want {
				t.Errorf("%s", Unified("want", "got", []byte(want), got))
			}
		})
	}
}

func TestMergeRefuses(t *testing.T) {
	for name, c := range map[string]struct{ edited, want string }{
		"no YAML":         {"a: [", "line 1: not YAML: did not find expected node content"},
		"a tab":           {"a:\n\tb: 1\n", "line 2: not YAML: found character that cannot start any token"},
		"a key twice":     {"a: 1\nb: 2\na: 3\n", `line 3: the key "a" is there twice`},
		"an anchor":       {"a: &x 1\nb: *x\n", "line 1: an anchor or an alias, which cannot be merged: write the value in both places"},
		"a merge key":     {"<<: {a: 1}\n", "line 1: a key that is no word"},
		"an object twice": {"kind: A\n---\nkind: A\n", "line 3: there are two of A"},
		"a list":          {"- a\n", "line 1: no object, but a list"},
		"a word":          {"a\n", "line 1: no object, but a single value"},
		"zero byte":       {"a: \x00\n", "not YAML: control characters are not allowed"},
		"no text":         {"a: \xff\n", "not YAML: invalid leading UTF-8 octet"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := Merge([]byte("kind: A\n"), []byte(c.edited), []byte("kind: A\nb: 1\n"))
			if err == nil || err.Error() != c.want {
				t.Errorf("%v, not %s", err, c.want)
			}
		})
	}
}

package kustomize

import (
	"bytes"
	"encoding/json"
	"math"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// What a reader of a generated deployment.yaml sees.
func TestAppendYAMLDeployment(t *testing.T) {
	comments := map[string]string{
		"spec.template.spec.automountServiceAccountToken":                          "it never calls the Kubernetes API",
		"spec.template.spec.securityContext":                                       "the pod's own",
		"spec.template.spec.containers[].securityContext.capabilities.drop":        "all of them",
		"spec.template.spec.containers[].securityContext.allowPrivilegeEscalation": "no setuid",
		"spec.template.spec.containers[].args":                                     "one a line",
		"spec.template.spec.volumes[].emptyDir":                                    "scratch",
	}
	const want = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: payments
  labels:
    app.kubernetes.io/name: api
    app.kubernetes.io/version: "1.8.2"
  annotations:
    note: |
      first line
        second: line
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: api
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 25%
  template:
    metadata:
      labels:
        app.kubernetes.io/name: api
    spec:
      serviceAccountName: api
      automountServiceAccountToken: false # it never calls the Kubernetes API
      enableServiceLinks: false
      securityContext: # the pod's own
        runAsUser: 10001
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
      terminationGracePeriodSeconds: 30
      containers:
      - name: api
        image: images.example.com/payments/api:1.8.2@sha256:0f1e
        imagePullPolicy: IfNotPresent
        args: # one a line
        - --listen=:8080
        - -c
        - "no"
        ports:
        - name: http
          containerPort: 8080
          protocol: TCP
        env:
        - name: LOG
          value: "off"
        resources:
          requests:
            cpu: "1"
            memory: 128Mi
          limits:
            memory: 256Mi
        readinessProbe:
          httpGet:
            path: /readyz
            port: http
        securityContext:
          capabilities:
            drop: # all of them
            - ALL
          readOnlyRootFilesystem: true
          allowPrivilegeEscalation: false # no setuid
        volumeMounts:
        - name: tmp
          mountPath: /tmp
      volumes:
      - name: tmp
        emptyDir: # scratch
          sizeLimit: 64Mi
      - name: empty
        emptyDir: {} # scratch
`
	got := string(AppendYAML([]byte("# first\n"), sampleDeployment(), comments))
	if diff := cmp.Diff("# first\n"+want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAppendYAMLText(t *testing.T) {
	for value, want := range map[string]string{
		"plain text":             `plain text`,
		"https://x.example/a?b#": `https://x.example/a?b#`,
		"10.0.0.0/8":             `10.0.0.0/8`,
		"--flag=a":               `--flag=a`,
		"100m":                   `100m`,
		"größe":                  `größe`,
		"no":                     `"no"`,
		"NULL":                   `"NULL"`,
		"~":                      `"~"`,
		"1.10":                   `"1.10"`,
		"0440":                   `"0440"`,
		"0o17":                   `"0o17"`,
		"1_000":                  `"1_000"`,
		"12:30:45":               `"12:30:45"`,
		"2001-01-01":             `"2001-01-01"`,
		"-.Inf":                  `"-.Inf"`,
		"<<":                     `"<<"`,
		"":                       `""`,
		" a":                     `" a"`,
		"a: b":                   `"a: b"`,
		"a #b":                   `"a #b"`,
		"---":                    `"---"`,
		"a\tb\r\x00\u2028\ufeff": `"a\tb\r\u0000\u2028\ufeff"`,
		"\U000e0001\xff":         `"\U000e0001\ufffd"`,
		"a\nb":                   "|-\n  a\n  b",
		"a\n\n b\n":              "|\n  a\n\n   b",
		"\ta\n\n":                `"\ta\n\n"`,
		"\n":                     `"\n"`,
		"a \nb":                  `"a \nb"`,
		"a\r\nb":                 `"a\r\nb"`,
	} {
		got := string(AppendYAML(nil, map[string]string{"k": value}, nil))
		if got != "k: "+want+"\n" {
			t.Errorf("%q: got %s", value, got)
		}
	}
}

func TestAppendYAMLNesting(t *testing.T) {
	var tree any
	const in = `{"z":1e-7,"a":[[1,[2,[]]],[{"b":[{"c":{}}],"d":"x\ny"}],"x\ny",{}],"e":null,"f":{"g":{"h":1e3,"d":1.5e300}}}`
	if err := json.Unmarshal([]byte(in), &tree); err != nil {
		t.Fatal(err)
	}
	const want = `a:
- - 1
  - - 2
    - []
- - b:
    - c: {}
    d: |-
      x
      y
- |-
  x
  y
- {}
e: null
f:
  g:
    d: 1.5e+300
    h: 1000
z: 1.0e-07
`
	if diff := cmp.Diff(want, string(AppendYAML(nil, tree, nil))); diff != "" {
		t.Error(diff)
	}
}

func TestAppendYAMLLeavesOut(t *testing.T) {
	for _, c := range []struct {
		name, want string
		v          any
	}{
		{"zero spec and status", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n", &corev1.Namespace{
			TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "Namespace"},
			ObjectMeta: metav1.ObjectMeta{Name: "a"},
			Status:     corev1.NamespaceStatus{Phase: corev1.NamespaceActive},
		}},
		{"an empty selector means every pod", "metadata: {}\nspec:\n  podSelector: {}\n", &networkingv1.NetworkPolicy{}},
		{"only outermost", "a:\n  spec: {}\n  status: {}\n", map[string]any{
			"a": map[string]any{"spec": map[string]any{}, "status": map[string]any{}},
		}},
		{"maps too", "{}\n", map[string]any{"spec": map[string]any{}, "status": 1}},
		{"what marshals itself too", "{}\n", json.RawMessage(`{"status":{"a":1},"spec":{}}`)},
		{"the list of a spec", "- spec: {}\n", []any{map[string]any{"spec": map[string]string{}}}},
		{"nothing in the middle", "a: 1\nz: 2\n", json.RawMessage(`{"a":1,"spec":{},"z":2}`)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, string(AppendYAML(nil, c.v, nil))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAppendYAMLKeyOrder(t *testing.T) {
	type object struct {
		Z           int               `json:"z"`
		Volumes     int               `json:"volumes"`
		Annotations int               `json:"annotations"`
		A           int               `json:"a"`
		Containers  int               `json:"containers"`
		Labels      map[string]string `json:"labels"`
		Name        int               `json:"name"`
		Kind        int               `json:"kind"`
		APIVersion  int               `json:"apiVersion"`
		Raw         json.RawMessage   `json:"raw"`
		Ints        map[int]int       `json:"ints"`
	}
	v := object{Labels: map[string]string{"name": "b", "kind": "c", "a": "d"}, Raw: json.RawMessage(`{"z":1,"name":2}`)}
	v.Ints = map[int]int{9: 1, 5: 2, 3: 3, 10: 4, 4: 5, 2: 6, 8: 7, 1: 8, 6: 9, 7: 10}
	const want = "apiVersion kind name labels a kind name annotations z a raw z name ints \"1\" \"10\" \"2\" \"3\" \"4\" \"5\" \"6\" \"7\" \"8\" \"9\" containers volumes"
	var keys []string
	for line := range strings.Lines(string(AppendYAML(nil, v, nil))) {
		key, _, _ := strings.Cut(strings.TrimSpace(line), ":")
		keys = append(keys, key)
	}
	if diff := cmp.Diff(want, strings.Join(keys, " ")); diff != "" {
		t.Error(diff)
	}
}

func TestAppendYAMLComments(t *testing.T) {
	v := map[string]any{
		"block": "a\nb\n",
		"items": []any{map[string]any{"a": 1}, map[string]any{"a": []any{}}, []any{map[string]any{"a": 2}}},
		"other": map[string]any{"a": 1},
	}
	got := string(AppendYAML(nil, v, map[string]string{
		"block": "one", "items": "two", "items[].a": "three\nlines", "items[][].a": "four", "a": "never", "other.a": "",
	}))
	const want = `block: | # one
  a
  b
items: # two
- a: 1 # three lines
- a: [] # three lines
- - a: 2 # four
other:
  a: 1
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAppendYAMLRefuses(t *testing.T) {
	for _, v := range []any{
		make(chan int), map[bool]int{true: 1}, math.NaN(), json.Number("1e"), json.Number("null"),
		json.RawMessage("{"), json.RawMessage(""), json.RawMessage("1 2"), intstr.IntOrString{Type: 7},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%T %v: no panic", v, v)
				}
			}()
			AppendYAML(nil, v, nil)
		}()
	}
}

func TestAppendYAMLAllocations(t *testing.T) {
	if info, ok := debug.ReadBuildInfo(); ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		t.Skip("the race detector empties every sync.Pool at random")
	}
	d := sampleDeployment()
	dst := AppendYAML(nil, d, nil)
	const most = 15
	if n := testing.AllocsPerRun(100, func() { dst = AppendYAML(dst[:0], d, nil) }); n > most {
		t.Errorf("%v allocations for one Deployment, want at most %d", n, most)
	}
}

func BenchmarkAppendYAML(b *testing.B) {
	d := sampleDeployment()
	comments := map[string]string{"spec.template.spec.automountServiceAccountToken": "no API calls"}
	var dst []byte
	for name, comments := range map[string]map[string]string{"bare": nil, "comments": comments} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				dst = AppendYAML(dst[:0], d, comments)
			}
			b.SetBytes(int64(len(dst)))
		})
	}
	b.Run("json", func(b *testing.B) {
		b.ReportAllocs()
		var buf bytes.Buffer
		for b.Loop() {
			buf.Reset()
			_ = json.NewEncoder(&buf).Encode(d)
		}
	})
}

package kustomize

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	yamlv3 "go.yaml.in/yaml/v3"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"sigs.k8s.io/randfill"
	"sigs.k8s.io/yaml"
)

// nastyTexts are strings that some reader of YAML takes for something else, or that YAML forbids.
var nastyTexts = []string{
	"", " ", "a", "a ", " a", "\t", "a\tb", "y", "Y", "no", "On", "true", "FALSE", "~", "null", "Null", "=",
	"<<", "-", "--", "?", "? a", ":", ":a", "a:", "a: b", "a:b", "#", "a #b", "a#b", "- a", "-a", "-f", "---",
	"--- a", "...", "... a", "%a", "@", "`", "'", "\"", "\\", "&a", "*a", "!a", "!!str", "|", ">", "[", "]",
	"{}", ",", "a,b", "$(A)", "1", "-1", "+1", "1.10", "0440", "08", "0o17", "0x1F", "0b11", "1e3", "1E400",
	"1.5e+3", ".5", ".", "1.", "-.inf", ".NaN", ".INF", "+.inf", "1_000", "0_", "12:30:45", "190:20:30.15",
	"2001-01-01", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5", "1,000", "10.0.0.0/8", "::/0",
	"::1", "10.96.0.1", "100m", "1Gi", "sha256:12", "0 0 * * *", "*/5 * * * *", "\x00", "\x1b", "\x7f",
	"\u0080", "\u0085", "\u009f", "\u00a0", "\u00ad", "\u2028", "a\u2029b", "\ufeff", "\ufffd", "\ufffe",
	"\uffff", "\u202e", "\U0001F600", "\U0001fffe", "\U000e0041", "\U0010ffff", "größe", "日本",
	"\xff\xfe", "\n", "\n\n", "a\n", "a\nb", "a\nb\n", "a\n\n", "\na", "\n\na\n", " a\nb", "a\n b\n",
	"\ta\nb\n", "a\n\tb", "a \nb", "a\n \nb", "a\n\t\nb\n", "a\nb ", "a\r\nb", "\r", "a\n#b\n", "#a\nb",
	"---\na\n", "a\n---\n", "a: |\n  b\n", "a\u0085b\nc", "a\n\ufeffb", "- a\n- b\n", "%a\nb\n",
	"a\n\n\nb\n\n\n", strings.Repeat("long ", 300) + "end", strings.Repeat("x", 1100),
	strings.Repeat("ü", 1100),
}

func TestAppendYAMLReadsBackAsJSON(t *testing.T) {
	for _, empty := range []func() any{
		func() any { return &appsv1.Deployment{} },
		func() any { return &appsv1.StatefulSet{} },
		func() any { return &appsv1.DaemonSet{} },
		func() any { return &batchv1.CronJob{} },
		func() any { return &corev1.Pod{} },
		func() any { return &corev1.Service{} },
		func() any { return &corev1.Namespace{} },
		func() any { return &corev1.ServiceAccount{} },
		func() any { return &corev1.ConfigMap{} },
		func() any { return &corev1.Secret{} },
		func() any { return &corev1.ResourceQuota{} },
		func() any { return &corev1.LimitRange{} },
		func() any { return &corev1.PersistentVolumeClaim{} },
		func() any { return &networkingv1.NetworkPolicy{} },
		func() any { return &policyv1.PodDisruptionBudget{} },
		func() any { return &autoscalingv2.HorizontalPodAutoscaler{} },
		func() any { return &rbacv1.Role{} },
		func() any { return &rbacv1.ClusterRoleBinding{} },
		func() any { return new(any) },
	} {
		t.Run(strings.TrimPrefix(fmt.Sprintf("%T", empty()), "*"), func(t *testing.T) {
			t.Parallel() // they share the plans
			readsBack(t, empty(), nil)
			for seed := range int64(60) {
				v := empty()
				filler(seed).Fill(v)
				readsBack(t, v, nil)
			}
		})
	}
	t.Run("the example", func(t *testing.T) { readsBack(t, sampleDeployment(), nil) })
}

func TestAppendYAMLReadsBackNasty(t *testing.T) {
	for _, s := range nastyTexts {
		readsBack(t, textTree(s, s), nil)
		readsBack(t, s, nil)
	}
}

func FuzzAppendYAMLText(f *testing.F) {
	for i, s := range nastyTexts {
		f.Add(s, nastyTexts[(i*7+1)%len(nastyTexts)], nastyTexts[(i*11+2)%len(nastyTexts)])
	}
	f.Fuzz(func(t *testing.T, key, value, comment string) {
		tree := textTree(key, value)
		readsBack(t, tree, nil)
		comments := map[string]string{"list": comment, "list[]": comment, "list[].inner": comment, "map": comment}
		comments["map."+key], comments["list[].map."+key] = comment, comment
		readsBack(t, tree, comments)
	})
}

func FuzzAppendYAMLTree(f *testing.F) {
	for _, s := range nastyTexts {
		text, _ := json.Marshal(s)
		f.Add([]byte(fmt.Sprintf(`{%s:[[%s,{"a":%s}],[[]],{}],"b":{"c":[{"d":%s,"e":null}]}}`, text, text, text, text)))
	}
	f.Add([]byte(`[0,-0,1.5,-1e-7,1E+21,1e3,12345678901234567890,0.1e1,true,false,null,[[[[]]]],{"":{"":{}}}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		var tree any
		if d.Decode(&tree) != nil || !inRange(tree) {
			t.Skip("no JSON, or a number that readers disagree about")
		}
		readsBack(t, tree, nil)
		if raw, err := json.Marshal(tree); err == nil {
			readsBack(t, json.RawMessage(raw), nil)
		}
	})
}

// textTree puts key and value wherever a string can stand.
func textTree(key, value string) any {
	return map[string]any{
		"list": []any{value, []any{value, []any{value}}, map[string]any{
			"inner": value, "map": map[string]string{key: value},
		}},
		"map":  map[string]any{key: value},
		"deep": map[string]any{key: map[string]any{key: []any{map[string]any{key: value}}}},
	}
}

// inRange tells whether a float64, which is what readers of YAML make of numbers, can hold every number of tree.
func inRange(tree any) bool {
	switch v := tree.(type) {
	case json.Number:
		f, err := v.Float64()
		return err == nil && !math.IsInf(f, 0)
	case []any:
		for _, e := range v {
			if !inRange(e) {
				return false
			}
		}
	case map[string]any:
		for _, e := range v {
			if !inRange(e) {
				return false
			}
		}
	}
	return true
}

// readsBack holds the law: two readers of YAML find in the output what a reader of JSON finds in encoding/json's.
func readsBack(t *testing.T, v any, comments map[string]string) {
	t.Helper()
	const before = "# before\n"
	out := AppendYAML([]byte(before), v, comments)
	if !utf8.Valid(out) || out[len(out)-1] != '\n' || string(out[:len(before)]) != before {
		t.Fatalf("%+v: not text: %q", v, out)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	want := leftOut(decoded(t, text))
	strict, err := yaml.YAMLToJSONStrict(out)
	if err != nil {
		t.Fatalf("%v\n%s\n%q", err, out, out)
	}
	if diff := cmp.Diff(want, decoded(t, strict)); diff != "" {
		t.Fatalf("sigs.k8s.io/yaml: %s\n%s\n%q", diff, out, out)
	}
	var tree any
	if err := yamlv3.Unmarshal(out, &tree); err != nil {
		t.Fatalf("%v\n%s\n%q", err, out, out)
	}
	third, err := json.Marshal(tree)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if diff := cmp.Diff(want, decoded(t, third)); diff != "" {
		t.Fatalf("go.yaml.in/yaml/v3: %s\n%s\n%q", diff, out, out)
	}
}

func decoded(t *testing.T, text []byte) (tree any) {
	t.Helper()
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return tree
}

func leftOut(tree any) any {
	if m, ok := tree.(map[string]any); ok {
		delete(m, "status")
		if spec, ok := m["spec"].(map[string]any); ok && len(spec) == 0 {
			delete(m, "spec")
		}
	}
	return tree
}

// filler fills Kubernetes objects at random: the same for the same seed.
func filler(seed int64) *randfill.Filler {
	quantities := []string{"0", "1", "100m", "128Mi", "1.5Gi", "1e3", "4k", "1234567890123456789012", "0.5"}
	return randfill.NewWithSeed(seed).NilChance(.4).NumElements(0, 2).MaxDepth(14).Funcs(
		func(s *string, c randfill.Continue) { *s = nastyTexts[c.Intn(len(nastyTexts))] },
		func(q *resource.Quantity, c randfill.Continue) {
			*q = resource.MustParse(quantities[c.Intn(len(quantities))])
		},
		func(v *intstr.IntOrString, c randfill.Continue) {
			*v = intstr.FromInt32(c.Int31())
			if c.Bool() {
				*v = intstr.FromString(nastyTexts[c.Intn(len(nastyTexts))])
			}
		},
		func(v *metav1.Time, c randfill.Continue) { *v = metav1.Unix(int64(c.Int31()), 0) },
		func(v *time.Time, c randfill.Continue) { *v = time.Unix(int64(c.Int31()), 5).UTC() },
		func(v *metav1.FieldsV1, _ randfill.Continue) { v.SetRawString(`{"f:b":{},"f:a":{"x":[]}}`) },
		func(v *runtime.RawExtension, _ randfill.Continue) { v.Raw = []byte(`{"b":1,"a":[null]}`) },
		func(v *any, c randfill.Continue) { *v = randomTree(c.Rand, 6) },
	)
}

func randomTree(r *rand.Rand, depth int) any {
	switch r.Intn(9) {
	case 0, 1, 2:
		m := map[string]any{}
		for range min(r.Intn(4), depth) {
			m[nastyTexts[r.Intn(len(nastyTexts))]] = randomTree(r, depth-1)
		}
		return m
	case 3, 4:
		list := []any{}
		for range min(r.Intn(4), depth) {
			list = append(list, randomTree(r, depth-1))
		}
		return list
	case 5:
		return r.Int63() - r.Int63()
	case 6:
		return r.NormFloat64() * math.Pow10(r.Intn(60)-30)
	case 7:
		return []any{nil, true, false}[r.Intn(3)]
	}
	return nastyTexts[r.Intn(len(nastyTexts))]
}

package spec

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestEnvironmentAnswers reads environments back as flags of overlay, and says of which the flags say everything.
func TestEnvironmentAnswers(t *testing.T) {
	for _, c := range []struct {
		said  string
		whole bool
		want  string // FLAG VALUE each
	}{
		{"", true, ""},
		{"namespace: a", true, "namespace a"},
		{"namespace: {name: a}", true, "namespace a"},
		{"components: [b, a]", true, "component b; component a"},
		{"platform: {profile: eks, kubernetesVersion: \"1.35\", apiServer: [{cidr: 10.97.0.1/32, port: 443}, {cidr: \"2001:db8::1/128\", port: 6443}], secretStore: {kind: ClusterSecretStore, name: v}, gateway: {namespace: g, podLabels: {a: b}}, monitoring: {namespace: m}}", true,
			"profile eks; kubernetes-version 1.35; api-server 10.97.0.1/32:443; api-server [2001:db8::1/128]:6443; gateway ns/g/a=b; monitoring ns/m; secret-store ClusterSecretStore/v"},
		{"secrets: [{name: db, data: {user: {key: a}, password: {key: b, property: c}}}]", true, "secret db:password=b#c; secret db:user=a"},
		{"workloads: [{name: web, replicas: 0}, {name: api, image: " + goodImage + ", env: {LOG: a=b}, resources: {limits: {memory: 1Gi, cpu: 2}}}]", true,
			"image api=" + goodImage + "; env api=LOG=a=b; replicas web=0; limits api=cpu=2,memory=1Gi"},
		// What no flag can say.
		{"namespace: {name: a, podSecurity: {version: v1.33}}", false, ""},
		{"platform: {cni: cilium}", false, ""},
		{"platform: {secretStore: {kind: ClusterSecretStore}}", false, ""},
		{"secrets: [{name: db, existing: true}]", false, ""},
		{"secrets: [{name: db, data: {a#b: {key: c}}}]", true, "secret db:a#b=c"},
		{"secrets: [{name: db, data: {password: {key: \"c#d\"}}}]", false, "secret db:password=c#d"},
		{"workloads: [{name: api, env: {PW: {field: metadata.name}}}]", false, "env api=PW from elsewhere"},
		{"workloads: [{name: api, dns: Deny}]", false, ""},
		{"workloads: [{name: api}]", false, ""},
		{"waivers: []", false, ""},
	} {
		app := mustLoad(t, platformed+"environments: [{name: staging, "+c.said+"}]\n")
		answers, whole := app.Environments[0].Answers()
		var got []string
		for _, a := range answers {
			got = append(got, a.Flag+" "+a.Value)
		}
		if text := strings.Join(got, "; "); text != c.want || whole != c.whole {
			t.Errorf("%s: %v %s", c.said, whole, cmp.Diff(c.want, text))
		}
	}
}

// TestResolve makes environments follow what the application has become.
func TestResolve(t *testing.T) {
	app := mustLoad(t, platformed+"environments: [{name: staging, namespace: s, workloads: [{name: api, env: {LOG: \"<a&b>\"}}]}]\n")
	want := Clone(app)
	app.Environments[0].Spec = nil
	if ps := app.Resolve(); len(ps) > 0 {
		t.Fatal(ps)
	}
	if diff := cmp.Diff(want.Environments[0].Spec, app.Environments[0].Spec); diff != "" {
		t.Errorf("nothing was changed (-file +resolved):\n%s", diff)
	}
	app.Workloads[1].Replicas = new(int32(7))
	if ps := app.Resolve(); len(ps) > 0 || *app.Environments[0].Spec.Workloads[1].Replicas != 7 {
		t.Errorf("%v, %+v", ps, app.Environments[0].Spec.Workloads[1])
	}
	app.Workloads = app.Workloads[1:] // api, of which the environment speaks
	if ps := app.Resolve(); len(ps) != 1 || ps[0].Path != "environments[staging].workloads[api]" || !strings.Contains(ps[0].Message, "image is missing") {
		t.Errorf("%v", ps)
	}
}

// TestOverlayFlags holds the table to the questions.
func TestOverlayFlags(t *testing.T) {
	for _, f := range OverlayFlags() {
		q, ok := FindFlag(f.Flag)
		if !ok || f.Workload != strings.HasPrefix(q.Path, "workloads[].") {
			t.Errorf("%s: %v %s", f.Flag, ok, q.Path)
		}
	}
	for _, q := range Questions() {
		if q.OfEnvironment() && q.Flag != "" && !slices.ContainsFunc(OverlayFlags(), func(f OverlayFlag) bool { return f.Flag == q.Flag }) {
			t.Errorf("overlay has no --%s", q.Flag)
		}
	}
}

package spec

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestNotes(t *testing.T) {
	const web = "- name: web\n  image: " + goodImage + "\n"
	const gateway = "platform: {gateway: {namespace: gw}}\n"
	for _, c := range []problemCase{
		{small + "  ports: [{name: http, containerPort: 8080}]\n" + web + "  connects: [{to: {workload: api}, ports: [http]}]\n",
			`harden.yaml:7:11: workloads[0].ports[0]: workload/web may call port http of api, and no Service leads there
  hint: add servicePort: 8080; leave it as it is where callers take the addresses of pods`},
		{small + "  ports: [{name: http, containerPort: 8080, from: [gateway, {workload: web}]}, {name: other, containerPort: 80, servicePort: 80}]\n" + web + gateway,
			`harden.yaml:7:11: workloads[0].ports[0]: gateway, workload/web may call port http of api, and no Service leads there
  hint: add servicePort: 8080; leave it as it is where callers take the addresses of pods`},
		{small + "  ports: [{name: a, containerPort: 80, from: [{workload: api}, {namespace: b}, internet]}, {name: b, containerPort: 81, servicePort: 80, from: [{workload: web}]}, {name: c, containerPort: 82}]\n" + web, ""},
		{small + "  env: {A: $(HOSTNAM), HOSTNAME: x, B: $(KUBERNETES_SERVICE_HOST), C: $$(D), D: $(date), E: \"$(a b)\"}\n",
			`harden.yaml:7:12: workloads[0].env.A: $(HOSTNAM) stays as it stands: there is no variable of that name here, and those of the image do not count
  hint: did you mean $(HOSTNAME)?
harden.yaml:7:81: workloads[0].env.D: $(date) stays as it stands: there is no variable of that name here, and those of the image do not count
  hint: write $$(date) to say that it is meant so`},
		{small + "  env: {DB_PASSWORD: hunter2, URL: \"postgres://app:hunter2@db/app\", OTHER: \"postgres://app:$(PW)@db\", PASSWORD_FILE: /run/pw, API_SECRET: \"\", CLIENT_SECRET: /run/secret, PW: \"\", passwordless: yes-it-is}\n",
			`harden.yaml:7:22: workloads[0].env.DB_PASSWORD: DB_PASSWORD looks like a secret that is written out
  hint: if it is one, keep it in the secret store and declare it under secrets
harden.yaml:7:36: workloads[0].env.URL: this address looks like one with a password
  hint: if it is one, keep it in the secret store and declare it under secrets`},
		{small + "config: [{name: a, data: {db.password: hunter2, token.ttl: 1h, x: \"a: b\\npassword: hunter2\"}, files: {f: f, g: g}}]\n",
			`harden.yaml:7:40: config[0].data["db.password"]: db.password looks like a secret that is written out
  hint: if it is one, keep it in the secret store and declare it under secrets
harden.yaml:7:67: config[0].data.x: line 2: password looks like a secret that is written out
  hint: if it is one, keep it in the secret store and declare it under secrets
harden.yaml:7:106: config[0].files.f: line 3: secret_key looks like a secret that is written out
  hint: if it is one, keep it in the secret store and declare it under secrets`},
	} {
		folder := fstest.MapFS{"f": {Data: []byte("# password: see the wiki\n[db]\nsecret_key = \"abcdef\"\npassword = hunter2\n")}, "g": {Data: []byte("password: ${PW}\npassword:\n  file: /run/pw\npassword: true\n")}}
		app, said := withFiles(t, c.said, folder)
		if said != "" {
			t.Fatalf("%s\n%s", c.said, said)
		}
		got := ""
		if notes := Notes(app); len(notes) > 0 {
			got = Locate("harden.yaml", []byte(c.said), notes).Error()
		}
		if got != c.want {
			t.Errorf("%s\n-want +got\n%s", c.said, cmp.Diff(c.want, got))
		}
	}
}

package spec

import "testing"

const waived = "waivers: [{control: read-only-root, workload: api, reason: it writes to /opt, owner: payments, expires: 2027-03-01}]"

func TestWaivers(t *testing.T) {
	for _, said := range []string{waived, "waivers:\n- {control: dns, workload: api, reason: a, owner: b, expires: \"2027-03-01\"}\n", "waivers: []"} {
		if got := problemsOf(atTop(said)); got != "" {
			t.Errorf("%s:\n%s", said, got)
		}
	}
	app := mustLoad(t, atTop(waived))
	w := &app.Waivers[0]
	if w.Expires != "2027-03-01" || !w.Holds("2027-03-01") || w.Holds("2027-03-02") || !w.Holds("2026-12-31") {
		t.Errorf("%+v", w)
	}
	testProblems(t, atTop, []problemCase{
		{"waivers: [{control: Read_Only, workload: ap, reason: \"\", owner: \" \", expires: 2027-02-30}]",
			`harden.yaml:4:21: waivers[0].control: "Read_Only" is no id of a control
  hint: harden-gen explain lists the controls
harden.yaml:4:42: waivers[0].workload: there is no workload "ap" in this application
  hint: the workloads: api
harden.yaml:4:54: waivers[0].reason: a waiver says its reason
  hint: say why the control cannot hold, and what holds in its place
harden.yaml:4:65: waivers[0].owner: a waiver says its owner
  hint: name the team that will be asked when it expires
harden.yaml:4:79: waivers[0].expires: "2027-02-30" is no day
  hint: write the last day on which it holds, such as 2027-03-01`},
		{"waivers: [{control: dns, workload: api, reason: a, owner: b}]",
			`harden.yaml:4:11: waivers[0]: expires is missing
  hint: add expires: …`},
		{"waivers:\n- {control: dns, workload: api, reason: a, owner: b, expires: 2027-03-01}\n- {control: dns, workload: api, reason: c, owner: d, expires: 2028-03-01}",
			`harden.yaml:6:13: waivers[1].control: dns is waived for "api" a second time
  hint: keep one of the two`},
	})
}

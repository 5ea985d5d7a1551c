package golden

import (
	"cmp"
	"encoding/json"
	"slices"

	gocmp "github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"

	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/spec"
)

// plantable are controls that one change of a pod breaks, and no other control with it.
var plantable = map[string]func(*corev1.PodSpec){
	"privileged":      func(p *corev1.PodSpec) { p.Containers[0].SecurityContext.Privileged = new(true) },
	"host-namespaces": func(p *corev1.PodSpec) { p.HostPID = true },
	"capabilities":    func(p *corev1.PodSpec) { p.Containers[0].SecurityContext.Capabilities.Drop = nil },
	"read-only-root":  func(p *corev1.PodSpec) { p.Containers[0].SecurityContext.ReadOnlyRootFilesystem = nil },
	"image-digest":    func(p *corev1.PodSpec) { p.Containers[0].Image = "registry.example.com/a:1" },
	"memory-limit":    func(p *corev1.PodSpec) { delete(p.Containers[0].Resources.Limits, corev1.ResourceMemory) },
	"automatic-token": func(p *corev1.PodSpec) { p.AutomountServiceAccountToken = new(true) },
	"token-volume": func(p *corev1.PodSpec) {
		p.Volumes = append(p.Volumes, corev1.Volume{Name: "kube-api-access-x", VolumeSource: corev1.VolumeSource{ConfigMap: &corev1.ConfigMapVolumeSource{}}})
	},
}

// broken is a control that is found broken for a workload.
type broken struct{ Control, Workload string }

// waiverDay is today for drawn waivers; some end the day before.
const waiverDay = spec.Date("2026-11-22")

// waiversHold: where every workload breaks every plantable control, exactly those are silent that the spec
// waives for that workload today, and each waiver that has ended is told.
func waiversHold(r reporter, s *subject) {
	if len(s.app.Waivers) == 0 {
		return
	}
	var documents []controls.Document
	for _, d := range s.documents {
		if d.object != nil && d.kind != "Deployment" {
			documents = append(documents, controls.Document{JSON: d.json})
		}
	}
	var want []broken
	for _, deployment := range s.deployments {
		deployment = deployment.DeepCopy()
		for id, plant := range plantable {
			plant(&deployment.Spec.Template.Spec)
			want = append(want, broken{id, deployment.Name})
		}
		data, err := json.Marshal(deployment)
		if err != nil {
			r.Fatalf("%v", err)
		}
		documents = append(documents, controls.Document{JSON: data})
	}
	for _, w := range s.app.Waivers {
		if w.Holds(waiverDay) {
			want = slices.DeleteFunc(want, func(b broken) bool { return b == broken{w.Control, w.Workload} })
		} else {
			want = append(want, broken{"expired-waiver", ""})
		}
	}
	set, err := controls.NewSet(documents)
	if err != nil {
		r.Fatalf("%v", err)
	}
	found, err := controls.Evaluate(set, controls.Options{Spec: s.app, Today: waiverDay})
	if err != nil {
		r.Fatalf("%v", err)
	}
	var got []broken
	for _, f := range found {
		switch {
		case f.Control == "expired-waiver":
			got = append(got, broken{f.Control, ""})
		case plantable[f.Control] != nil:
			got = append(got, broken{f.Control, f.Object.Name})
		}
	}
	for _, list := range [][]broken{want, got} {
		slices.SortFunc(list, func(a, b broken) int {
			return cmp.Or(cmp.Compare(a.Workload, b.Workload), cmp.Compare(a.Control, b.Control))
		})
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		r.Errorf("what is waived and what is found differ (-want +got):\n%s", diff)
	}
}

// waivers are of controls that nothing else in the spec breaks.
func (d *drawer) waivers() {
	if !d.chance(30, "waivers") {
		return
	}
	ids := make([]string, 0, len(plantable))
	for id := range plantable {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for i := range d.app.Workloads {
		for _, id := range some(d, 3, "waived", ids...) {
			d.app.Waivers = append(d.app.Waivers, spec.Waiver{
				Control: id, Workload: d.app.Workloads[i].Name, Reason: "r" + d.text("reason"), Owner: "o" + d.text("owner"),
				Expires: pick(d, "expires", waiverDay, "2026-11-21", "2027-03-01", "9999-12-31", "0001-01-01"),
			})
		}
	}
}

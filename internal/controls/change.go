package controls

import (
	"slices"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// Change is one thing that a change of manifests means.
type Change struct {
	// Sign is + for what there is now and was not, - for what is gone, ~ for what is another.
	Sign string `json:"sign"`
	// Wider is true when more may be done than before, whatever the sign.
	Wider bool   `json:"wider"`
	Text  string `json:"text"`
}

// String is the change as one line.
func (c Change) String() string { return c.Sign + " " + c.Text }

// Changes says what becomes another between two sets of objects: who may reach whom, who may do what with
// the API, which controls hold, what runs. What opens something comes first. The spec of the second set, which may be nil,
// tells which broken controls are waived.
func Changes(before, after *Set, app *spec.HardenedApplication) ([]Change, error) {
	all := slices.Concat(objectChanges(before, after), reachChanges(before, after), pluginChanges(before, after), permissionChanges(before, after), identityChanges(before, after))
	kept, err := controlChanges(before, after, app)
	if err != nil {
		return nil, err
	}
	all = append(all, kept...)
	slices.SortStableFunc(all, func(a, b Change) int {
		switch {
		case a.Wider == b.Wider:
			return 0
		case a.Wider:
			return -1
		}
		return 1
	})
	return all, nil
}

// controlChanges are the findings that only one side has. Intent is left out: reach and permissions say it.
func controlChanges(before, after *Set, app *spec.HardenedApplication) ([]Change, error) {
	type place struct {
		control, field string
		object         Ref
	}
	found := func(s *Set) (map[place]Finding, []place, error) {
		list, err := Evaluate(s, Options{})
		at := map[place]Finding{}
		var order []place
		for _, f := range list {
			p := place{f.Control, f.Field, f.Object}
			if _, ok := at[p]; !ok {
				at[p] = f
				order = append(order, p)
			}
		}
		return at, order, err
	}
	old, oldOrder, err := found(before)
	if err != nil {
		return nil, err
	}
	now, order, err := found(after)
	if err != nil {
		return nil, err
	}
	were, are := refs(before), refs(after)
	var all []Change
	for _, p := range order {
		if _, ok := old[p]; ok {
			continue
		}
		words := " no longer holds: "
		if !were[p.object] {
			words = " does not hold: "
		}
		f := now[p]
		all = append(all, Change{"-", opens(p.control), p.object.String() + ": " + p.control + words + f.Message + waiverWords(after, app, &f)})
	}
	for _, p := range oldOrder {
		if _, ok := now[p]; !ok && are[p.object] {
			all = append(all, Change{"+", false, p.object.String() + ": " + p.control + " holds now; before, " + old[p].Message})
		}
	}
	return all, nil
}

// opens is false for the controls that keep a program running, whose breaking lets nobody in.
func opens(control string) bool { return control != "dns" && control != "workload-selector" }

// waiverWords says until when a finding is waived.
func waiverWords(s *Set, app *spec.HardenedApplication, f *Finding) string {
	if app == nil || f.object == nil {
		return ""
	}
	j := &judgement{set: s, options: Options{Spec: app}}
	w := j.workload(f.object)
	for i := range app.Waivers {
		if v := &app.Waivers[i]; w != nil && v.Control == f.Control && v.Workload == w.Name {
			return " (waiver until " + string(v.Expires) + ", by " + v.Owner + ": " + v.Reason + ")"
		}
	}
	return ""
}

func refs(s *Set) map[Ref]bool {
	all := make(map[Ref]bool, len(s.Objects))
	for _, o := range s.Objects {
		all[o.Ref()] = true
	}
	return all
}

// objectChanges are objects that came and went, and what pods run.
func objectChanges(before, after *Set) []Change {
	var all []Change
	were, are := refs(before), refs(after)
	for _, o := range after.Objects {
		if !were[o.Ref()] {
			all = append(all, Change{"+", false, o.Ref().String() + " is new"})
		}
	}
	for _, o := range before.Objects {
		if !are[o.Ref()] {
			all = append(all, Change{"-", false, o.Ref().String() + " is gone"})
		}
	}
	old := map[Ref]*placedPod{}
	for _, p := range before.pods {
		old[p.Ref()] = p
	}
	for _, p := range after.pods {
		if was := old[p.Ref()]; was != nil {
			all = append(all, podChanges(was, p)...)
		}
	}
	return all
}

func podChanges(before, after *placedPod) []Change {
	var all []Change
	images := map[string]string{}
	for _, c := range slices.Concat(before.pod.Spec.InitContainers, before.pod.Spec.Containers) {
		images[c.Name] = c.Image
	}
	for _, c := range slices.Concat(after.pod.Spec.InitContainers, after.pod.Spec.Containers) {
		switch was, ok := images[c.Name]; {
		case !ok:
			all = append(all, Change{"+", false, after.Ref().String() + " has a new container " + c.Name + ", from " + c.Image})
		case was != c.Image:
			all = append(all, Change{"~", false, after.Ref().String() + ": container " + c.Name + " runs " + c.Image + " in place of " + was})
		}
		delete(images, c.Name)
	}
	for _, name := range sortedKeys(images) {
		all = append(all, Change{"-", false, after.Ref().String() + " has no container " + name + " any more"})
	}
	if was, is := replicasOf(before.Object), replicasOf(after.Object); was != is {
		all = append(all, Change{"~", false, after.Ref().String() + " has " + is + " replicas in place of " + was})
	}
	return all
}

// identityChanges are accounts that a cloud takes for somebody else than before.
func identityChanges(before, after *Set) []Change {
	var all []Change
	for _, o := range after.Objects {
		if o.Kind != "ServiceAccount" {
			continue
		}
		for _, key := range cloudIdentities() {
			was := ""
			if account := before.accounts[o.Ref()]; account != nil {
				was = account.Annotations[key]
			}
			switch is := o.Meta.Annotations[key]; is {
			case was:
			case "":
				all = append(all, Change{"-", false, o.Meta.Name + " is no longer " + was + " to the cloud"})
			default:
				all = append(all, Change{"+", true, o.Meta.Name + " is now " + is + " to the cloud"})
			}
		}
	}
	return all
}

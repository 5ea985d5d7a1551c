package golden

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"testing/fstest"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
)

// environments says of up to two environments what may differ there. One that does not fit what the
// application says is left out.
func (d *drawer) environments() {
	if d.chance(60, "no environment") {
		return
	}
	for i := range d.number(1, 2, "environments") {
		said := map[string]any{"name": fmt.Sprintf("env-%d", i)}
		if d.chance(60, "environment namespace") {
			said["namespace"] = d.namespaceName("environment namespace")
		}
		if d.chance(60, "environment platform") {
			said["platform"] = d.otherPlatform()
		}
		if d.app.GitOps != nil && d.chance(40, "environment gitops") {
			said["gitops"] = d.otherGitOps()
		}
		waivers := d.app.Waivers
		var workloads []map[string]any
		for _, w := range d.app.Workloads {
			if d.chance(60, "environment workload") {
				workloads = append(workloads, d.otherWorkload(w.Name))
			}
		}
		if d.chance(30, "one more workload") {
			workloads = append(workloads, d.otherWorkload("one-more"))
			workloads[len(workloads)-1]["image"] = d.image()
		}
		components := some(d, 2, "components", drawnComponents...)
		if components != nil && d.chance(50, "component") {
			for _, name := range components {
				d.component(name)
			}
			said["components"] = components
			if first := d.app.Workloads[0].Name; len(workloads) == 0 || workloads[0]["name"] != first {
				workloads = slices.Insert(workloads, 0, map[string]any{"name": first, "env": map[string]string{"LOG": d.text("value")}})
			}
		}
		if workloads != nil {
			said["workloads"] = workloads
		}
		if own := d.app.Waivers[len(waivers):]; len(own) > 0 { // of what its workloads call
			said["waivers"] = own
		}
		d.app.Waivers = waivers
		var secrets []spec.Secret
		for _, s := range d.app.Secrets {
			if !s.Existing && d.chance(40, "environment secret") {
				s.Data = map[string]spec.RemoteKey{pick(d, "key", "password", "new"): {Key: "k" + d.text("remote key"), Property: d.text("property")}}
				secrets = append(secrets, s)
			}
		}
		if secrets != nil {
			said["secrets"] = secrets
		}
		data, err := json.Marshal(said)
		if err != nil {
			d.t.Fatal(err)
		}
		before := d.app.Environments
		d.app.Environments = append(slices.Clip(before), spec.Environment{Name: fmt.Sprintf("env-%d", i), Said: data})
		if _, err := load("harden.yaml", kustomize.AppendYAML(nil, d.app, nil), d.beside); err != nil {
			d.app.Environments = before
		}
	}
}

// drawnComponents are the names of components that are drawn: each also that of what it adds.
var drawnComponents = []string{"first-component", "second-component"}

func isDrawn(name string) bool { return slices.Contains(drawnComponents, name) }

// component puts a component beside the spec, as somebody would write it for the base: it adds a variable to the
// first workload's container, before those that are there, and an object of its own.
func (d *drawer) component(name string) {
	const head = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
	w := strconv.Quote(d.app.Workloads[0].Name)
	files := map[string]string{
		"kustomization.yaml": head + "resources: [config.yaml]\npatches: [{path: variable.yaml}]\n",
		"config.yaml":        "{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name + ", namespace: " + strconv.Quote(d.baseNamespace()) + "}}\n",
		"variable.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: " + w + ", namespace: " + strconv.Quote(d.baseNamespace()) + "}\n" +
			"spec: {template: {spec: {containers: [{name: " + w + ", env: [{name: " + name + ", value: there}]}]}}}\n",
	}
	for file, text := range files {
		d.beside[spec.ComponentsFolder+"/"+name+"/"+file] = &fstest.MapFile{Data: []byte(text)}
	}
}

func (d *drawer) baseNamespace() string { return cmp.Or(d.app.Namespace.Name, d.app.Metadata.Name) }

func (d *drawer) otherPlatform() map[string]any {
	said := map[string]any{}
	if d.chance(50, "kubernetesVersion") {
		said["kubernetesVersion"] = fmt.Sprintf("1.%d", d.number(32, 37, "minor"))
	}
	if d.chance(50, "apiServer") {
		said["apiServer"] = []spec.Endpoint{{CIDR: d.machines(), Port: 443}}
	}
	if d.chance(50, "gateway") {
		said["gateway"] = spec.PodSet{Namespace: d.peerNamespace(), PodLabels: d.podLabels(0)}
	}
	if d.chance(50, "secretStore") {
		said["secretStore"] = map[string]string{"name": "other-store"}
	}
	if d.chance(30, "dns") {
		said["dns"] = map[string]any{"ports": []int32{5353}, "nodeLocal": []string{"169.254.20.10/32"}}
	}
	return said
}

// otherWorkload says some keys of a workload.
func (d *drawer) otherWorkload(name string) map[string]any {
	w := spec.Workload{Name: name}
	d.workload(&w)
	for i := range w.Connects {
		w.Connects[i].Name = fmt.Sprintf("to-%d", i)
	}
	data, err := json.Marshal(w)
	if err != nil {
		d.t.Fatal(err)
	}
	all := map[string]any{}
	if err := json.Unmarshal(data, &all); err != nil {
		d.t.Fatal(err)
	}
	said := map[string]any{"name": name}
	for _, key := range some(d, 20, "said", "image", "command", "args", "env", "replicas", "runAsUser", "runAsGroup", "fsGroup", "labels", "annotations",
		"connects", "dns", "kubernetesAPI", "serviceAccount", "writable", "resources", "terminationGracePeriodSeconds") {
		if v, ok := all[key]; ok {
			said[key] = v
		}
	}
	return said
}

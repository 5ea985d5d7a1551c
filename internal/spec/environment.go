package spec

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Environment is one more place where the application runs, and what is said differently of it there.
type Environment struct {
	Name string
	// Components are the components that its overlay includes, each the folder of that name below components.
	Components []string
	// Said is what the file says of the environment, as JSON in the order of the file.
	Said json.RawMessage
	// Spec is the application as it is in the environment, without environments of its own. Load makes
	// it; Default and Validate look after it.
	Spec *HardenedApplication
}

// Environment is the environment of a name, nil if there is none.
func (app *HardenedApplication) Environment(name string) *Environment {
	for i := range app.Environments {
		if app.Environments[i].Name == name {
			return &app.Environments[i]
		}
	}
	return nil
}

// MarshalJSON writes what the file says.
func (e Environment) MarshalJSON() ([]byte, error) {
	if e.Said == nil {
		return json.Marshal(map[string]string{"name": e.Name})
	}
	return e.Said, nil
}

// sameEverywhere are the keys that no environment may say, each with the reason.
func sameEverywhere() []struct{ key, why, way string } {
	return []struct{ key, why, way string }{
		{"apiVersion", "one file has one format", "remove the key"},
		{"kind", "one file has one format", "remove the key"},
		{"metadata", "the application's name is its part-of label, which is the same everywhere", "give the environment a namespace of its own: namespace: {name: …}"},
		{"environments", "an environment has none of its own", "write it beside this one"},
	}
}

// ownKeys are the keys of an environment itself; all others are the application's.
func ownKeys() []string { return []string{"name", "components"} }

// environmentKeys are what an environment may say, beside its name.
func environmentKeys() []string {
	keys := append(ownKeys()[1:], fieldNames(typeOfApplication())...)
	for _, s := range sameEverywhere() {
		keys = slices.DeleteFunc(keys, func(key string) bool { return key == s.key })
	}
	return keys
}

func typeOfApplication() reflect.Type { return reflect.TypeFor[HardenedApplication]() }

// decodeNode reads the own keys and looks at the others; what those hold is read where it is merged.
func (e *Environment) decodeNode(d *decoder, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		d.report(n, "an environment is a mapping, not "+kindName(n), "write {name: staging, …}")
		return
	}
	own := map[string]any{"name": &e.Name, "components": &e.Components}
	said := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		d.path = append(d.path, segment{key: key.Value})
		switch field := own[key.Value]; {
		case !d.isWord(key) || !d.usable(key):
		case field == nil:
			d.environmentKey(key)
		case said[key.Value]:
			d.report(key, "the key stands here a second time", "keep one of the two")
		default:
			said[key.Value] = true
			d.value(n.Content[i+1], valueOf(field))
		}
		d.path = d.path[:len(d.path)-1]
	}
	if !said["name"] {
		d.report(n, "name is missing", "add name: …")
	}
	e.Said = appendJSON(nil, n)
}

func (d *decoder) environmentKey(key *yaml.Node) {
	for _, s := range sameEverywhere() {
		if key.Value == s.key {
			d.report(key, quote(s.key)+" does not differ between environments: "+s.why, s.way)
			return
		}
	}
	known := environmentKeys()
	if slices.Contains(known, key.Value) {
		return
	}
	if later := laterKey(d.path); later != "" {
		d.report(key, quote(key.Value)+" is not built yet in this version, and is never ignored", later)
		return
	}
	if d.isMergeKey(key) {
		return
	}
	hint := "an environment says: name, " + strings.Join(known, ", ")
	if guess := nearest(key.Value, known); guess != "" {
		hint = "did you mean " + guess + "?"
	}
	d.report(key, "unknown key "+quote(key.Value), hint)
}

// environments makes the spec of each environment from the document at root. What is wrong with the
// document itself is said once, not once more for each environment.
func (d *decoder) environments(root *yaml.Node, app *HardenedApplication) {
	for i := range app.Environments {
		if app.Environments[i].Said == nil {
			continue // no mapping, which is said already
		}
		m := mergeEnvironment(root, i)
		e := &decoder{file: d.file, path: m.path, named: true, tables: d.tables}
		for _, p := range m.problems {
			e.path = p.path
			e.report(p.node, p.message, p.hint)
		}
		e.path = m.path
		app.Environments[i].Spec = &HardenedApplication{}
		e.value(m.root, reflect.ValueOf(app.Environments[i].Spec).Elem())
		for _, p := range e.problems {
			if !slices.ContainsFunc(d.problems, func(q Problem) bool { return q.Place == p.Place && q.Message == p.Message }) {
				d.problems = append(d.problems, m.explain(p))
			}
		}
	}
}

// OtherNamespaces are those of the application and its environments that one of them, there, has no business
// in, with what a reader calls each. Where the platform's own pods are is no other environment.
func (app *HardenedApplication) OtherNamespaces(there *HardenedApplication) map[string]string {
	all := app.namespacesBut(there)
	p := &there.Platform
	if p.DNS != nil {
		delete(all, p.DNS.Namespace)
	}
	for _, set := range []*PodSet{p.Gateway, p.Monitoring} {
		if set != nil {
			delete(all, set.Namespace)
		}
	}
	return all
}

// namespacesBut are the namespaces of the application and its environments without the one of there.
func (app *HardenedApplication) namespacesBut(there *HardenedApplication) map[string]string {
	all := map[string]string{app.Namespace.Name: "the application outside of this environment"}
	for _, e := range slices.Backward(app.Environments) {
		if e.Spec != nil {
			all[e.Spec.Namespace.Name] = "the environment " + e.Name
		}
	}
	delete(all, there.Namespace.Name)
	return all
}

// otherNamespaces finds peers in the namespace of another environment than one's own.
func (v *validator) otherNamespaces(namespaces map[string]string) {
	for i := range v.app.Workloads {
		w := &v.app.Workloads[i]
		list := top("workloads")
		at := path{&list, nth(i)}
		if v.waived(ControlOther, w) {
			continue
		}
		check := func(p path, peer *Peer) {
			if of := namespaces[peer.Namespace]; of != "" {
				at := p.key("namespace")
				v.report(&at, "in the own namespace a peer has only podLabels; what is shared on purpose is a waiver of "+ControlOther,
					"%s is the namespace of %s", quote(peer.Namespace), of)
			}
		}
		for j := range w.Ports {
			port := at.at("ports", j)
			for k := range w.Ports[j].From {
				check(port.at("from", k), &w.Ports[j].From[k])
			}
		}
		for j := range w.Connects {
			c := at.at("connects", j)
			check(c.key("to"), &w.Connects[j].To)
		}
	}
}

// otherPermissions finds permissions in the namespace of another environment, which no waiver allows: whoever may
// change one environment from another one has made one of them.
func (v *validator) otherPermissions(namespaces map[string]string) {
	for i := range v.app.Workloads {
		if api := v.app.Workloads[i].KubernetesAPI; api != nil {
			list := top("workloads")
			at := path{&list, nth(i)}
			v.otherPermission(at.key("kubernetesAPI"), api, namespaces)
		}
	}
}

func (v *validator) otherPermission(at path, api *KubernetesAPI, namespaces map[string]string) {
	check := func(p path, namespace string) {
		if of := namespaces[namespace]; of != "" {
			in := p.key("namespace")
			v.report(&in, "in the own namespace a rule has none; give the program an account in that environment instead", "%s is the namespace of %s", quote(namespace), of)
		}
	}
	for j := range api.Rules {
		check(at.at("rules", j), api.Rules[j].Namespace)
	}
	for j := range api.Bind {
		check(at.at("bind", j), api.Bind[j].Namespace)
	}
}

// environments judges each environment's spec; what is wrong with the application everywhere is said once.
func (v *validator) environments() {
	if len(v.app.Environments) == 0 {
		return
	}
	v.otherNamespaces(v.app.OtherNamespaces(v.app))
	v.otherPermissions(v.app.namespacesBut(v.app))
	v.gitOpsOfAll()
	base := slices.Clone(v.problems)
	for i := range v.app.Environments {
		e := &v.app.Environments[i]
		list := top("environments")
		at := path{&list, nth(i)}
		p := at.key("name")
		v.label(&p, e.Name, "an environment")
		if slices.ContainsFunc(v.app.Environments[:i], func(o Environment) bool { return o.Name == e.Name }) {
			v.report(&p, "keep one of the two", "there is an environment %s already", quote(e.Name))
		}
		v.components(&at, e)
		if e.Spec == nil {
			continue
		}
		others := &validator{app: e.Spec}
		others.otherNamespaces(v.app.OtherNamespaces(e.Spec))
		others.otherPermissions(v.app.namespacesBut(e.Spec))
		for _, p := range append(Validate(e.Spec), others.problems...) {
			if slices.ContainsFunc(base, func(q Problem) bool { return q.Path == p.Path && q.Message == p.Message }) {
				continue
			}
			p.environment = i + 1
			p.Path = pathText(append(at.segments(), p.segments...))
			v.problems = append(v.problems, p)
		}
	}
}

// appendJSON appends what a node says; what the decoder refuses becomes anything.
func appendJSON(dst []byte, n *yaml.Node) []byte {
	switch {
	case n.Kind == yaml.MappingNode:
		dst = append(dst, '{')
		for i := 0; i+1 < len(n.Content); i += 2 {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendJSONText(dst, n.Content[i].Value), ':')
			dst = appendJSON(dst, n.Content[i+1])
		}
		return append(dst, '}')
	case n.Kind == yaml.SequenceNode:
		dst = append(dst, '[')
		for i, e := range n.Content {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendJSON(dst, e)
		}
		return append(dst, ']')
	case n.Kind == yaml.ScalarNode && n.Style == 0 && (isDecimal(n.Value) && n.Value != "-0" || n.Value == "true" || n.Value == "false"):
		return append(dst, n.Value...)
	}
	return appendJSONText(dst, n.Value)
}

func appendJSONText(dst []byte, s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil {
		return append(dst, `""`...)
	}
	return append(dst, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}

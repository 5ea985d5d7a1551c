package wizard

import (
	"strings"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// guide takes the one-line form of an entry apart, so that each part is a field with its own text.
type guide struct {
	parts []part
	join  func(values []string) string
	split func(text string) []string
}

// part is one field of an entry.
type part struct {
	path     string // the question that says what it means
	label    string // where the path's last key does not say it
	text     string // where no question is about this part alone
	sample   string // where the sample of the flag does not have this part
	optional bool
	offers   func(*interview) []string
}

// field is the part as it is asked.
func (p part) field(in *interview) *field {
	q, _ := spec.FindQuestion(p.path)
	f := &field{label: label(p.path), text: q.Text, sample: p.sample}
	if p.label != "" {
		f.label = p.label
	}
	if p.text != "" {
		f.text = p.text
	}
	if q.Flag != "" {
		f.text = formed(q)
	}
	for _, v := range q.Values {
		f.choices = append(f.choices, choice{v, v})
		f.inline = true
	}
	if f.inline && p.optional && q.Path == p.path && len(q.Values) == 1 {
		f.choices = append([]choice{{"no", ""}}, f.choices...)
	}
	if p.offers != nil {
		f.offers = p.offers(in)
	}
	return f
}

// inOneLine asks for the form as the flag takes it.
func inOneLine(flag string) guide {
	q, _ := spec.FindFlag(flag)
	return guide{
		parts: []part{{path: q.Path}},
		join:  func(v []string) string { return v[0] },
		split: func(text string) []string { return []string{text} },
	}
}

// guides are the forms that have parts. A flag that is not here is asked in one line.
func guides() map[string]guide {
	const workload = "workloads[]."
	return map[string]guide{
		"port": {
			parts: []part{
				{path: workload + "ports[].name"},
				{path: workload + "ports[].containerPort"},
				{path: workload + "ports[].servicePort", optional: true},
				{path: workload + "ports[].protocol"},
			},
			join: func(v []string) string {
				return v[0] + "=" + suffixed(v[2], ":") + v[1] + prefixed("/", strings.TrimPrefix(v[3], "TCP"))
			},
			split: splitPort,
		},
		"kubernetes-api": {
			parts: []part{
				{path: workload + "kubernetesAPI.rules[].resources", offers: (*interview).resources},
				{path: workload + "kubernetesAPI.rules[].verbs"},
				{path: workload + "kubernetesAPI.rules[].resourceNames", optional: true},
			},
			join: func(v []string) string {
				return spaceless(v[1]) + ":" + spaceless(v[0]) + prefixed("=", spaceless(v[2]))
			},
			split: func(text string) []string {
				r, _ := spec.ParseAPIRule(text)
				return []string{strings.Join(r.Resources, ","), strings.Join(r.Verbs, ","), strings.Join(r.ResourceNames, ",")}
			},
		},
		"writable": {
			parts: []part{
				{path: workload + "writable[].mountPath"},
				{path: workload + "writable[].size", optional: true},
			},
			join: func(v []string) string { return v[0] + prefixed("=", v[1]) },
			split: func(text string) []string {
				w, _ := spec.ParseWritable(text)
				return []string{w.MountPath, string(w.Size)}
			},
		},
		"secret": {
			parts: []part{
				{path: "secrets[].name", offers: (*interview).secretNames},
				{path: "secrets[].data", label: "Key", text: "The name of its file in the pod."},
				{path: "secrets[].data.*.key", label: "Key in the store"},
				{path: "secrets[].data.*.property", label: "Property in the store", optional: true},
			},
			join: func(v []string) string { return v[0] + ":" + v[1] + "=" + v[2] + prefixed("#", v[3]) },
			split: func(text string) []string {
				name, key, remote, _ := spec.ParseSecret(text)
				return []string{name, key, remote.Key, remote.Property}
			},
		},
		"probe": {
			parts: []part{
				{path: workload + "probes", offers: (*interview).probeURLs},
			},
			join:  func(v []string) string { return v[0] },
			split: func(text string) []string { return []string{text} },
		},
		"api-server": {
			parts: []part{{path: "platform.apiServer[].cidr"}, {path: "platform.apiServer[].port"}},
			join:  func(v []string) string { return spec.Endpoint{CIDR: v[0]}.Range() + ":" + v[1] },
			split: func(text string) []string {
				e, _ := spec.ParseEndpoint(text)
				return []string{e.CIDR, spec.PortRef{Number: e.Port}.String()}
			},
		},
		"gateway":    podSet("platform.gateway"),
		"monitoring": podSet("platform.monitoring"),
		"secret-store": {
			parts: []part{{path: "platform.secretStore.kind"}, {path: "platform.secretStore.name"}},
			join: func(v []string) string {
				return suffixed(strings.TrimSuffix(v[0], "SecretStore"), "SecretStore/") + v[1]
			},
			split: func(text string) []string {
				s, _ := spec.ParseSecretStore(text)
				return []string{s.Kind, s.Name}
			},
		},
	}
}

func splitPort(text string) []string {
	p, _ := spec.ParsePort(text)
	service := ""
	if p.ServicePort != 0 {
		service = spec.PortRef{Number: p.ServicePort}.String()
	}
	protocol := p.Protocol
	if protocol == "" {
		protocol = "TCP"
	}
	return []string{p.Name, spec.PortRef{Number: p.ContainerPort}.String(), service, protocol}
}

func podSet(path string) guide {
	return guide{
		parts: []part{{path: path + ".namespace"}, {path: path + ".podLabels", optional: true}},
		join:  func(v []string) string { return "ns/" + v[0] + prefixed("/", spaceless(v[1])) },
		split: func(text string) []string {
			s, _ := spec.ParsePodSet(text)
			return []string{s.Namespace, strings.TrimPrefix(strings.TrimPrefix(s.String(), "ns/"+s.Namespace), "/")}
		},
	}
}

// prefixed is s behind a mark, and nothing without s.
func prefixed(mark, s string) string {
	if s == "" {
		return ""
	}
	return mark + s
}

// suffixed is s in front of a mark, and nothing without s.
func suffixed(s, mark string) string {
	if s == "" {
		return ""
	}
	return s + mark
}

// spaceless takes the spaces out that people type behind a comma.
func spaceless(s string) string { return strings.ReplaceAll(s, " ", "") }

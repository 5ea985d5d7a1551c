package spec

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// The types in this file are written in more than one way. Each reads what it writes.

type envVarSource struct {
	Field    string   `json:"field,omitempty"`
	Resource string   `json:"resource,omitempty"`
	Divisor  Quantity `json:"divisor,omitempty"`
	Secret   string   `json:"secret,omitempty"`
	Config   string   `json:"config,omitempty"`
	Key      string   `json:"key,omitempty"`
	Optional bool     `json:"optional,omitempty"`
}

func (e *EnvVar) decodeNode(d *decoder, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		if s, ok := d.text(n); ok {
			e.Value = s
		}
		return
	}
	var s envVarSource
	before := len(d.problems)
	d.structure(n, valueOf(&s))
	if len(d.problems) > before {
		return
	}
	switch {
	case s.Field != "" && s == envVarSource{Field: s.Field} && !hasKey(n, "optional"):
	case s.Resource != "" && s == envVarSource{Resource: s.Resource, Divisor: s.Divisor} && !hasKey(n, "optional"):
	case s.Secret != "" && s.Key != "" && s == envVarSource{Secret: s.Secret, Key: s.Key, Optional: s.Optional}:
	case s.Config != "" && s.Key != "" && s == envVarSource{Config: s.Config, Key: s.Key, Optional: s.Optional}:
	default:
		d.report(n, "an environment variable has exactly one source",
			"write a string, {field: metadata.namespace}, {resource: limits.memory}, {secret: NAME, key: KEY}, or {config: NAME, key: KEY}")
	}
	*e = EnvVar{Field: s.Field, Resource: s.Resource, Divisor: s.Divisor, Secret: s.Secret, Config: s.Config, Key: s.Key, Optional: s.Optional}
}

func hasKey(n *yaml.Node, key string) bool {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return true
		}
	}
	return false
}

// MarshalJSON writes a plain value as a string and a source as an object.
func (e EnvVar) MarshalJSON() ([]byte, error) {
	if e.IsPlain() {
		return json.Marshal(e.Value)
	}
	return json.Marshal(envVarSource{e.Field, e.Resource, e.Divisor, e.Secret, e.Config, e.Key, e.Optional})
}

type peerObject Peer // Peer without its methods

func (p *Peer) decodeNode(d *decoder, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		s, ok := d.text(n)
		if !ok {
			return
		}
		if !isPeerWord(s) {
			hint := "a word is one of " + strings.Join(peerWords(), ", ") + "; other peers are mappings such as {workload: NAME}"
			if guess := nearest(s, peerWords()); guess != "" {
				hint = "did you mean " + guess + "?"
			} else if peer, err := ParsePeer(s); err == nil {
				hint = "write " + peer.flow()
			}
			d.report(n, quote(s)+" is no peer", hint)
			return
		}
		p.Word = s
		return
	}
	d.structure(n, valueOf((*peerObject)(p)))
}

// MarshalJSON writes a word as a string and every other peer as an object.
func (p Peer) MarshalJSON() ([]byte, error) {
	if p.Word != "" {
		return json.Marshal(p.Word)
	}
	return json.Marshal(peerJSON{p.Workload, p.Namespace, labelSet(p.NamespaceLabels), labelSet(p.PodLabels), p.CIDR, p.Except, p.Host})
}

type peerJSON struct {
	Workload        string   `json:"workload,omitempty"`
	Namespace       string   `json:"namespace,omitempty"`
	NamespaceLabels labelSet `json:"namespaceLabels,omitzero"` // {} means every namespace
	PodLabels       labelSet `json:"podLabels,omitzero"`
	CIDR            string   `json:"cidr,omitempty"`
	Except          []string `json:"except,omitzero"`
	Host            string   `json:"host,omitempty"`
}

type labelSet map[string]string

func peerWords() []string {
	return []string{PeerGateway, PeerMonitoring, PeerNodes, PeerControlPlane, PeerInternet, PeerCluster, PeerAnywhere}
}

func isPeerWord(s string) bool {
	return slices.Contains(peerWords(), s)
}

// flow is the peer as one line of a spec file.
func (p Peer) flow() string {
	b, err := p.MarshalJSON()
	if err != nil {
		return p.String()
	}
	s := string(b)
	for _, key := range fieldNames(valueOf(&p).Type()) {
		s = strings.ReplaceAll(s, strconv.Quote(key)+":", key+": ")
	}
	return s
}

type portObject Port // Port without its methods

// decodeNode refuses a servicePort of 0, which would read as none.
func (p *Port) decodeNode(d *decoder, n *yaml.Node) {
	d.structure(n, valueOf((*portObject)(p)))
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "servicePort" && n.Content[i+1].Value == "0" {
			d.path = append(d.path, segment{key: "servicePort"})
			d.report(n.Content[i+1], "0 is no port number: 1 to 65535", "remove servicePort for a port that is not in the Service")
			d.path = d.path[:len(d.path)-1]
		}
	}
}

func (p *PortRef) decodeNode(d *decoder, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.Style == 0 && isDecimal(n.Value) {
		if i, ok := d.number(n, 32); ok {
			p.Number = int32(i)
		}
		return
	}
	s, ok := d.text(n)
	if !ok {
		return
	}
	ref, err := ParsePortRef(s)
	if err != nil {
		d.report(n, err.Error(), "write a number, NUMBER/UDP, or the name of a port")
		return
	}
	if ref.Number != 0 && !strings.Contains(s, "/") {
		d.report(n, quote(s)+" is a string, and a port number is expected here", "write "+s+", without quotes")
		return
	}
	*p = ref
}

// MarshalJSON writes a TCP number as a number and everything else as a string.
func (p PortRef) MarshalJSON() ([]byte, error) {
	if p.Name == "" && orTCP(p.Protocol) == "TCP" {
		return strconv.AppendInt(nil, int64(p.Number), 10), nil
	}
	return json.Marshal(p.String())
}

type probeObject Probe // Probe without its methods

func (p *Probe) decodeNode(d *decoder, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		s, ok := d.text(n)
		if !ok {
			return
		}
		probe, err := ParseProbe(s)
		if err != nil {
			d.report(n, err.Error(), hintOf(err))
			return
		}
		*p = probe
		return
	}
	d.structure(n, valueOf((*probeObject)(p)))
}

// MarshalJSON writes a probe as the URL that it was said with, else as its fields.
func (p Probe) MarshalJSON() ([]byte, error) {
	if p.URL != "" {
		return json.Marshal(p.URL)
	}
	return json.Marshal(probeObject(p))
}

package spec

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// The one-line forms of what flags set. A form that cannot be read gives an error that quotes it
// and says how it is written; what no form can say is said in the file.

// formError is a text that does not have its form, and the form.
type formError struct{ message, hint string }

func (e *formError) Error() string { return e.message }

// hintOf is the hint of an error that has one.
func hintOf(err error) string {
	if form, ok := errors.AsType[*formError](err); ok {
		return form.hint
	}
	return ""
}

// Hint is how the text would have to be written.
func (e *formError) Hint() string { return e.hint }

func malformed(hint, format string, args ...any) error {
	return &formError{oneLine(fmt.Sprintf(format, args...)), oneLine(hint)}
}

// The forms, as errors, help texts and docs show them.
const (
	FormPort        = "NAME=[SERVICEPORT:]PORT[/UDP]"
	FormAllow       = "PORTNAME=PEER"
	FormConnect     = "PEER:PORT[/UDP]{,PORT}"
	FormPeer        = "workload/NAME, pods/KEY=VALUE, ns/NAMESPACE[/KEY=VALUE], cidr/V4, cidr/[V6], host/NAME, or a word"
	FormAPIRule     = "[cluster:|ns/NAMESPACE:]VERBS:RESOURCES[=NAMES]"
	FormWritable    = "PATH[=SIZE]"
	FormClaim       = "PATH=SIZE"
	FormConfig      = "NAME:KEY=VALUE"
	FormSecret      = "NAME:KEY=REMOTE[#PROPERTY]"
	FormProbe       = "KIND=URL"
	FormResources   = "cpu=AMOUNT,memory=AMOUNT"
	FormEndpoint    = "CIDR:PORT"
	FormPodSet      = "ns/NAMESPACE[/KEY=VALUE]"
	FormSecretStore = "[KIND/]NAME"
	FormEnv         = "KEY=VALUE"
	FormArgoCD      = "PROJECT=REPOSITORY#REVISION:PATH"
	FormFlux        = "[KIND/]SOURCE:PATH"
)

// ParsePort reads NAME=[SERVICEPORT:]PORT[/UDP].
func ParsePort(s string) (Port, error) {
	hint := "write " + FormPort + ", such as http=80:8080"
	name, rest, ok := strings.Cut(s, "=")
	if !ok || name == "" {
		return Port{}, malformed(hint, "%s has no port name", quote(s))
	}
	rest, protocol, hasProtocol := strings.Cut(rest, "/")
	if hasProtocol && !slices.Contains(protocols(), protocol) {
		return Port{}, malformed(hint, "%s is no protocol: %s", quote(protocol), strings.Join(protocols(), ", "))
	}
	p := Port{Name: name, Protocol: protocol}
	service, container, published := strings.Cut(rest, ":")
	if !published {
		container = service
	} else if p.ServicePort, ok = parsePortNumber(service); !ok {
		return Port{}, malformed(hint, "%s is no port number: 1 to 65535", quote(service))
	}
	if p.ContainerPort, ok = parsePortNumber(container); !ok {
		return Port{}, malformed(hint, "%s is no port number: 1 to 65535", quote(container))
	}
	if protocol == "TCP" {
		p.Protocol = ""
	}
	return p, nil
}

// String is the form that ParsePort reads.
func (p Port) String() string {
	s := p.Name + "="
	if p.ServicePort != 0 {
		s += strconv.Itoa(int(p.ServicePort)) + ":"
	}
	s += strconv.Itoa(int(p.ContainerPort))
	if p.Protocol != "" && p.Protocol != "TCP" {
		s += "/" + p.Protocol
	}
	return s
}

func parsePortNumber(s string) (int32, bool) {
	if !isDecimal(s) {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 32)
	return int32(n), err == nil && n >= 1 && n <= 65535
}

// ParsePortRef reads NUMBER, NUMBER/PROTOCOL, or the name of a port.
func ParsePortRef(s string) (PortRef, error) {
	number, protocol, hasProtocol := strings.Cut(s, "/")
	if n, ok := parsePortNumber(number); ok {
		if hasProtocol && !slices.Contains(protocols(), protocol) {
			return PortRef{}, malformed("write "+number+"/UDP", "%s is no protocol: %s", quote(protocol), strings.Join(protocols(), ", "))
		}
		if protocol == "TCP" {
			protocol = ""
		}
		return PortRef{Number: n, Protocol: protocol}, nil
	}
	if hasProtocol || !isPortWord(s) {
		return PortRef{}, malformed("write a number from 1 to 65535, NUMBER/UDP, or the name of a port", "%s is no port", quote(s))
	}
	return PortRef{Name: s}, nil
}

// isPortWord is true for what could be meant as a port's name; which names there are is known later.
func isPortWord(s string) bool {
	letter := false
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			letter = true
		case r != '-' && (r < '0' || r > '9'):
			return false
		}
	}
	return letter
}

// String is the form that ParsePortRef reads.
func (p PortRef) String() string {
	switch {
	case p.Name != "":
		return p.Name
	case p.Protocol == "" || p.Protocol == "TCP":
		return strconv.Itoa(int(p.Number))
	}
	return strconv.Itoa(int(p.Number)) + "/" + p.Protocol
}

// ParseAllow reads PORTNAME=PEER.
func ParseAllow(s string) (port string, peer Peer, err error) {
	port, rest, ok := strings.Cut(s, "=")
	if !ok || port == "" || strings.Contains(port, "/") {
		return "", Peer{}, malformed("write "+FormAllow+", such as http=gateway", "%s has no port name", quote(s))
	}
	peer, err = ParsePeer(rest)
	return port, peer, err
}

// ParseConnect reads PEER:PORT[/UDP]{,PORT}; the ports begin at the last colon outside brackets.
func ParseConnect(s string) (Connection, error) {
	hint := "write " + FormConnect + ", such as ns/data/app=postgres:5432"
	cut := strings.LastIndexByte(s, ':')
	if cut < strings.LastIndexByte(s, ']') || cut < 0 {
		return Connection{}, malformed(hint, "%s has no port", quote(s))
	}
	peer, err := ParsePeer(s[:cut])
	if err != nil {
		return Connection{}, err
	}
	c := Connection{To: peer}
	for part := range strings.SplitSeq(s[cut+1:], ",") {
		ref, err := ParsePortRef(part)
		if err != nil {
			return Connection{}, err
		}
		c.Ports = append(c.Ports, ref)
	}
	return c, nil
}

// String is the form that ParseConnect reads; a name is not part of it.
func (c Connection) String() string {
	ports := make([]string, len(c.Ports))
	for i, p := range c.Ports {
		ports[i] = p.String()
	}
	return c.To.String() + ":" + strings.Join(ports, ",")
}

// ParsePeer reads a peer: a word, or a kind and what it selects behind a slash.
func ParsePeer(s string) (Peer, error) {
	if isPeerWord(s) {
		return Peer{Word: s}, nil
	}
	hint := "a peer is " + FormPeer + " (" + strings.Join(peerWords(), ", ") + ")"
	kind, rest, ok := strings.Cut(s, "/")
	if !ok || rest == "" {
		if guess := nearest(s, peerWords()); guess != "" {
			hint = "did you mean " + guess + "?"
		}
		return Peer{}, malformed(hint, "%s is no peer", quote(s))
	}
	switch kind {
	case "workload":
		return Peer{Workload: rest}, nil
	case "host":
		return Peer{Host: rest}, nil
	case "cidr":
		cidr, ok := withoutBrackets(rest)
		if !ok {
			return Peer{}, malformed("write cidr/10.0.8.0/24, or cidr/[2001:db8::/32] with brackets for IPv6", "%s is no range", quote(rest))
		}
		return Peer{CIDR: cidr}, nil
	case "pods":
		labels, err := parseSelector(rest)
		return Peer{PodLabels: labels}, err
	case "ns":
		set, err := ParsePodSet(s)
		return Peer{Namespace: set.Namespace, PodLabels: set.PodLabels}, err
	}
	if guess := nearest(kind, []string{"workload", "pods", "ns", "cidr", "host"}); guess != "" {
		hint = "did you mean " + guess + "/" + rest + "?"
	}
	return Peer{}, malformed(hint, "%s is no kind of peer", quote(kind))
}

// withoutBrackets takes the brackets off an IPv6 range, which has them, and no other range has.
func withoutBrackets(s string) (string, bool) {
	inner, bracketed := s, strings.HasPrefix(s, "[") && strings.HasSuffix(s, "]")
	if bracketed {
		inner = s[1 : len(s)-1]
	}
	return inner, inner != "" && strings.Contains(inner, ":") == bracketed && !strings.ContainsAny(inner, "[]")
}

// String is the form that ParsePeer reads; except and namespaceLabels, which no form can say, are
// shown in the same manner.
func (p Peer) String() string {
	switch {
	case p.Word != "":
		return p.Word
	case p.Workload != "":
		return "workload/" + p.Workload
	case p.Host != "":
		return "host/" + p.Host
	case p.CIDR != "":
		s := "cidr/" + p.CIDR
		if strings.Contains(p.CIDR, ":") {
			s = "cidr/[" + p.CIDR + "]"
		}
		if len(p.Except) > 0 {
			s += " except " + strings.Join(p.Except, ",")
		}
		return s
	case p.Namespace != "":
		return PodSet{p.Namespace, p.PodLabels}.String()
	case p.NamespaceLabels != nil:
		s := "namespaces/" + selectorText(p.NamespaceLabels)
		if len(p.PodLabels) > 0 {
			s += "/" + selectorText(p.PodLabels)
		}
		return s
	}
	return "pods/" + selectorText(p.PodLabels)
}

// ParsePodSet reads ns/NAMESPACE[/KEY=VALUE{,KEY=VALUE}].
func ParsePodSet(s string) (PodSet, error) {
	rest, ok := strings.CutPrefix(s, "ns/")
	namespace, selector, hasSelector := strings.Cut(rest, "/")
	if !ok || namespace == "" {
		return PodSet{}, malformed("write "+FormPodSet+", such as ns/monitoring/app.kubernetes.io/name=prometheus", "%s names no namespace", quote(s))
	}
	set := PodSet{Namespace: namespace}
	if !hasSelector {
		return set, nil
	}
	var err error
	set.PodLabels, err = parseSelector(selector)
	return set, err
}

// String is the form that ParsePodSet reads.
func (s PodSet) String() string {
	if len(s.PodLabels) == 0 {
		return "ns/" + s.Namespace
	}
	return "ns/" + s.Namespace + "/" + selectorText(s.PodLabels)
}

func parseSelector(s string) (map[string]string, error) {
	labels := map[string]string{}
	for part := range strings.SplitSeq(s, ",") {
		key, value, ok := strings.Cut(part, "=")
		if !ok || key == "" {
			return nil, malformed("labels are KEY=VALUE{,KEY=VALUE}, such as app=postgres", "%s is no label", quote(part))
		}
		if _, twice := labels[key]; twice {
			return nil, malformed("a pod has one value for a label", "label %s stands twice in %s", quote(key), quote(s))
		}
		labels[key] = value
	}
	return labels, nil
}

func selectorText(labels map[string]string) string {
	parts := make([]string, 0, len(labels))
	for _, k := range slices.Sorted(maps.Keys(labels)) {
		parts = append(parts, k+"="+labels[k])
	}
	return strings.Join(parts, ",")
}

func protocols() []string { return []string{"TCP", "UDP", "SCTP"} }

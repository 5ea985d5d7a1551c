package controls

import (
	"cmp"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// protocols are those that a NetworkPolicy knows, in the order in which ports are said.
var protocols = [...]corev1.Protocol{corev1.ProtocolTCP, corev1.ProtocolUDP, corev1.ProtocolSCTP}

const lastPort = 65535

// portNumber is a port in the low sixteen bits and above it the index of its protocol.
type portNumber uint32

// Compare orders by protocol, then by number.
func (p portNumber) Compare(q portNumber) int { return cmp.Compare(p, q) }

// Next is the port after this one.
func (p portNumber) Next() portNumber { return p + 1 }

// Prev is the port before this one.
func (p portNumber) Prev() portNumber { return p - 1 }

// portName is a port that is known by name alone: which number it is, each pod that answers says.
type portName struct {
	protocol corev1.Protocol
	name     string
}

// Ports is a set of ports, each with its protocol. The zero value holds none.
type Ports struct {
	numbers spans[portNumber]
	names   []portName
}

func everyPort() Ports {
	return Ports{numbers: joined(spans[portNumber]{portsOf(0), portsOf(1), portsOf(2)})}
}

// portsOf is every port of a protocol.
func portsOf(protocol int) span[portNumber] {
	return span[portNumber]{portNumber(protocol<<16 | 1), portNumber(protocol<<16 | lastPort)}
}

// onePort is one port; it is none for a protocol that no NetworkPolicy knows.
func onePort(number int32, protocol corev1.Protocol) Ports {
	return portRange(number, number, protocol)
}

func portRange(first, last int32, protocol corev1.Protocol) Ports {
	i := slices.Index(protocols[:], cmp.Or(protocol, corev1.ProtocolTCP))
	if i < 0 || first < 1 || last > lastPort || last < first {
		return Ports{}
	}
	return Ports{numbers: spans[portNumber]{{portNumber(i<<16) + portNumber(first), portNumber(i<<16) + portNumber(last)}}}
}

// rulePorts are the ports of a rule. None written is every port; no protocol is TCP; no number is
// every port of the protocol.
func rulePorts(list []networkingv1.NetworkPolicyPort) Ports {
	if len(list) == 0 {
		return everyPort()
	}
	var all Ports
	for i := range list {
		p := &list[i]
		protocol := corev1.ProtocolTCP
		if p.Protocol != nil {
			protocol = cmp.Or(*p.Protocol, protocol)
		}
		switch {
		case p.Port == nil:
			all.add(portRange(1, lastPort, protocol))
		case p.Port.Type == intstr.String:
			all.names = append(all.names, portName{protocol, p.Port.StrVal})
		case p.EndPort != nil:
			all.add(portRange(p.Port.IntVal, *p.EndPort, protocol))
		default:
			all.add(onePort(p.Port.IntVal, protocol))
		}
	}
	return all
}

func (p *Ports) add(q Ports) {
	p.numbers = joined(append(slices.Clip(p.numbers), q.numbers...))
	for _, n := range q.names {
		if !slices.Contains(p.names, n) {
			p.names = append(p.names, n)
		}
	}
}

// on resolves names by the ports of the pod that answers; what it does not have, nobody can call.
func (p Ports) on(ports []corev1.ContainerPort) Ports {
	if len(p.names) == 0 {
		return p
	}
	resolved := Ports{numbers: p.numbers}
	for _, n := range p.names {
		for i := range ports {
			if c := &ports[i]; c.Name == n.name && cmp.Or(c.Protocol, corev1.ProtocolTCP) == n.protocol {
				resolved.add(onePort(c.ContainerPort, n.protocol))
			}
		}
	}
	return resolved
}

// Has is true when the set holds the port, known by its number.
func (p Ports) Has(number int32, protocol corev1.Protocol) bool {
	one := onePort(number, protocol).numbers
	return len(one) > 0 && p.numbers.has(one[0].first)
}

// Empty is true when the set holds no port.
func (p Ports) Empty() bool { return len(p.numbers) == 0 && len(p.names) == 0 }

func (p Ports) and(q Ports) Ports {
	out := Ports{numbers: p.numbers.and(q.numbers)}
	for _, n := range p.names {
		if q.covers(n) {
			out.names = append(out.names, n)
		}
	}
	for _, n := range q.names {
		if p.covers(n) && !slices.Contains(out.names, n) {
			out.names = append(out.names, n)
		}
	}
	return out
}

// meets is true when some port is in both.
func (p Ports) meets(q Ports) bool {
	return p.numbers.meets(q.numbers) || slices.ContainsFunc(p.names, q.covers) || slices.ContainsFunc(q.names, p.covers)
}

func (p Ports) minus(q Ports) Ports {
	out := Ports{numbers: p.numbers.minus(q.numbers)}
	for _, n := range p.names {
		if !q.covers(n) {
			out.names = append(out.names, n)
		}
	}
	return out
}

// covers is true when the set holds the port whatever number is behind its name.
func (p Ports) covers(n portName) bool {
	if slices.Contains(p.names, n) {
		return true
	}
	i := slices.Index(protocols[:], n.protocol)
	return i >= 0 && len(spans[portNumber]{portsOf(i)}.minus(p.numbers)) == 0
}

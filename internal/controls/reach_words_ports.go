package controls

import (
	"strconv"
	"strings"
)

// String lists the ports as 8080/TCP, 9000-9010/UDP, http/TCP, every UDP port, or every port. Of a set
// that lacks little it says what it lacks.
func (p Ports) String() string {
	lacks := everyPort().numbers.minus(p.numbers)
	switch {
	case len(lacks) == 0:
		return "every port"
	case len(p.numbers) > 2 && len(lacks) <= len(p.numbers):
		return "every port but " + Ports{numbers: lacks}.list()
	}
	return p.list()
}

func (p Ports) list() string {
	var words []string
	for _, s := range p.numbers {
		protocol := string(protocols[s.first>>16])
		first, last := int(s.first&lastPort), int(s.last&lastPort)
		switch {
		case s == portsOf(int(s.first>>16)):
			words = append(words, "every "+protocol+" port")
		case first == last:
			words = append(words, strconv.Itoa(first)+"/"+protocol)
		default:
			words = append(words, strconv.Itoa(first)+"-"+strconv.Itoa(last)+"/"+protocol)
		}
	}
	for _, n := range p.names {
		words = append(words, n.name+"/"+string(n.protocol))
	}
	return strings.Join(words, ", ")
}

package controls

import (
	"net/netip"
	"slices"
	"strings"

	networkingv1 "k8s.io/api/networking/v1"
)

// addresses is a set of addresses of both families.
type addresses = spans[netip.Addr]

// wholeWorld are the two ranges that hold every address.
var wholeWorld = [...]string{"0.0.0.0/0", "::/0"}

func everyAddress() addresses { return inRanges(wholeWorld[:], nil) }

// inRanges are the addresses of the ranges that lie in no exception. What is no range holds nothing: no API
// server would have accepted it.
func inRanges(cidrs, except []string) addresses { return parseRanges(cidrs).minus(parseRanges(except)) }

func blockRange(b *networkingv1.IPBlock) addresses { return inRanges([]string{b.CIDR}, b.Except) }

func parseRanges(cidrs []string) addresses {
	var all addresses
	for _, s := range cidrs {
		if p, err := netip.ParsePrefix(s); err == nil {
			p = p.Masked()
			all = append(all, span[netip.Addr]{p.Addr(), lastAddress(p)})
		}
	}
	return joined(all)
}

func lastAddress(p netip.Prefix) netip.Addr {
	bytes := p.Addr().AsSlice()
	for bit := p.Bits(); bit < len(bytes)*8; bit++ {
		bytes[bit/8] |= 1 << (7 - bit%8)
	}
	last, _ := netip.AddrFromSlice(bytes)
	return last
}

// prefixes are the fewest ranges that hold exactly the addresses from first to last.
func prefixes(s span[netip.Addr]) []netip.Prefix {
	var all []netip.Prefix
	for first := s.first; ; {
		bits := first.BitLen()
		for bits > 0 {
			wider := netip.PrefixFrom(first, bits-1)
			if wider.Masked().Addr() != first || lastAddress(wider).Compare(s.last) > 0 {
				break
			}
			bits--
		}
		p := netip.PrefixFrom(first, bits)
		all = append(all, p)
		last := lastAddress(p)
		if last.Compare(s.last) >= 0 {
			return all
		}
		first = last.Next()
	}
}

// fewRanges is how many ranges a reader takes in; beyond, a set is said as a wide range with exceptions.
const fewRanges = 6

// rangeWords says a set of addresses as ranges.
func rangeWords(set addresses) string {
	var whole []string
	for _, family := range wholeWorld {
		every := parseRanges([]string{family})
		inside := set.and(every)
		if len(inside) == 0 {
			continue
		}
		words := listRanges(inside)
		if len(words) > fewRanges {
			if lacks := listRanges(every.minus(inside)); len(lacks) <= len(words) {
				words = []string{family + " but for " + strings.Join(shorten(lacks), ", ")}
			}
		}
		whole = append(whole, shorten(words)...)
	}
	return strings.Join(whole, ", ")
}

func listRanges(set addresses) []string {
	var words []string
	for _, s := range set {
		for _, p := range prefixes(s) {
			words = append(words, p.String())
		}
	}
	return words
}

func shorten(words []string) []string {
	if len(words) <= 2*fewRanges {
		return words
	}
	return append(slices.Clone(words[:fewRanges]), "and more")
}

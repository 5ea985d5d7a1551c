package spec

import (
	"net/netip"
	"slices"
	"strings"
)

// MetadataServices hand credentials to whoever asks: AWS, Azure and GCP; AWS over IPv6; the
// credential endpoints of ECS and EKS Pod Identity; GKE's metadata server behind its first address;
// the Azure wire server; Alibaba.
func MetadataServices() []netip.Addr {
	return []netip.Addr{
		netip.AddrFrom4([4]byte{169, 254, 169, 254}), netip.MustParseAddr("fd00:ec2::254"),
		netip.AddrFrom4([4]byte{169, 254, 170, 2}), netip.AddrFrom4([4]byte{169, 254, 170, 23}), netip.MustParseAddr("fd00:ec2::23"),
		netip.AddrFrom4([4]byte{169, 254, 169, 252}),
		netip.AddrFrom4([4]byte{168, 63, 129, 16}), netip.AddrFrom4([4]byte{100, 100, 100, 200}),
	}
}

// noMetadata refuses a range that pods may call and that holds a metadata service; one problem a
// range, with everything that would have to be left out where something can be.
func (v *validator) noMetadata(p *path, cidr string, except []string, canExcept bool) {
	prefix, err := netip.ParsePrefix(cidr)
	if err != nil || prefix.Bits() == 0 {
		return // reported as no range, or as every address
	}
	var open []netip.Addr
	for _, a := range MetadataServices() {
		excepted := slices.ContainsFunc(except, func(s string) bool {
			e, err := netip.ParsePrefix(s)
			return err == nil && e.Contains(a)
		})
		if prefix.Contains(a) && !excepted {
			open = append(open, a)
		}
	}
	if len(open) == 0 {
		return
	}
	hint := "name a narrower range"
	if canExcept {
		except := make([]string, len(open))
		for i, a := range open {
			except[i] = netip.PrefixFrom(a, a.BitLen()).String()
		}
		hint = "add except: [" + strings.Join(except, ", ") + "], or name a narrower range"
		if prefix.IsSingleIP() {
			hint = "remove it; cloudIdentity: Allow of the workload opens what platform.cloudIdentity names, and a waiver of the control " + ControlMetadata + " this one"
		}
	}
	v.report(p, hint, "%s holds %s, where clouds hand out credentials", quote(cidr), open[0])
}

package controls

import (
	"fmt"
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// metadataAddresses finds ways to the addresses that hand out a node's credentials. Only Google's
// resolver has such an address, and there only port 53 is meant; and an address that hands out the
// identities of pods is meant where the spec says that these pods ask for theirs.
func metadataAddresses(j *judgement) {
	for _, p := range j.set.policies() {
		if !p.egress {
			continue
		}
		for i, r := range p.Egress {
			if onlyDNS(r.Ports) {
				continue
			}
			for k, peer := range r.To {
				if a, ok := reachesMetadata(peer.IPBlock); ok && !j.asksForIdentity(&p, peer.IPBlock, r.Ports) {
					path := fmt.Sprintf("spec.egress[%d].to[%d].ipBlock", i, k)
					hole := netip.PrefixFrom(a, a.BitLen()).String()
					o := Offence{Path: path, Message: "the range " + peer.IPBlock.CIDR + " holds " + a.String() + ", which hands out the node's credentials",
						Fix: "take it out; a workload that asks the cloud for its own identity declares cloudIdentity: Allow in harden.yaml"}
					if peer.IPBlock.CIDR != hole {
						o.Fix = "add " + hole + " to except, or write a narrower range"
						o.Patch = &Patch{Path: path + ".except", Value: append(slices.Clone(peer.IPBlock.Except), holes(peer.IPBlock)...)}
					}
					j.report(p.Object, o)
				}
			}
		}
	}
}

// asksForIdentity is true when the spec lets every pod that a policy holds for ask for its identity at
// this very address, on each of these ports.
func (j *judgement) asksForIdentity(p *isolation, block *networkingv1.IPBlock, ports []networkingv1.NetworkPolicyPort) bool {
	if j.options.Spec == nil || len(ports) == 0 {
		return false
	}
	for i := range ports {
		if !isEndpoint(j.options.Spec.Platform.CloudIdentity, block.CIDR, &ports[i]) {
			return false
		}
	}
	some := false
	for _, pod := range j.set.pods {
		if p.holdsFor(pod) {
			if w := j.workload(pod.Object); w == nil || w.CloudIdentity != "Allow" {
				return false
			}
			some = true
		}
	}
	return some
}

func isEndpoint(all []spec.Endpoint, cidr string, p *networkingv1.NetworkPolicyPort) bool {
	overTCP := p.Protocol == nil || *p.Protocol == corev1.ProtocolTCP
	one := p.Port != nil && (p.EndPort == nil || *p.EndPort == p.Port.IntVal)
	return overTCP && one && slices.Contains(all, spec.Endpoint{CIDR: cidr, Port: p.Port.IntVal})
}

func onlyDNS(ports []networkingv1.NetworkPolicyPort) bool {
	return len(ports) > 0 && !slices.ContainsFunc(ports, func(p networkingv1.NetworkPolicyPort) bool {
		return p.Port == nil || p.Port.IntVal != 53 || p.EndPort != nil && *p.EndPort != 53
	})
}

// reachesMetadata is the first metadata address that a block holds and does not except.
func reachesMetadata(b *networkingv1.IPBlock) (netip.Addr, bool) {
	if b == nil {
		return netip.Addr{}, false
	}
	prefix, err := netip.ParsePrefix(b.CIDR)
	if err != nil {
		return netip.Addr{}, false
	}
	for _, a := range spec.MetadataServices() {
		if prefix.Contains(a) && !slices.ContainsFunc(b.Except, func(s string) bool {
			e, err := netip.ParsePrefix(s)
			return err == nil && e.Contains(a)
		}) {
			return a, true
		}
	}
	return netip.Addr{}, false
}

// holes are the exceptions that a block lacks.
func holes(b *networkingv1.IPBlock) (missing []string) {
	open := *b
	for {
		a, ok := reachesMetadata(&open)
		if !ok {
			return missing
		}
		hole := netip.PrefixFrom(a, a.BitLen()).String()
		missing = append(missing, hole)
		open.Except = append(slices.Clone(open.Except), hole)
	}
}

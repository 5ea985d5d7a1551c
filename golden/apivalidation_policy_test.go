package golden

import (
	"net/netip"

	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// policyErrors restates ValidateNetworkPolicySpec, and demands port numbers with a protocol.
func policyErrors(p *networkingv1.NetworkPolicySpec, at *field.Path) (errs field.ErrorList) {
	errs = append(errs, selectorErrors(&p.PodSelector, at.Child("podSelector"))...)
	for i, rule := range p.Ingress {
		at := at.Child("ingress").Index(i)
		errs = append(errs, policyPortErrors(rule.Ports, at.Child("ports"))...)
		errs = append(errs, policyPeerErrors(rule.From, at.Child("from"))...)
	}
	for i, rule := range p.Egress {
		at := at.Child("egress").Index(i)
		errs = append(errs, policyPortErrors(rule.Ports, at.Child("ports"))...)
		errs = append(errs, policyPeerErrors(rule.To, at.Child("to"))...)
	}
	return errs
}

func policyPortErrors(ports []networkingv1.NetworkPolicyPort, at *field.Path) (errs field.ErrorList) {
	if len(ports) == 0 {
		errs = append(errs, field.Required(at, "no ports mean all ports"))
	}
	for i, p := range ports {
		at := at.Index(i)
		switch {
		case p.Protocol == nil || p.Port == nil:
			errs = append(errs, field.Required(at, "protocol and port"))
		case p.Port.Type != intstr.Int || p.EndPort != nil:
			errs = append(errs, field.Invalid(at, p.Port.String(), "not one number"))
		default:
			errs = append(errs, protocolErrors(at, *p.Protocol)...)
			errs = append(errs, texts(at, p.Port.IntVal, validation.IsValidPortNum(int(p.Port.IntVal)))...)
		}
	}
	return errs
}

func policyPeerErrors(peers []networkingv1.NetworkPolicyPeer, at *field.Path) (errs field.ErrorList) {
	for i, p := range peers {
		at := at.Index(i)
		selects := p.PodSelector != nil || p.NamespaceSelector != nil
		if selects == (p.IPBlock != nil) {
			errs = append(errs, field.Invalid(at, p, "a peer selects pods or is a range"))
		}
		if p.PodSelector != nil {
			errs = append(errs, selectorErrors(p.PodSelector, at.Child("podSelector"))...)
		}
		if p.NamespaceSelector != nil {
			errs = append(errs, selectorErrors(p.NamespaceSelector, at.Child("namespaceSelector"))...)
		}
		if p.IPBlock != nil {
			errs = append(errs, rangeErrors(p.IPBlock, at.Child("ipBlock"))...)
		}
	}
	return errs
}

// rangeErrors: every exception is a strict part of the range (ValidateIPBlock).
func rangeErrors(b *networkingv1.IPBlock, at *field.Path) (errs field.ErrorList) {
	outer, err := netip.ParsePrefix(b.CIDR)
	if err != nil || outer != outer.Masked() {
		return append(errs, field.Invalid(at.Child("cidr"), b.CIDR, "no range in its usual spelling"))
	}
	for i, s := range b.Except {
		at := at.Child("except").Index(i)
		inner, err := netip.ParsePrefix(s)
		if err != nil || inner != inner.Masked() || inner.Bits() <= outer.Bits() || !outer.Contains(inner.Addr()) {
			errs = append(errs, field.Invalid(at, s, "no strict part of "+b.CIDR))
		}
	}
	return errs
}

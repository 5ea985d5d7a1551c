package templates

import (
	"slices"
	"strconv"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// The types below are the part of cilium.io/v2 that is written here; a test holds the output to the published
// CustomResourceDefinition. To Cilium a range of addresses is never a node, and so never the API server
// (Documentation/security/policy/layer3.rst): those are entities, and a host name is one thing more that
// NetworkPolicy does not have.

type ciliumPolicyObject struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              ciliumPolicySpec `json:"spec"`
}

type ciliumPolicySpec struct {
	EndpointSelector metav1.LabelSelector `json:"endpointSelector"`
	Ingress          []ciliumIngress      `json:"ingress,omitempty"`
	Egress           []ciliumEgress       `json:"egress,omitempty"`
}

type ciliumIngress struct {
	FromEntities []string         `json:"fromEntities"`
	ToPorts      []ciliumPortRule `json:"toPorts"`
}

// ciliumEgress has one kind of target: toFQDNs may not stand beside another.
type ciliumEgress struct {
	ToEntities  []string               `json:"toEntities,omitempty"`
	ToFQDNs     []ciliumName           `json:"toFQDNs,omitempty"`
	ToEndpoints []metav1.LabelSelector `json:"toEndpoints,omitempty"`
	ToCIDR      []string               `json:"toCIDR,omitempty"`
	ToPorts     []ciliumPortRule       `json:"toPorts"`
}

type ciliumName struct {
	MatchName string `json:"matchName"`
}

type ciliumPortRule struct {
	Ports []ciliumPort  `json:"ports"`
	Rules *ciliumLayer7 `json:"rules,omitempty"`
}

type ciliumPort struct {
	Port     string `json:"port"`
	Protocol string `json:"protocol"`
}

type ciliumLayer7 struct {
	DNS []ciliumPattern `json:"dns"`
}

type ciliumPattern struct {
	MatchPattern string `json:"matchPattern"`
}

var ciliumComments = map[string]string{
	"spec.egress[].toPorts[].rules": "the agent reads the answers, and so learns the addresses of the names below; it refuses none",
}

// The entities of Cilium that a word of the spec means.
var (
	ciliumNodes        = []string{"host", "remote-node"}
	ciliumControlPlane = []string{"kube-apiserver"}
)

// ciliumPolicy adds what Cilium's own policies alone can say to the workload's NetworkPolicies; the two add up.
func ciliumPolicy(f *frame) *ciliumPolicyObject {
	p := &ciliumPolicyObject{
		TypeMeta:   metav1.TypeMeta{APIVersion: "cilium.io/v2", Kind: "CiliumNetworkPolicy"},
		ObjectMeta: f.meta(),
		Spec:       ciliumPolicySpec{EndpointSelector: metav1.LabelSelector{MatchLabels: f.selector}},
	}
	for i := range f.w.Ports {
		port := &f.w.Ports[i]
		for _, peer := range port.From {
			if entities := ciliumEntities(peer); entities != nil {
				p.Spec.Ingress = append(p.Spec.Ingress, ciliumIngress{entities, ciliumPorts(spec.PortRef{Number: port.ContainerPort, Protocol: port.Protocol})})
			}
		}
	}
	if spec.CallsHosts(f.w) {
		p.Spec.Egress = ciliumNames(f.app.Platform.DNS)
	}
	for i := range f.w.Connects {
		c := &f.w.Connects[i]
		if c.To.Host != "" {
			p.Spec.Egress = append(p.Spec.Egress, ciliumEgress{ToFQDNs: []ciliumName{{c.To.Host}}, ToPorts: ciliumPorts(c.Ports...)})
		} else if entities := ciliumEntities(c.To); entities != nil {
			p.Spec.Egress = append(p.Spec.Egress, ciliumEgress{ToEntities: entities, ToPorts: ciliumPorts(c.Ports...)})
		}
	}
	if f.w.KubernetesAPI != nil {
		var ports []spec.PortRef
		for _, e := range f.app.Platform.APIServer {
			if ref := (spec.PortRef{Number: e.Port}); !slices.Contains(ports, ref) {
				ports = append(ports, ref)
			}
		}
		p.Spec.Egress = append(p.Spec.Egress, ciliumEgress{ToEntities: ciliumControlPlane, ToPorts: ciliumPorts(ports...)})
	}
	return p
}

// needsCilium is true for a workload with a peer that a NetworkPolicy cannot mean on Cilium.
func needsCilium(w *spec.Workload) bool {
	isEntity := func(p spec.Peer) bool { return ciliumEntities(p) != nil }
	return w.KubernetesAPI != nil || spec.CallsHosts(w) ||
		slices.ContainsFunc(w.Ports, func(p spec.Port) bool { return slices.ContainsFunc(p.From, isEntity) }) ||
		slices.ContainsFunc(w.Connects, func(c spec.Connection) bool { return isEntity(c.To) })
}

func ciliumEntities(p spec.Peer) []string {
	switch p.Word {
	case spec.PeerNodes:
		return ciliumNodes
	case spec.PeerControlPlane:
		return ciliumControlPlane
	}
	return nil
}

// ciliumNames sends questions to each resolver past the agent.
func ciliumNames(dns *spec.DNS) []ciliumEgress {
	var rules []ciliumEgress
	for _, r := range dns.Resolvers() {
		rule := ciliumEgress{ToCIDR: r.Addresses, ToPorts: []ciliumPortRule{{Rules: &ciliumLayer7{[]ciliumPattern{{"*"}}}}}}
		for _, port := range r.Ports {
			rule.ToPorts[0].Ports = append(rule.ToPorts[0].Ports, ciliumPort{strconv.Itoa(int(port)), "ANY"})
		}
		if r.Pods != nil {
			labels := map[string]string{"k8s:io.kubernetes.pod.namespace": r.Pods.Namespace}
			for key, value := range r.Pods.PodLabels {
				labels["k8s:"+key] = value
			}
			pods := rule
			pods.ToCIDR, pods.ToEndpoints = nil, []metav1.LabelSelector{{MatchLabels: labels}}
			rules = append(rules, pods)
		}
		if len(r.Addresses) > 0 {
			rules = append(rules, rule)
		}
	}
	return rules
}

func ciliumPorts(refs ...spec.PortRef) []ciliumPortRule {
	rule := ciliumPortRule{}
	for _, ref := range refs {
		protocol := ref.Protocol
		if protocol == "" {
			protocol = "TCP"
		}
		rule.Ports = append(rule.Ports, ciliumPort{strconv.Itoa(int(ref.Number)), protocol})
	}
	return []ciliumPortRule{rule}
}

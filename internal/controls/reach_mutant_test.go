package controls

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// mutant is a policy with one change, and what the change does to reach.
type mutant struct {
	policy *networkingv1.NetworkPolicy
	kind   DifferenceKind
	name   string
}

// ruleMutants change one rule; set puts the changed rule in its place.
func ruleMutants(p *networkingv1.NetworkPolicy, peers []networkingv1.NetworkPolicyPeer, ports []networkingv1.NetworkPolicyPort,
	set func(*networkingv1.NetworkPolicy, []networkingv1.NetworkPolicyPeer, []networkingv1.NetworkPolicyPort),
) (all []mutant) {
	add := func(kind DifferenceKind, name string, peers []networkingv1.NetworkPolicyPeer, ports []networkingv1.NetworkPolicyPort) {
		q := p.DeepCopy()
		set(q, peers, ports)
		all = append(all, mutant{q, kind, name})
	}
	add(Open, "no peers", nil, ports)
	add(Open, "no ports", peers, nil)
	add(Open, "every machine", append(slices.Clone(peers), networkingv1.NetworkPolicyPeer{IPBlock: &networkingv1.IPBlock{CIDR: "0.0.0.0/0"}}), ports)
	add(Open, "one more port", peers, append(slices.Clone(ports), networkingv1.NetworkPolicyPort{Port: new(intstr.FromInt32(31337))}))
	for i := range ports {
		udp := slices.Clone(ports)
		udp[i].Protocol = new(corev1.ProtocolSCTP)
		add(Blocked, fmt.Sprintf("protocol of ports[%d]", i), peers, udp)
		if len(ports) > 1 {
			add(Blocked, fmt.Sprintf("without ports[%d]", i), peers, slices.Delete(slices.Clone(ports), i, i+1))
		}
	}
	for i := range peers {
		other := slices.Clone(peers)
		switch peer := peers[i].DeepCopy(); {
		case peer.IPBlock != nil:
			other[i] = networkingv1.NetworkPolicyPeer{IPBlock: &networkingv1.IPBlock{CIDR: "198.51.100.0/24"}}
		case peer.PodSelector != nil && len(peer.PodSelector.MatchLabels) > 0:
			peer.PodSelector.MatchLabels["env"] = "prod"
			other[i] = *peer
		default:
			continue
		}
		add(Blocked, fmt.Sprintf("another peers[%d]", i), other, ports)
	}
	return all
}

func mutants(p *networkingv1.NetworkPolicy) (all []mutant) {
	for i, r := range p.Spec.Ingress {
		all = append(all, ruleMutants(p, r.From, r.Ports, func(q *networkingv1.NetworkPolicy, peers []networkingv1.NetworkPolicyPeer, ports []networkingv1.NetworkPolicyPort) {
			q.Spec.Ingress[i] = networkingv1.NetworkPolicyIngressRule{From: peers, Ports: ports}
		})...)
		q := p.DeepCopy()
		q.Spec.Ingress = slices.Delete(q.Spec.Ingress, i, i+1)
		all = append(all, mutant{q, Blocked, fmt.Sprintf("without ingress[%d]", i)})
	}
	for i, r := range p.Spec.Egress {
		all = append(all, ruleMutants(p, r.To, r.Ports, func(q *networkingv1.NetworkPolicy, peers []networkingv1.NetworkPolicyPeer, ports []networkingv1.NetworkPolicyPort) {
			q.Spec.Egress[i] = networkingv1.NetworkPolicyEgressRule{To: peers, Ports: ports}
		})...)
		q := p.DeepCopy()
		q.Spec.Egress = slices.Delete(q.Spec.Egress, i, i+1)
		all = append(all, mutant{q, Blocked, fmt.Sprintf("without egress[%d]", i)})
	}
	return all
}

// TestEveryMutantIsFound changes every rule of some bases, one at a time. Every change is told, and the
// policy that was changed is the one to look at. In these bases no rule repeats another.
func TestEveryMutantIsFound(t *testing.T) {
	tried := 0
	for _, name := range []string{"three-workloads", "online-boutique", "kubernetes-api", "podinfo", "dns", "no-dns", "secrets", "existing-namespace"} {
		c := goldens(t)[name]
		app, s := appOf(t, c[0]), setOf(t, string(c[1]))
		for o, p := range all[*networkingv1.NetworkPolicy](s) {
			for _, m := range mutants(p) {
				tried++
				o.Value = m.policy
				told := false
				for _, d := range NewNetworkOf(s).Compare(app) {
					here := d.Place.Object == o.Ref() || strings.HasPrefix(m.name, "without ") // what is gone, any policy may bring back
					told = told || d.Kind == m.kind && here && d.Place.Field != "" && d.Peer != "" && d.Ports != ""
				}
				if !told {
					t.Errorf("%s: %s %s: nobody says that it is %s", name, o.Ref(), m.name, m.kind)
					for _, d := range NewNetworkOf(s).Compare(app) {
						t.Log(d)
					}
				}
			}
			o.Value = p
		}
	}
	t.Logf("%d mutants", tried)
}

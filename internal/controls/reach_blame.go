package controls

import "strings"

// suspect is a field that may be why a declared connection is closed; the larger the weight, the nearer
// the field is to opening it.
type suspect struct {
	place  Place
	why    string
	weight int
}

// blame is the field that comes nearest to opening what is declared for the i-th Pods and closed.
func (n *Network) blame(i int, d direction, g *group) (Place, string) {
	best := n.isolation(i, d)
	for p, policy := range n.policies {
		if policy.object.Namespace != n.pods[i].Object.Namespace {
			continue
		}
		holds := false
		for _, q := range n.selected[d][i] {
			holds = holds || q == p
		}
		for _, r := range policy.rules[d] {
			var s suspect
			if holds {
				s = n.tooNarrow(r, g)
			} else {
				s = n.misses(policy, r, i, d, g)
			}
			if s.weight > best.weight {
				best = s
			}
		}
	}
	return best.place, best.why
}

// isolation is the policy that closes everything, when no rule comes near.
func (n *Network) isolation(i int, d direction) suspect {
	list := [...]string{ingress: "spec.ingress", egress: "spec.egress"}
	closest := -1
	for _, p := range n.selected[d][i] {
		if closest < 0 || len(n.policies[p].pods) > len(n.policies[closest].pods) { // the one that is about these pods alone
			closest = p
		}
	}
	if closest >= 0 {
		return suspect{place: Place{n.policies[closest].object, list[d]}, why: "isolates the pods, and no rule of any policy allows it"}
	}
	return suspect{place: Place{Object: n.pods[i].Object}, why: "has no pods that a selector can match"}
}

// tooNarrow weighs a rule that holds for the pods.
func (n *Network) tooNarrow(r *networkRule, g *group) suspect {
	ports := r.ports.meets(g.ports)
	best := suspect{}
	for i := range r.opens {
		open := &r.opens[i]
		for j := range g.parts {
			wanted := &g.parts[j]
			s := suspect{place: open.source.place}
			switch meets := open.meets(wanted); {
			case meets && ports:
				s.weight, s.why = 50, "lets only a part of it through: "+n.peerWords(r.opens)
			case meets:
				s.place, s.weight, s.why = Place{r.place.Object, r.place.Field + ".ports"}, 40, "lets only "+r.ports.String()+" through"
			case ports && (open.kind == machines) == (wanted.kind == machines):
				s.weight, s.why = 10+10*n.likeness(open, wanted), "lets only "+n.peerWords(r.opens)+" through"
			}
			if s.weight > best.weight {
				best = s
			}
		}
	}
	return best
}

// likeness is how many labels are demanded that the wanted pods have or demand too, up to two; ranges that
// do not meet are hardly alike.
func (n *Network) likeness(open, wanted *allowance) int {
	alike := 0
	for _, t := range open.others {
		for _, u := range wanted.others {
			if t.order(u) == 0 && t.meets(u.values) {
				alike++
			}
		}
		for _, i := range wanted.own.all() {
			if value, ok := n.pods[i].Labels[t.key]; ok && t.ofPod && t.has(value, ok) {
				alike++
			}
		}
	}
	return min(alike, 2)
}

// misses weighs a rule that would do, of a policy that does not hold for the pods.
func (n *Network) misses(p *networkPolicy, r *networkRule, i int, d direction, g *group) suspect {
	if !r.ports.meets(g.ports) || !meetAny(r.opens, g.parts) {
		return suspect{}
	}
	pods := &n.pods[i]
	alike, demanded := 0, 0
	for _, t := range p.pods {
		if value, ok := pods.Labels[t.key]; t.ofPod {
			demanded++
			if t.has(value, ok) {
				alike++
			}
		}
	}
	switch {
	case alike == demanded && !p.isolates[d]:
		return suspect{Place{p.object, "spec.policyTypes"}, "leaves out " + string(d.policyType()) + ", so the rule counts for nothing", 45}
	case alike > 0 && alike < demanded:
		return suspect{Place{p.object, "spec.podSelector"}, "does not select the pods: " + missedLabels(p.pods, pods), 30 + 9*alike/demanded}
	}
	return suspect{}
}

func meetAny(list, other []allowance) bool {
	for i := range list {
		for j := range other {
			if list[i].meets(&other[j]) {
				return true
			}
		}
	}
	return false
}

// missedLabels are the demands that the pods' labels do not meet.
func missedLabels(c cube, p *Pods) string {
	var words []string
	for _, t := range c {
		if value, ok := p.Labels[t.key]; t.ofPod && !t.has(value, ok) {
			words = append(words, t.words())
		}
	}
	return strings.Join(words, ",")
}

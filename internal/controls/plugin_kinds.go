package controls

import (
	"errors"
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// policyHead is what every policy of a plugin has beside its spec.
type policyHead struct {
	APIVersion string            `json:"apiVersion"`
	Kind       string            `json:"kind"`
	Metadata   metav1.ObjectMeta `json:"metadata"`
}

// ciliumPolicy has the fields of a CiliumNetworkPolicy that can be declared.
type ciliumPolicy struct {
	policyHead
	Spec struct {
		EndpointSelector struct {
			MatchLabels map[string]string `json:"matchLabels"`
		} `json:"endpointSelector"`
		Ingress []struct {
			FromEntities []string     `json:"fromEntities"`
			ToPorts      []ciliumPort `json:"toPorts"`
		} `json:"ingress"`
		Egress []struct {
			ToEntities []string `json:"toEntities"`
			ToFQDNs    []struct {
				MatchName string `json:"matchName"`
			} `json:"toFQDNs"`
			ToEndpoints []struct {
				MatchLabels map[string]string `json:"matchLabels"`
			} `json:"toEndpoints"`
			ToCIDR  []string     `json:"toCIDR"`
			ToPorts []ciliumPort `json:"toPorts"`
		} `json:"egress"`
	} `json:"spec"`
}

type ciliumPort struct {
	Ports []struct {
		Port     string `json:"port"`
		Protocol string `json:"protocol"`
	} `json:"ports"`
	Rules *struct {
		DNS []struct {
			MatchPattern string `json:"matchPattern"`
		} `json:"dns"`
	} `json:"rules"`
}

// openings are the policy's own. A rule for a resolver opens it as allow-dns does, and lets the agent read the answers.
func (p *ciliumPolicy) openings() (all []opening, err error) {
	workload, err := selectedWorkload(p.Spec.EndpointSelector.MatchLabels)
	if err != nil {
		return nil, err
	}
	add := func(verb, peer string, ports []ciliumPort) {
		if len(ports) == 0 {
			all = append(all, opening{workload, verb + " " + peer + " on every port"})
		}
		for _, list := range ports {
			for _, port := range list.Ports {
				on := port.Port
				if port.Protocol != "TCP" {
					on += "/" + port.Protocol
				}
				if list.Rules != nil && (len(list.Rules.DNS) != 1 || list.Rules.DNS[0].MatchPattern != "*") {
					on += " for some names"
				}
				all = append(all, opening{workload, verb + " " + peer + " on " + on})
			}
		}
	}
	for _, rule := range p.Spec.Ingress {
		if len(rule.FromEntities) == 0 {
			return all, errors.New("a rule for every caller")
		}
		for _, entity := range rule.FromEntities {
			add("is called by", entity, rule.ToPorts)
		}
	}
	for _, rule := range p.Spec.Egress {
		for _, entity := range rule.ToEntities {
			add("calls", entity, rule.ToPorts)
		}
		for _, host := range rule.ToFQDNs {
			add("calls host", host.MatchName, rule.ToPorts)
		}
		for _, pods := range rule.ToEndpoints {
			add("reads answers of", labelText(pods.MatchLabels), rule.ToPorts)
		}
		for _, cidr := range rule.ToCIDR {
			add("reads answers of", cidr, rule.ToPorts)
		}
		if len(rule.ToEntities)+len(rule.ToFQDNs)+len(rule.ToEndpoints)+len(rule.ToCIDR) == 0 {
			return all, errors.New("a rule for every target")
		}
	}
	return all, nil
}

// calicoPolicy has the fields of a Calico NetworkPolicy that can be declared.
type calicoPolicy struct {
	policyHead
	Spec struct {
		Selector string   `json:"selector"`
		Types    []string `json:"types"`
		Egress   []struct {
			Action      string `json:"action"`
			Destination struct {
				Services struct {
					Name      string `json:"name"`
					Namespace string `json:"namespace"`
				} `json:"services"`
			} `json:"destination"`
		} `json:"egress"`
	} `json:"spec"`
}

func (p *calicoPolicy) openings() (all []opening, err error) {
	var name, instance string
	if n, _ := fmt.Sscanf(p.Spec.Selector, nameLabel+" == %s && "+instanceLabel+" == %s", &name, &instance); n != 2 || name != instance || len(name) < 3 {
		return nil, fmt.Errorf("its selector %q is not one workload", p.Spec.Selector)
	}
	for _, rule := range p.Spec.Egress {
		service := rule.Destination.Services
		if rule.Action != "Allow" || service.Name == "" {
			return all, errors.New("a rule that allows no Service")
		}
		all = append(all, opening{name[1 : len(name)-1], "calls Service " + service.Namespace + "/" + service.Name})
	}
	return all, nil
}

func selectedWorkload(labels map[string]string) (string, error) {
	if len(labels) != 2 || labels[nameLabel] == "" || labels[nameLabel] != labels[instanceLabel] {
		return "", errors.New("it does not select the pods of one workload")
	}
	return labels[nameLabel], nil
}

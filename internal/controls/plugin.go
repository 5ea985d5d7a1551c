package controls

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// opening is one thing that a policy of a network plugin allows, in words.
type opening struct{ workload, what string }

// pluginPolicies compares policies of the network plugin's own kinds with what the spec makes necessary. One that says
// more than harden-gen writes is not read any further: it may open anything.
func pluginPolicies(j *judgement) {
	want := pluginOpenings(j.options.Spec)
	have := map[opening]bool{}
	for _, o := range j.set.Objects {
		if !isPluginPolicy(o) {
			continue
		}
		openings, err := readPlugin(o, j.options.Spec.Platform.CNI)
		if err != nil {
			j.report(o, Offence{
				Path: "spec", Message: "it says more than the spec can declare: " + err.Error(),
				Fix: "declare the peer in harden.yaml, or take the policy out of this kustomization",
			})
		}
		for _, open := range openings {
			have[open] = true
			if !slices.Contains(want, open) {
				j.report(o, Offence{Path: "spec", Message: open.String() + ", and no spec declares it", Fix: "declare it in harden.yaml, or take the rule out"})
			}
		}
	}
	n := NewNetworkOf(j.set)
	declared := n.declare(j.options.Spec)
	for _, open := range want {
		if i, ok := declared.workload[open.workload]; ok && !have[open] {
			j.reportPlace(Place{Object: n.pods[i].Object}, n.pods[i].Object, "it is declared that "+open.String()+", and no policy of "+j.options.Spec.Platform.CNI+" opens it",
				"let the kustomization include components/"+j.options.Spec.Platform.CNI+", as harden-gen generate writes it")
		}
	}
}

func (o opening) String() string { return o.workload + " " + o.what }

// isPluginPolicy is true for the kinds that open or shut connections beside NetworkPolicy.
func isPluginPolicy(o *Object) bool {
	group, _, _ := strings.Cut(o.APIVersion, "/")
	switch group {
	case "cilium.io":
		return o.Kind == "CiliumNetworkPolicy" || o.Kind == "CiliumClusterwideNetworkPolicy"
	case "projectcalico.org", "crd.projectcalico.org":
		return o.Kind == "NetworkPolicy" || o.Kind == "GlobalNetworkPolicy"
	case "policy.networking.k8s.io":
		return strings.HasSuffix(o.Kind, "NetworkPolicy")
	}
	return false
}

// pluginOpenings are those that the spec asks of its network plugin.
func pluginOpenings(app *spec.HardenedApplication) (all []opening) {
	for i := range app.Workloads {
		w := &app.Workloads[i]
		add := func(format string, args ...any) { all = append(all, opening{w.Name, fmt.Sprintf(format, args...)}) }
		if app.Platform.CNI == spec.CNICalico && w.KubernetesAPI != nil {
			add("calls Service default/kubernetes")
		}
		if app.Platform.CNI != spec.CNICilium {
			continue
		}
		for _, port := range w.Ports {
			for _, peer := range port.From {
				for _, entity := range entitiesOf(peer) {
					add("is called by %s on %s", entity, spec.PortRef{Number: port.ContainerPort, Protocol: port.Protocol})
				}
			}
		}
		for _, c := range w.Connects {
			for _, ref := range c.Ports {
				for _, entity := range entitiesOf(c.To) {
					add("calls %s on %s", entity, ref)
				}
				if c.To.Host != "" {
					add("calls host %s on %s", c.To.Host, ref)
				}
			}
		}
		if w.KubernetesAPI != nil {
			for _, e := range app.Platform.APIServer {
				add("calls kube-apiserver on %d", e.Port)
			}
		}
		if spec.CallsHosts(w) {
			for _, resolver := range readResolvers(app.Platform.DNS) {
				add("reads answers of %s", resolver)
			}
		}
	}
	return all
}

// readResolvers are each resolver on each of its ports.
func readResolvers(dns *spec.DNS) (all []string) {
	for _, r := range dns.Resolvers() {
		who := slices.Clone(r.Addresses)
		if r.Pods != nil {
			labels := map[string]string{"k8s:io.kubernetes.pod.namespace": r.Pods.Namespace}
			for key, value := range r.Pods.PodLabels {
				labels["k8s:"+key] = value
			}
			who = append(who, labelText(labels))
		}
		for _, one := range who {
			for _, port := range r.Ports {
				all = append(all, fmt.Sprintf("%s on %d/ANY", one, port))
			}
		}
	}
	return all
}

func labelText(labels map[string]string) string {
	parts := make([]string, 0, len(labels))
	for _, key := range sortedKeys(labels) {
		parts = append(parts, key+"="+labels[key])
	}
	return "pods " + strings.Join(parts, ",")
}

func entitiesOf(p spec.Peer) []string {
	switch p.Word {
	case spec.PeerNodes:
		return []string{"host", "remote-node"}
	case spec.PeerControlPlane:
		return []string{"kube-apiserver"}
	}
	return nil
}

// readPlugin reads a policy that has no other fields than those that harden-gen writes.
func readPlugin(o *Object, cni string) ([]opening, error) {
	switch {
	case o.APIVersion == "cilium.io/v2" && o.Kind == "CiliumNetworkPolicy" && cni == spec.CNICilium:
		var p ciliumPolicy
		if err := strictly(o.JSON, &p); err != nil {
			return nil, err
		}
		return p.openings()
	case o.APIVersion == "projectcalico.org/v3" && o.Kind == "NetworkPolicy" && cni == spec.CNICalico:
		var p calicoPolicy
		if err := strictly(o.JSON, &p); err != nil {
			return nil, err
		}
		return p.openings()
	}
	return nil, fmt.Errorf("%s is no kind of platform.cni %s", o.Kind, cni)
}

func strictly(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

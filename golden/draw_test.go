package golden

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing/fstest"

	"k8s.io/apimachinery/pkg/util/validation"
	"pgregory.net/rapid"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// drawer draws a valid spec: whatever a key may hold, with a liking for the edges. It shrinks to the
// smallest application.
type drawer struct {
	t      *rapid.T
	app    *spec.HardenedApplication
	beside fstest.MapFS // the files that the spec names
}

// drawSpec is an arbitrary valid spec, and the files beside it.
func drawSpec(t *rapid.T) (*spec.HardenedApplication, fstest.MapFS) {
	d := &drawer{t, &spec.HardenedApplication{APIVersion: spec.APIVersion, Kind: spec.Kind}, fstest.MapFS{}}
	d.app.Metadata.Name = d.namespaceName("application")
	if d.chance(30, "metadata.annotations") {
		d.app.Metadata.Annotations = map[string]string{"config.kubernetes.io/local-config": "true"}
	}
	if d.chance(40, "namespace") {
		d.app.Namespace.Name = d.namespaceName("namespace")
	}
	d.app.Namespace.Existing = d.chance(25, "existing")
	d.platform()
	d.secrets()
	d.config()
	d.store()
	names := rapid.SliceOfNDistinct(rapid.Custom(func(*rapid.T) string { return d.workloadName() }), 1, 4, rapid.ID[string]).Draw(t, "workloads")
	for _, name := range names {
		d.app.Workloads = append(d.app.Workloads, spec.Workload{Name: name})
	}
	for i := range d.app.Workloads {
		d.ports(&d.app.Workloads[i])
	}
	for i := range d.app.Workloads {
		d.workload(&d.app.Workloads[i])
	}
	if !d.app.Namespace.Existing && d.chance(30, "quota") {
		d.quota()
	}
	d.waivers()
	d.gitOps()
	d.environments()
	return d.app, d.beside
}

// chance is true in so many of a hundred cases, and false when it shrinks.
func (d *drawer) chance(percent int, what string) bool {
	return rapid.IntRange(0, 99).Draw(d.t, what) >= 100-percent
}

func (d *drawer) number(low, high int, what string) int {
	return rapid.IntRange(low, high).Draw(d.t, what)
}

func pick[T any](d *drawer, what string, from ...T) T { return rapid.SampledFrom(from).Draw(d.t, what) }

// some are up to most elements, in the order in which they are given.
func some[T any](d *drawer, most int, what string, from ...T) []T {
	var out []T
	for _, e := range from {
		if len(out) < most && d.chance(50, what) {
			out = append(out, e)
		}
	}
	return out
}

func (d *drawer) platform() {
	p := &d.app.Platform
	if d.chance(60, "kubernetesVersion") {
		minor := d.number(32, 37, "minor")
		p.KubernetesVersion = fmt.Sprintf("1.%d", minor)
		if d.chance(30, "podSecurity") {
			d.app.Namespace.PodSecurity = spec.PodSecurity{Enforce: "restricted", Version: fmt.Sprintf("v1.%d", d.number(32, minor, "podSecurity.version"))}
		}
	}
	if d.chance(30, "defaults") {
		p.Mesh = "none"
	}
	p.CNI = pick(d, "cni", "", "generic", "cilium", "calico")
	p.Profile = pick(d, "profile", "", "generic", "eks", "gke", "gke-clouddns", "aks", "openshift", "k3s")
	if d.chance(20, "userIDs") {
		p.UserIDs = pick(d, "userIDs", "Declared", "Assigned")
	}
	if d.chance(20, "cloudIdentity") {
		p.CloudIdentity = some(d, 3, "cloudIdentity", spec.Endpoint{CIDR: "169.254.170.23/32", Port: 80}, spec.Endpoint{CIDR: "169.254.169.254/32", Port: 53}, spec.Endpoint{CIDR: "169.254.169.254/32", Port: 80},
			spec.Endpoint{CIDR: "192.0.2.9/32", Port: 65535}, spec.Endpoint{CIDR: "fd00:ec2::254/128", Port: 80})
	}
	if d.chance(30, "dns") {
		p.DNS = &spec.DNS{Namespace: d.peerNamespace(), Ports: some(d, 3, "dns.ports", int32(5353), 53, 1053)}
		if d.chance(50, "dns.podLabels") || p.Profile == "gke-clouddns" {
			p.DNS.PodLabels = d.podLabels(1)
		}
		if d.chance(30, "dns.nodeLocalPodLabels") {
			p.DNS.NodeLocalPodLabels = d.podLabels(0)
		}
		if len(p.DNS.Ports) == 0 {
			p.DNS.Ports = nil
		}
		p.DNS.NodeLocal = some(d, 2, "dns.nodeLocal", "169.254.20.10/32", "10.96.0.10/32", "fd00::10/128", "169.254.169.254/32")
	}
	for range d.number(1, 3, "apiServer") { // always: workloads that call the API come later
		p.APIServer = append(p.APIServer, spec.Endpoint{CIDR: d.machines(), Port: pick(d, "apiServer.port", int32(443), 6443, 8443)})
	}
	p.Nodes = &spec.Ranges{CIDRs: []string{d.machines()}}
	p.ControlPlane = &spec.Ranges{CIDRs: []string{d.machines(), d.machines()}}
	p.Gateway = &spec.PodSet{Namespace: d.peerNamespace(), PodLabels: d.podLabels(0)}
	p.Monitoring = &spec.PodSet{Namespace: d.peerNamespace(), PodLabels: d.podLabels(0)}
	p.SecretStore = &spec.PlatformStore{Kind: pick(d, "secretStore.kind", "", "SecretStore", "ClusterSecretStore"), Name: pick(d, "secretStore", "store", "a.b", "1e3", "null")}
	if d.chance(30, "registries") {
		p.Registries = []string{"registry.example.com/", "localhost:5000/", "quay.example.com:443/team/"}
	}
}

func (d *drawer) secrets() {
	names := rapid.SliceOfNDistinct(rapid.OneOf(rapid.SampledFrom([]string{"db-credentials", "true", "0.7.8", "a.b", "y"}),
		rapid.StringMatching(`[a-z0-9]{1,9}(\.[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?){0,3}`)), 0, 3, rapid.ID[string]).Draw(d.t, "secrets")
	for _, name := range names {
		s := spec.Secret{Name: name, Existing: d.chance(30, "existing")}
		if !s.Existing {
			s.Data = map[string]spec.RemoteKey{}
			for range d.number(1, 3, "secret keys") {
				key := pick(d, "key", "password", "tls.crt", ".dockerconfigjson", "KEY_1", "no", "1e3", "a-b", strings.Repeat("k", 253))
				s.Data[key] = spec.RemoteKey{Key: "k" + d.text("remote key"), Property: d.text("property")}
			}
			if d.chance(30, "own store") {
				s.SecretStore = &spec.SecretStore{Kind: pick(d, "kind", "", "SecretStore", "ClusterSecretStore"), Name: "own.store"}
			}
		}
		d.app.Secrets = append(d.app.Secrets, s)
	}
}

// peer is one of every kind; as a target it holds a metadata service only under a waiver.
func (d *drawer) peer(w *spec.Workload, target bool) spec.Peer {
	switch d.number(0, 7, "peer") {
	case 0:
		if d.chance(10, "anywhere") {
			d.waive(w, "open-rules")
			return spec.Peer{Word: "anywhere"}
		}
		return spec.Peer{Word: pick(d, "word", "gateway", "monitoring", "nodes", "control-plane", "internet", "cluster")}
	case 1:
		return spec.Peer{Namespace: d.peerNamespace(), PodLabels: d.podLabels(0)}
	case 2:
		return spec.Peer{PodLabels: d.podLabels(1)}
	case 3:
		return spec.Peer{NamespaceLabels: d.podLabels(1), PodLabels: d.podLabels(0)}
	case 4:
		return spec.Peer{NamespaceLabels: map[string]string{}, PodLabels: d.podLabels(0)}
	case 5:
		return d.rangePeer(w, target)
	}
	return spec.Peer{Workload: pick(d, "workload", d.app.Workloads...).Name}
}

func (d *drawer) waive(w *spec.Workload, control string) {
	if !slices.ContainsFunc(d.app.Waivers, func(v spec.Waiver) bool { return v.Workload == w.Name && v.Control == control }) {
		d.app.Waivers = append(d.app.Waivers, spec.Waiver{Control: control, Workload: w.Name, Reason: "no", Owner: "1e3", Expires: "2027-03-01"})
	}
}

// metadataServices may not lie in what a pod may call.
func metadataServices() []netip.Addr {
	var all []netip.Addr
	for _, s := range []string{
		"169.254.169.254", "169.254.169.252", "169.254.170.2", "169.254.170.23", "fd00:ec2::254", "fd00:ec2::23", "168.63.129.16", "100.100.100.200",
	} {
		all = append(all, netip.MustParseAddr(s))
	}
	return all
}

// machines is a range of nodes or of a control plane.
func (d *drawer) machines() string {
	cidr := d.cidr()
	prefix := netip.MustParsePrefix(cidr)
	if slices.ContainsFunc(metadataServices(), prefix.Contains) {
		return "10.20.0.0/28"
	}
	return cidr
}

func (d *drawer) rangePeer(w *spec.Workload, target bool) spec.Peer {
	p := spec.Peer{CIDR: d.cidr()}
	prefix := netip.MustParsePrefix(p.CIDR)
	if target && d.chance(10, "metadata service") {
		d.waive(w, "metadata")
		p.CIDR, prefix = "169.254.169.254/32", netip.MustParsePrefix("169.254.169.254/32")
	} else if target {
		for _, a := range metadataServices() {
			switch {
			case prefix.IsSingleIP() && prefix.Addr() == a:
				return spec.Peer{CIDR: "192.0.2.0/24"}
			case prefix.Contains(a):
				p.Except = append(p.Except, netip.PrefixFrom(a, a.BitLen()).String())
			}
		}
	}
	for range d.number(0, 2, "except") {
		if prefix.IsSingleIP() {
			break
		}
		bits := d.number(prefix.Bits()+1, prefix.Addr().BitLen(), "except bits")
		inner := prefix.Addr().AsSlice()
		for i := prefix.Bits(); i < bits; i++ {
			if d.chance(50, "bit") {
				inner[i/8] |= 1 << (7 - i%8)
			}
		}
		a, _ := netip.AddrFromSlice(inner)
		p.Except = append(p.Except, netip.PrefixFrom(a, bits).String())
	}
	return p
}

// cidr is a range of either family, never the whole world, nor a half of it that another may complete.
func (d *drawer) cidr() string {
	if d.chance(40, "usual range") {
		return pick(d, "range", "10.0.8.0/24", "10.96.0.1/32", "10.20.0.0/28", "172.16.0.0/12", "192.0.2.7/32", "128.0.0.0/1", "2001:db8::/32", "fd00:8::/64", "2000::/3", "::1/128")
	}
	size := pick(d, "family", 4, 16)
	raw := rapid.SliceOfN(rapid.Byte(), size, size).Draw(d.t, "address")
	a, _ := netip.AddrFromSlice(raw)
	if a.Is4In6() {
		return "2001:db8::/32"
	}
	return netip.PrefixFrom(a, d.number(2, a.BitLen(), "bits")).Masked().String()
}

func (d *drawer) peerNamespace() string {
	return pick(d, "peer namespace", "data", "kube-system", "y", "1e3", d.app.Metadata.Name, strings.Repeat("n", 63))
}

// podLabels come from a small pool, so that peers and workloads meet.
func (d *drawer) podLabels(least int) map[string]string {
	keys := []string{"team", "y", "example.com/tier", "app.kubernetes.io/component", "1.0"}
	labels := map[string]string{}
	for _, key := range keys {
		if len(labels) < least || d.chance(20, "label") {
			labels[key] = pick(d, "value", "core", "no", "", "1e3", "0440", "a_b.c", "2026-11-22", strings.Repeat("v", 63))
		}
	}
	if len(labels) == 0 {
		return nil
	}
	return labels
}

// namespaceName avoids the cluster's own namespaces.
func (d *drawer) namespaceName(what string) string {
	name := d.label(what)
	if name == "default" || strings.HasPrefix(name, "kube-") || strings.HasPrefix(name, "openshift") {
		return "payments"
	}
	return name
}

func (d *drawer) label(what string) string {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"api", "y", "no", "null", "true", "on", "1e3", "0x1f", "0440", "a--b", strings.Repeat("x", 63), "kustomization", "base"}),
		rapid.StringMatching(`[a-z]([-a-z0-9]{0,30}[a-z0-9])?`),
		rapid.StringMatching(`[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?`),
	).Draw(d.t, what)
}

func (d *drawer) workloadName() string {
	if name := d.label("workload"); name != "default" {
		return name
	}
	return "other"
}

// mayPublish is true for a name that a Service can have.
func mayPublish(name string) bool { return len(validation.IsDNS1035Label(name)) == 0 }

// text is any string that can be carried, often one that some YAML reader takes for something else.
func (d *drawer) text(what string) string {
	s := rapid.OneOf(
		rapid.SampledFrom([]string{"", "info", "yes", "no", "~", "null", "true", "0440", "0x1F", "1e3", "1_000", "12:30:45", "1.10", "2026-11-22", ".inf", "<<", "=",
			"a: b", "- a", "#c", "a #b", "'", `"`, `\`, "{}", "[a", "*a", "&a", "!b", "|", ">", "%d", "@x", "`id`", "?", "---", "...", " ", "a ", " a", "\t", "a\tb",
			"first\nsecond\n", "\n", "a\n\n", "  a\nb", "a\r\nb", "\u2028", "\ufeff", "\u200b", "grüße 漢字 🙂", "$(HOME)", "$$(X)", "<b>&", strings.Repeat("long ", 60)}),
		rapid.String(),
	).Draw(d.t, what)
	s = strings.Map(func(r rune) rune {
		if r == 0 || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff || r == 0xfffd {
			return -1
		}
		return r
	}, s)
	if strings.Contains(s, "\n") {
		return strings.TrimLeft(s, "\t") // see isTabbed in internal/spec
	}
	return s
}

func (d *drawer) texts(most int, what string) []string {
	var out []string
	for range d.number(0, most, what) {
		out = append(out, d.text(what))
	}
	return out
}

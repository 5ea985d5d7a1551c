package spec

import (
	"fmt"
	"strconv"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
)

// The minor versions of Kubernetes 1 that this version writes for.
const (
	oldestMinor = 32
	newestMinor = 37
)

// parseMinor reads 1.MINOR.
func parseMinor(s string) (int, bool) {
	rest, ok := strings.CutPrefix(s, "1.")
	if !ok || !isDecimal(rest) {
		return 0, false
	}
	n, err := strconv.Atoi(rest)
	return n, err == nil
}

// Minor is the minor version of the oldest cluster to serve: 34 for 1.34.
func (p *Platform) Minor() int {
	n, _ := parseMinor(p.KubernetesVersion)
	return n
}

func (v *validator) platform() {
	root := top("platform")
	f := &v.app.Platform
	p := root.key("profile")
	v.oneOf(&p, f.Profile, profileNames()...)
	p = root.key("userIDs")
	v.oneOf(&p, f.UserIDs, IDsDeclared, IDsAssigned)
	p = root.key("kubernetesVersion")
	if minor, ok := parseMinor(f.KubernetesVersion); !ok {
		v.report(&p, `write the oldest cluster to serve as "1.34"`, "%s is no minor version of Kubernetes", quote(f.KubernetesVersion))
	} else if minor < oldestMinor || minor > newestMinor {
		v.report(&p, "", "Kubernetes %s is not supported: 1.%d to 1.%d", f.KubernetesVersion, oldestMinor, newestMinor)
	}
	p = root.key("cni")
	v.oneOf(&p, f.CNI, CNIGeneric, CNICilium, CNICalico)
	p = root.key("mesh")
	if f.Mesh != "none" {
		v.notBuilt(&p, f.Mesh, "use none")
	}
	v.platformDNS(&root)
	v.platformRanges(&root)
	v.platformIdentity(&root)
	v.podSet(&root, "gateway", f.Gateway)
	v.podSet(&root, "monitoring", f.Monitoring)
	store := root.key("secretStore")
	v.platformStore(&store, f.SecretStore)
	v.registries(&root)
}

func (v *validator) platformRanges(root *path) {
	f := &v.app.Platform
	for i, e := range f.APIServer {
		at := root.at("apiServer", i)
		p := at.key("cidr")
		if prefix, ok := v.cidr(&p, e.CIDR); ok && prefix.Bits() == 0 {
			v.report(&p, "ask the cluster: kubectl get endpointslices -n default -l kubernetes.io/service-name=kubernetes", "%s is the whole world, not an API server", quote(e.CIDR))
		}
		v.noMetadata(&p, e.CIDR, nil, false)
		p = at.key("port")
		v.port(&p, e.Port)
	}
	for _, r := range []struct {
		key string
		set *Ranges
	}{{"controlPlane", f.ControlPlane}, {"nodes", f.Nodes}} {
		if r.set == nil {
			continue
		}
		at := root.key(r.key)
		p := at.key("cidrs")
		if len(r.set.CIDRs) == 0 {
			v.report(&p, "write at least one range, such as [10.20.0.0/28]", "there is no range")
		}
		for i, c := range r.set.CIDRs {
			p := at.at("cidrs", i)
			if prefix, ok := v.cidr(&p, c); ok && prefix.Bits() == 0 {
				v.report(&p, "write the range of the machines themselves", "%s is the whole world", quote(c))
			}
			v.noMetadata(&p, c, nil, false)
		}
	}
}

func (v *validator) podSet(root *path, key string, s *PodSet) {
	if s == nil {
		return
	}
	at := root.key(key)
	p := at.key("namespace")
	v.label(&p, s.Namespace, "a namespace")
	p = at.key("podLabels")
	v.selector(&p, s.PodLabels)
}

func (v *validator) secretStore(at *path, s *SecretStore) {
	if s == nil {
		return
	}
	p := at.key("kind")
	if s.Kind != "" {
		v.oneOf(&p, s.Kind, "SecretStore", "ClusterSecretStore")
	}
	p = at.key("name")
	v.subdomain(&p, s.Name, "a secret store")
}

// subdomain checks an RFC 1123 subdomain, the name of most objects.
func (v *validator) subdomain(p *path, name, what string) {
	if len(validation.IsDNS1123Subdomain(name)) > 0 {
		v.report(p, "lower case letters, digits, dashes and dots, at most 253, a letter or digit at both ends", "%s is no name for %s", quote(name), what)
	}
}

// registries demands a slash at the end: images.example.com is also a prefix of images.example.com.evil.io.
func (v *validator) registries(root *path) {
	for i, r := range v.app.Platform.Registries {
		p := root.at("registries", i)
		host, _, ok := strings.Cut(r, "/")
		switch {
		case !strings.ContainsAny(host, ".:") && host != "localhost":
			v.report(&p, "begin with the registry, such as docker.io/library/", "%s names no registry", quote(r))
		case !ok || !strings.HasSuffix(r, "/"):
			v.report(&p, fmt.Sprintf("write %s/", r), "%s is a prefix of foreign registries too: an entry ends in a slash", quote(r))
		}
	}
}

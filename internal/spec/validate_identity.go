package spec

import "slices"

// platformIdentity checks where pods ask for the identity that the cloud gives them. Such an address
// may be a metadata service: it is opened on its port alone, for workloads that ask for it by name.
func (v *validator) platformIdentity(root *path) {
	for i, e := range v.app.Platform.CloudIdentity {
		at := root.at("cloudIdentity", i)
		p := at.key("cidr")
		if prefix, ok := v.cidr(&p, e.CIDR); ok && !prefix.IsSingleIP() {
			v.report(&p, "write the one address that hands out identities, such as 169.254.170.23/32", "%s is more than one address", quote(e.CIDR))
		}
		p = at.key("port")
		v.port(&p, e.Port)
	}
}

func (v *validator) cloudIdentity(at *path, w *Workload) {
	p := at.key("cloudIdentity")
	v.oneOf(&p, w.CloudIdentity, "Deny", "Allow")
	if w.CloudIdentity != "Allow" || len(v.app.Platform.CloudIdentity) > 0 {
		return
	}
	hint := "write platform: {profile: eks} or {profile: gke}, or the addresses under platform.cloudIdentity"
	if slices.Contains([]string{"eks", "aks", "openshift"}, v.app.Platform.Profile) {
		hint = "write the addresses under platform.cloudIdentity"
	}
	v.report(&p, hint+"; a token that is exchanged at public addresses (IAM roles for service accounts, Azure workload identity) needs {to: internet, ports: [443]} instead",
		"nobody has said at which address pods on %s ask for an identity", v.app.Platform.Profile)
}

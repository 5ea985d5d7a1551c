package spec

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// The access modes of a claim for a path that is written to.
const (
	ReadWriteOnce    = "ReadWriteOnce"
	ReadWriteOncePod = "ReadWriteOncePod"
	ReadWriteMany    = "ReadWriteMany"
)

// ClaimName is the name of the claim that a workload makes for a path. It never changes while both
// stay: a claim of another name is another volume, and empty.
func ClaimName(workload, mountPath string) string {
	const most = 63
	name, plain := []byte(workload), true
	for i := range len(mountPath) {
		switch c := mountPath[i]; {
		case c >= 'a' && c <= 'z' || c >= '0' && c <= '9':
			name = append(name, c)
		case c >= 'A' && c <= 'Z':
			plain, name = false, append(name, c-'A'+'a')
		default:
			plain = plain && c == '/'
			name = append(name, '-')
		}
	}
	if plain && len(name) <= most {
		return string(name)
	}
	// What cannot be read back from the name is told apart by a hash.
	hash := sha256.Sum256([]byte(workload + mountPath))
	return strings.TrimRight(string(name[:min(len(name), most-9)]), "-") + "-" + hex.EncodeToString(hash[:4])
}

// claimUse is who mounts a claim.
type claimUse struct {
	workload string
	made     bool
	shared   bool
}

func (v *validator) claim(at *path, w *Workload, writable *WritablePath) {
	for _, said := range []struct {
		key string
		any bool
	}{{"size", writable.Size != ""}, {"medium", writable.Medium != ""}} {
		if said.any {
			p := at.key(said.key)
			v.report(&p, "remove the key; claim.size says how much a claim asks for", "%s is for scratch space, and this path has a claim", said.key)
		}
	}
	c := writable.Claim
	p := at.key("claim")
	v.accessModes(&p, c)
	use := claimUse{w.Name, !c.Existing, c.IsShared()}
	if c.Existing {
		v.existingClaim(&p, c)
		v.claimUse(&p, c.Name, use)
		return
	}
	if c.Name != "" {
		n := p.key("name")
		v.report(&n, "remove it: a claim is named after its workload and path; or add existing: true", "%s would be the name of a claim that somebody else makes", quote(c.Name))
	}
	size := p.key("size")
	if c.Size == "" {
		v.report(&size, "write how much it may hold, such as size: 10Gi, or existing: true with a name", "a claim asks for a size")
	} else {
		v.bytes(&size, c.Size)
	}
	if c.StorageClassName != "" {
		n := p.key("storageClassName")
		v.subdomain(&n, c.StorageClassName, "a storage class")
	}
	v.claimUse(&p, ClaimName(w.Name, writable.MountPath), use)
}

func (v *validator) existingClaim(at *path, c *Claim) {
	p := at.key("name")
	if c.Name == "" {
		v.report(&p, "write the name of the PersistentVolumeClaim", "an existing claim needs a name")
	} else {
		v.subdomain(&p, c.Name, "a claim")
	}
	for _, said := range []struct{ key, value string }{{"size", string(c.Size)}, {"storageClassName", c.StorageClassName}} {
		if said.value != "" {
			p := at.key(said.key)
			v.report(&p, "remove "+said.key+", or existing", "an existing claim is only referenced, and has what others asked for")
		}
	}
}

func (v *validator) accessModes(at *path, c *Claim) {
	for i, mode := range c.AccessModes {
		p := at.at("accessModes", i)
		switch {
		case mode == "ReadOnlyMany":
			v.report(&p, "write ReadWriteOnce or ReadWriteMany", "a path that is written to cannot have a volume that is only read")
		case mode == ReadWriteOncePod && len(c.AccessModes) > 1:
			v.report(&p, "let it stand alone", "ReadWriteOncePod goes with no other mode")
		case slices.Contains(c.AccessModes[:i], mode):
			v.report(&p, "name it once", "the mode %s stands here a second time", mode)
		default:
			v.oneOf(&p, mode, ReadWriteOnce, ReadWriteOncePod, ReadWriteMany)
		}
	}
	if c.AccessModes != nil && len(c.AccessModes) == 0 {
		p := at.key("accessModes")
		v.report(&p, "remove the key for ReadWriteOnce", "a claim has at least one access mode")
	}
}

// claimUse reports a claim that several mount and that one node at a time can have.
func (v *validator) claimUse(p *path, name string, use claimUse) {
	before, known := v.claims[name]
	switch {
	case name == "":
	case !known:
		v.claims[name] = use
	case before.made && use.made:
		v.report(p, "mount it at another path", "the claim would be called %s, as one of the workload %s is", quote(name), before.workload)
	case before.workload == use.workload:
		v.report(p, "mount it once, and use folders below that path", "the claim %s is mounted twice, and the kubelet waits for the second mount for good", quote(name))
	case !before.shared || !use.shared:
		v.report(p, "write accessModes: [ReadWriteMany] in both places, when its storage class can, or give each a claim of its own",
			"the workload %s mounts the claim %s too, and one node at a time can have it", before.workload, quote(name))
	}
}

// claimReplicas refuses pods that would wait for each other's volume for good.
func (v *validator) claimReplicas(at *path, w *Workload) {
	if *w.Replicas < 2 {
		return
	}
	for _, writable := range w.Writable {
		if writable.Claim != nil && !writable.Claim.IsShared() {
			p := at.key("replicas")
			v.report(&p, "write replicas: 1, or accessModes: [ReadWriteMany] at the claim when its storage class can",
				"%d pods cannot all mount the claim at %s", *w.Replicas, quote(writable.MountPath))
			return
		}
	}
}

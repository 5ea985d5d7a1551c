package controls

import (
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"
)

func readOnlyRoot(p *Pod) (found []Offence) {
	for c := range p.containers() {
		if !is(c.security().ReadOnlyRootFilesystem, true) && !isWindows(p) {
			found = append(found, set(c.path+"securityContext.readOnlyRootFilesystem", c.String()+" may change the files of its image", true))
		}
	}
	return found
}

// numericUser finds containers whose user only the image knows, and root where Pod Security looks away.
func numericUser(p *Pod) (found []Offence) {
	if isWindows(p) {
		return nil
	}
	if inUserNamespace(p) {
		found = usersZero(p)
	}
	if p.security().RunAsUser != nil {
		return found
	}
	for c := range p.containers() {
		if c.security().RunAsUser == nil {
			o := set("spec.securityContext.runAsUser", "the image decides as whom "+c.String()+" runs, and the kubelet cannot prove that a name is not root", 10001)
			o.Fix = "write the number of a user that may read the image's files, such as runAsUser: 10001"
			return append(found, o)
		}
	}
	return found
}

func numericGroup(p *Pod) (found []Offence) {
	if isWindows(p) {
		return nil
	}
	const fix = "write the number of the user's group, such as runAsGroup: 10001"
	bad := func(path, message string) {
		found = append(found, Offence{Path: path, Message: message, Fix: fix, Patch: &Patch{Path: path, Value: 10001}})
	}
	pod := p.security().RunAsGroup
	if is(pod, 0) {
		bad("spec.securityContext.runAsGroup", "the pod belongs to root's group")
	}
	if is(p.security().FSGroup, 0) {
		bad("spec.securityContext.fsGroup", "the volumes belong to root's group, and so does the pod")
	}
	for i, group := range p.security().SupplementalGroups {
		if group == 0 {
			found = append(found, remove(fmt.Sprintf("spec.securityContext.supplementalGroups[%d]", i), "the pod belongs to root's group"))
		}
	}
	for c := range p.containers() {
		switch own := c.security().RunAsGroup; {
		case is(own, 0):
			bad(c.path+"securityContext.runAsGroup", c.String()+" belongs to root's group")
		case own == nil && pod == nil:
			bad("spec.securityContext.runAsGroup", "the image decides the group, and that is root's unless it says otherwise")
			return found
		}
	}
	return found
}

// broughtIDs finds numbers where the cluster gives them out.
func broughtIDs(p *Pod) (found []Offence) {
	brought := func(path, who string, id *int64) {
		if id != nil {
			found = append(found, Offence{Path: path, Message: fmt.Sprintf("%s brings the id %d, and the cluster assigns its own", who, *id), Fix: "take it out",
				Patch: &Patch{Path: path, Remove: true}})
		}
	}
	pod := p.security()
	brought("spec.securityContext.runAsUser", "the pod", pod.RunAsUser)
	brought("spec.securityContext.runAsGroup", "the pod", pod.RunAsGroup)
	brought("spec.securityContext.fsGroup", "the pod", pod.FSGroup)
	for c := range p.containers() {
		brought(c.path+"securityContext.runAsUser", c.String(), c.security().RunAsUser)
		brought(c.path+"securityContext.runAsGroup", c.String(), c.security().RunAsGroup)
	}
	return found
}

var pinned = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`@(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$`) })

func imageDigest(p *Pod) (found []Offence) {
	for image := range p.images() {
		if pinned().MatchString(image.reference) {
			continue
		}
		name, _, _ := strings.Cut(image.reference, "@")
		o := Offence{
			Path: image.path, Message: image.who + " whatever " + quoted(image.reference) + " means on the day that it starts",
			Fix: "find the digest with: docker buildx imagetools inspect " + name + ", then write " + name + "@sha256:DIGEST",
		}
		repository, tag := cutTag(name)
		switch {
		case name == "":
			o.Message, o.Fix = image.who+" an image that nothing names", "write REGISTRY/REPOSITORY:TAG@sha256:DIGEST"
		case tag == "" || tag == "latest":
			o.Fix = "choose a version, find its digest with: docker buildx imagetools inspect " + repository + ":VERSION, then write " + repository + ":VERSION@sha256:DIGEST"
		}
		found = append(found, o)
	}
	return found
}

// cutTag parts the tag from the name of an image; a registry's port is none.
func cutTag(name string) (repository, tag string) {
	if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, '/') {
		return name[:i], name[i+1:]
	}
	return name, ""
}

// namedImage is an image that the node fetches for a pod.
type namedImage struct {
	reference string
	path      string // of the field
	who       string // takes it, and the verb
}

// images are those that containers run, and those that are mounted as volumes.
func (p *Pod) images() iter.Seq[namedImage] {
	return func(yield func(namedImage) bool) {
		for c := range p.containers() {
			if !yield(namedImage{c.Image, c.path + "image", c.String() + " runs"}) {
				return
			}
		}
		for i, v := range p.Spec.Volumes {
			if v.Image != nil && !yield(namedImage{v.Image.Reference, fmt.Sprintf("spec.volumes[%d].image.reference", i), "volume " + v.Name + " mounts"}) {
				return
			}
		}
	}
}

// requests finds containers for which the scheduler reserves nothing. An ephemeral container cannot ask.
func requests(p *Pod) (found []Offence) {
	for c := range p.containers() {
		for _, r := range []struct {
			name corev1.ResourceName
			some string
		}{{corev1.ResourceCPU, "100m"}, {corev1.ResourceMemory, "128Mi"}} {
			if !p.reserves(c, r.name) && c.kind != kindEphemeral {
				o := set(c.path+"resources.requests."+string(r.name), c.String()+" reserves no "+string(r.name), r.some)
				o.Fix = "write what it needs on an ordinary day, such as " + string(r.name) + ": " + r.some
				found = append(found, o)
			}
		}
	}
	return found
}

// reserves is true when the container, or the pod as a whole, asks for some of a resource. A limit is a
// request, too, where that is missing.
func (p *Pod) reserves(c container, name corev1.ResourceName) bool {
	for _, r := range []*corev1.ResourceRequirements{&c.Resources, p.Spec.Resources} {
		if r == nil {
			continue
		}
		if asked, ok := r.Requests[name]; ok && asked.Sign() > 0 {
			return true
		} else if limit := r.Limits[name]; !ok && limit.Sign() > 0 {
			return true
		}
	}
	return false
}

// limits is true when the container, or the pod as a whole, can take only so much of a resource: a limit
// of 0 is none.
func (p *Pod) limits(c container, name corev1.ResourceName) bool {
	own := c.Resources.Limits[name]
	if own.Sign() > 0 || p.Spec.Resources == nil {
		return own.Sign() > 0
	}
	whole := p.Spec.Resources.Limits[name]
	return whole.Sign() > 0
}

func memoryLimit(p *Pod) (found []Offence) {
	for c := range p.containers() {
		if !p.limits(c, corev1.ResourceMemory) && c.kind != kindEphemeral {
			o := set(c.path+"resources.limits.memory", c.String()+" may take all memory of its node", "256Mi")
			o.Fix = "write what it needs at most, such as memory: 256Mi"
			found = append(found, o)
		}
	}
	return found
}

func boundedScratch(p *Pod) (found []Offence) {
	for i, v := range p.Spec.Volumes {
		if v.EmptyDir == nil || v.EmptyDir.SizeLimit != nil && v.EmptyDir.SizeLimit.Sign() > 0 {
			continue
		}
		o := set(fmt.Sprintf("spec.volumes[%d].emptyDir.sizeLimit", i), "volume "+v.Name+" has no size, and may fill the "+fills(p, v.EmptyDir.Medium), "64Mi")
		o.Fix = "write what the program writes there at most, such as sizeLimit: 64Mi"
		found = append(found, o)
	}
	return found
}

// fills says what an emptyDir without a size ends at: a limit of the containers, or nothing of the pod's own.
func fills(p *Pod, medium corev1.StorageMedium) string {
	what, resource := "disk of its node", corev1.ResourceEphemeralStorage
	if medium == corev1.StorageMediumMemory {
		what, resource = "memory of its node", corev1.ResourceMemory
	}
	for c := range p.containers() {
		if c.kind != kindEphemeral && !p.limits(c, resource) {
			return what
		}
	}
	return "whole " + string(resource) + " that its containers may have"
}

// secretEnv finds secrets in the environment, but those that the spec declares there.
func secretEnv(p *Pod, declared func(variable, secret string) bool) (found []Offence) {
	const fix = "mount the secret as a volume with defaultMode: 0440, and let the program read the file"
	for c := range p.containers() {
		for i, e := range c.Env {
			if e.ValueFrom != nil && e.ValueFrom.SecretKeyRef != nil && !declared(e.Name, e.ValueFrom.SecretKeyRef.Name) {
				found = append(found, Offence{Path: fmt.Sprintf("%senv[%d].valueFrom.secretKeyRef", c.path, i), Fix: fix,
					Message: c.String() + " has the secret " + e.ValueFrom.SecretKeyRef.Name + " in its environment, as " + e.Name})
			}
		}
		for i, e := range c.EnvFrom {
			if e.SecretRef != nil {
				found = append(found, Offence{Path: fmt.Sprintf("%senvFrom[%d].secretRef", c.path, i), Fix: fix,
					Message: c.String() + " has every key of the secret " + e.SecretRef.Name + " in its environment"})
			}
		}
	}
	return found
}

// fromRegistry is true for an image below one of the allowed prefixes. A prefix ends where a part of
// the name ends: images.example.com does not allow images.example.com.evil.io.
func fromRegistry(image string, allowed []string) bool {
	image = withRegistry(image)
	return slices.ContainsFunc(allowed, func(prefix string) bool {
		rest, ok := strings.CutPrefix(image, strings.TrimSuffix(prefix, "/"))
		return ok && (strings.HasPrefix(rest, "/") || !strings.HasSuffix(prefix, "/") && strings.Contains(prefix, "/") && strings.ContainsAny(rest[:min(len(rest), 1)], ":@"))
	})
}

// withRegistry writes out what a container engine adds to the name of an image: nginx is docker.io/library/nginx.
func withRegistry(image string) string {
	host, _, below := strings.Cut(image, "/")
	switch {
	case !below:
		return "docker.io/library/" + image
	case !strings.ContainsAny(host, ".:") && host != "localhost":
		return "docker.io/" + image
	}
	return image
}

func quoted(s string) string { return fmt.Sprintf("%q", s) }

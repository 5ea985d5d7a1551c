package controls

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

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

var pinned = regexp.MustCompile(`@sha256:[0-9a-f]{64}$`)

func imageDigest(p *Pod) (found []Offence) {
	for c := range p.containers() {
		if !pinned.MatchString(c.Image) {
			name, _, _ := strings.Cut(c.Image, "@")
			found = append(found, Offence{
				Path: c.path + "image", Message: c.String() + " runs whatever " + quoted(c.Image) + " means on the day that it starts",
				Fix: "find the digest with: docker buildx imagetools inspect " + name + ", then write " + name + "@sha256:DIGEST",
			})
		}
	}
	return found
}

// requests finds containers for which the scheduler reserves nothing. An ephemeral container cannot ask.
func requests(p *Pod) (found []Offence) {
	for c := range p.containers() {
		for _, r := range []struct {
			name corev1.ResourceName
			some string
		}{{corev1.ResourceCPU, "100m"}, {corev1.ResourceMemory, "128Mi"}} {
			_, asked := c.Resources.Requests[r.name]
			_, limited := c.Resources.Limits[r.name] // a limit is a request, too, where that is missing
			if !asked && !limited && c.kind != kindEphemeral {
				o := set(c.path+"resources.requests."+string(r.name), c.String()+" reserves no "+string(r.name), r.some)
				o.Fix = "write what it needs on an ordinary day, such as " + string(r.name) + ": " + r.some
				found = append(found, o)
			}
		}
	}
	return found
}

func memoryLimit(p *Pod) (found []Offence) {
	for c := range p.containers() {
		if _, limited := c.Resources.Limits[corev1.ResourceMemory]; !limited && c.kind != kindEphemeral {
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
		o := set(fmt.Sprintf("spec.volumes[%d].emptyDir.sizeLimit", i), "volume "+v.Name+" may fill the disk of its node", "64Mi")
		if v.EmptyDir.Medium == corev1.StorageMediumMemory {
			o.Message = "volume " + v.Name + " may fill the memory of its node"
		}
		o.Fix = "write what the program writes there at most, such as sizeLimit: 64Mi"
		found = append(found, o)
	}
	return found
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
	return slices.ContainsFunc(allowed, func(prefix string) bool {
		rest, ok := strings.CutPrefix(image, strings.TrimSuffix(prefix, "/"))
		return ok && (strings.HasPrefix(rest, "/") || !strings.HasSuffix(prefix, "/") && strings.Contains(prefix, "/") && strings.ContainsAny(rest[:min(len(rest), 1)], ":@"))
	})
}

func quoted(s string) string { return fmt.Sprintf("%q", s) }

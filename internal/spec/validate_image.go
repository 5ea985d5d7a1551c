package spec

import (
	"net/netip"
	"strings"
)

// image checks that the image says where it comes from and cannot change: a registry and a digest.
func (v *validator) image(at *path, w *Workload) {
	p := at.key("image")
	base, digest, pinned := strings.Cut(w.Image, "@")
	switch {
	case w.Image == "":
		v.report(&p, "write REGISTRY/REPOSITORY:TAG@sha256:DIGEST", "a workload needs an image")
	case strings.ContainsFunc(w.Image, func(r rune) bool { return r <= ' ' || r > '~' }):
		v.report(&p, "write REGISTRY/REPOSITORY:TAG@sha256:DIGEST", "%s is no image", quote(w.Image))
	case !hasRegistry(base):
		full := "docker.io/" + w.Image
		if !strings.Contains(base, "/") {
			full = "docker.io/library/" + w.Image
		}
		fullBase, _, _ := strings.Cut(full, "@")
		if !isRepository(fullBase) || !isTag(fullBase) {
			v.report(&p, "write REGISTRY/REPOSITORY:TAG@sha256:DIGEST", "%s is no image", quote(w.Image))
			return
		}
		hint := "write its registry, such as " + full
		if !pinned {
			hint = "write its registry and its digest, such as " + withoutLatest(full) + "@sha256:…; find it with: docker buildx imagetools inspect " + full
		}
		v.report(&p, hint, "%s names no registry, and every node could take another one", quote(w.Image))
	case !pinned:
		if !isRepository(base) || !isTag(base) {
			v.report(&p, "write REGISTRY/REPOSITORY:TAG@sha256:DIGEST", "%s is no image", quote(w.Image))
			return
		}
		v.report(&p, "find it with: docker buildx imagetools inspect "+base+" (or: crane digest "+base+"), then write "+withoutLatest(base)+"@sha256:…",
			"%s has no digest, and a tag can be moved", quote(w.Image))
	case !isRepository(base):
		v.report(&p, "write lower case letters and digits, between them single dots, underscores or dashes, as in images.example.com/payments/api:1.8.2",
			"%s is no registry and repository", quote(base))
	default:
		if !isTag(base) || !isDigest(digest) {
			v.report(&p, "write REGISTRY/REPOSITORY:TAG@sha256: and 64 hexadecimal digits", "%s is no image with a sha256 digest", quote(w.Image))
		}
		if ImageTag(w.Image) == "latest" {
			v.report(&p, "name the version in its place, or leave the tag away", "the tag latest says nothing about the image that the digest pins")
		}
	}
	v.registry(&p, w.Image)
}

// withoutLatest leaves away the one tag that is refused beside a digest.
func withoutLatest(image string) string { return strings.TrimSuffix(image, ":latest") }

func (v *validator) registry(p *path, image string) {
	allowed := v.app.Platform.Registries
	if len(allowed) == 0 || image == "" {
		return
	}
	for _, prefix := range allowed {
		if strings.HasPrefix(image, prefix) {
			return
		}
	}
	v.report(p, "allowed by platform.registries: "+strings.Join(allowed, ", "), "%s comes from no allowed registry", quote(image))
}

// hasRegistry is true when the part before the first slash is a host, by the rule of container
// engines: it has a dot or a port, or is localhost.
func hasRegistry(image string) bool {
	host, _, ok := strings.Cut(image, "/")
	return ok && (strings.ContainsAny(host, ".:") || host == "localhost")
}

// isRepository demands what the kubelet demands, the grammar of github.com/distribution/reference, of
// a registry and a repository. Libraries that read it compile regular expressions at the start of
// every command.
func isRepository(base string) bool {
	registry, repository, _ := strings.Cut(base, "/")
	repository = strings.TrimSuffix(repository, ":"+ImageTag(base))
	if len(registry)+1+len(repository) > 255 {
		return false
	}
	for part := range strings.SplitSeq(repository, "/") {
		if !isRepositoryPart(part) {
			return false
		}
	}
	return isRegistry(registry)
}

func isRegistry(s string) bool {
	if cut := strings.LastIndexByte(s, ':'); cut > strings.LastIndexByte(s, ']') {
		if _, ok := parsePortNumber(s[cut+1:]); !ok {
			return false
		}
		s = s[:cut]
	}
	if inner, ok := strings.CutPrefix(s, "["); ok {
		_, err := netip.ParseAddr(strings.TrimSuffix(inner, "]"))
		return err == nil && strings.HasSuffix(inner, "]")
	}
	return isSubdomain(strings.ToLower(s))
}

func isRepositoryPart(s string) bool {
	if s == "" || !isLowerOrDigit(rune(s[0])) || !isLowerOrDigit(rune(s[len(s)-1])) {
		return false
	}
	for _, separator := range strings.FieldsFunc(s, isLowerOrDigit) {
		if separator != "." && separator != "_" && separator != "__" && strings.Trim(separator, "-") != "" {
			return false
		}
	}
	return true
}

// isTag is true for a repository without a tag, or with one of at most 128 word characters, dots and dashes.
func isTag(base string) bool {
	_, tag, tagged := strings.Cut(base[strings.LastIndexByte(base, '/')+1:], ":")
	const word = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
	return !tagged || tag != "" && len(tag) <= 128 && strings.Trim(tag[:1], word) == "" && strings.Trim(tag, word+".-") == ""
}

func isDigest(s string) bool {
	hex, ok := strings.CutPrefix(s, "sha256:")
	return ok && len(hex) == 64 && strings.Trim(hex, "0123456789abcdef") == ""
}

func isLowerOrDigit(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

// ImageTag is the tag of an image, empty when it has none.
func ImageTag(image string) string {
	base, _, _ := strings.Cut(image, "@")
	_, tag, _ := strings.Cut(base[strings.LastIndexByte(base, '/')+1:], ":")
	return tag
}

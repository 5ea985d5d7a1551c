package node

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"runtime"
	"strings"
	"sync"

	"github.com/harden-gen/harden-gen/test/cluster/node/report"
)

// pauseImage holds the namespaces of a pod.
const pauseImage = "localhost/harden-gen/pause:1"

// An image is our server, dressed as the image of an application: under the names of its programs,
// for the same reference but for the digest.
type image struct {
	reference string // as the spec has it, or a name with a tag
	user      string
	programs  []string // paths or names that are to be found
	config    report.Config
}

// images are packed one archive a case, without a registry.
type images struct {
	mu     sync.Mutex
	count  int
	server []byte
}

// imageUser is what an image says by itself: a number that no workload uses, so that a forgotten
// runAsUser shows.
const imageUser = "4242:4242"

// extraGroup is one that /etc/group of every image gives to a user of any of these numbers.
const extraGroup = 7777

func (n *node) importPause(ctx context.Context) error {
	_, err := n.pack(ctx, []image{{reference: pauseImage, programs: []string{"/pause"}}})
	return err
}

// pack imports images into containerd and returns the references under which pods get them.
func (n *node) pack(_ context.Context, all []image) (references []string, err error) {
	n.images.mu.Lock()
	defer n.images.mu.Unlock()
	if n.images.server == nil {
		if n.images.server, err = os.ReadFile(n.file("server")); err != nil {
			return nil, err
		}
	}
	a := &archive{blobs: map[string]bool{}}
	a.w = tar.NewWriter(&a.buffer)
	base := a.blob(layer([]entry{{name: "server", mode: 0o755, content: n.images.server}}))
	var manifests []any
	for _, each := range all {
		m, reference := a.manifest(base, each)
		manifests = append(manifests, m)
		references = append(references, reference)
	}
	a.file("oci-layout", marshal(map[string]any{"imageLayoutVersion": "1.0.0"}))
	a.file("index.json", marshal(map[string]any{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": manifests}))
	if err := a.w.Close(); err != nil {
		return nil, err
	}
	n.images.count++
	name := n.file(fmt.Sprintf("images-%d.tar", n.images.count))
	if err := os.WriteFile(name, a.buffer.Bytes(), 0o644); err != nil {
		return nil, err
	}
	defer os.Remove(name)
	return references, n.ctr("images", "import", name)
}

// manifest describes one image, and names it as containerd will look for it: a tag beside a digest
// does not count.
func (a *archive) manifest(base descriptor, i image) (m map[string]any, reference string) {
	own := a.blob(layer(i.files()))
	platform := map[string]any{"os": "linux", "architecture": runtime.GOARCH}
	command := "/server"
	if len(i.programs) > 0 && i.reference == pauseImage {
		command = i.programs[0]
	}
	config := a.blob(marshal(map[string]any{
		"os": "linux", "architecture": runtime.GOARCH,
		"config": map[string]any{"User": i.user, "Entrypoint": []string{command}, "WorkingDir": "/", "Env": []string{"PATH=" + imagePath}},
		"rootfs": map[string]any{"type": "layers", "diff_ids": []string{base.Digest, own.Digest}},
	}))
	base.MediaType, own.MediaType = "application/vnd.oci.image.layer.v1.tar", "application/vnd.oci.image.layer.v1.tar"
	config.MediaType = "application/vnd.oci.image.config.v1+json"
	d := a.blob(marshal(map[string]any{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": config, "layers": []descriptor{base, own}}))
	reference, stored := i.reference, i.reference
	if repository, _, digested := strings.Cut(i.reference, "@"); digested {
		reference = repository + "@" + d.Digest
		stored = untagged(repository) + "@" + d.Digest
	}
	return map[string]any{
		"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": d.Digest, "size": d.Size, "platform": platform,
		"annotations": map[string]string{"io.containerd.image.name": stored},
	}, reference
}

func untagged(repository string) string {
	if at := strings.LastIndex(repository, ":"); at > strings.LastIndex(repository, "/") {
		return repository[:at]
	}
	return repository
}

const imagePath = "/usr/local/bin:/usr/bin:/bin"

// files are those that tell one image from another, and some that an attacker would like.
func (i image) files() []entry {
	groups, users := strings.Builder{}, strings.Builder{}
	fmt.Fprint(&groups, "root:x:0:\n")
	fmt.Fprint(&users, "root:x:0:0:root:/root:/bin/sh\napp:x:4343:4343:app:/:/bin/sh\n")
	members := []string{}
	for _, uid := range wellKnownUsers {
		name := fmt.Sprintf("u%d", uid)
		fmt.Fprintf(&users, "%s:x:%d:%d::/:/bin/sh\n", name, uid, uid)
		members = append(members, name)
	}
	fmt.Fprintf(&groups, "extra:x:%d:%s\n", extraGroup, strings.Join(members, ","))
	all := []entry{
		{name: "etc/", mode: 0o755}, {name: "etc/passwd", mode: 0o644, content: []byte(users.String())},
		{name: "etc/group", mode: 0o644, content: []byte(groups.String())},
		{name: strings.TrimPrefix(report.ConfigPath, "/"), mode: 0o644, content: marshal(i.config)},
		{name: "tmp/", mode: 0o1777}, {name: "var/", mode: 0o755}, {name: "var/open/", mode: 0o777},
	}
	for _, p := range i.programs {
		if !strings.Contains(p, "/") {
			p = "/usr/local/bin/" + p
		}
		if p = path.Join("/", p); p != "/server" && p != "/" {
			all = append(all, entry{name: p[1:], link: "/server"})
		}
	}
	return all
}

// wellKnownUsers are known to /etc/passwd, as the user of an image often is.
var wellKnownUsers = []int{100, 911, 999, 1000, 10001, 65532}

type entry struct {
	name    string
	mode    int64
	content []byte
	link    string
}

func layer(entries []entry) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Mode: e.mode, Size: int64(len(e.content)), Typeflag: tar.TypeReg}
		switch {
		case e.link != "":
			h.Typeflag, h.Linkname = tar.TypeSymlink, e.link
		case strings.HasSuffix(e.name, "/"):
			h.Typeflag = tar.TypeDir
		}
		_ = w.WriteHeader(h) // into memory
		_, _ = w.Write(e.content)
	}
	_ = w.Close()
	return b.Bytes()
}

// An archive is an OCI image layout in a tar file.
type archive struct {
	buffer bytes.Buffer
	w      *tar.Writer
	blobs  map[string]bool
}

type descriptor struct {
	MediaType string `json:"mediaType,omitempty"`
	Digest    string `json:"digest"`
	Size      int    `json:"size"`
}

func (a *archive) blob(data []byte) descriptor {
	sum := sha256.Sum256(data)
	hash := hex.EncodeToString(sum[:])
	if !a.blobs[hash] {
		a.blobs[hash] = true
		a.file("blobs/sha256/"+hash, data)
	}
	return descriptor{Digest: "sha256:" + hash, Size: len(data)}
}

func (a *archive) file(name string, data []byte) {
	_ = a.w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(data))}) // into memory
	_, _ = a.w.Write(data)
}

func marshal(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		return []byte(err.Error())
	}
	return data
}

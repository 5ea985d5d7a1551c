package spec

import (
	slashpath "path"
	"slices"
	"strings"
)

// items checks which keys become which files; known reports a key that there is not.
func (v *validator) items(at *path, items []FileItem, known func(p *path, key string)) {
	if items != nil && len(items) == 0 {
		p := at.key("items")
		v.report(&p, "remove it for a file a key, or name some: [{key: KEY, path: FILE}]", "no item is named")
	}
	for i, item := range items {
		entry := at.at("items", i)
		p := entry.key("key")
		known(&p, item.Key)
		p = entry.key("path")
		v.itemPath(&p, items[:i], item.Path)
		if item.Mode != "" && !isFileMode(item.Mode) {
			p = entry.key("mode")
			v.report(&p, `write "0440", or "0550" for a program`, "%s is no mode of a mounted file: nobody writes there, and the kubelet lets user and group read", quote(item.Mode))
		}
	}
}

// itemPath holds a path to validateLocalNonReservedPath in pkg/apis/core/validation of Kubernetes.
func (v *validator) itemPath(p *path, before []FileItem, name string) {
	switch {
	case name == "" || strings.HasPrefix(name, "/") || strings.HasPrefix(name, "..") || slashpath.Clean(name) != name || name == "." || !isPrintable(name):
		v.report(p, "write a path below the mountPath, such as tls/server.crt", "%s is no path inside of the mounted folder", quote(name))
	case slices.ContainsFunc(before, func(o FileItem) bool {
		return o.Path == name || isBelow(o.Path, name) || isBelow(name, o.Path)
	}):
		v.report(p, "give every item a path of its own", "another item takes the path %s, or one above or below it", quote(name))
	}
}

// isFileMode is true for four octal digits that let user and group read, and nobody write: with a
// group that owns the volume, the kubelet adds 0440 to any mode (pkg/volume/volume_linux.go).
func isFileMode(s string) bool {
	return len(s) == 4 && s[0] == '0' && strings.Trim(s[1:3], "45") == "" && strings.Trim(s[3:], "045") == ""
}

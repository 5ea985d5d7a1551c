package spec

import "strings"

// text checks a string that stands in an object as it is. Characters that kustomize cannot carry
// have been refused when the file was read. No secret is such a string.
func (v *validator) text(p *path, s string) {
	if strings.ContainsRune(s, 0) {
		v.report(p, "", "a value cannot hold a NUL character")
	}
	v.noCredential(p, s)
}

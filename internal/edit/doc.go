// Package edit is about what somebody changed in a generated file. From three texts, the one that was
// generated, the one that it was edited to and the one that is generated now, it makes a diff to read, a
// merged file or the conflicts that forbid one, and a patch that says the same edit in an overlay. It
// knows YAML and Kubernetes' lists of named objects, and must not know of files, folders or specs.
package edit

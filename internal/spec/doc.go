// Package spec holds the Spec: the typed content of harden.yaml. It loads a file strictly and with
// positions, reads the one-line forms of flags, fills in defaults, and validates, reporting every
// problem at once with its place and what to type instead.
//
// It is a leaf: it knows no Kubernetes object, no file system and no terminal.
package spec

// Package node lets pods of every golden, or of every spec in a folder that is named, really run: on
// a kubelet, containerd and runc in namespaces of their own, with a small server in place of the
// applications' programs, which says what it sees.
//
// docs/node-tests.md says what is shown and what is not.
package node

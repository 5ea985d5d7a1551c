// Package cluster holds every golden, or every spec in a folder that is named, to a real Kubernetes
// API server: what harden-gen writes must be admitted, must run as declared, may do what was
// declared and nothing else, and must go away again.
//
// The tests build the control plane from the modules that go.mod pins, once, and start it on
// loopback. docs/cluster-tests.md says what each check demands.
package cluster

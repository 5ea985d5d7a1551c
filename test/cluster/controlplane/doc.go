// Package controlplane builds the programs of Kubernetes from the modules that a go.mod pins, and
// runs a control plane of them. It knows nothing of harden-gen; the tests against a real API server
// and those on a real node share it.
package controlplane

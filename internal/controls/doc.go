// Package controls judges Kubernetes objects: it holds one table of hardening rules, and finds the
// objects that break one, the field where, and what to type instead.
//
// It takes any objects, and must not know who made them, where they lie or how findings are printed.
package controls

// Package kustomize lays typed objects out as the files of a kustomize base, compares that tree
// with a folder, writes it all or nothing, and builds it in memory as kustomize would.
//
// It must not know how an object came to be: what a workload needs is decided in package templates.
package kustomize

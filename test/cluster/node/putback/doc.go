// Package putback looks at the machine before and after runs of a node that end in every way they
// can, and demands that nothing is left of them.
package putback

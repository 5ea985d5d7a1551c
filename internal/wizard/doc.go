// Package wizard asks for what a Spec leaves open: Spec in, Spec out. What is asked, in which words
// and what is wrong with an answer comes from package spec; this package knows how to ask. It draws
// with huh on a terminal, and asks line by line without one. It must not build, write or know of
// files; the review page is a function that cmd hands in.
package wizard

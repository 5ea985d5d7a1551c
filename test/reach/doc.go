// Package reach holds the evaluator of connections in internal/controls against the one of
// github.com/mattfenwick/cyclonus, on drawn policies and questions.
//
// It is a module of its own because cyclonus brings half of client-go with it.
package reach

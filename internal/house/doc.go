// Package house holds the rules of the source tree to which no compiler holds us: who may import
// whom, who may touch the disk, what every package must say of itself. It is a test and nothing
// else; see house_test.go.
package house

// Command hello is the least that a Go program can be; harden-gen's start-up time is measured
// against it.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stdout, "hello, world")
}

//go:build linux

// Command peak runs a program and prints the most memory that it held at a time, in KiB.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: peak PROGRAM [ARGUMENT...]")
		os.Exit(2)
	}
	program := exec.Command(os.Args[1], os.Args[2:]...)
	program.Stderr = os.Stderr
	if err := program.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "peak:", err)
		os.Exit(1)
	}
	usage, ok := program.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		fmt.Fprintln(os.Stderr, "peak: this system does not tell")
		os.Exit(1)
	}
	fmt.Fprintln(os.Stdout, usage.Maxrss)
}

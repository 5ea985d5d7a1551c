// Command v132 reads Kubernetes objects from stdin, as YAML documents, and says which of their
// fields Kubernetes 1.32 does not know, or knows but ignores unless a feature gate is set. Kinds of
// other API groups than Kubernetes' own are left to others.
package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	data, err := io.ReadAll(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	known, err := oldScheme()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	objects, bad := 0, false
	for document := range strings.SplitSeq("\n"+string(data), "\n---\n") {
		if strings.TrimSpace(document) == "" {
			continue
		}
		objects++
		for _, problem := range judge(known, []byte(document)) {
			fmt.Println(problem)
			bad = true
		}
	}
	if objects == 0 {
		fmt.Println("there are no objects")
	}
	if bad || objects == 0 {
		os.Exit(1)
	}
}

package main

import (
	"os"
	"runtime/debug"
)

// saveMemory lets a spec of hundreds of workloads, once it is read, take little more memory than one of a few: nearly
// all that is made of it is written and forgotten at once, so collecting early costs a tenth of the time and halves
// the heap.
func saveMemory(size int) {
	const large, percent = 64 << 10, 25
	if size > large {
		collectAt(percent)
	}
}

// spendMemory lets what builds with kustomize take memory for time: its objects of a hundred workloads are 8 MB more,
// and a sixth of the time less.
func spendMemory() { collectAt(300) }

// collectAt is debug.SetGCPercent, unless the environment has its own wish.
func collectAt(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

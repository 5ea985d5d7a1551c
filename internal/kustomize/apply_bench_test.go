package kustomize

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// bigTree has the files of as many workloads, about as long as real ones.
func bigTree(workloads int, word string) Tree {
	body := strings.Repeat("# "+word+" and some seventy bytes more of what stands in a manifest line\n", 24)
	tree := Tree{kept(".harden-gen/spec.yaml", word)}
	for i := range workloads {
		for j := range 5 {
			tree = append(tree, owned(fmt.Sprintf("base/w%04d/f%d.yaml", i, j), body))
		}
	}
	return append(tree, kept("harden.yaml", word))
}

func benchTree(b *testing.B, before Tree, run func(dir string)) {
	for b.Loop() {
		b.StopTimer()
		dir := filepath.Join(tempDir(b), "k8s")
		if before != nil {
			mustApply(b, dir, before)
		}
		b.StartTimer()
		run(dir)
		b.StopTimer()
		if err := os.RemoveAll(dir); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}

// BenchmarkPlainWrite is the floor: the same bytes in the same files, and no promise about them.
func BenchmarkPlainWrite(b *testing.B) {
	tree := bigTree(1000, "old")
	benchTree(b, nil, func(dir string) {
		last := ""
		for _, f := range tree {
			full := filepath.Join(dir, f.Path)
			if parent := filepath.Dir(full); parent != last {
				if err := os.MkdirAll(parent, 0o755); err != nil {
					b.Fatal(err)
				}
				last = parent
			}
			if err := os.WriteFile(full, f.Bytes(), 0o644); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkApplyFresh(b *testing.B) {
	tree := bigTree(1000, "old")
	benchTree(b, nil, func(dir string) { mustApply(b, dir, tree) })
}

func BenchmarkApplyUpdateAll(b *testing.B) {
	tree := bigTree(1000, "new")
	benchTree(b, bigTree(1000, "old"), func(dir string) { mustApply(b, dir, tree) })
}

func BenchmarkCompareSame(b *testing.B) {
	tree := bigTree(1000, "old")
	dir := filepath.Join(tempDir(b), "k8s")
	mustApply(b, dir, tree)
	for b.Loop() {
		if changes := mustCompare(b, dir, tree); len(changes) > 0 {
			b.Fatal(len(changes))
		}
	}
}

func BenchmarkApplyOneOf1000(b *testing.B) {
	trees := []Tree{bigTree(1000, "old"), bigTree(1000, "old")}
	trees[1][2500] = owned(trees[1][2500].Path, "new")
	dir := filepath.Join(tempDir(b), "k8s")
	mustApply(b, dir, trees[0])
	for n := 1; b.Loop(); n++ {
		mustApply(b, dir, trees[n%2])
	}
}

func BenchmarkApplySmall(b *testing.B) {
	tree := bigTree(1, "old")
	benchTree(b, nil, func(dir string) { mustApply(b, dir, tree) })
}

func BenchmarkRecoverNothing(b *testing.B) {
	dir := filepath.Join(tempDir(b), "k8s")
	mustApply(b, dir, bigTree(1, "old"))
	for b.Loop() {
		if err := Recover(dir); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStamp(b *testing.B) {
	data := bigTree(1, "old")[1].Bytes()
	for b.Loop() {
		Seal(data)
	}
}

package kustomize_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/templates"
)

// mostAllocations is what one base of the smallest application may cost.
const mostAllocations = 200

// BenchmarkBase makes the base of the smallest application: objects and bytes.
func BenchmarkBase(b *testing.B) { benchmarkBase(b, application(b, 1)) }

// BenchmarkBase1000 is the same for a thousand workloads, each of which calls the one before it.
func BenchmarkBase1000(b *testing.B) { benchmarkBase(b, application(b, 1000)) }

func benchmarkBase(b *testing.B, app *spec.HardenedApplication) {
	b.Helper()
	b.ReportAllocs()
	size := 0
	for b.Loop() {
		size = makeBase(app)
	}
	b.SetBytes(int64(size))
}

// makeBase makes every file of a base, one after the other, and returns how many bytes they are.
func makeBase(app *spec.HardenedApplication) int {
	var buf []byte
	size := 0
	tree := kustomize.Render(templates.Build(app))
	for i := range tree {
		size += len(tree[i].Content(&buf))
	}
	return size
}

func TestAllocationsOfABase(t *testing.T) {
	app := application(t, 1)
	got := testing.AllocsPerRun(20, func() { makeBase(app) })
	if got > mostAllocations {
		t.Errorf("the smallest base takes %v allocations, and may take %d", got, mostAllocations)
	}
}

// application is a complete and valid Spec; with one workload, the smallest there is.
func application(tb testing.TB, workloads int) *spec.HardenedApplication {
	tb.Helper()
	var text strings.Builder
	text.WriteString("apiVersion: harden-gen.dev/v1alpha1\nkind: HardenedApplication\nmetadata: {name: bench}\nworkloads:\n")
	for i := range workloads {
		fmt.Fprintf(&text, "- name: w%d\n  image: registry.example.com/bench/w%d:1.0.0@sha256:%064d\n", i, i, i)
		text.WriteString("  ports: [{name: http, containerPort: 8080}]\n")
		if i > 0 {
			fmt.Fprintf(&text, "  connects: [{to: {workload: w%d}, ports: [http]}]\n", i-1)
		}
	}
	app, err := spec.Load("bench.yaml", []byte(text.String()))
	if err != nil {
		tb.Fatal(err)
	}
	spec.Default(app)
	if problems := spec.Validate(app); len(problems) > 0 {
		tb.Fatal(problems)
	}
	return app
}

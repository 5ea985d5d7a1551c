package spec

import (
	"bytes"
	"runtime"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"
)

// A large spec is mostly its list of workloads. The tree of YAML nodes of a thousand of them takes
// more memory than everything else that is done with them, so that list is cut into parts, which
// are parsed apart and side by side.

const (
	largeBytes  = 32 << 10
	partEntries = 64
)

// loadParts reads a large spec whose workloads are a block list at the top level. It answers false
// where anything is out of the ordinary, also for every spec with a problem: then Load reads the
// document as a whole, and says what is wrong and where.
func loadParts(data []byte) (*HardenedApplication, bool) {
	if len(data) < largeBytes || bytes.Contains(data, []byte("\n---")) || bytes.Contains(data, []byte("environments")) || bytes.Contains(data, []byte("\n...")) {
		return nil, false
	}
	start, end, entries := findWorkloads(data)
	if len(entries) == 0 {
		return nil, false
	}
	app := &HardenedApplication{}
	rest := slices.Concat(data[:start], []byte("workloads: []\n"), data[end:])
	if !loadPart(rest, func(d *decoder, root *yaml.Node) { d.document(root, app) }) {
		return nil, false
	}
	bounds := append(entries, end)
	app.Workloads = make([]Workload, len(entries))
	return app, loadEntries(data, bounds, app.Workloads)
}

// loadEntries reads entry i, which begins at bounds[i], into to[i].
func loadEntries(data []byte, bounds []int, to []Workload) bool {
	parts := make(chan int)
	var failed sync.Once
	ok := true
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), 4) {
		workers.Go(func() {
			for first := range parts {
				last := min(first+partEntries, len(to))
				if !loadList(data[bounds[first]:bounds[last]], to[first:last]) {
					failed.Do(func() { ok = false })
				}
			}
		})
	}
	for first := 0; first < len(to); first += partEntries {
		parts <- first
	}
	close(parts)
	workers.Wait()
	return ok
}

// loadList reads a list of as many entries as to has.
func loadList(text []byte, to []Workload) bool {
	return loadPart(text, func(d *decoder, root *yaml.Node) {
		if root.Kind != yaml.SequenceNode || len(root.Content) != len(to) {
			d.report(root, "", "")
			return
		}
		for i, n := range root.Content {
			d.value(n, valueOf(&to[i]))
		}
	})
}

// loadPart parses text and has its root read; it answers whether there was no problem.
func loadPart(text []byte, read func(*decoder, *yaml.Node)) bool {
	root, problem := parse("", text)
	if problem != nil {
		return false
	}
	d := &decoder{}
	read(d, root)
	return len(d.problems) == 0
}

// findWorkloads is where the key workloads and what belongs to it begins and ends, and where each
// entry of its block list begins.
func findWorkloads(data []byte) (start, end int, entries []int) {
	start, indent := -1, -1
	for at := 0; at < len(data); {
		next := len(data)
		if i := bytes.IndexByte(data[at:], '\n'); i >= 0 {
			next = at + i + 1
		}
		line := data[at:next]
		text := bytes.TrimLeft(line, " ")
		switch column := len(line) - len(text); {
		case start < 0:
			if bytes.Equal(bytes.TrimRight(line, " \r\n"), []byte("workloads:")) {
				start = at
			}
		case len(bytes.TrimSpace(text)) == 0 || text[0] == '#':
		case isEntry(text) && (indent < 0 || column == indent):
			indent = column
			entries = append(entries, at)
		case column == 0 || indent < 0:
			return start, at, entries
		}
		at = next
	}
	return start, len(data), entries
}

func isEntry(text []byte) bool {
	return text[0] == '-' && (len(text) == 1 || text[1] == ' ' || text[1] == '\n' || text[1] == '\r')
}

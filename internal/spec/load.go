package spec

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// maxBytes bounds a spec file; ten thousand workloads fit.
const maxBytes = 16 << 20

// Load reads one spec strictly: a key it does not know, a value of the wrong kind, a second
// document, or a scalar that YAML readers disagree about is a problem at file:line:column. The
// error, when there is one, is Problems. No default is filled in and nothing is validated.
func Load(file string, data []byte) (*HardenedApplication, error) {
	if app, ok := loadParts(data); ok {
		return app, nil
	}
	root, problem := parse(file, data)
	if problem != nil {
		return nil, Problems{*problem}
	}
	d := &decoder{file: file}
	app := &HardenedApplication{}
	d.document(root, app)
	d.environments(root, app)
	if len(d.problems) > 0 {
		d.problems.sort()
		return nil, d.problems
	}
	return app, nil
}

// parse returns the root node of the one document in data.
func parse(file string, data []byte) (*yaml.Node, *Problem) {
	if len(data) > maxBytes {
		return nil, &Problem{Place: file, Message: fmt.Sprintf("%d bytes are too many for a spec", len(data)),
			Hint: "split the application; a spec may have 16 MiB"}
	}
	if p := badBytes(file, data); p != nil {
		return nil, p
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	err := dec.Decode(&doc)
	if errors.Is(err, io.EOF) || err == nil && isEmptyDocument(&doc) {
		return nil, &Problem{Place: file + ":1:1", Message: "the file holds no spec",
			Hint: "begin with apiVersion: " + APIVersion + ", or let `harden-gen init` write it"}
	}
	if err != nil {
		return nil, syntaxProblem(file, data, err)
	}
	var second yaml.Node
	switch err := dec.Decode(&second); {
	case errors.Is(err, io.EOF):
		return doc.Content[0], nil
	case err != nil:
		return nil, syntaxProblem(file, data, err)
	}
	return nil, &Problem{Place: place(file, second.Line, second.Column), Message: "a second document begins here",
		Hint: "one file holds one application; put the other into a file and folder of its own"}
}

func isEmptyDocument(doc *yaml.Node) bool {
	return len(doc.Content) == 0 || doc.Content[0].Kind == yaml.ScalarNode && doc.Content[0].Tag == "!!null" && doc.Content[0].Value == ""
}

// badBytes finds what the YAML parser refuses without a place, bytes that are no UTF-8 and control
// characters, and the line separators that end a line for some parsers and not for others.
func badBytes(file string, data []byte) *Problem {
	line, start := 1, 0
	for i := 0; i < len(data); {
		c := data[i]
		if c >= ' ' && c < 0x7f || c == '\t' || c == '\r' {
			i++
			continue
		}
		if c == '\n' {
			i++
			line, start = line+1, i
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		var what, hint string
		switch {
		case r == utf8.RuneError && size == 1:
			what, hint = fmt.Sprintf("byte 0x%02x is not UTF-8", c), "save the file as UTF-8"
		case r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfffe || r == 0xffff:
			what, hint = fmt.Sprintf("control character %U", r), fmt.Sprintf(`remove it, or write "\u%04x" inside double quotes`, r)
			if isUncarried(r) {
				hint = "remove it, or encode the value: kustomize cannot carry it"
			}
		}
		if what != "" {
			return &Problem{Place: place(file, line, utf8.RuneCount(data[start:i])+1), Message: what, Hint: hint}
		}
		i += size
	}
	return nil
}

var yamlErrorLine = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:yaml: )?(?:unmarshal errors:\s*)?(?:line (\d+): )?`)
})

// syntaxProblem turns a parser's error into a problem at the first character of the line it names.
func syntaxProblem(file string, data []byte, err error) *Problem {
	text := err.Error()
	m := yamlErrorLine().FindStringSubmatch(text)
	message := strings.ReplaceAll(strings.TrimPrefix(text, m[0]), "\n", " ")
	lines := bytes.SplitAfter(data, []byte("\n"))
	line := brokenLine(lines)
	if m[1] != "" && line == 0 {
		line, _ = strconv.Atoi(m[1])
	}
	line = max(1, min(line, len(lines)))
	text = string(lines[line-1])
	column := len(text) - len(strings.TrimLeft(text, " \t")) + 1
	return &Problem{Place: place(file, line, column), Message: "not YAML: " + message, Hint: syntaxHint(message, text)}
}

func syntaxHint(message, line string) string {
	switch {
	case strings.Contains(message, "tab character"), strings.Contains(message, "cannot start any token") && strings.Contains(line, "\t"):
		return "YAML is indented with spaces, never with tabs"
	case strings.Contains(message, "max depth"):
		return "a spec is ten levels deep at most"
	case strings.Contains(message, "anchor"):
		return "an alias is not read here: write the value out"
	}
	return "look at this line and the one above it: indentation, a missing colon, an open quote or bracket"
}

// brokenLine is the first line that no reading gets past, or 0 for a large file. The parser itself
// names the line where that began which it could not finish, often far above.
func brokenLine(lines [][]byte) int {
	const mostBytes, mostLines = 256 << 10, 20
	data := bytes.Join(lines, nil)
	if len(data) > mostBytes {
		return 0
	}
	ends := make([]int, 1, len(lines)+1)
	for i, line := range lines {
		ends = append(ends, ends[i]+len(line))
	}
	low, high := 0, len(lines) // the first low lines can be read, the first high cannot
	for low+1 < high {
		if middle := (low + high) / 2; isReadable(data[:ends[middle]]) {
			low = middle
		} else {
			high = middle
		}
		// A list or a string over several lines is unreadable half-way, and no error for that.
		for next := high + 1; low+1 == high && next < min(high+mostLines, len(lines)); next++ {
			if isReadable(data[:ends[next]]) {
				low, high = next, len(lines)
			}
		}
	}
	return high
}

func isReadable(data []byte) bool {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var doc yaml.Node
		if err := dec.Decode(&doc); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}

func place(file string, line, column int) string {
	return file + ":" + strconv.Itoa(max(line, 1)) + ":" + strconv.Itoa(max(column, 1))
}

// Locate gives each problem of a spec that was loaded from file its place there, and sorts them in
// the order of the file. What the file does not say is placed where it would have to be said.
func Locate(file string, data []byte, ps []Problem) Problems {
	root, bad := parse(file, data)
	out := Problems(ps)
	merged := map[int]*merger{}
	for i := range out {
		if bad != nil {
			out[i].Place = file
			continue
		}
		n := find(root, out[i].segments)
		if e := out[i].environment; e > 0 {
			if merged[e] == nil {
				merged[e] = mergeEnvironment(root, e-1)
			}
			n = find(merged[e].root, out[i].segments)
			out[i].Path = pathText(slices.Concat(merged[e].path, withNames(merged[e].root, out[i].segments)))
		}
		out[i].line, out[i].column = n.Line, n.Column
		out[i].Place = place(file, n.Line, n.Column)
	}
	out.sort()
	return out
}

// withNames are the segments of a path with the names of the entries that have one.
func withNames(n *yaml.Node, path []segment) []segment {
	out := slices.Clone(path)
	for i, s := range path {
		if _, n = step(n, s); n == nil {
			break
		}
		if name, _ := childOf(n, "name"); s.entry > 0 && name != nil && isPrintable(name.Value) {
			out[i].key = name.Value
		}
	}
	return out
}

// find walks from root along the path as far as the document goes. Its answer is the key's node
// for the last step into a mapping, so that the place is where the eye looks.
func find(n *yaml.Node, path []segment) *yaml.Node {
	for i, s := range path {
		key, next := step(n, s)
		if next == nil {
			return n
		}
		if i == len(path)-1 && key != nil && next.Kind != yaml.ScalarNode {
			return key
		}
		n = next
	}
	return n
}

// step is what stands at a key, with the key's own node, or an entry; nil where there is none.
func step(n *yaml.Node, s segment) (key, next *yaml.Node) {
	switch {
	case s.entry == 0 && n.Kind == yaml.MappingNode:
		for j := 0; j+1 < len(n.Content); j += 2 {
			if n.Content[j].Value == s.key {
				return n.Content[j], n.Content[j+1]
			}
		}
	case s.entry > 0 && n.Kind == yaml.SequenceNode && s.entry <= len(n.Content):
		return nil, n.Content[s.entry-1]
	}
	return nil, nil
}

package spec

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Insert adds lines of YAML at the end of the list or mapping at path, a dotted path of keys, and
// leaves every other byte of a spec file as it is: comments, order and spelling are its author's.
// A key of path that is not there yet is made. The fragment is block style without indentation and
// ends in a line break. What is written in one line cannot be extended, and is a problem with the
// lines to add by hand.
func Insert(file string, data []byte, path string, fragment []byte) ([]byte, error) {
	root, problem := parse(file, data)
	if problem != nil {
		return nil, Problems{*problem}
	}
	lines := strings.SplitAfter(string(data), "\n")
	if last := len(lines) - 1; lines[last] == "" {
		lines = lines[:last]
	} else {
		lines[last] += "\n"
	}
	next := documentEnd(lines)
	n := root
	keys := strings.Split(path, ".")
	for i, key := range keys {
		child, follower := childOf(n, key)
		if follower > 0 {
			next = follower
		}
		if child == nil {
			for j := len(keys) - 1; j >= i; j-- {
				fragment = append([]byte(keys[j]+":\n"), indentLines(fragment, fragmentIndent(fragment, j == len(keys)-1))...)
			}
			break
		}
		n = child
	}
	if n.Style&yaml.FlowStyle != 0 {
		return nil, Problems{{Place: place(file, n.Line, n.Column), Path: path, Message: "this is written in one line, and nothing can be added without writing it anew",
			Hint: "write it as a block, an entry a line; to be added:\n" + string(indentLines(fragment, 4))}}
	}
	indented := indentLines(fragment, n.Column-1)
	if bytes.Contains(data, []byte("\r\n")) {
		indented = bytes.ReplaceAll(indented, []byte("\n"), []byte("\r\n"))
	}
	at := lastContentLine(lines, next, n.Column-1)
	var out []byte
	for _, l := range lines[:at] {
		out = append(out, l...)
	}
	out = append(out, indented...)
	for _, l := range lines[at:] {
		out = append(out, l...)
	}
	return out, nil
}

// fragmentIndent is how far a fragment stands below its key: entries of a list not at all.
func fragmentIndent(fragment []byte, innermost bool) int {
	if innermost && bytes.HasPrefix(fragment, []byte("- ")) {
		return 0
	}
	return 2
}

// childOf is the value of key in a mapping, and the line on which the key after it stands.
func childOf(n *yaml.Node, key string) (child *yaml.Node, follower int) {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != key {
			continue
		}
		if i+2 < len(n.Content) {
			follower = n.Content[i+2].Line
		}
		return n.Content[i+1], follower
	}
	return nil, 0
}

// documentEnd is the first line, counted from 1, that is no longer part of the document.
func documentEnd(lines []string) int {
	for i := len(lines) - 1; i > 0; i-- {
		l := strings.TrimRight(lines[i], "\r\n")
		if l == "..." || l == "---" {
			return i + 1
		}
		if strings.TrimSpace(l) != "" && !strings.HasPrefix(l, "#") {
			break
		}
	}
	return len(lines) + 1
}

// lastContentLine steps back from line next over blank lines and over comments that are not
// indented deeper than the collection: they belong to what follows.
func lastContentLine(lines []string, next, indent int) int {
	at := next - 1
	for at > 0 {
		l := strings.TrimRight(lines[at-1], " \t\r\n")
		text := strings.TrimLeft(l, " ")
		if text != "" && (!strings.HasPrefix(text, "#") || len(l)-len(text) > indent) {
			break
		}
		at--
	}
	return at
}

func indentLines(text []byte, n int) []byte {
	if n == 0 {
		return text
	}
	prefix := bytes.Repeat([]byte(" "), n)
	var out []byte
	for l := range bytes.Lines(text) {
		if len(bytes.TrimSpace(l)) > 0 {
			out = append(out, prefix...)
		}
		out = append(out, l...)
	}
	return out
}

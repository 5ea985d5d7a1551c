package spec

import (
	"bytes"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Rewrite changes the text of a spec file so that it says what want says, which is block style. What
// did not change keeps its bytes: comments, order and spelling. A comment inside of what is taken
// away goes with it; lost holds these lines.
func Rewrite(file string, data, want []byte) (after []byte, lost []string, err error) {
	text := strings.ReplaceAll(string(data), "\r\n", "\n")
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	target, problem := parse(file, want)
	if problem != nil {
		return nil, nil, Problems{*problem}
	}
	// Each round changes one place and reads the text anew, so that positions are always true.
	const mostRounds = 10000
	for range mostRounds {
		root, problem := parse(file, []byte(text))
		if problem != nil {
			break
		}
		r := &rewriter{lines: strings.SplitAfter(text, "\n"), want: strings.SplitAfter(string(want), "\n")}
		if !r.change(root, target, documentEnd(r.lines), len(r.want)) {
			if bytes.Contains(data, []byte("\r\n")) {
				text = strings.ReplaceAll(text, "\n", "\r\n")
			}
			return []byte(text), lostComments(data, []byte(text)), nil
		}
		text = strings.Join(r.lines, "")
	}
	return want, lostComments(data, want), nil
}

// rewriter changes lines at the first place where they do not say what is wanted.
type rewriter struct{ lines, want []string }

// change makes the first change inside o, which ends before line next, and is false when o says
// what n says. The lines of n end before wantNext.
func (r *rewriter) change(o, n *yaml.Node, next, wantNext int) bool {
	switch {
	case same(o, n):
		return false
	case o.Kind == yaml.MappingNode && o.Style&yaml.FlowStyle == 0:
		return r.changeMapping(o, n, next, wantNext)
	}
	return r.changeSequence(o, n, next, wantNext)
}

func (r *rewriter) changeMapping(o, n *yaml.Node, next, wantNext int) bool {
	for i := 0; i < len(o.Content); i += 2 {
		key, value := o.Content[i], o.Content[i+1]
		j := keyIndex(n, key.Value)
		end := lineAfter(o, i+1, next)
		switch {
		case j < 0 && i == 0 && r.isBehindDash(key):
			// The dash is this line's: the next key takes its place.
			r.dropFirst(o, next)
			return true
		case j < 0:
			r.replace(key.Line, r.lastLine(end, key.Column-1), nil)
			return true
		case !same(value, n.Content[j+1]):
			wantEnd := lineAfter(n, j+1, wantNext)
			r.changeValue(key, value, n.Content[j], n.Content[j+1], end, wantEnd)
			return true
		}
	}
	for j := 0; j < len(n.Content); j += 2 {
		if keyIndex(o, n.Content[j].Value) < 0 {
			at := lastContentLine(r.lines, next, o.Column-1)
			fragment := r.wanted(n.Content[j], lineAfter(n, j+1, wantNext))
			r.replace(at+1, at, indented(fragment, o.Column-1))
			return true
		}
	}
	return false
}

// changeValue changes the value of a key, inside of it where that is possible.
func (r *rewriter) changeValue(key, value, wantKey, want *yaml.Node, end, wantEnd int) {
	inside := value.Kind == want.Kind && value.Kind != yaml.ScalarNode && value.Style&yaml.FlowStyle == 0 && len(want.Content) > 0 && len(value.Content) > 0
	switch {
	case inside && r.change(value, want, end, wantEnd):
	case r.token(value, want):
	default:
		fragment := indented(r.wanted(wantKey, wantEnd), key.Column-1)
		line := r.lines[key.Line-1]
		fragment[0] = line[:key.Column-1] + fragment[0][key.Column-1:]
		r.replace(key.Line, r.lastLine(end, key.Column-1), fragment)
	}
}

func (r *rewriter) changeSequence(o, n *yaml.Node, next, wantNext int) bool {
	p := 0
	for p < len(o.Content) && p < len(n.Content) && same(o.Content[p], n.Content[p]) {
		p++
	}
	column := o.Column - 1
	switch {
	case p < len(o.Content) && (p >= len(n.Content) || isGone(o.Content[p], o, n)):
		r.replace(o.Content[p].Line, r.lastLine(lineAfter(o, p, next), column), nil)
	case p >= len(o.Content) || isGone(n.Content[p], n, o):
		at := lastContentLine(r.lines, next, column)
		if p < len(o.Content) {
			at = r.headOf(o.Content[p].Line) - 1
		}
		r.replace(at+1, at, indented(r.wantedItem(n, p, wantNext), column))
	default:
		value, want := o.Content[p], n.Content[p]
		end, wantEnd := lineAfter(o, p, next), lineAfter(n, p, wantNext)
		if value.Kind == want.Kind && value.Kind != yaml.ScalarNode && value.Style&yaml.FlowStyle == 0 && r.change(value, want, end, wantEnd) || r.token(value, want) {
			return true
		}
		r.replace(value.Line, r.lastLine(end, column), indented(r.wantedItem(n, p, wantNext), column))
	}
	return true
}

// isGone is true for an entry of from that into has no more: by its name where it has one.
func isGone(entry, from, into *yaml.Node) bool {
	if len(from.Content) == len(into.Content) {
		return false
	}
	name := keyIndex(entry, "name")
	return !slices.ContainsFunc(into.Content, func(other *yaml.Node) bool {
		if i := keyIndex(other, "name"); name >= 0 && i >= 0 {
			return other.Content[i+1].Value == entry.Content[name+1].Value
		}
		return same(other, entry)
	})
}

// token writes a value in the place of one that stands on one line.
func (r *rewriter) token(value, want *yaml.Node) bool {
	line := r.lines[value.Line-1]
	start := byteColumn(line, value.Column)
	length := tokenLength(line[start:], value)
	if length == 0 || want.Kind != value.Kind {
		return false
	}
	flow := inFlow(want)
	text, err := yaml.Marshal(flow)
	if err != nil || bytes.Count(text, []byte("\n")) != 1 {
		return false
	}
	r.lines[value.Line-1] = line[:start] + strings.TrimSuffix(string(text), "\n") + line[start+length:]
	return true
}

// tokenLength is how long the text of a value is at the begin of s; 0 when it goes on in another line.
func tokenLength(s string, value *yaml.Node) int {
	for i := len(strings.TrimRight(s, "\n")); i > 0; i-- {
		var n yaml.Node
		if strings.TrimRight(s[:i], " \t") != s[:i] || yaml.Unmarshal([]byte(s[:i]), &n) != nil || len(n.Content) != 1 {
			continue
		}
		if found := n.Content[0]; same(found, value) && !hasComments(&n) && !hasComments(found) {
			return i
		}
	}
	return 0
}

// inFlow is a copy of n that is written in one line.
func inFlow(n *yaml.Node) *yaml.Node {
	c := *n
	c.HeadComment, c.LineComment, c.FootComment = "", "", ""
	c.Content = nil
	if c.Kind != yaml.ScalarNode {
		c.Style = yaml.FlowStyle
	}
	for _, child := range n.Content {
		c.Content = append(c.Content, inFlow(child))
	}
	return &c
}

// dropFirst takes the first key of a list's entry away, whose line begins with the entry's dash.
func (r *rewriter) dropFirst(o *yaml.Node, next int) {
	key := o.Content[0]
	end := r.lastLine(lineAfter(o, 1, next), key.Column-1)
	dash := r.lines[key.Line-1][:key.Column-1]
	if len(o.Content) > 2 {
		follower := o.Content[2].Line - 1
		r.lines[follower] = dash + r.lines[follower][key.Column-1:]
	}
	r.replace(key.Line, end, nil)
}

// isBehindDash is true for the first key of an entry of a list.
func (r *rewriter) isBehindDash(key *yaml.Node) bool {
	return strings.HasSuffix(strings.TrimRight(r.lines[key.Line-1][:key.Column-1], " "), "-")
}

// replace puts lines in the place of those from first to last, counted from 1.
func (r *rewriter) replace(first, last int, lines []string) {
	r.lines = slices.Concat(r.lines[:first-1], lines, r.lines[max(last, first-1):])
}

// lastLine is the last line of something that ends before line next.
func (r *rewriter) lastLine(next, indent int) int { return lastContentLine(r.lines, next, indent) }

// headOf is the first of the comment lines right above a line.
func (r *rewriter) headOf(line int) int {
	for line > 1 && strings.HasPrefix(strings.TrimSpace(r.lines[line-2]), "#") {
		line--
	}
	return line
}

// wanted is the key and its value as they are wanted, without indentation.
func (r *rewriter) wanted(key *yaml.Node, end int) (lines []string) {
	for i, l := range r.want[key.Line-1 : lastContentLine(r.want, end, key.Column-1)] {
		if i == 0 || len(l) >= key.Column-1 {
			l = l[key.Column-1:]
		}
		lines = append(lines, l)
	}
	return lines
}

func (r *rewriter) wantedItem(n *yaml.Node, i, next int) (lines []string) {
	for _, l := range r.want[n.Content[i].Line-1 : lastContentLine(r.want, lineAfter(n, i, next), n.Column-1)] {
		if len(l) >= n.Column-1 {
			l = l[n.Column-1:]
		}
		lines = append(lines, l)
	}
	if len(lines) > 0 && !strings.HasPrefix(lines[0], "-") {
		lines[0] = "-" + lines[0][1:]
	}
	return lines
}

// indented are lines moved to the right.
func indented(lines []string, n int) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		if strings.TrimSpace(l) != "" {
			l = strings.Repeat(" ", n) + l
		}
		out[i] = l
	}
	return out
}

// lineAfter is the line on which the child behind the one at index i stands, or next.
func lineAfter(n *yaml.Node, i, next int) int {
	if i+1 < len(n.Content) {
		return n.Content[i+1].Line
	}
	return next
}

func keyIndex(n *yaml.Node, key string) int {
	if n.Kind != yaml.MappingNode {
		return -1
	}
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return i
		}
	}
	return -1
}

// same is true when two nodes say the same, in whatever spelling and order of keys.
func same(a, b *yaml.Node) bool {
	if a.Kind != b.Kind || len(a.Content) != len(b.Content) {
		return false
	}
	switch a.Kind {
	case yaml.ScalarNode:
		return a.Value == b.Value && a.ShortTag() == b.ShortTag()
	case yaml.MappingNode:
		for i := 0; i < len(a.Content); i += 2 {
			if j := keyIndex(b, a.Content[i].Value); j < 0 || !same(a.Content[i+1], b.Content[j+1]) {
				return false
			}
		}
		return true
	}
	return slices.EqualFunc(a.Content, b.Content, same)
}

// byteColumn is where the character at a column, counted from 1, begins.
func byteColumn(line string, column int) int {
	at := 0
	for i := range line {
		if at++; at == column {
			return i
		}
	}
	return len(line)
}

func hasComments(n *yaml.Node) bool {
	return n.HeadComment != "" || n.LineComment != "" || n.FootComment != ""
}

// lostComments are the comments of before that after has no more.
func lostComments(before, after []byte) (lost []string) {
	for _, line := range commentsOf(before) {
		if bytes.Count(after, []byte(line)) < bytes.Count(before, []byte(line)) && !slices.Contains(lost, line) {
			lost = append(lost, line)
		}
	}
	return lost
}

// commentsOf are the comments of a text that can be read, a line each.
func commentsOf(data []byte) (lines []string) {
	var doc yaml.Node
	if yaml.Unmarshal(data, &doc) != nil {
		return nil
	}
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		for _, text := range []string{n.HeadComment, n.LineComment, n.FootComment} {
			for line := range strings.SplitSeq(text, "\n") {
				if line = strings.TrimSpace(line); line != "" {
					lines = append(lines, line)
				}
			}
		}
		for _, child := range n.Content {
			walk(child)
		}
	}
	walk(&doc)
	return lines
}

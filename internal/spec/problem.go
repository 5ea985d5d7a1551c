package spec

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Problem is one thing that is wrong with a spec, where it stands, and what to type instead.
type Problem struct {
	Place   string // file:line:column, or the flag; empty until located
	Path    string // such as workloads[0].ports[1].name
	Message string // lower case, without a period
	Hint    string // what to do, may be empty
	Missing bool   // a fact that the rest of the spec needs and that nobody has said

	segments     []segment
	environment  int // in whose spec the segments lead, counted from 1; 0 for the application's own
	line, column int
}

// String is the problem as one line, without its hint.
func (p Problem) String() string {
	var parts []string
	for _, s := range []string{p.Place, p.Path, p.Message} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, ": ")
}

// Problems is a non-empty list of problems in the order of the file that they stand in.
type Problems []Problem

// Error is every problem on a line of its own, each with its hint on the next.
func (ps Problems) Error() string {
	var b strings.Builder
	for i, p := range ps {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p.String())
		if p.Hint != "" {
			b.WriteString("\n  hint: ")
			b.WriteString(p.Hint)
		}
	}
	return b.String()
}

func (ps Problems) sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column))
	})
}

// segment is one step of a path: a key, which may be empty, or an entry of a list, which may have a name.
type segment struct {
	key   string // the name, of an entry
	entry int    // counted from 1; 0 for a key
}

func nth(i int) segment { return segment{entry: i + 1} }

// path is a place inside a spec. It is a list from leaf to root that lives on the stack, so that a
// valid spec costs nothing; only a problem turns it into text.
type path struct {
	up  *path
	seg segment
}

func (p *path) key(name string) path { return path{p, segment{key: name}} }

func (p *path) at(name string, i int) path {
	k := &path{p, segment{key: name}}
	return path{k, nth(i)}
}

func (p *path) segments() []segment {
	n := 0
	for q := p; q != nil; q = q.up {
		n++
	}
	all := make([]segment, n)
	for q := p; q != nil; q = q.up {
		n--
		all[n] = q.seg
	}
	return all
}

// pathText writes segments as workloads[0].labels["app.kubernetes.io/name"].
func pathText(all []segment) string {
	var b strings.Builder
	for i, s := range all {
		switch {
		case s.entry > 0 && s.key != "":
			b.WriteString("[" + s.key + "]")
		case s.entry > 0:
			b.WriteByte('[')
			b.WriteString(strconv.Itoa(s.entry - 1))
			b.WriteByte(']')
		case s.key == "" || strings.ContainsAny(s.key, ".[]\"/ \\") || !isPrintable(s.key):
			b.WriteByte('[')
			b.WriteString(quote(s.key))
			b.WriteByte(']')
		default:
			if i > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.key)
		}
	}
	return b.String()
}

func isPrintable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsPrint(r) })
}

// oneLine escapes what is not printable: a message quotes its spec, and must not move the cursor.
func oneLine(s string) string {
	if isPrintable(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if strconv.IsPrint(r) {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
	}
	return b.String()
}

// quote writes s in double quotes, short enough for one line of a terminal.
func quote(s string) string {
	const most = 80
	if r := []rune(s); len(s) > most && len(r) > most {
		s = string(r[:most-3]) + "..."
	}
	return strconv.Quote(s)
}

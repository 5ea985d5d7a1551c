package kustomize

import (
	"strings"
	"unicode/utf8"
)

// A yamlBlock is a mapping or sequence whose entries are being written. Its first entry ends the line that leads to it,
// since only then is it known not to be empty.
type yamlBlock struct {
	at      yamlPlace
	column  int // of its keys or dashes
	entries int
	start   int // of the last entry, in dst
	path    int // length of the path that leads here
}

func (w *yamlWriter) mapping(at yamlPlace) yamlBlock {
	b := yamlBlock{at: at, path: len(w.path)}
	if at.lead != outermost {
		b.column = at.column + 2
	}
	return b
}

func (w *yamlWriter) sequence(at yamlPlace) yamlBlock {
	b := w.mapping(at)
	if at.lead == afterKey {
		b.column = at.column
	}
	return b
}

// leavesOut tells whether name is never written: status is the cluster's to say.
func (b *yamlBlock) leavesOut(name string) bool {
	return b.at.lead == outermost && name == "status"
}

// nextLine goes to where the next entry of b begins.
func (w *yamlWriter) nextLine(b *yamlBlock) {
	if b.entries == 0 {
		switch b.at.lead {
		case afterKey:
			w.endLine(b.at.comment)
			w.indent(b.column)
		case afterDash:
			w.dst = append(w.dst, ' ')
		}
	} else {
		w.indent(b.column)
	}
	b.entries++
	b.start = len(w.dst)
}

// key writes name as the next key of b and returns the place behind it.
func (w *yamlWriter) key(b *yamlBlock, name string) yamlPlace {
	w.nextLine(b)
	w.dst = appendScalar(w.dst, name)
	// Parsers look for the colon in the next 1024 characters only.
	if len(w.dst)-b.start > 1000 {
		w.dst = append(w.dst, "? "...)
		copy(w.dst[b.start+2:], w.dst[b.start:])
		copy(w.dst[b.start:], "? ")
		w.dst = append(w.dst, '\n')
		w.indent(b.column)
	}
	w.dst = append(w.dst, ':')
	return w.behindKey(b, name)
}

func (w *yamlWriter) behindKey(b *yamlBlock, name string) yamlPlace {
	at := yamlPlace{lead: afterKey, column: b.column}
	if len(w.comments) > 0 {
		w.path = w.path[:b.path]
		if b.path > 0 {
			w.path = append(w.path, '.')
		}
		w.path = append(w.path, name...)
		at.comment = w.comments[string(w.path)]
	}
	return at
}

// endEntry takes the entry back that says nothing: the empty spec that a Go struct cannot leave out.
func (w *yamlWriter) endEntry(b *yamlBlock, name string) {
	const empty = "spec: {}"
	if b.at.lead != outermost || name != "spec" || len(w.dst) < b.start+len(empty) {
		return
	}
	if string(w.dst[b.start:b.start+len(empty)]) == empty {
		w.dst = w.dst[:b.start]
		b.entries--
	}
}

// item writes the next dash of b and returns the place behind it.
func (w *yamlWriter) item(b *yamlBlock) yamlPlace {
	w.nextLine(b)
	w.dst = append(w.dst, '-')
	if len(w.comments) > 0 {
		w.path = append(w.path[:b.path], "[]"...)
	}
	return yamlPlace{lead: afterDash, column: b.column}
}

// end ends b, which is written as the flow form empty where it has no entries.
func (w *yamlWriter) end(b *yamlBlock, empty string) {
	w.path = w.path[:b.path]
	if b.entries == 0 {
		w.plain(empty, b.at)
	}
}

// plain writes a value that is one word of YAML.
func (w *yamlWriter) plain(word string, at yamlPlace) {
	w.before(at)
	w.dst = append(w.dst, word...)
	w.endLine(at.comment)
}

func (w *yamlWriter) before(at yamlPlace) {
	if at.lead != outermost {
		w.dst = append(w.dst, ' ')
	}
}

func (w *yamlWriter) endLine(comment string) {
	if comment != "" {
		w.dst = append(w.dst, " # "...)
		w.dst = appendPrintable(w.dst, comment)
	}
	w.dst = append(w.dst, '\n')
}

// appendPrintable puts a blank in the place of what cannot be printed.
func appendPrintable(dst []byte, text string) []byte {
	if !strings.ContainsFunc(text, unprintable) {
		return append(dst, text...)
	}
	for _, r := range text {
		if unprintable(r) {
			r = ' '
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst
}

func (w *yamlWriter) indent(column int) {
	const spaces = "                                "
	for ; column > len(spaces); column -= len(spaces) {
		w.dst = append(w.dst, spaces...)
	}
	w.dst = append(w.dst, spaces[:column]...)
}

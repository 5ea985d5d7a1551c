package edit

import (
	"bytes"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"go.yaml.in/yaml/v3"
)

// Conflict is a field that was edited, and that is generated otherwise now.
type Conflict struct {
	// Line is where the edited text has it, 0 when it is not there.
	Line int
	// Object and Path name the field.
	Object, Path string
	// Before, Edited and Now are what was generated, what it was edited to, what is generated now.
	Before, Edited, Now string
}

// Merge is the edited text with everything in it that is generated otherwise now than before, or the
// conflicts that forbid it: then there is no text. Objects, keys and elements of lists of named objects
// are merged by name, other lists by element. An *Error says which of the texts is no list of objects
// that can be merged: it is about the edited one.
//
// kyaml's merge3 makes the same of edits that do not touch each other (a test compares), but lets what is
// generated win without a word where they do, and writes every line anew. Here lines are merged first,
// so that spaces, quotes and comments stay as they are, and the result counts only when it has the values
// that the merge of the values has.
func Merge(before, edited, now []byte) ([]byte, []Conflict, error) {
	old, ours := lf(before), lf(now)
	theirs := lf(edited)
	var read3 [3][]document
	for i, text := range []string{old, theirs, ours} {
		var err error
		if read3[i], err = read(text); err != nil {
			return nil, nil, err
		}
	}
	m := &merger{}
	merged := m.documents(read3[0], read3[1], read3[2])
	if len(m.conflicts) > 0 {
		return nil, m.conflicts, nil
	}
	text, ok := mergeLines(old, theirs, ours, merged)
	if !ok {
		var err error
		if text, err = encode(merged); err != nil {
			return nil, nil, err
		}
	}
	if bytes.Contains(edited, []byte("\r\n")) {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return []byte(text), nil, nil
}

// mergeLines is the merge of the lines, if it says what the merge of the values does.
func mergeLines(old, theirs, ours string, want []document) (string, bool) {
	edits, ok := udiff.Merge(udiff.Lines(old, theirs), udiff.Lines(old, ours))
	if !ok {
		return "", false
	}
	text, err := udiff.Apply(old, edits)
	if err != nil {
		return "", false
	}
	got, err := read(text)
	if err != nil || len(got) != len(want) {
		return "", false
	}
	for i := range got {
		if !same(got[i].root, want[i].root) {
			return "", false
		}
	}
	return text, true
}

// encode writes documents anew, in the style that generated files have.
func encode(all []document) (string, error) {
	var b bytes.Buffer
	for i, d := range all {
		if i > 0 {
			b.WriteString("---\n")
		}
		e := yaml.NewEncoder(&b)
		e.SetIndent(2)
		e.CompactSeqIndent()
		if err := e.Encode(d.node); err != nil {
			return "", err
		}
		if err := e.Close(); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

package spec

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Patterns of what only some YAML readers take for a number; compiled where one is suspected.
const (
	octal       = `^[-+]?0o?[0-7]+$`
	sexagesimal = `^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$`
	oldNumber   = `^[-+]?(0[0-9_]+|0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?)$`
)

// isDecimal is true for a whole number without a leading zero.
func isDecimal(s string) bool {
	s = strings.TrimPrefix(s, "-")
	if s == "" || len(s) > 1 && s[0] == '0' {
		return false
	}
	return strings.Trim(s, "0123456789") == ""
}

// text reads a string. A plain scalar that some YAML reader takes for something else is a problem,
// since the next tool in line may be that reader.
func (d *decoder) text(n *yaml.Node) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		d.report(n, "a string is expected here, not "+kindName(n), "")
		return "", false
	}
	if n.Style == 0 {
		if what := surprise(n); what != "" {
			d.report(n, n.Value+" is "+what+" to YAML, and a string is expected here", "write "+strconv.Quote(n.Value))
			return "", false
		}
	}
	if i := strings.IndexFunc(n.Value, isUncarried); i >= 0 {
		r, _ := utf8.DecodeRuneInString(n.Value[i:])
		d.report(n, fmt.Sprintf("%U cannot be carried: kustomize writes it in a way that it cannot read back", r), "remove it, or encode the value")
		return "", false
	}
	if isTabbed(n.Value) {
		d.report(n, "lines that begin with a tab cannot be carried: a kustomize patch writes them in a way that it cannot read back", "begin with another character, or encode the value")
		return "", false
	}
	return n.Value, true
}

// isTabbed is true for lines of which the first begins with a tab: go.yaml.in/yaml/v3 writes them as a
// block without saying how far it is indented (emitter, yaml_emitter_write_block_scalar_hints), and
// takes the tab for indentation when it reads them.
func isTabbed(s string) bool {
	return strings.HasPrefix(s, "\t") && strings.Contains(s, "\n")
}

// isUncarried is true for the characters that YAML calls not printable and that kustomize's writer
// does not escape, and for U+0085, which it makes a blank of.
func isUncarried(r rune) bool {
	return r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff
}

// surprise names what a YAML 1.1 or 1.2 reader makes of a plain scalar, when that is no string.
func surprise(n *yaml.Node) string {
	switch n.Tag {
	case "!!bool":
		return "a truth value"
	case "!!int", "!!float":
		return "a number"
	case "!!timestamp":
		return "a date"
	case "!!null":
		return "nothing"
	case "!!merge":
		return "a merge key"
	}
	switch strings.ToLower(n.Value) {
	case "y", "n", "yes", "no", "on", "off":
		return "a truth value"
	}
	if v := n.Value; v != "" && strings.Trim(v, "0123456789abcdefABCDEFxo_.:+-") == "" && strings.ContainsAny(v[:1], "0123456789+-") {
		if matches(sexagesimal, v) || matches(oldNumber, v) {
			return "a number"
		}
	}
	return ""
}

func matches(pattern, s string) bool {
	is, err := regexp.MatchString(pattern, s)
	return err == nil && is
}

func (d *decoder) truth(n *yaml.Node) (value, ok bool) {
	if n.Kind == yaml.ScalarNode && n.Style == 0 {
		switch n.Value {
		case "true":
			return true, true
		case "false":
			return false, true
		}
	}
	d.report(n, "true or false is expected here, not "+kindName(n), "write true or false, without quotes")
	return false, false
}

func (d *decoder) number(n *yaml.Node, bits int) (int64, bool) {
	switch {
	case n.Kind != yaml.ScalarNode:
		d.report(n, "a whole number is expected here, not "+kindName(n), "")
	case isDecimal(n.Value) && n.Style != 0:
		d.report(n, "a whole number is expected here, not "+kindName(n), "write "+n.Value+", without quotes")
	case isDecimal(n.Value):
		i, err := strconv.ParseInt(n.Value, 10, bits)
		if err == nil {
			return i, true
		}
		d.report(n, n.Value+" is beyond the range of this number", "")
	case n.Style == 0 && matches(octal, n.Value):
		d.report(n, n.Value+" is octal to some YAML readers and decimal to others", "write the decimal number, without a leading zero")
	default:
		d.report(n, "a whole number is expected here, not "+kindName(n), "write digits only")
	}
	return 0, false
}

// decodeNode reads an amount; unlike other strings it may be written as a plain number.
func (q *Quantity) decodeNode(d *decoder, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.Style == 0 {
		whole, fraction, _ := strings.Cut(n.Value, ".")
		if isDecimal(whole) && strings.Trim(fraction, "0123456789") == "" {
			*q = Quantity(n.Value)
			return
		}
	}
	if s, ok := d.text(n); ok {
		*q = Quantity(s)
	}
}

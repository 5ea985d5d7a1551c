package kustomize

import (
	"strings"
	"unicode/utf8"
)

// text writes s so that readers of YAML 1.1 and of 1.2 both read s: a text of several lines as a literal block where
// that is exact, else on one line.
func (w *yamlWriter) text(s string, at yamlPlace) {
	w.before(at)
	if at.lead == outermost || !fitsLiteral(s) {
		w.dst = appendScalar(w.dst, s)
		w.endLine(at.comment)
		return
	}
	w.dst = append(w.dst, '|')
	if s[0] == ' ' || s[0] == '\n' {
		w.dst = append(w.dst, '2') // a parser would count these to the indentation
	}
	body := strings.TrimSuffix(s, "\n")
	switch {
	case len(body) == len(s):
		w.dst = append(w.dst, '-')
	case strings.HasSuffix(body, "\n"):
		w.dst = append(w.dst, '+')
	}
	w.endLine(at.comment)
	for more := true; more; {
		var line string
		line, body, more = strings.Cut(body, "\n")
		if line != "" {
			w.indent(at.column + 2)
			w.dst = append(w.dst, line...)
		}
		w.dst = append(w.dst, '\n')
	}
}

// fitsLiteral tells whether a literal block holds s exactly and shows all of it: no line of s ends in white space. One
// that begins with a tab is also left out: kustomize prints it without its indentation indicator and cannot read it.
func fitsLiteral(s string) bool {
	if strings.IndexByte(s, '\n') < 0 || s[0] == '\t' {
		return false
	}
	blank := true
	last := rune('\n')
	for _, r := range s {
		switch {
		case r == '\n':
			if last == ' ' || last == '\t' {
				return false
			}
		case r != '\t' && unprintable(r):
			return false
		default:
			blank = false
		}
		last = r
	}
	return !blank && last != ' ' && last != '\t'
}

func appendScalar(dst []byte, s string) []byte {
	if isPlain(s) {
		return append(dst, s...)
	}
	dst = append(dst, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, `\n`...)
		case r == '\r':
			dst = append(dst, `\r`...)
		case r == '\t':
			dst = append(dst, `\t`...)
		case unprintable(r):
			dst = appendEscape(dst, r)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// appendEscape writes \uXXXX or, unlike JSON, \UXXXXXXXX: YAML reads a surrogate pair as two characters.
func appendEscape(dst []byte, r rune) []byte {
	digits := 4
	dst = append(dst, `\u`...)
	if r > 0xFFFF {
		digits = 8
		dst[len(dst)-1] = 'U'
	}
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		dst = append(dst, "0123456789abcdef"[r>>shift&0xF])
	}
	return dst
}

// unprintable tells whether r is escaped: what YAML forbids or takes for a line break, and what a reviewer cannot see
// or what turns the direction of a line (CVE-2021-42574). It does not ask package unicode, whose tables grow with Go,
// while the output must not change.
func unprintable(r rune) bool {
	switch {
	case r < 0x7F:
		return r < 0x20
	case r <= 0xA0, r == 0xAD, r == 0x61C, r == 0x180E:
		return true
	case r < 0x2000:
		return false
	case r <= 0x200F, r >= 0x2028 && r <= 0x202F, r >= 0x205F && r <= 0x206F, r == 0x3000:
		return true
	case r >= 0xD800 && r <= 0xF8FF, r >= 0xFE00 && r <= 0xFE0F, r == 0xFEFF, r >= 0xFFF0 && r <= 0xFFFF:
		return true
	}
	return r >= 0xE0000 || r&0xFFFE == 0xFFFE
}

// isPlain tells whether s needs no quotes: it holds no syntax, and no reader takes it for something but a string.
func isPlain(s string) bool {
	if s == "" || s[len(s)-1] == ' ' || isWord(s) || strings.HasPrefix(s, "---") || strings.HasPrefix(s, "...") {
		return false
	}
	switch s[0] {
	case ' ', '?', ':', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`':
		return false
	case '-':
		if len(s) > 1 && s[1] == ' ' {
			return false
		}
	}
	for i, r := range s {
		switch {
		case r > '#' && r < 0x7F && r != ':':
		case r == ':' && (i+1 == len(s) || s[i+1] == ' '), r == '#' && s[i-1] == ' ', unprintable(r):
			return false
		}
	}
	return !isNumeric(s)
}

// isNumeric tells whether s is made like a number or a date: base 2, 8, 10, 16 or 60, with a sign, a point, an
// exponent, `_` and `,` in it, a time zone behind it. It says yes too often (1.8.2) rather than know every reader.
func isNumeric(s string) bool {
	if c := s[0]; (c < '0' || c > '9') && c != '+' && c != '-' && c != '.' {
		return false
	}
	digits, letters := false, false
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits = true
		case c|0x20 >= 'a' && c|0x20 <= 'f', c|0x20 == 'x', c|0x20 == 'o', c|0x20 == 't', c|0x20 == 'z':
			letters = true
		case c == '.', c == '_', c == ',', c == ':', c == '+', c == '-', c == ' ':
		default:
			return false
		}
	}
	return digits || !letters
}

// isWord tells whether YAML 1.1 or 1.2 gives s a meaning of its own.
func isWord(s string) bool {
	var lower [5]byte
	if len(s) > len(lower) {
		return false
	}
	for i := range len(s) {
		lower[i] = s[i]
		if s[i] >= 'A' && s[i] <= 'Z' {
			lower[i] += 'a' - 'A'
		}
	}
	switch string(lower[:len(s)]) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", ".nan", ".inf", "+.inf", "-.inf", "=", "<<":
		return true
	}
	return false
}

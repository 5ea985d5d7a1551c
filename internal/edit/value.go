package edit

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// canonical is a value on one line: equal for equal values, whatever their order of keys, their style
// and their comments. It is empty for what is not there.
func canonical(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	write(&b, n)
	return b.String()
}

func write(b *strings.Builder, n *yaml.Node) {
	switch n.Kind {
	case yaml.MappingNode:
		order := make([]int, 0, len(n.Content)/2)
		for i := 0; i < len(n.Content); i += 2 {
			order = append(order, i)
		}
		slices.SortFunc(order, func(i, j int) int { return strings.Compare(n.Content[i].Value, n.Content[j].Value) })
		b.WriteByte('{')
		for _, i := range order {
			b.WriteString(strconv.Quote(n.Content[i].Value) + ": ")
			write(b, n.Content[i+1])
			b.WriteString(", ")
		}
		b.WriteByte('}')
	case yaml.SequenceNode:
		b.WriteByte('[')
		for _, c := range n.Content {
			write(b, c)
			b.WriteString(", ")
		}
		b.WriteByte(']')
	default:
		if tag := n.ShortTag(); tag != "!!str" {
			b.WriteString(tag + " ")
		}
		b.WriteString(strconv.Quote(n.Value))
	}
}

func same(a, b *yaml.Node) bool { return canonical(a) == canonical(b) }

// commented is like canonical, with every comment.
func commented(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	var visit func(*yaml.Node)
	visit = func(n *yaml.Node) {
		b.WriteString(strconv.Quote(n.HeadComment+"\x00"+n.LineComment+"\x00"+n.FootComment) + n.Value + ";")
		for _, c := range n.Content {
			visit(c)
		}
	}
	visit(n)
	return b.String()
}

// short is a value as a person reads it on one line.
func short(n *yaml.Node) string {
	const most = 100
	if n == nil {
		return "nothing"
	}
	if n.Kind == yaml.ScalarNode && !strings.Contains(n.Value, "\n") {
		if n.Value == "" || n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
			return strconv.Quote(n.Value)
		}
		return n.Value
	}
	bare := bareCopy(n)
	bare.Style |= yaml.FlowStyle
	data, err := yaml.Marshal(bare)
	if err != nil {
		return "a " + kindWord(n)
	}
	text := []rune(strings.Join(strings.Fields(string(data)), " "))
	if len(text) > most {
		return string(text[:most]) + "…"
	}
	return string(text)
}

// bareCopy is a value without comments.
func bareCopy(n *yaml.Node) *yaml.Node {
	c := *n
	c.HeadComment, c.LineComment, c.FootComment = "", "", ""
	c.Content = make([]*yaml.Node, len(n.Content))
	for i := range n.Content {
		c.Content[i] = bareCopy(n.Content[i])
	}
	return &c
}

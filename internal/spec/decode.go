package spec

import (
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"
)

// decoder copies YAML nodes into the types of this package and collects every problem on the way.
type decoder struct {
	file     string
	problems Problems
	path     []segment
	named    bool // entries of lists are called by their name
	tables   map[reflect.Type]keyTable
}

// nodeDecoder is a type with more than one way of being written.
type nodeDecoder interface {
	decodeNode(d *decoder, n *yaml.Node)
}

func (d *decoder) report(n *yaml.Node, message, hint string) {
	d.problems = append(d.problems, Problem{
		Place: place(d.file, n.Line, n.Column), Path: pathText(d.path),
		Message: oneLine(message), Hint: oneLine(hint), line: n.Line, column: n.Column,
	})
}

// document checks version and kind first: a file of another kind gets one problem, not fifty.
func (d *decoder) document(root *yaml.Node, app *HardenedApplication) {
	if root.Kind != yaml.MappingNode {
		d.report(root, "a spec is a mapping, not "+kindName(root), "begin with apiVersion: "+APIVersion)
		return
	}
	if !d.expect(root, "apiVersion", APIVersion) || !d.expect(root, "kind", Kind) {
		return
	}
	d.value(root, reflect.ValueOf(app).Elem())
}

func (d *decoder) expect(root *yaml.Node, key, want string) bool {
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value != key {
			continue
		}
		n := root.Content[i+1]
		if n.Kind == yaml.ScalarNode && n.Value == want {
			return true
		}
		d.path = []segment{{key: key}}
		d.report(n, want+" is expected here, not "+kindName(n), "write "+key+": "+want)
		return false
	}
	d.report(root, key+" is missing", "write "+key+": "+want)
	return false
}

// value decodes n into v, which is settable.
func (d *decoder) value(n *yaml.Node, v reflect.Value) {
	if !d.usable(n) {
		return
	}
	if c, ok := reflect.TypeAssert[nodeDecoder](v.Addr()); ok {
		c.decodeNode(d, n)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem())
	case reflect.Struct:
		d.structure(n, v)
	case reflect.Map:
		d.mapping(n, v)
	case reflect.Slice:
		d.sequence(n, v)
	case reflect.String:
		if s, ok := d.text(n); ok {
			v.SetString(s)
		}
	case reflect.Bool:
		if b, ok := d.truth(n); ok {
			v.SetBool(b)
		}
	case reflect.Int32, reflect.Int64:
		if i, ok := d.number(n, v.Type().Bits()); ok {
			v.SetInt(i)
		}
	default:
		panic("spec: no way to read a " + v.Type().String()) //nolint:forbidigo // a type of this package without a reader
	}
}

// usable refuses what makes a file mean something else than it shows: aliases, tags, empty values.
func (d *decoder) usable(n *yaml.Node) bool {
	switch {
	case n.Kind == yaml.AliasNode:
		d.report(n, "an alias is not read here", "write the value out")
	case n.Anchor != "":
		d.report(n, "an anchor is not read here", "write the value out where it is needed")
	case n.Style&yaml.TaggedStyle != 0:
		d.report(n, "the tag "+n.Tag+" is not read here", "remove it; quote the value if it is a string")
	case n.Kind == yaml.ScalarNode && n.Style == 0 && n.Tag == "!!null":
		d.report(n, "there is no value", "give one, or remove the key")
	default:
		return true
	}
	return false
}

func (d *decoder) structure(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.report(n, "a mapping is expected here, not "+kindName(n), "its keys: "+strings.Join(fieldNames(v.Type()), ", "))
		return
	}
	t := v.Type()
	table := d.tableOf(t)
	var seen uint64 // a bit a field
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if !d.isWord(key) {
			continue
		}
		d.path = append(d.path, segment{key: key.Value})
		f := table.index(key.Value)
		switch {
		case f < 0:
			d.unknownKey(key, t)
		case !d.usable(key):
		case seen&(1<<f) != 0:
			d.report(key, "the key stands here a second time", "keep one of the two")
		default:
			seen |= 1 << f
			d.value(n.Content[i+1], v.Field(f))
			if v.Field(f).Kind() == reflect.String && !table.required[f] && isEmptyString(n.Content[i+1]) {
				d.report(n.Content[i+1], "there is no value", "give one, or remove the key")
			}
		}
		d.path = d.path[:len(d.path)-1]
	}
	for f, name := range table.keys {
		if table.required[f] && seen&(1<<f) == 0 {
			d.report(n, name+" is missing", "add "+name+": …")
		}
	}
}

func (d *decoder) tableOf(t reflect.Type) keyTable {
	table, ok := d.tables[t]
	if !ok {
		table = newKeyTable(t)
		if d.tables == nil {
			d.tables = map[reflect.Type]keyTable{}
		}
		d.tables[t] = table
	}
	return table
}

// isEmptyString is true for "", which would mean the default where a key may be left out: most often
// it is a variable that nobody has set.
func isEmptyString(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Style != 0 && n.Value == ""
}

func (d *decoder) unknownKey(key *yaml.Node, t reflect.Type) {
	if d.isMergeKey(key) {
		return
	}
	if later := laterKey(d.path); later != "" {
		d.report(key, quote(key.Value)+" is not built yet in this version, and is never ignored", later)
		return
	}
	names := fieldNames(t)
	hint := "known here: " + strings.Join(names, ", ")
	if guess := nearest(key.Value, names); guess != "" {
		hint = "did you mean " + guess + "?"
	}
	d.report(key, "unknown key "+quote(key.Value), hint)
}

func (d *decoder) isWord(key *yaml.Node) bool {
	if key.Kind != yaml.ScalarNode {
		d.report(key, "a key is a word, not "+kindName(key), "write KEY: VALUE, a line each")
	}
	return key.Kind == yaml.ScalarNode
}

func (d *decoder) isMergeKey(key *yaml.Node) bool {
	if key.Tag != "!!merge" {
		return false
	}
	d.report(key, "a merge key is not read here", "write the values out")
	return true
}

func (d *decoder) mapping(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.report(n, "a mapping is expected here, not "+kindName(n), "write KEY: VALUE, a line each")
		return
	}
	m := reflect.MakeMapWithSize(v.Type(), len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if !d.isWord(key) {
			continue
		}
		d.path = append(d.path, segment{key: key.Value})
		if !d.isMergeKey(key) && d.usable(key) {
			if name, ok := d.text(key); ok {
				k := reflect.ValueOf(name)
				if m.MapIndex(k).IsValid() {
					d.report(key, "the key stands here a second time", "keep one of the two")
				}
				e := reflect.New(v.Type().Elem()).Elem()
				d.value(n.Content[i+1], e)
				m.SetMapIndex(k, e)
			}
		}
		d.path = d.path[:len(d.path)-1]
	}
	v.Set(m)
}

func (d *decoder) sequence(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.SequenceNode {
		d.report(n, "a list is expected here, not "+kindName(n), "begin each entry with a dash, or write [a, b]")
		return
	}
	s := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, e := range n.Content {
		d.path = append(d.path, nth(i))
		if name, _ := childOf(e, "name"); d.named && name != nil && isPrintable(name.Value) {
			d.path[len(d.path)-1].key = name.Value
		}
		d.value(e, s.Index(i))
		d.path = d.path[:len(d.path)-1]
	}
	v.Set(s)
}

func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.ScalarNode:
		if n.Style == 0 {
			switch n.Tag {
			case "!!int", "!!float":
				return "the number " + n.Value
			case "!!bool":
				return "the truth value " + n.Value
			case "!!null":
				return "an empty value"
			}
		}
		return "the string " + quote(n.Value)
	}
	return "an alias"
}

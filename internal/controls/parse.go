package controls

import (
	"bytes"
	"fmt"
	"strings"

	"sigs.k8s.io/yaml"
)

// Parse reads a stream of YAML or JSON documents; file is the name that errors and findings give it.
// A key that stands twice is an error, an empty document is left out.
func Parse(file string, data []byte) ([]Document, error) {
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return nil, fmt.Errorf("%s: the text is UTF-16, as PowerShell writes it; Kubernetes reads UTF-8", file)
	}
	var documents []Document
	for i, text := range split(data) {
		object, err := yaml.YAMLToJSONStrict(text)
		if err != nil {
			return nil, fmt.Errorf("%s: document %d: %w", file, i+1, err)
		}
		if string(object) != "null" {
			documents = append(documents, Document{file, object})
		}
	}
	return documents, nil
}

// split cuts at lines that begin or end a document. No scalar can hold one: it is indented.
func split(data []byte) [][]byte {
	var documents [][]byte
	start := 0
	for at := 0; at < len(data); {
		end := len(data)
		if n := bytes.IndexByte(data[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		line := data[at:end]
		if marker := line[:min(len(line), 3)]; (string(marker) == "---" || string(marker) == "...") && (len(line) == 3 || strings.IndexByte(" \t\r\n", line[3]) >= 0) {
			documents = append(documents, data[start:at])
			start = at + 3
		}
		at = end
	}
	return append(documents, data[start:])
}

package controls

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	yamlv3 "go.yaml.in/yaml/v3"
	"sigs.k8s.io/yaml"
)

// Parse reads a stream of YAML or JSON documents; file is the name that errors and findings give it.
// A key that stands twice is an error, an empty document is left out, and so much must be left.
func Parse(file string, data []byte) ([]Document, error) {
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return nil, fmt.Errorf("%s: the text is UTF-16, as PowerShell writes it; Kubernetes reads UTF-8", file)
	}
	var documents []Document
	for i, text := range split(data) {
		parts, err := objects(text)
		for _, part := range parts {
			object, partErr := yaml.YAMLToJSONStrict(part)
			if err = errors.Join(err, partErr); err == nil && string(object) != "null" {
				documents = append(documents, Document{file, i + 1, object})
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%s: document %d: %w", file, i+1, err)
		}
	}
	if len(documents) == 0 {
		return nil, fmt.Errorf("%s: there is no object in it", file)
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

// objects are the JSON objects of one document, which may follow one another without a mark, or the document
// itself. The YAML reader stops at the end of the first, and says nothing of what it leaves.
func objects(text []byte) ([][]byte, error) {
	braces := withoutComments(text)
	if !bytes.HasPrefix(braces, []byte("{")) {
		return [][]byte{text}, nil
	}
	var all [][]byte
	for in := json.NewDecoder(bytes.NewReader(braces)); ; {
		var one json.RawMessage
		switch err := in.Decode(&one); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil && len(all) > 0:
			return nil, fmt.Errorf("after the first object: %w", err)
		case err != nil:
			return [][]byte{text}, oneInBraces(text)
		}
		all = append(all, one)
	}
}

// oneInBraces is an error where something follows the first object of YAML in braces.
func oneInBraces(text []byte) error {
	in := yamlv3.NewDecoder(bytes.NewReader(text))
	var first, second yamlv3.Node
	if in.Decode(&first) == nil && !errors.Is(in.Decode(&second), io.EOF) { // what is wrong with the first, the strict reader says better
		return errors.New("something follows the first object: write --- between objects")
	}
	return nil
}

// withoutComments leaves out the lines before the first that says something.
func withoutComments(text []byte) []byte {
	for {
		text = bytes.TrimLeft(bytes.TrimPrefix(text, []byte("\ufeff")), " \t\r\n")
		if !bytes.HasPrefix(text, []byte("#")) {
			return text
		}
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
}

package spec

import _ "embed"

//go:generate go test -run ^TestSchemaIsGenerated$ . -update

//go:embed harden.schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of harden.yaml. It refuses every key that Load refuses,
// and knows less than Validate: names that must exist elsewhere in the file are any names to it. Nobody changes it.
func Schema() []byte { return schema }

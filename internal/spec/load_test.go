package spec

import "testing"

func TestDocuments(t *testing.T) {
	testProblems(t, whole, []problemCase{
		{"",
			"harden.yaml:1:1: the file holds no spec\n  hint: begin with apiVersion: harden-gen.dev/v1alpha1, or let `harden-gen init` write it"},
		{"# only a comment\n",
			"harden.yaml:1:1: the file holds no spec\n  hint: begin with apiVersion: harden-gen.dev/v1alpha1, or let `harden-gen init` write it"},
		{"---\n",
			"harden.yaml:1:1: the file holds no spec\n  hint: begin with apiVersion: harden-gen.dev/v1alpha1, or let `harden-gen init` write it"},
		{"~",
			`harden.yaml:1:1: a spec is a mapping, not an empty value
  hint: begin with apiVersion: harden-gen.dev/v1alpha1`},
		{"[]",
			`harden.yaml:1:1: a spec is a mapping, not a list
  hint: begin with apiVersion: harden-gen.dev/v1alpha1`},
		{"just words",
			`harden.yaml:1:1: a spec is a mapping, not the string "just words"
  hint: begin with apiVersion: harden-gen.dev/v1alpha1`},
		{"apiVersion: harden-gen.dev/v1alpha1\n---\na: b\n",
			`harden.yaml:2:1: a second document begins here
  hint: one file holds one application; put the other into a file and folder of its own`},
		{small + "---\n",
			`harden.yaml:7:1: a second document begins here
  hint: one file holds one application; put the other into a file and folder of its own`},
		{small + "---\napiVersion: harden-gen.dev/v1alpha1\nkind\n",
			`harden.yaml:9:1: not YAML: could not find expected ':'
  hint: look at this line and the one above it: indentation, a missing colon, an open quote or bracket`},
		{"apiVersion: apps/v1\nkind: Deployment\nspec: {}\n",
			`harden.yaml:1:13: apiVersion: harden-gen.dev/v1alpha1 is expected here, not the string "apps/v1"
  hint: write apiVersion: harden-gen.dev/v1alpha1`},
		{"apiVersion: harden-gen.dev/v1alpha1\nkind: Application\nfoo: bar\n",
			`harden.yaml:2:7: kind: HardenedApplication is expected here, not the string "Application"
  hint: write kind: HardenedApplication`},
		{"apiVersion: harden-gen.dev/v1\nkind: HardenedApplication\n",
			`harden.yaml:1:13: apiVersion: harden-gen.dev/v1alpha1 is expected here, not the string "harden-gen.dev/v1"
  hint: write apiVersion: harden-gen.dev/v1alpha1`},
		{"apiVersion: 1\nkind: HardenedApplication\n",
			`harden.yaml:1:13: apiVersion: harden-gen.dev/v1alpha1 is expected here, not the number 1
  hint: write apiVersion: harden-gen.dev/v1alpha1`},
		{"apiVersion: [a]\n",
			`harden.yaml:1:13: apiVersion: harden-gen.dev/v1alpha1 is expected here, not a list
  hint: write apiVersion: harden-gen.dev/v1alpha1`},
		{"kind: HardenedApplication\n",
			`harden.yaml:1:1: apiVersion is missing
  hint: write apiVersion: harden-gen.dev/v1alpha1`},
		{"apiVersion: harden-gen.dev/v1alpha1\n",
			`harden.yaml:1:1: kind is missing
  hint: write kind: HardenedApplication`},
		{"apiVersion: harden-gen.dev/v1alpha1\nkind: HardenedApplication\n",
			`harden.yaml:1:1: metadata is missing
  hint: add metadata: …
harden.yaml:1:1: workloads is missing
  hint: add workloads: …`},
	})
}

func TestBytes(t *testing.T) {
	testProblems(t, whole, []problemCase{
		{"a: b\nc: d\u0007\n",
			`harden.yaml:2:5: control character U+0007
  hint: remove it, or write "\u0007" inside double quotes`},
		{"a: \u00e4\u009f\n",
			`harden.yaml:1:5: control character U+009F
  hint: remove it, or encode the value: kustomize cannot carry it`},
		{"a: b\u2028\n",
			`harden.yaml:1:5: control character U+2028
  hint: remove it, or write "\u2028" inside double quotes`},
		{"a: b\u0085\n",
			`harden.yaml:1:5: control character U+0085
  hint: remove it, or encode the value: kustomize cannot carry it`},
		{"a: \uffff\n",
			`harden.yaml:1:4: control character U+FFFF
  hint: remove it, or encode the value: kustomize cannot carry it`},
		{"a: \u0000",
			`harden.yaml:1:4: control character U+0000
  hint: remove it, or write "\u0000" inside double quotes`},
	})
}

func TestSyntax(t *testing.T) {
	testProblems(t, whole, []problemCase{
		{small + "\treplicas: 1\n",
			`harden.yaml:7:2: not YAML: found a tab character that violates indentation
  hint: YAML is indented with spaces, never with tabs`},
		{small + "  ports:\n\t- {name: http}\n",
			`harden.yaml:8:2: not YAML: found character that cannot start any token
  hint: YAML is indented with spaces, never with tabs`},
		{small + "  command: |\n\tx\n",
			`harden.yaml:8:2: not YAML: found a tab character where an indentation space is expected
  hint: YAML is indented with spaces, never with tabs`},
		{small + "   replicas: 1\n",
			`harden.yaml:7:4: not YAML: mapping values are not allowed in this context
  hint: look at this line and the one above it: indentation, a missing colon, an open quote or bracket`},
		{small + " replicas: 1\n",
			`harden.yaml:7:2: not YAML: did not find expected key
  hint: look at this line and the one above it: indentation, a missing colon, an open quote or bracket`},
		{small + "  replicas 1\n  dns: Deny\n",
			`harden.yaml:7:3: not YAML: could not find expected ':'
  hint: look at this line and the one above it: indentation, a missing colon, an open quote or bracket`},
		{small + "  labels: {a: b: c}\n",
			`harden.yaml:7:3: not YAML: did not find expected ',' or '}'
  hint: look at this line and the one above it: indentation, a missing colon, an open quote or bracket`},
		{small + "  args: [a\n  dns: Deny\n",
			`harden.yaml:7:3: not YAML: did not find expected ',' or ']'
  hint: look at this line and the one above it: indentation, a missing colon, an open quote or bracket`},
		{small + "  args: [a,\n    b]\n  dns: 'Deny' x\n  replicas: 1\n",
			`harden.yaml:9:3: not YAML: did not find expected key
  hint: look at this line and the one above it: indentation, a missing colon, an open quote or bracket`},
		{small + "  dns: \"Deny\n  replicas: 1\n",
			`harden.yaml:7:3: not YAML: found unexpected end of stream
  hint: look at this line and the one above it: indentation, a missing colon, an open quote or bracket`},
		{small + "  dns: %Deny\n",
			`harden.yaml:7:3: not YAML: found character that cannot start any token
  hint: look at this line and the one above it: indentation, a missing colon, an open quote or bracket`},
		{small + "  dns: @Deny\n",
			`harden.yaml:7:3: not YAML: found character that cannot start any token
  hint: look at this line and the one above it: indentation, a missing colon, an open quote or bracket`},
		{small + "  dns: *deny\n",
			`harden.yaml:7:3: not YAML: unknown anchor 'deny' referenced
  hint: an alias is not read here: write the value out`},
		{small + "  dns: {{ .Values.dns }}\n", `harden.yaml:7:8: workloads[0].dns: a string is expected here, not a mapping`},
		{small + "- name: b\n - c\n",
			`harden.yaml:8:2: not YAML: did not find expected key
  hint: look at this line and the one above it: indentation, a missing colon, an open quote or bracket`},
		{"a: !<%zz> b\n",
			`harden.yaml:1:1: not YAML: did not find URI escaped octet
  hint: look at this line and the one above it: indentation, a missing colon, an open quote or bracket`},
	})
}

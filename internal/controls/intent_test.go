package controls

import (
	"slices"
	"testing"
)

// TestShared: one field that is wrong for several workloads is one finding, which names them.
func TestShared(t *testing.T) {
	for _, c := range []struct {
		planted string
		control string
		want    string
	}{
		{threePolicy + "  policyTypes: [Ingress]\n  ingress: [{}]\n", "undeclared-reach",
			"web, api, ledger are called by anybody on every port: open but undeclared: this field allows more than is declared"},
		{threePolicy + "  policyTypes: [Egress]\n  egress: [{to: [{ipBlock: {cidr: 192.0.2.0/24}}], ports: [{port: 443}]}]\n", "undeclared-reach",
			"web, api, ledger call 192.0.2.0/24 on 443/TCP: open but undeclared: this field allows it"},
	} {
		app, documents := golden(t, "three-workloads")
		more, err := Parse("extra.yaml", []byte(c.planted))
		if err != nil {
			t.Fatal(err)
		}
		found := slices.DeleteFunc(evaluate(t, app, append(documents, more...)), func(f Finding) bool { return f.Control != c.control })
		if len(found) != 1 || found[0].Message != c.want || found[0].File != "extra.yaml" {
			t.Errorf("found are %+v, and not %q", found, c.want)
		}
	}
}

package controls

import "testing"

func TestCovers(t *testing.T) {
	pods := Grant{Verb: "get", Resource: "pods", Namespace: "a"}
	with := func(change func(*Grant)) Grant {
		g := pods
		change(&g)
		return g
	}
	for _, c := range []struct {
		name         string
		grant, other Grant
		want         bool
	}{
		{"itself", pods, pods, true},
		{"another verb", pods, with(func(g *Grant) { g.Verb = "list" }), false},
		{"every verb", with(func(g *Grant) { g.Verb = "*" }), pods, true},
		{"one verb of every", pods, with(func(g *Grant) { g.Verb = "*" }), false},
		{"another group", pods, with(func(g *Grant) { g.Group = "metrics.k8s.io" }), false},
		{"every group", with(func(g *Grant) { g.Group = "*" }), pods, true},
		{"a subresource", pods, with(func(g *Grant) { g.Resource = "pods/log" }), false},
		{"every resource, subresources too", with(func(g *Grant) { g.Resource = "*" }), with(func(g *Grant) { g.Resource = "pods/log" }), true},
		{"one subresource of everything", with(func(g *Grant) { g.Resource = "*/log" }), with(func(g *Grant) { g.Resource = "pods/log" }), true},
		{"another subresource", with(func(g *Grant) { g.Resource = "*/log" }), with(func(g *Grant) { g.Resource = "pods/exec" }), false},
		{"a name of all", pods, with(func(g *Grant) { g.Name = "x" }), true},
		{"all by one name", with(func(g *Grant) { g.Name = "x" }), pods, false},
		{"another namespace", pods, with(func(g *Grant) { g.Namespace = "b" }), false},
		{"every namespace", with(func(g *Grant) { g.Namespace = "" }), pods, true},
		{"a path", Grant{Verb: "get", URL: "/metrics"}, Grant{Verb: "get", URL: "/metrics"}, true},
		{"paths below", Grant{Verb: "get", URL: "/api/*"}, Grant{Verb: "get", URL: "/api/v1"}, true},
		{"a path is no resource", Grant{Verb: "*", URL: "*"}, pods, false},
		{"a resource is no path", Grant{Verb: "*", Group: "*", Resource: "*"}, Grant{Verb: "get", URL: "/metrics"}, false},
		{"a role that nobody knows", Grant{Role: "ClusterRole view"}, pods, false},
	} {
		if got := c.grant.Covers(c.other); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

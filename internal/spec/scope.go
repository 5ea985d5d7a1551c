package spec

// Scope is where permissions hold: in one namespace, empty for the application's own, or in the whole cluster.
type Scope struct {
	Namespace   string
	ClusterWide bool
}

// ScopeOf is the scope of a rule or a bound role that names a namespace or says that it is cluster-wide. The
// application's own namespace has one spelling, whether it was named or not.
func (app *HardenedApplication) ScopeOf(namespace string, clusterWide bool) Scope {
	if clusterWide || namespace == app.Namespace.Name {
		namespace = ""
	}
	return Scope{namespace, clusterWide}
}

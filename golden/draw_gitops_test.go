package golden

import "github.com/harden-gen/harden-gen/internal/spec"

// gitOps lets one of the controllers apply the application, or none.
func (d *drawer) gitOps() {
	folder := pick(d, "tree path", "k8s", ".", "apps/shop-1.x/k8s", "1e3", "no")
	switch {
	case d.chance(30, "argocd"):
		a := &spec.ArgoCD{
			Project: pick(d, "project", "default", "team.a", "1e3"), Path: folder,
			RepoURL:  pick(d, "repoURL", "https://git.example.com/a.git", "git@git.example.com:a/b.git", "ssh://git@git.example.com:2222/a"),
			Revision: pick(d, "revision", "main", "release/1.0", "v1", "1e3", "0123456789abcdef"),
		}
		if d.chance(50, "more of argocd") {
			a.Namespace, a.Cluster = "openshift-gitops", pick(d, "cluster", "prod-1", "null", "on")
		}
		if d.chance(50, "automated") {
			a.Automated = &spec.Automated{Prune: d.chance(50, "prune"), SelfHeal: d.chance(50, "selfHeal")}
		}
		d.app.GitOps = &spec.GitOps{ArgoCD: a}
	case d.chance(40, "flux"):
		f := &spec.Flux{Source: spec.FluxSource{Name: pick(d, "source", "fleet", "a.b", "true")}, Path: folder, Prune: d.chance(50, "prune")}
		if d.chance(50, "more of flux") {
			f.Source.Kind, f.Source.Namespace = pick(d, "source kind", "GitRepository", "OCIRepository", "Bucket"), "sources"
			f.Namespace, f.Interval, f.ServiceAccountName = "team-1", pick(d, "interval", "1h30m", "90s", "1.5h"), "deployer"
		}
		d.app.GitOps = &spec.GitOps{Flux: f}
	}
}

// otherGitOps is what an environment may say differently.
func (d *drawer) otherGitOps() map[string]any {
	if d.app.GitOps.ArgoCD != nil {
		return map[string]any{"argocd": map[string]any{"revision": "v2", "cluster": pick(d, "other cluster", "prod", "1e3")}}
	}
	return map[string]any{"flux": map[string]any{"prune": true, "source": map[string]any{"name": "other"}}}
}

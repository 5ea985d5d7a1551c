package spec

import "strings"

// ParseArgoCD reads PROJECT=REPOSITORY#REVISION:PATH, cut at the first = and from the end at : and #.
func ParseArgoCD(s string) (ArgoCD, error) {
	project, rest, ok := strings.Cut(s, "=")
	at := strings.LastIndexByte(rest, ':')
	hash := strings.LastIndexByte(rest[:max(at, 0)], '#')
	if !ok || project == "" || hash <= 0 || hash+1 == at || at+1 == len(rest) {
		return ArgoCD{}, malformed("write "+FormArgoCD+", such as shop=https://git.example.com/shop.git#main:k8s", "%s names no project, repository, revision and path", quote(s))
	}
	return ArgoCD{Project: project, RepoURL: rest[:hash], Revision: rest[hash+1 : at], Path: rest[at+1:]}, nil
}

// String is the form that ParseArgoCD reads; the rest is not part of it.
func (a ArgoCD) String() string {
	return a.Project + "=" + a.RepoURL + "#" + a.Revision + ":" + a.Path
}

// ParseFlux reads [KIND/]SOURCE:PATH, cut at the first slash before the first colon.
func ParseFlux(s string) (Flux, error) {
	source, path, _ := strings.Cut(s, ":")
	kind, name, hasKind := strings.Cut(source, "/")
	if !hasKind {
		kind, name = "", source
	}
	if name == "" || path == "" || hasKind && kind == "" {
		return Flux{}, malformed("write "+FormFlux+", such as GitRepository/fleet:apps/shop", "%s names no source and path", quote(s))
	}
	return Flux{Source: FluxSource{Kind: kind, Name: name}, Path: path}, nil
}

// String is the form that ParseFlux reads; the rest is not part of it.
func (f Flux) String() string {
	if f.Source.Kind == "" {
		return f.Source.Name + ":" + f.Path
	}
	return f.Source.Kind + "/" + f.Source.Name + ":" + f.Path
}

// gitOpsSlot is one of the two controllers.
func gitOpsSlot(app *HardenedApplication, flag string) slot {
	g := app.GitOps
	if g == nil {
		return slot{said: func() []Said { return nil }, remove: func(int) {}}
	}
	s := pointerSlot(&g.ArgoCD, ParseArgoCD)
	if flag == "flux" {
		s = pointerSlot(&g.Flux, ParseFlux)
	}
	remove := s.remove
	s.remove = func(i int) {
		if remove(i); *g == (GitOps{}) {
			app.GitOps = nil
		}
	}
	return s
}

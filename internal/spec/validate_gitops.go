package spec

import (
	"net/url"
	slash "path"
	"reflect"
	"regexp"
	"strings"

	"k8s.io/apimachinery/pkg/util/validation"
)

func (v *validator) gitOps() {
	g := v.app.GitOps
	if g == nil {
		return
	}
	at := top("gitops")
	switch {
	case g.ArgoCD == nil && g.Flux == nil:
		v.report(&at, "write argocd: {…} or flux: {…}, or remove the key", "no controller is named")
	case g.ArgoCD != nil && g.Flux != nil:
		v.report(&at, "keep one of argocd and flux", "one controller applies a tree: two take turns")
	}
	if len(v.app.Environments) == 0 {
		v.delivered(&at, "")
	}
	v.argoCD(&at, g.ArgoCD)
	v.flux(&at, g.Flux)
}

func (v *validator) argoCD(root *path, a *ArgoCD) {
	if a == nil {
		return
	}
	at := root.key("argocd")
	p := at.key("namespace")
	v.label(&p, a.Namespace, "a namespace")
	p = at.key("project")
	v.subdomain(&p, a.Project, "a project of Argo CD")
	p = at.key("repoURL")
	if !isGitRepository(a.RepoURL) {
		v.report(&p, "such as https://git.example.com/shop.git, ssh://git@git.example.com/shop.git or git@git.example.com:shop.git; Argo CD keeps the credentials",
			"%s is no address of a Git repository", quote(a.RepoURL))
	}
	p = at.key("revision")
	if a.Revision == "" || hasBlank(a.Revision) || strings.HasPrefix(a.Revision, "-") {
		v.report(&p, "write the branch, the tag or the commit that is applied, such as main", "%s is no revision of Git", quote(a.Revision))
	}
	p = at.key("path")
	v.folderInRepository(&p, a.Path)
	p = at.key("cluster")
	if a.Cluster == "" || hasBlank(a.Cluster) {
		v.report(&p, "write the name that the cluster has in Argo CD; in-cluster is its own", "%s is no name of a cluster", quote(a.Cluster))
	}
}

func (v *validator) flux(root *path, f *Flux) {
	if f == nil {
		return
	}
	at := root.key("flux")
	p := at.key("namespace")
	v.label(&p, f.Namespace, "a namespace")
	source := at.key("source")
	p = source.key("kind")
	v.oneOf(&p, f.Source.Kind, fluxSources()...)
	p = source.key("name")
	v.subdomain(&p, f.Source.Name, "a source of Flux")
	p = source.key("namespace")
	if f.Source.Namespace != "" {
		v.label(&p, f.Source.Namespace, "a namespace")
	}
	p = at.key("path")
	v.folderInRepository(&p, f.Path)
	p = at.key("interval")
	if !regexp.MustCompile(fluxInterval).MatchString(f.Interval) {
		v.report(&p, "such as 10m or 1h30m", "%s is no span of time", quote(f.Interval))
	}
	p = at.key("serviceAccountName")
	if f.ServiceAccountName != "" {
		v.subdomain(&p, f.ServiceAccountName, "a ServiceAccount")
	}
}

// delivered checks that Argo CD and Flux can write the name of what they apply into a label of every object.
func (v *validator) delivered(p *path, environment string) {
	if name := v.app.DeliveredName(environment); len(name) > validation.LabelValueMaxLength {
		v.report(p, "shorten the name of the application or of the environment", "%s is longer than 63 characters, and controllers write it into a label of what they apply", quote(name))
	}
}

// fluxSources are the kinds that Flux's own schema names.
func fluxSources() []string { return []string{"GitRepository", "OCIRepository", "Bucket"} }

// fluxInterval is the pattern of Flux's own schema.
const fluxInterval = `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`

// isGitRepository is true for an address without credentials, on a way that nobody can listen to.
func isGitRepository(s string) bool {
	if hasBlank(s) || strings.ContainsAny(s, "{}") {
		return false
	}
	if user, rest, ok := strings.Cut(s, "@"); ok && !strings.Contains(s, "://") {
		host, folder, ok := strings.Cut(rest, ":")
		return ok && user != "" && host != "" && folder != "" && !strings.ContainsAny(user, ":/")
	}
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || strings.Trim(u.Path, "/") == "" || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	_, secret := u.User.Password()
	return u.Scheme == "https" && u.User == nil || u.Scheme == "ssh" && !secret
}

// folderInRepository checks where the tree lies. Neither controller leaves the repository.
func (v *validator) folderInRepository(p *path, s string) {
	if s == "" || s != slash.Clean(s) || slash.IsAbs(s) || s == ".." || strings.HasPrefix(s, "../") || hasBlank(s) || strings.ContainsAny(s, `\{}*?[]`) {
		v.report(p, "write the folder of harden.yaml as the repository's root sees it, such as k8s or apps/shop; the root itself is .", "%s is no folder of a repository", quote(s))
	}
}

// gitOpsOfAll checks what one ApplicationSet says for every environment.
func (v *validator) gitOpsOfAll() {
	var first *ArgoCD
	for i := range v.app.Environments {
		e := &v.app.Environments[i]
		if e.Spec == nil || e.Spec.GitOps == nil {
			continue
		}
		list := top("environments")
		at := path{&list, nth(i)}
		v.delivered(&at, e.Name)
		a := e.Spec.GitOps.ArgoCD
		if a == nil {
			continue
		}
		if first == nil {
			first = a
		}
		tools := at.key("gitops")
		tool := tools.key("argocd")
		for _, f := range []struct {
			key  string
			same bool
		}{
			{"namespace", a.Namespace == first.Namespace}, {"repoURL", a.RepoURL == first.RepoURL}, {"path", a.Path == first.Path},
			{"automated", reflect.DeepEqual(a.Automated, first.Automated)},
		} {
			if p := tool.key(f.key); !f.same {
				v.report(&p, "say it for the application; project, revision and cluster may differ", "one ApplicationSet is for every environment, and has one %s", f.key)
			}
		}
	}
}

package spec

import "testing"

func TestParseGitOps(t *testing.T) {
	testForm(t, ParseArgoCD, []formCase[ArgoCD]{
		{"shop=https://git.example.com/shop.git#main:k8s", ArgoCD{Project: "shop", RepoURL: "https://git.example.com/shop.git", Revision: "main", Path: "k8s"}},
		{"a=git@git.example.com:a/b.git#release/1.0:apps/a", ArgoCD{Project: "a", RepoURL: "git@git.example.com:a/b.git", Revision: "release/1.0", Path: "apps/a"}},
		{"a=ssh://git@git.example.com:2222/a?b=c#d#v1:.", ArgoCD{Project: "a", RepoURL: "ssh://git@git.example.com:2222/a?b=c#d", Revision: "v1", Path: "."}},
	})
	const hint = "write PROJECT=REPOSITORY#REVISION:PATH, such as shop=https://git.example.com/shop.git#main:k8s"
	for _, s := range []string{"", "shop", "https://git.example.com/shop.git#main:k8s", "shop=https://git.example.com/shop.git", "shop=https://git.example.com/shop.git#main", "shop=a#:k8s", "shop=a#main:", "=a#main:k8s", "shop=#main:k8s"} {
		testMalformed(t, ParseArgoCD, []malformedCase{{s, quote(s) + " names no project, repository, revision and path", hint}})
	}
	testForm(t, ParseFlux, []formCase[Flux]{
		{"fleet:k8s", Flux{Source: FluxSource{Name: "fleet"}, Path: "k8s"}},
		{"OCIRepository/fleet:apps/shop", Flux{Source: FluxSource{Kind: "OCIRepository", Name: "fleet"}, Path: "apps/shop"}},
	})
	for _, s := range []string{"", "fleet", "fleet:", ":k8s", "/fleet:k8s", "GitRepository/:k8s"} {
		testMalformed(t, ParseFlux, []malformedCase{{s, quote(s) + " names no source and path", "write [KIND/]SOURCE:PATH, such as GitRepository/fleet:apps/shop"}})
	}
}

func TestGitOpsProblems(t *testing.T) {
	testProblems(t, atTop, []problemCase{
		{"gitops: {}",
			`harden.yaml:4:1: gitops: no controller is named
  hint: write argocd: {…} or flux: {…}, or remove the key`},
		{"gitops: {argocd: {project: a, repoURL: 'https://a.b/c', revision: d, path: e}, flux: {source: {name: a}, path: b}}",
			`harden.yaml:4:1: gitops: one controller applies a tree: two take turns
  hint: keep one of argocd and flux`},
		{"gitops: {argocd: {project: A, repoURL: 'https://u:p@a.b/c', revision: a b, path: ../e, cluster: c d, namespace: NS}}",
			`harden.yaml:4:28: gitops.argocd.project: "A" is no name for a project of Argo CD
  hint: lower case letters, digits, dashes and dots, at most 253, a letter or digit at both ends
harden.yaml:4:40: gitops.argocd.repoURL: "https://u:p@a.b/c" is no address of a Git repository
  hint: such as https://git.example.com/shop.git, ssh://git@git.example.com/shop.git or git@git.example.com:shop.git; Argo CD keeps the credentials
harden.yaml:4:71: gitops.argocd.revision: "a b" is no revision of Git
  hint: write the branch, the tag or the commit that is applied, such as main
harden.yaml:4:82: gitops.argocd.path: "../e" is no folder of a repository
  hint: write the folder of harden.yaml as the repository's root sees it, such as k8s or apps/shop; the root itself is .
harden.yaml:4:97: gitops.argocd.cluster: "c d" is no name of a cluster
  hint: write the name that the cluster has in Argo CD; in-cluster is its own
harden.yaml:4:113: gitops.argocd.namespace: "NS" is no name for a namespace: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as ns`},
		{"gitops: {flux: {source: {kind: GitRepo, name: B, namespace: C}, path: k8s/, interval: 10, serviceAccountName: D}}",
			`harden.yaml:4:87: gitops.flux.interval: 10 is a number to YAML, and a string is expected here
  hint: write "10"`},
		{"gitops: {flux: {source: {kind: GitRepo, name: B, namespace: C}, path: k8s/, interval: ten, serviceAccountName: D}}",
			`harden.yaml:4:32: gitops.flux.source.kind: "GitRepo" is not known here
  hint: one of GitRepository, OCIRepository, Bucket
harden.yaml:4:47: gitops.flux.source.name: "B" is no name for a source of Flux
  hint: lower case letters, digits, dashes and dots, at most 253, a letter or digit at both ends
harden.yaml:4:61: gitops.flux.source.namespace: "C" is no name for a namespace: lower case letters, digits and dashes, at most 63, a letter or digit at both ends
  hint: such as c
harden.yaml:4:71: gitops.flux.path: "k8s/" is no folder of a repository
  hint: write the folder of harden.yaml as the repository's root sees it, such as k8s or apps/shop; the root itself is .
harden.yaml:4:87: gitops.flux.interval: "ten" is no span of time
  hint: such as 10m or 1h30m
harden.yaml:4:112: gitops.flux.serviceAccountName: "D" is no name for a ServiceAccount
  hint: lower case letters, digits, dashes and dots, at most 253, a letter or digit at both ends`},
		{"gitops: {argocd: {project: a, repoURL: 'https://a.b/c', revision: d, path: e}}\nenvironments:\n- {name: one}\n- {name: two, gitops: {argocd: {path: other, revision: v1}}}\n- {name: a-name-so-long-that-with-the-application-it-is-no-label-at-all}",
			`harden.yaml:7:39: environments[1].gitops.argocd.path: one ApplicationSet is for every environment, and has one path
  hint: say it for the application; project, revision and cluster may differ
harden.yaml:8:3: environments[2]: "payments-a-name-so-long-that-with-the-application-it-is-no-label-at-all" is longer than 63 characters, and controllers write it into a label of what they apply
  hint: shorten the name of the application or of the environment`},
	})
}

// TestRepositories: the ways to a repository that Argo CD knows, without credentials.
func TestRepositories(t *testing.T) {
	for s, want := range map[string]bool{
		"https://git.example.com/a.git": true, "https://git.example.com:8443/a/b": true, "ssh://git@git.example.com:22/a.git": true, "git@git.example.com:a/b.git": true,
		"": false, "a": false, "https://git.example.com": false, "https://git.example.com/": false, "http://git.example.com/a": false, "https://user@git.example.com/a": false,
		"ssh://git:secret@git.example.com/a": false, "https://git.example.com/a?b=c": false, "git@git.example.com": false, "@git.example.com:a": false, "a:b@git.example.com:c": false,
		"https://git.example.com/{{.name}}": false, "file:///a": false, "https://git.example.com/a b": false,
	} {
		if isGitRepository(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}

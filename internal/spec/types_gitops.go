package spec

// GitOps says which controller applies the tree from a Git repository: Argo CD, by an ApplicationSet with an element
// for each environment, or Flux, by a Kustomization for each. Without environments it is the base that is applied.
type GitOps struct {
	ArgoCD *ArgoCD `json:"argocd,omitempty"`
	Flux   *Flux   `json:"flux,omitempty"`
}

// ArgoCD is what an Application of Argo CD has to say. An environment may have another project, revision and cluster.
type ArgoCD struct {
	Namespace string     `json:"namespace,omitempty"`
	Project   string     `json:"project"`
	RepoURL   string     `json:"repoURL"`
	Revision  string     `json:"revision"`
	Path      string     `json:"path"` // of the tree in the repository
	Cluster   string     `json:"cluster,omitempty"`
	Automated *Automated `json:"automated,omitempty"`
}

// Automated lets Argo CD apply what changes in the repository without anybody asking for it. That it deletes what
// leaves the repository, and takes back what somebody changes in the cluster, is said by name.
type Automated struct {
	Prune    bool `json:"prune,omitempty"`
	SelfHeal bool `json:"selfHeal,omitempty"`
}

// Flux is what a Kustomization of Flux has to say.
type Flux struct {
	Namespace          string     `json:"namespace,omitempty"`
	Source             FluxSource `json:"source"`
	Path               string     `json:"path"` // of the tree in the source
	Interval           string     `json:"interval,omitempty"`
	Prune              bool       `json:"prune,omitempty"`
	ServiceAccountName string     `json:"serviceAccountName,omitempty"`
}

// FluxSource names the object of Flux that fetches the repository; kind defaults to GitRepository.
type FluxSource struct {
	Kind      string `json:"kind,omitempty"`
	Name      string `json:"name"`
	Namespace string `json:"namespace,omitempty"`
}

// DeliveredName is what the objects of a GitOps controller are called that apply an environment, or the base.
func (app *HardenedApplication) DeliveredName(environment string) string {
	if environment == "" {
		return app.Metadata.Name
	}
	return app.Metadata.Name + "-" + environment
}

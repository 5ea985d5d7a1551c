package templates

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// The types below are the part of argoproj.io/v1alpha1 and kustomize.toolkit.fluxcd.io/v1 that is written here; a test
// holds the output to the published CustomResourceDefinitions.

type applicationSet struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              applicationSetSpec `json:"spec"`
}

type applicationSetSpec struct {
	GoTemplate        bool                     `json:"goTemplate"`
	GoTemplateOptions []string                 `json:"goTemplateOptions"`
	Generators        []applicationGenerator   `json:"generators"`
	SyncPolicy        applicationSetSyncPolicy `json:"syncPolicy"`
	Template          applicationTemplate      `json:"template"`
}

type applicationGenerator struct {
	List applicationList `json:"list"`
}

type applicationList struct {
	Elements []applicationElement `json:"elements"`
}

// applicationElement is what differs between environments.
type applicationElement struct {
	Name      string `json:"name"`
	Project   string `json:"project"`
	Revision  string `json:"revision"`
	Path      string `json:"path"`
	Cluster   string `json:"cluster"`
	Namespace string `json:"namespace"`
}

type applicationSetSyncPolicy struct {
	PreserveResourcesOnDeletion bool `json:"preserveResourcesOnDeletion"`
}

type applicationTemplate struct {
	Metadata applicationMeta `json:"metadata"`
	Spec     applicationSpec `json:"spec"`
}

type applicationMeta struct {
	Name   string            `json:"name"`
	Labels map[string]string `json:"labels"`
}

type applicationSpec struct {
	Project     string                 `json:"project"`
	Source      applicationSource      `json:"source"`
	Destination applicationDestination `json:"destination"`
	SyncPolicy  applicationSyncPolicy  `json:"syncPolicy"`
}

type applicationSource struct {
	RepoURL        string `json:"repoURL"`
	TargetRevision string `json:"targetRevision"`
	Path           string `json:"path"`
}

type applicationDestination struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
}

type applicationSyncPolicy struct {
	Automated   *applicationAutomated `json:"automated,omitempty"`
	SyncOptions []string              `json:"syncOptions"`
}

type applicationAutomated struct {
	Prune    bool `json:"prune"`
	SelfHeal bool `json:"selfHeal"`
}

// ApplicationSetComments say why a field is there, by its path without indexes.
var ApplicationSetComments = map[string]string{
	"spec.goTemplateOptions":                        "a value that no element has is an error, not an empty text",
	"spec.syncPolicy.preserveResourcesOnDeletion":   "an environment that leaves the list keeps its namespace, and the data in it",
	"spec.template.spec.syncPolicy.syncOptions":     "as kubectl apply --server-side",
	"spec.template.spec.syncPolicy.automated.prune": "true deletes what leaves the repository, with its data",
}

// Delivered is one folder of the tree that a GitOps controller applies.
type Delivered struct {
	Environment string // empty for the base of an application without environments
	Path        string // below the tree's root
	Spec        *spec.HardenedApplication
}

// ApplicationSet lets Argo CD make an Application of each folder. They are in one ApplicationSet: what it says once is
// equal for all of them in a valid spec.
func ApplicationSet(app *spec.HardenedApplication, folders []Delivered) any {
	first := folders[0].Spec.GitOps.ArgoCD
	set := &applicationSet{
		TypeMeta:   metav1.TypeMeta{APIVersion: "argoproj.io/v1alpha1", Kind: "ApplicationSet"},
		ObjectMeta: metav1.ObjectMeta{Name: app.Metadata.Name, Namespace: first.Namespace, Labels: applicationLabels(app)},
		Spec: applicationSetSpec{
			GoTemplate: true, GoTemplateOptions: []string{"missingkey=error"}, Generators: make([]applicationGenerator, 1),
			SyncPolicy: applicationSetSyncPolicy{PreserveResourcesOnDeletion: true},
			Template: applicationTemplate{
				Metadata: applicationMeta{Name: "{{.name}}", Labels: applicationLabels(app)},
				Spec: applicationSpec{
					Project:     "{{.project}}",
					Source:      applicationSource{RepoURL: first.RepoURL, TargetRevision: "{{.revision}}", Path: "{{.path}}"},
					Destination: applicationDestination{Name: "{{.cluster}}", Namespace: "{{.namespace}}"},
					SyncPolicy:  applicationSyncPolicy{SyncOptions: []string{"ServerSideApply=true"}},
				},
			},
		},
	}
	if a := first.Automated; a != nil {
		set.Spec.Template.Spec.SyncPolicy.Automated = &applicationAutomated{a.Prune, a.SelfHeal}
	}
	for _, f := range folders {
		a := f.Spec.GitOps.ArgoCD
		set.Spec.Generators[0].List.Elements = append(set.Spec.Generators[0].List.Elements, applicationElement{
			Name: app.DeliveredName(f.Environment), Project: a.Project, Revision: a.Revision,
			Path: inRepository(a.Path, f.Path), Cluster: a.Cluster, Namespace: f.Spec.Namespace.Name,
		})
	}
	return set
}

type fluxKustomization struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              fluxSpec `json:"spec"`
}

type fluxSpec struct {
	Interval           string     `json:"interval"`
	SourceRef          fluxSource `json:"sourceRef"`
	Path               string     `json:"path"`
	Prune              bool       `json:"prune"`
	ServiceAccountName string     `json:"serviceAccountName,omitempty"`
}

type fluxSource struct {
	Kind      string `json:"kind"`
	Name      string `json:"name"`
	Namespace string `json:"namespace,omitempty"`
}

// FluxComments say why a field is there, by its path without indexes.
var FluxComments = map[string]string{
	"spec.prune": "true deletes what leaves the repository, with its data",
}

// FluxKustomization lets Flux apply a folder. It has no targetNamespace: that is kustomize's namespace transformer, which
// leaves peers and subjects behind.
func FluxKustomization(app *spec.HardenedApplication, f *Delivered) any {
	said := f.Spec.GitOps.Flux
	return &fluxKustomization{
		TypeMeta:   metav1.TypeMeta{APIVersion: "kustomize.toolkit.fluxcd.io/v1", Kind: "Kustomization"},
		ObjectMeta: metav1.ObjectMeta{Name: app.DeliveredName(f.Environment), Namespace: said.Namespace, Labels: applicationLabels(app)},
		Spec: fluxSpec{
			Interval: said.Interval, SourceRef: fluxSource(said.Source), Path: inRepository(said.Path, f.Path),
			Prune: said.Prune, ServiceAccountName: said.ServiceAccountName,
		},
	}
}

// inRepository is a folder of the tree as the root of the repository sees it.
func inRepository(tree, folder string) string {
	if tree == "." {
		return folder
	}
	return tree + "/" + folder
}

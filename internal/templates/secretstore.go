package templates

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// The part of SecretStore in external-secrets.io/v1 that is written here; see externalsecret.go.

type secretStoreObject struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              secretStoreSpec `json:"spec"`
}

type secretStoreSpec struct {
	Provider storeProvider `json:"provider"`
}

// storeProvider has exactly one field.
type storeProvider struct {
	AWS     *awsProvider   `json:"aws,omitempty"`
	Vault   *vaultProvider `json:"vault,omitempty"`
	GCPSM   *gcpProvider   `json:"gcpsm,omitempty"`
	AzureKV *azureProvider `json:"azurekv,omitempty"`
}

type accountRef struct {
	Name      string   `json:"name"`
	Audiences []string `json:"audiences,omitempty"`
}

type awsProvider struct {
	Service string  `json:"service"`
	Region  string  `json:"region"`
	Auth    awsAuth `json:"auth"`
}

type awsAuth struct {
	JWT serviceAccountLogin `json:"jwt"`
}

type serviceAccountLogin struct {
	ServiceAccountRef accountRef `json:"serviceAccountRef"`
}

type vaultProvider struct {
	Server     string      `json:"server"`
	Path       string      `json:"path"`
	Version    string      `json:"version"`
	Namespace  string      `json:"namespace,omitempty"`
	CAProvider *caProvider `json:"caProvider,omitempty"`
	Auth       vaultAuth   `json:"auth"`
}

type caProvider struct {
	Type string `json:"type"`
	Name string `json:"name"`
	Key  string `json:"key"`
}

type vaultAuth struct {
	Kubernetes vaultLogin `json:"kubernetes"`
}

type vaultLogin struct {
	MountPath         string     `json:"mountPath"`
	Role              string     `json:"role"`
	ServiceAccountRef accountRef `json:"serviceAccountRef"`
}

type gcpProvider struct {
	ProjectID string  `json:"projectID"`
	Auth      gcpAuth `json:"auth"`
}

type gcpAuth struct {
	WorkloadIdentity gcpLogin `json:"workloadIdentity"`
}

type gcpLogin struct {
	ClusterLocation   string     `json:"clusterLocation"`
	ClusterName       string     `json:"clusterName"`
	ClusterProjectID  string     `json:"clusterProjectID,omitempty"`
	ServiceAccountRef accountRef `json:"serviceAccountRef"`
}

type azureProvider struct {
	AuthType          string     `json:"authType"`
	VaultURL          string     `json:"vaultUrl"`
	ServiceAccountRef accountRef `json:"serviceAccountRef"`
}

// secretStore reads with the identity of an account of its own, whose tokens the operator asks for
// each time: there is no credential to keep. A store of the namespace cannot serve other ones.
func secretStore(app *spec.HardenedApplication) *secretStoreObject {
	s := app.Platform.SecretStore
	account := accountRef{Name: s.AccountName()}
	o := &secretStoreObject{
		TypeMeta:   metav1.TypeMeta{APIVersion: "external-secrets.io/v1", Kind: "SecretStore"},
		ObjectMeta: metav1.ObjectMeta{Name: s.Name, Namespace: app.Namespace.Name, Labels: applicationLabels(app)},
	}
	provider := &o.Spec.Provider
	switch {
	case s.AWS != nil:
		provider.AWS = &awsProvider{Service: s.AWS.Service, Region: s.AWS.Region, Auth: awsAuth{serviceAccountLogin{account}}}
	case s.Vault != nil:
		provider.Vault = vaultStore(s.Vault, account)
	case s.GCP != nil:
		provider.GCPSM = &gcpProvider{ProjectID: s.GCP.ProjectID, Auth: gcpAuth{gcpLogin{s.GCP.ClusterLocation, s.GCP.ClusterName, s.GCP.ClusterProjectID, account}}}
	case s.Azure != nil:
		provider.AzureKV = &azureProvider{AuthType: "WorkloadIdentity", VaultURL: s.Azure.VaultURL, ServiceAccountRef: account}
	}
	return o
}

// vaultStore always names an audience: from 1.21 on Vault refuses roles without one.
func vaultStore(s *spec.VaultStore, account accountRef) *vaultProvider {
	account.Audiences = []string{s.Audience}
	p := &vaultProvider{
		Server: s.Server, Path: s.Path, Version: s.Version, Namespace: s.Namespace,
		Auth: vaultAuth{vaultLogin{MountPath: s.MountPath, Role: s.Role, ServiceAccountRef: account}},
	}
	if s.CA != nil {
		p.CAProvider = &caProvider{Type: "ConfigMap", Name: s.CA.Config, Key: s.CA.Key}
	}
	return p
}

var storeAccountComments = map[string]string{
	"automountServiceAccountToken": "no pod runs as this account; the operator asks for its tokens",
}

// storeAccount has no permission in the cluster; what it may read, the provider decides.
func storeAccount(app *spec.HardenedApplication) *corev1.ServiceAccount {
	s := app.Platform.SecretStore
	return &corev1.ServiceAccount{
		TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "ServiceAccount"},
		ObjectMeta: metav1.ObjectMeta{
			Name: s.AccountName(), Namespace: app.Namespace.Name, Labels: applicationLabels(app), Annotations: s.Identity(),
		},
		AutomountServiceAccountToken: new(false),
	}
}

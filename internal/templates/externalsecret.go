package templates

import (
	"maps"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// The types below are the part of external-secrets.io/v1 that is written here. The project's own
// module cannot be imported (its go.mod replaces modules by folders); a test holds the output to its
// published CustomResourceDefinition.

type externalSecretObject struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              externalSecretSpec `json:"spec"`
}

type externalSecretSpec struct {
	RefreshPolicy   string               `json:"refreshPolicy"`
	RefreshInterval string               `json:"refreshInterval"`
	SecretStoreRef  secretStoreRef       `json:"secretStoreRef"`
	Target          externalSecretTarget `json:"target"`
	Data            []externalSecretData `json:"data"`
}

type secretStoreRef struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
}

type externalSecretTarget struct {
	Name           string `json:"name"`
	CreationPolicy string `json:"creationPolicy"`
	DeletionPolicy string `json:"deletionPolicy"`
}

type externalSecretData struct {
	SecretKey string    `json:"secretKey"`
	RemoteRef remoteRef `json:"remoteRef"`
}

type remoteRef struct {
	Key      string `json:"key"`
	Property string `json:"property,omitempty"`
}

var externalSecretComments = map[string]string{
	"spec.target.deletionPolicy": "a store that is out of reach must not take the Secret away",
}

// externalSecret names every key: a search by pattern would sync secrets that nobody asked for.
func externalSecret(app *spec.HardenedApplication, s *spec.Secret) *externalSecretObject {
	data := make([]externalSecretData, 0, len(s.Data))
	for _, key := range slices.Sorted(maps.Keys(s.Data)) {
		data = append(data, externalSecretData{SecretKey: key, RemoteRef: remoteRef(s.Data[key])})
	}
	return &externalSecretObject{
		TypeMeta:   metav1.TypeMeta{APIVersion: "external-secrets.io/v1", Kind: "ExternalSecret"},
		ObjectMeta: metav1.ObjectMeta{Name: s.Name, Namespace: app.Namespace.Name, Labels: applicationLabels(app)},
		Spec: externalSecretSpec{
			RefreshPolicy:   "Periodic",
			RefreshInterval: "1h0m0s",
			SecretStoreRef:  secretStoreRef{Kind: s.SecretStore.Kind, Name: s.SecretStore.Name},
			Target:          externalSecretTarget{Name: s.Name, CreationPolicy: "Owner", DeletionPolicy: "Retain"},
			Data:            data,
		},
	}
}

package templates

import (
	"fmt"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// The types below are the part of projectcalico.org/v3 that is written here; a test holds the output to the
// published CustomResourceDefinition.

type calicoPolicyObject struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              calicoPolicySpec `json:"spec"`
}

type calicoPolicySpec struct {
	Selector string       `json:"selector"`
	Types    []string     `json:"types"`
	Egress   []calicoRule `json:"egress"`
}

type calicoRule struct {
	Action      string            `json:"action"`
	Destination calicoDestination `json:"destination"`
}

type calicoDestination struct {
	Services calicoService `json:"services"`
}

type calicoService struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
}

var calicoComments = map[string]string{
	"spec.egress[].destination.services": "the API server, at whatever addresses and ports the cluster gives it",
}

// calicoPolicy opens the way to the API server by its Service: unlike a range, that follows the addresses of the
// control plane. Nodes need nothing here, since ranges hold them on Calico.
func calicoPolicy(f *frame) *calicoPolicyObject {
	return &calicoPolicyObject{
		TypeMeta:   metav1.TypeMeta{APIVersion: "projectcalico.org/v3", Kind: "NetworkPolicy"},
		ObjectMeta: f.meta(),
		Spec: calicoPolicySpec{
			Selector: fmt.Sprintf("%s == '%s' && %s == '%s'", labelName, f.w.Name, labelInstance, f.w.Name),
			Types:    []string{"Egress"},
			Egress:   []calicoRule{{Action: "Allow", Destination: calicoDestination{calicoService{"kubernetes", "default"}}}},
		},
	}
}

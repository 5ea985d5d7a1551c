package controls

import (
	"encoding/json"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// apiClient is what of an object tells which Services the API server calls: webhooks of admission and of
// conversion, and APIs that it passes requests on to.
type apiClient struct {
	Webhooks []webhookClient `json:"webhooks"`
	Spec     struct {
		Service    *calledService `json:"service"`
		Conversion struct {
			Webhook webhookClient `json:"webhook"`
		} `json:"conversion"`
	} `json:"spec"`
}

type webhookClient struct {
	ClientConfig struct {
		Service *calledService `json:"service"`
	} `json:"clientConfig"`
}

type calledService struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
	Port      *int32 `json:"port"` // 443 where it is missing
}

// calledByAPI finds the pods that the API server calls, and on which ports, by what is registered with it.
func (s *Set) calledByAPI() (found apiTargets) {
	for _, called := range s.calledServices() {
		for o, service := range all[*corev1.Service](s) {
			if o.Meta.Name != called.Name || o.Meta.Namespace != "" && o.Meta.Namespace != called.Namespace {
				continue
			}
			pods := s.selected(o.Meta.Namespace, &metav1.LabelSelector{MatchLabels: service.Spec.Selector})
			for _, port := range service.Spec.Ports {
				if port.Port != *called.Port {
					continue
				}
				target := port.TargetPort
				if target == (intstr.IntOrString{}) {
					target = intstr.FromInt32(port.Port)
				}
				found = append(found, apiTarget{pods, target})
			}
		}
	}
	return found
}

func (s *Set) calledServices() (found []calledService) {
	for _, o := range s.Objects {
		switch group, _, _ := strings.Cut(o.APIVersion, "/"); group + " " + o.Kind {
		case "admissionregistration.k8s.io ValidatingWebhookConfiguration", "admissionregistration.k8s.io MutatingWebhookConfiguration",
			"apiregistration.k8s.io APIService", "apiextensions.k8s.io CustomResourceDefinition":
		default:
			continue
		}
		var client apiClient
		if json.Unmarshal(o.JSON, &client) != nil {
			continue
		}
		services := []*calledService{client.Spec.Service, client.Spec.Conversion.Webhook.ClientConfig.Service}
		for _, w := range client.Webhooks {
			services = append(services, w.ClientConfig.Service)
		}
		for _, called := range services {
			if called == nil {
				continue
			}
			if called.Port == nil {
				called.Port = new(int32(443))
			}
			found = append(found, *called)
		}
	}
	return found
}

package wizard

import (
	"slices"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// What is likely, where it can be known from the application and from what API servers serve.

func (in *interview) portNames(workload string) (names []string) {
	for _, w := range in.app.Workloads {
		if w.Name != workload {
			continue
		}
		for _, p := range w.Ports {
			names = append(names, p.Name)
		}
	}
	return names
}

func (in *interview) secretNames() (names []string) {
	for _, s := range in.app.Secrets {
		if !s.Existing {
			names = append(names, s.Name)
		}
	}
	return names
}

func (in *interview) probeURLs() (urls []string) {
	for _, kind := range []string{"readiness", "liveness"} {
		for _, p := range in.app.Workloads[in.At].Ports {
			if p.Protocol == "" || p.Protocol == "TCP" {
				urls = append(urls, kind+"=http://:"+p.Name+"/"+map[string]string{"readiness": "readyz", "liveness": "healthz"}[kind])
			}
		}
	}
	return urls
}

// resources are those of a namespace, the ones that programs use most first.
func (in *interview) resources() []string {
	likely := []string{"configmaps", "leases", "pods", "services", "endpointslices", "events"}
	for _, name := range spec.NamespacedResources() {
		if !slices.Contains(likely, name) {
			likely = append(likely, name)
		}
	}
	return likely
}

package spec

import (
	"slices"

	"k8s.io/apimachinery/pkg/api/resource"
)

// What a spec means where it says nothing.
const (
	DefaultProfile           = "generic"
	DefaultKubernetesVersion = "1.34"
	DefaultReplicas          = 2
	DefaultUser              = 10001 // above the range that image builders and nodes hand out
	DefaultCPURequest        = "100m"
	DefaultMemoryRequest     = "128Mi"
	DefaultMemoryLimit       = "256Mi"
	DefaultDiskLimit         = "128Mi" // ephemeral storage besides declared scratch: logs and the like
	DefaultDiskRequest       = "64Mi"
	DefaultScratchPath       = "/tmp"
	DefaultScratchSize       = "64Mi"
	DefaultGraceSeconds      = 30
	DefaultSecretsFolder     = "/var/run/secrets/app/"
	DefaultConfigFolder      = "/etc/config/"
	DefaultTokensFolder      = "/var/run/secrets/tokens/"
	DefaultTokenSeconds      = 3600

	// LowestOpenPort is the first port that a user other than root may listen on everywhere.
	LowestOpenPort = 1024

	MediumMemory = "Memory"
	Restricted   = "restricted"
)

// Default fills in what app leaves open. It derives, it does not judge: a spec with problems keeps them.
func Default(app *HardenedApplication) {
	orElse(&app.Namespace.Name, app.Metadata.Name)
	defaultPlatform(&app.Platform)
	ps := &app.Namespace.PodSecurity
	orElse(&ps.Enforce, Restricted)
	orElse(&ps.Warn, Restricted)
	orElse(&ps.Audit, Restricted)
	orElse(&ps.Version, "v"+app.Platform.KubernetesVersion)
	defaultQuota(app.Namespace.Quota)
	for i := range app.Secrets {
		s := &app.Secrets[i]
		if p := app.Platform.SecretStore; p != nil && s.SecretStore == nil && !s.Existing {
			s.SecretStore = &SecretStore{Kind: p.Kind, Name: p.Name}
		}
		if s.SecretStore != nil {
			orElse(&s.SecretStore.Kind, "SecretStore")
		}
	}
	defaultGitOps(app.GitOps)
	for i := range app.Workloads {
		defaultWorkload(&app.Workloads[i], &app.Platform)
	}
	for i := range app.Environments {
		if e := app.Environments[i].Spec; e != nil {
			Default(e)
		}
	}
}

// defaultGitOps follows how Argo CD and Flux are installed by their own manuals.
func defaultGitOps(g *GitOps) {
	if g == nil {
		return
	}
	if a := g.ArgoCD; a != nil {
		orElse(&a.Namespace, "argocd")
		orElse(&a.Cluster, "in-cluster")
	}
	if f := g.Flux; f != nil {
		orElse(&f.Namespace, "flux-system")
		orElse(&f.Source.Kind, "GitRepository")
		orElse(&f.Interval, "10m")
	}
}

// defaultQuota gives containers that ask for nothing what a quota refuses pods without; a workload of
// the application says all of it.
func defaultQuota(q *Quota) {
	if q == nil {
		return
	}
	requests, limits := &q.LimitRange.DefaultRequest, &q.LimitRange.Default
	orElse(&requests.CPU, lower("50m", limits.CPU))
	orElse(&requests.Memory, lower("64Mi", limits.Memory))
	orElse(&requests.EphemeralStorage, lower("32Mi", limits.EphemeralStorage))
	orElse(&limits.Memory, higher(DefaultMemoryLimit, requests.Memory))
	orElse(&limits.EphemeralStorage, higher("256Mi", requests.EphemeralStorage))
}

func defaultPlatform(p *Platform) {
	orElse(&p.Profile, DefaultProfile)
	orElse(&p.KubernetesVersion, DefaultKubernetesVersion)
	orElse(&p.CNI, "generic")
	orElse(&p.Mesh, "none")
	defaultStore(p.SecretStore)
	if p.DNS == nil {
		p.DNS = &DNS{}
	}
	known := findProfile(p.Profile)
	orElse(&p.UserIDs, known.userIDs)
	orElse(&p.UserIDs, IDsDeclared)
	if p.CloudIdentity == nil {
		p.CloudIdentity = known.cloudIdentity
	}
	orElse(&p.DNS.Namespace, known.dns.Namespace)
	if p.DNS.PodLabels == nil {
		p.DNS.PodLabels = known.dns.PodLabels
	}
	if p.DNS.Ports == nil {
		p.DNS.Ports = known.dns.Ports
	}
	if p.DNS.Ports == nil && p.DNS.Namespace != "" { // a profile without pods, and a spec with some
		p.DNS.Ports = []int32{53}
	}
	if p.DNS.NodeLocal == nil {
		p.DNS.NodeLocal = known.dns.NodeLocal
	}
	if p.DNS.NodeLocalPodLabels == nil {
		p.DNS.NodeLocalPodLabels = known.dns.NodeLocalPodLabels
	}
}

// defaultStore follows what the providers and External Secrets Operator call their things by default.
func defaultStore(s *PlatformStore) {
	if s == nil {
		return
	}
	orElse(&s.Kind, "SecretStore")
	if s.AWS != nil {
		orElse(&s.AWS.Service, "SecretsManager")
	}
	if v := s.Vault; v != nil {
		orElse(&v.Path, "secret")
		orElse(&v.Version, "v2")
		orElse(&v.MountPath, "kubernetes")
		orElse(&v.Audience, "vault")
	}
}

func defaultWorkload(w *Workload, p *Platform) {
	orElse(&w.Kind, "Deployment")
	orElse(&w.DNS, "Allow")
	orElse(&w.CloudIdentity, "Deny")
	if w.HoldsAlone() {
		pointerOrElse(&w.Replicas, 1)
	}
	pointerOrElse(&w.Replicas, DefaultReplicas)
	if p.UserIDs != IDsAssigned {
		pointerOrElse(&w.RunAsUser, DefaultUser)
		pointerOrElse(&w.RunAsGroup, *w.RunAsUser)
		pointerOrElse(&w.FSGroup, *w.RunAsGroup)
	}
	// Stable since 1.35; kubelets up to 1.35 still drive runtimes without support, which refuse the pod.
	if p.Minor() >= 36 {
		orElse(&w.SupplementalGroupsPolicy, "Strict")
	}
	pointerOrElse(&w.TerminationGracePeriodSeconds, DefaultGraceSeconds)
	for i := range w.Ports {
		orElse(&w.Ports[i].Protocol, "TCP")
	}
	defaultVolumes(w)
	defaultResources(&w.Resources)
	defaultProbes(&w.Probes)
}

func defaultVolumes(w *Workload) {
	if !slices.ContainsFunc(w.Writable, func(p WritablePath) bool { return p.MountPath == DefaultScratchPath }) {
		w.Writable = append(w.Writable, WritablePath{MountPath: DefaultScratchPath})
	}
	for i := range w.Writable {
		if c := w.Writable[i].Claim; c == nil {
			orElse(&w.Writable[i].Size, DefaultScratchSize)
		} else if c.AccessModes == nil {
			c.AccessModes = []string{ReadWriteOnce}
		}
	}
	for i := range w.ServiceAccount.Tokens {
		t := &w.ServiceAccount.Tokens[i]
		if isSubdomain(t.Audience) {
			orElse(&t.MountPath, DefaultTokensFolder+t.Audience)
		}
		pointerOrElse(&t.ExpirationSeconds, DefaultTokenSeconds)
	}
	for i := range w.Secrets {
		orElse(&w.Secrets[i].MountPath, DefaultSecretsFolder+w.Secrets[i].Name)
	}
	for i := range w.Config {
		orElse(&w.Config[i].MountPath, DefaultConfigFolder+w.Config[i].Name)
	}
}

// defaultResources keeps requests at or below limits whichever of them was given.
func defaultResources(r *Resources) {
	orElse(&r.Requests.CPU, lower(DefaultCPURequest, r.Limits.CPU))
	orElse(&r.Requests.Memory, lower(DefaultMemoryRequest, r.Limits.Memory))
	orElse(&r.Limits.Memory, higher(DefaultMemoryLimit, r.Requests.Memory))
	orElse(&r.Limits.EphemeralStorage, higher(DefaultDiskLimit, r.Requests.EphemeralStorage))
}

func lower(a, b Quantity) Quantity {
	x, errA := resource.ParseQuantity(string(a))
	y, errB := resource.ParseQuantity(string(b))
	if errA == nil && errB == nil && y.Cmp(x) < 0 {
		return b
	}
	return a
}

func higher(a, b Quantity) Quantity {
	if lower(a, b) == a && b != "" {
		if _, err := resource.ParseQuantity(string(b)); err == nil {
			return b
		}
	}
	return a
}

// defaultProbes gives a probe that was said as a URL its rhythm, and derives the start-up probe:
// the liveness probe begins to count only once the start-up probe has passed, so that a slow
// start is not taken for a dead process.
func defaultProbes(p *Probes) {
	if p.Startup == nil && p.Liveness != nil {
		s := *p.Liveness
		s.PeriodSeconds, s.FailureThreshold, s.TimeoutSeconds = 3, 40, max(s.TimeoutSeconds, 2)
		s.InitialDelaySeconds = 0
		p.Startup = &s
	}
	rhythm(p.Startup, 3)
	if p.Startup != nil && p.Startup.URL != "" {
		orElse(&p.Startup.FailureThreshold, 40) // two minutes; Kubernetes' own default would end a slow start after nine seconds
	}
	rhythm(p.Readiness, 5)
	rhythm(p.Liveness, 10)
}

func rhythm(p *Probe, period int32) {
	if p == nil || p.URL == "" {
		return
	}
	orElse(&p.PeriodSeconds, period)
	orElse(&p.TimeoutSeconds, 2)
}

func orElse[T comparable](v *T, otherwise T) {
	var zero T
	if *v == zero {
		*v = otherwise
	}
}

func pointerOrElse[T any](v **T, otherwise T) {
	if *v == nil {
		*v = &otherwise
	}
}

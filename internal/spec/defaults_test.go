package spec

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDefault(t *testing.T) {
	app := mustLoad(t, inWorkload("ports: [{name: http, containerPort: 8080}]"))
	Default(app)
	want := &HardenedApplication{
		APIVersion: APIVersion,
		Kind:       Kind,
		Metadata:   Metadata{Name: "payments"},
		Namespace:  Namespace{Name: "payments", PodSecurity: PodSecurity{"restricted", "restricted", "restricted", "v1.34"}},
		Platform: Platform{Profile: "generic", KubernetesVersion: "1.34", CNI: "generic", Mesh: "none", UserIDs: IDsDeclared,
			DNS: &DNS{Namespace: "kube-system", PodLabels: map[string]string{"k8s-app": "kube-dns"}, Ports: []int32{53}}},
		Workloads: []Workload{{
			Name: "api", Kind: "Deployment", Image: goodImage, DNS: "Allow", CloudIdentity: "Deny",
			Replicas: new(int32(2)), RunAsUser: new(int64(10001)), RunAsGroup: new(int64(10001)), FSGroup: new(int64(10001)),
			TerminationGracePeriodSeconds: new(int64(30)),
			Ports:                         []Port{{Name: "http", ContainerPort: 8080, Protocol: "TCP"}},
			Writable:                      []WritablePath{{MountPath: "/tmp", Size: "64Mi"}},
			Resources: Resources{Requests: ResourceList{CPU: "100m", Memory: "128Mi"},
				Limits: ResourceList{Memory: "256Mi", EphemeralStorage: "128Mi"}},
		}},
	}
	if diff := cmp.Diff(want, app); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestDefaultTwiceChangesNothing(t *testing.T) {
	for name, text := range validSpecs(t) {
		once, twice := mustLoad(t, text), mustLoad(t, text)
		Default(once)
		Default(twice)
		Default(twice)
		if diff := cmp.Diff(once, twice); diff != "" {
			t.Errorf("%s: -once +twice\n%s", name, diff)
		}
	}
}

func defaultedWorkload(t *testing.T, text string) Workload {
	t.Helper()
	app := mustLoad(t, text)
	Default(app)
	return app.Workloads[0]
}

func TestDefaultResources(t *testing.T) {
	for _, tt := range []struct {
		said             string
		requests, limits ResourceList
	}{
		{"{}", ResourceList{"100m", "128Mi", ""}, ResourceList{"", "256Mi", "128Mi"}},
		{"{limits: {cpu: 50m, memory: 64Mi}}", ResourceList{"50m", "64Mi", ""}, ResourceList{"50m", "64Mi", "128Mi"}},
		{"{limits: {cpu: 2, memory: 1Gi}}", ResourceList{"100m", "128Mi", ""}, ResourceList{"2", "1Gi", "128Mi"}},
		{"{requests: {cpu: 2, memory: 1Gi}}", ResourceList{"2", "1Gi", ""}, ResourceList{"", "1Gi", "128Mi"}},
		{"{requests: {memory: 1Mi}}", ResourceList{"100m", "1Mi", ""}, ResourceList{"", "256Mi", "128Mi"}},
		{"{requests: {ephemeral-storage: 1Gi}}", ResourceList{"100m", "128Mi", "1Gi"}, ResourceList{"", "256Mi", "1Gi"}},
		{"{limits: {ephemeral-storage: 32Mi}}", ResourceList{"100m", "128Mi", ""}, ResourceList{"", "256Mi", "32Mi"}},
		{"{limits: {memory: lots}}", ResourceList{"100m", "128Mi", ""}, ResourceList{"", "lots", "128Mi"}},
		{"{requests: {memory: lots}}", ResourceList{"100m", "lots", ""}, ResourceList{"", "256Mi", "128Mi"}},
	} {
		got := defaultedWorkload(t, inResources(tt.said)).Resources
		if diff := cmp.Diff(Resources{tt.requests, tt.limits}, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.said, diff)
		}
	}
}

func TestDefaultIDs(t *testing.T) {
	for _, tt := range []struct {
		said string
		want [3]int64
	}{
		{"runAsUser: 5", [3]int64{5, 5, 5}},
		{"runAsGroup: 6", [3]int64{10001, 6, 6}},
		{"fsGroup: 7", [3]int64{10001, 10001, 7}},
		{"runAsUser: 5\nfsGroup: 7", [3]int64{5, 5, 7}},
	} {
		w := defaultedWorkload(t, inWorkload(tt.said))
		if got := [3]int64{*w.RunAsUser, *w.RunAsGroup, *w.FSGroup}; got != tt.want {
			t.Errorf("%s: user, group and fsGroup are %v, want %v", tt.said, got, tt.want)
		}
	}
}

func TestDefaultProbes(t *testing.T) {
	tcp := &TCPSocket{Port: PortRef{Number: 80}}
	for _, tt := range []struct {
		said string
		want Probes
	}{
		{"{readiness: tcp://:80}", Probes{Readiness: &Probe{URL: "tcp://:80", TCPSocket: tcp, PeriodSeconds: 5, TimeoutSeconds: 2}}},
		{"{liveness: tcp://:80}", Probes{
			Startup:  &Probe{URL: "tcp://:80", TCPSocket: tcp, PeriodSeconds: 3, TimeoutSeconds: 2, FailureThreshold: 40},
			Liveness: &Probe{URL: "tcp://:80", TCPSocket: tcp, PeriodSeconds: 10, TimeoutSeconds: 2}}},
		{"{liveness: {tcpSocket: {port: 80}, initialDelaySeconds: 9, timeoutSeconds: 7}}", Probes{
			Startup:  &Probe{TCPSocket: tcp, PeriodSeconds: 3, TimeoutSeconds: 7, FailureThreshold: 40},
			Liveness: &Probe{TCPSocket: tcp, InitialDelaySeconds: 9, TimeoutSeconds: 7}}},
		{"{startup: tcp://:80, liveness: {tcpSocket: {port: 80}}}", Probes{
			Startup:  &Probe{URL: "tcp://:80", TCPSocket: tcp, PeriodSeconds: 3, TimeoutSeconds: 2, FailureThreshold: 40},
			Liveness: &Probe{TCPSocket: tcp}}},
	} {
		if diff := cmp.Diff(tt.want, defaultedWorkload(t, inProbes(tt.said)).Probes); diff != "" {
			t.Errorf("%s: -want +got\n%s", tt.said, diff)
		}
	}
}

func TestDefaultSecrets(t *testing.T) {
	app := mustLoad(t, afterWorkload(`  secrets: [{name: a}]
platform: {secretStore: {name: shared}}
secrets:
- {name: a, data: {k: {key: r}}}
- {name: b, secretStore: {kind: ClusterSecretStore, name: own}, data: {k: {key: r}}}
- {name: c, existing: true}`))
	Default(app)
	want := []*SecretStore{{"SecretStore", "shared"}, {"ClusterSecretStore", "own"}, nil}
	for i, s := range app.Secrets {
		if diff := cmp.Diff(want[i], s.SecretStore); diff != "" {
			t.Errorf("%s: -want +got\n%s", s.Name, diff)
		}
	}
	if got := app.Workloads[0].Secrets[0].MountPath; got != "/var/run/secrets/app/a" {
		t.Errorf("mounted at %s", got)
	}
}

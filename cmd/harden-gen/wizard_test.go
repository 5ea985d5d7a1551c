package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/harden-gen/harden-gen/internal/spec"
)

const testImage = "registry.example.com/shop/api:1.4.2@sha256:1111111111111111111111111111111111111111111111111111111111111111"

// What a terminal sends for the keys that have no letter.
const (
	enter = "\r"
	up    = "\x1b[A"
	down  = "\x1b[B"
	right = "\x1b[C"
	prior = "\x1b[Z" // shift+tab
	ctrlC = "\x03"
	esc   = "\x1b"
	erase = "\x15" // ctrl+u
)

// typed runs the real wizard, in a folder of its own, on keys that come one after the other.
func typed(t *testing.T, dir string, flags answers, args []string, keys ...string) (said string, err error) {
	t.Helper()
	// The first Notify starts a goroutine for good, which no bubble may own.
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	signal.Stop(c)
	synctest.Test(t, func(t *testing.T) {
		in, keyboard := io.Pipe()
		out := &screenText{}
		s := streams{In: in, Out: io.Discard, Err: out, Dir: dir}
		done := make(chan error, 1)
		go func() {
			done <- s.drawn(args, flags)
			_ = in.Close() // a key that nobody waits for any more is an error, and no deadlock
		}()
		for _, key := range keys {
			synctest.Wait()
			if _, err := keyboard.Write([]byte(key)); err != nil {
				t.Errorf("key %q of %q came too late", key, keys)
				break
			}
			time.Sleep(time.Second) // a lone escape is a key only once nothing follows it
		}
		synctest.Wait()
		_ = keyboard.Close()
		err = <-done
		if left, ok := errors.AsType[*leftError](err); ok {
			s.tellLeft(left)
		}
		said = out.String()
	})
	return said, err
}

// drawn is init or, with a spec there and no arguments, the change of it, on a terminal.
func (s streams) drawn(args []string, flags answers) error {
	if dir := s.root(""); s.exists(s.display(filepath.Join(dir, specName))) && len(args) == 0 {
		return s.edit(dir, false, outputOptions{})
	}
	a := newDescription(blank(), args, flags)
	if _, err := a.complete("", specFile(a.app)); !a.isOpen(err) {
		return err
	}
	return s.initAsking(s.root(""), a, false, outputOptions{})
}

// screenText is what a terminal was sent.
type screenText struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (s *screenText) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(p)
}

func (s *screenText) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

func specIn(t *testing.T, dir string) *spec.HardenedApplication {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "k8s", specName))
	if err != nil {
		t.Fatal(err)
	}
	app, err := spec.Load(specName, data)
	if err != nil {
		t.Fatal(err)
	}
	return app
}

// shortRun answers the three required pages with as little as there is.
func shortRun() []string {
	return []string{"api", enter, testImage, enter, enter, down, enter, down, enter}
}

func TestWizardShort(t *testing.T) {
	dir := t.TempDir()
	said, err := typed(t, dir, nil, nil, append(shortRun(), enter, enter)...)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	want := blank()
	want.Metadata.Name = "api"
	want.Workloads[0] = spec.Workload{Name: "api", Image: testImage}
	if diff := cmp.Diff(want, specIn(t, dir)); diff != "" {
		t.Error(diff)
	}
}

func TestWizardFull(t *testing.T) {
	dir := t.TempDir()
	keys := []string{
		"Api", enter, erase, "api", enter, testImage, enter, "shop", enter,
		// A port that the gateway calls, and one that monitoring calls.
		enter, "http", enter, "8080", enter, "80", enter, enter, enter, enter, enter,
		up, enter, "metrics", enter, "9090", enter, enter, enter, enter, down, enter, enter, enter,
		// Where the two are.
		"gateway-system", enter, "app=envoy", enter, "monitoring", enter, enter,
		// A connection to pods of another namespace.
		enter, enter, "data", enter, "app=postgres", enter, "5432", enter, enter,
		// Behind "adjust": a secret, and the store that it is in.
		down, down, down, down, enter, up, enter, "db", enter, "password", enter, "prod/db", enter, enter, enter, right, enter, "vault", enter,
		// No access to the API, but a writable folder.
		down, down, down, down, down, down, enter, up, enter, "/var/cache", enter, "16Mi", enter, enter, enter,
		enter, enter,
	}
	said, err := typed(t, dir, nil, nil, keys...)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	want := blank()
	want.Metadata.Name = "api"
	want.Namespace.Name = "shop"
	want.Platform = spec.Platform{
		Gateway:     &spec.PodSet{Namespace: "gateway-system", PodLabels: map[string]string{"app": "envoy"}},
		Monitoring:  &spec.PodSet{Namespace: "monitoring"},
		SecretStore: &spec.PlatformStore{Kind: "ClusterSecretStore", Name: "vault"},
	}
	want.Secrets = []spec.Secret{{Name: "db", Data: map[string]spec.RemoteKey{"password": {Key: "prod/db"}}}}
	want.Workloads[0] = spec.Workload{
		Name: "api", Image: testImage,
		Ports: []spec.Port{
			{Name: "http", ContainerPort: 8080, ServicePort: 80, From: []spec.Peer{{Word: "gateway"}}},
			{Name: "metrics", ContainerPort: 9090, From: []spec.Peer{{Word: "monitoring"}}},
		},
		Connects: []spec.Connection{{To: spec.Peer{Namespace: "data", PodLabels: map[string]string{"app": "postgres"}}, Ports: []spec.PortRef{{Number: 5432}}}},
		Writable: []spec.WritablePath{{MountPath: "/var/cache", Size: "16Mi"}},
		Secrets:  []spec.SecretMount{{Name: "db"}},
	}
	if diff := cmp.Diff(want, specIn(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestWizardHidden demands that what flags have said is not asked, and that a fact is asked only for what needs it.
func TestWizardHidden(t *testing.T) {
	dir := t.TempDir()
	flags := answers{"image": {values: []string{testImage}}, "port": {values: []string{"http=8080"}}, "allow": {values: []string{"http=gateway"}}}
	keys := []string{
		enter,                                             // the namespace
		"ingress", enter, "app=nginx", enter, down, enter, // where the gateway is; no connection
		enter, enter,
	}
	said, err := typed(t, dir, flags, []string{"api"}, keys...)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if app := specIn(t, dir); app.Platform.Gateway == nil || app.Platform.Gateway.Namespace != "ingress" || app.Workloads[0].Ports[0].From[0].Word != "gateway" {
		t.Errorf("%+v", app)
	}
	if strings.Contains(said, "Secret store") {
		t.Error("the store was asked for, and there is no secret")
	}
}

func TestWizardGoesBack(t *testing.T) {
	dir := t.TempDir()
	keys := []string{
		"api", enter, testImage, enter, enter,
		prior, enter, enter, "other", enter, // back from the ports to the program: another namespace
		down, enter, down, enter, enter, prior, enter, enter, // from the review back, and to it again
	}
	said, err := typed(t, dir, nil, nil, keys...)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if got := specIn(t, dir).Namespace.Name; got != "other" {
		t.Errorf("namespace %q", got)
	}
}

// TestWizardLeft leaves on every page: nothing is written, and the answers go on from where they were.
func TestWizardLeft(t *testing.T) {
	pages := append(shortRun(), enter)
	for n := range len(pages) + 1 {
		for _, key := range []string{ctrlC, esc} {
			dir := t.TempDir()
			said, err := typed(t, dir, nil, nil, append(pages[:n:n], key)...)
			left, ok := errors.AsType[*leftError](err)
			if !ok {
				t.Fatalf("%q after %q: %v", key, pages[:n], err)
			}
			if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
				t.Errorf("%q after %q: %v, %v", key, pages[:n], files, err)
			}
			if len(left.answers) == 0 {
				continue
			}
			if app, err := spec.Load("stdin", left.answers); err != nil || app.Workloads[0].Name != "api" {
				t.Errorf("%v\n%s", err, left.answers)
			}
			if !strings.Contains(said, string(left.answers)) {
				t.Errorf("the answers were not told:\n%s", said)
			}
		}
	}
}

// TestWizardChanges changes a file that is there; what was not changed keeps its bytes.
func TestWizardChanges(t *testing.T) {
	dir := t.TempDir()
	before := "# Ours.\napiVersion: harden-gen.dev/v1alpha1\nkind: HardenedApplication\nmetadata: {name: shop}   # the shop\n" +
		"workloads:\n- name: api   # the first\n  image: " + testImage + "\n  replicas: 3  # three zones\n  ports: [{name: http, containerPort: 8080}]\n"
	if err := os.MkdirAll(filepath.Join(dir, "k8s"), 0o755); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "k8s", specName)
	if err := os.WriteFile(file, []byte(before), 0o644); err != nil {
		t.Fatal(err)
	}
	said, err := typed(t, dir, nil, nil,
		enter,                                 // the workload
		down, down, down, enter, enter, enter, // connections: one more, of the first kind
		"data", enter, "app=db", enter, "5432", enter, enter,
		enter, enter)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	after, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := before + "  connects:\n  - to:\n      namespace: data\n      podLabels:\n        app: db\n    ports:\n    - 5432\n"
	if diff := cmp.Diff(want, string(after)); diff != "" {
		t.Error(diff)
	}
}

// environmentRun adds an environment: wrong answers first, then back to its name once.
func environmentRun() []string {
	return []string{
		up, enter, enter, // the last page of all, and one to add
		enter, "A_b", enter, erase, "staging", enter, enter, // no name, a wrong one, and its namespace as it is
		down, down, enter, "-2", enter, erase, "1", enter, enter, // replicas of the workload, the image as in the base
		prior, enter, erase, "shop-staging", enter, enter, // back to the namespace, and on
	}
}

func TestWizardEnvironment(t *testing.T) {
	dir := t.TempDir()
	keys := append(shortRun(), environmentRun()...)
	said, err := typed(t, dir, nil, nil, append(keys, enter, enter, enter)...)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	want := spec.EnvironmentSaid{Name: "staging", Namespace: "shop-staging", Workloads: []spec.WorkloadSaid{{Name: "api", Replicas: new(int32(1))}}}
	app := specIn(t, dir)
	if len(app.Environments) != 1 || cmp.Diff(want.Environment().Said, app.Environments[0].Said) != "" {
		t.Errorf("%s", specFile(app))
	}
	if _, err := os.Stat(filepath.Join(dir, "k8s/overlays/staging/kustomization.yaml")); err != nil {
		t.Error(err)
	}
}

// TestWizardEnvironmentAsksAll answers what differs beyond the usual: a variable, a value of a config, a component.
func TestWizardEnvironmentAsksAll(t *testing.T) {
	dir := t.TempDir()
	before := "apiVersion: harden-gen.dev/v1alpha1\nkind: HardenedApplication\nmetadata: {name: shop}\n" +
		"config:\n- name: api-config\n  data: {log.level: info, several: \"a\\nb\"}\n" +
		"workloads:\n- name: api\n  image: " + testImage + "\n  env: {LOG: info, NODE: {field: spec.nodeName}}\n  config: [{name: api-config}]\n" +
		"environments:\n- {name: staging, namespace: shop-staging}\n"
	component := "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nlabels: [{pairs: {traced: \"yes\"}}]\n"
	putFiles(t, dir, map[string]string{
		"k8s/" + specName: before,
		"k8s/components/tracing/kustomization.yaml": component,
		"k8s/components/idle/kustomization.yaml":    "",
	})
	said, err := typed(t, dir, nil, nil,
		enter, up, enter, // the workload, the last page
		up, up, enter, enter, // staging: change it
		up, enter, "idle", enter, erase, "tracing", enter, // the last line: the components; one that does nothing is refused
		down, down, down, down, enter, "debug", enter, // the variables: the one that has a value
		down, down, down, down, down, enter, "warn", enter, // the config: the value that is one line
		enter, enter, enter, enter)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	want := spec.EnvironmentSaid{
		Name: "staging", Namespace: "shop-staging", Components: []string{"tracing"},
		Config:    []spec.ConfigSaid{{Name: "api-config", Data: map[string]string{"log.level": "warn"}}},
		Workloads: []spec.WorkloadSaid{{Name: "api", Env: map[string]spec.EnvVar{"LOG": {Value: "debug"}}}},
	}
	app := specIn(t, dir)
	if e := want.Environment(); len(app.Environments) != 1 || !app.Environments[0].Says(&e) {
		t.Errorf("%s", specFile(app))
	}
}

// TestWizardEnvironmentLeft leaves on every page of an environment: nothing is written, and what was right is kept.
func TestWizardEnvironmentLeft(t *testing.T) {
	all := append(shortRun(), environmentRun()...)
	for n := len(shortRun()); n <= len(all); n++ {
		dir := t.TempDir()
		_, err := typed(t, dir, nil, nil, append(all[:n:n], ctrlC)...)
		left, ok := errors.AsType[*leftError](err)
		if !ok {
			t.Fatalf("after %q: %v", all[:n], err)
		}
		if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
			t.Errorf("after %q: %v, %v", all[:n], files, err)
		}
		if _, err := loadSpec("stdin", left.answers, ""); err != nil {
			t.Errorf("after %q: %v\n%s", all[:n], err, left.answers)
		}
	}
}

// TestWizardChangesEnvironment changes one of two environments; the other, which questions cannot say, keeps its bytes.
func TestWizardChangesEnvironment(t *testing.T) {
	dir := t.TempDir()
	before := "apiVersion: harden-gen.dev/v1alpha1\nkind: HardenedApplication\nmetadata: {name: shop}\n" +
		"workloads:\n- name: api\n  image: " + testImage + "\n" +
		"environments:\n- name: staging  # small\n  workloads:\n  - name: api\n    replicas: 1  # is enough\n  namespace: shop-staging\n" +
		"- {name: odd, namespace: shop-odd, workloads: [{name: api, dns: Deny}]}\n"
	putFiles(t, dir, map[string]string{"k8s/" + specName: before})
	said, err := typed(t, dir, nil, nil,
		enter, up, enter, // the workload, the last page
		up, up, up, enter, enter, // staging: change it
		down, down, enter, erase, "2", enter, enter, enter, // two replicas
		up, up, enter, enter, // odd: it could be removed, and not changed; it is left as it is
		enter, enter, enter)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	after, err := os.ReadFile(filepath.Join(dir, "k8s", specName))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Replace(before, "replicas: 1 ", "replicas: 2 ", 1), string(after)); diff != "" {
		t.Error(diff)
	}
}

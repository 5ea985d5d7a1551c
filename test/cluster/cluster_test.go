package cluster

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/clientcmd"
)

// A cluster is the running control plane and the ways to talk to it.
type cluster struct {
	dir      string // for temporary files; the keeper removes it
	kubectl  *kubectl
	config   *rest.Config
	http     *http.Client
	typed    kubernetes.Interface
	dynamic  dynamic.Interface
	mapper   meta.RESTMapper
	version  string // the API server's own word
	baseline grants // what every account may do
	names    namespaceLocks
	tally    tally
}

// tally counts what was asked of the API server, for the last line of a run.
type tally struct{ cases, faults, weak, questions atomic.Int64 }

func (n *tally) String() string {
	return fmt.Sprintf("%d cases and %d faults, %d weak pods, %d questions about permissions",
		n.cases.Load(), n.faults.Load(), n.weak.Load(), n.questions.Load())
}

// sharedCluster is started by the first test that needs it and stopped after the last.
type sharedCluster struct {
	ctx   context.Context // done when somebody asks the tests to stop
	start sync.Once
	c     *cluster
	err   error

	mu     sync.Mutex
	keeper *keeper
}

// shared is the one cluster of all tests: an API server takes seconds to start and 400 MB to run.
var shared = &sharedCluster{}

func theCluster(t *testing.T) *cluster {
	t.Helper()
	shared.start.Do(func() { shared.c, shared.err = shared.open() })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.c
}

func (s *sharedCluster) open() (*cluster, error) {
	programs, err := binaries(s.ctx)
	if err != nil {
		return nil, err
	}
	k, err := startKeeper(programs)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.keeper = k
	s.mu.Unlock()
	h, err := k.home()
	if err != nil {
		return nil, err
	}
	return connect(s.ctx, programs, h)
}

func (s *sharedCluster) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keeper != nil {
		s.keeper.stop()
	}
}

// summary is empty where no cluster was needed.
func (s *sharedCluster) summary() string {
	if s.c == nil {
		return ""
	}
	return "against Kubernetes " + s.c.version + ": " + s.c.tally.String() + "\n"
}

// connect makes the clients, and the cluster what the checks expect: ExternalSecrets are known.
func connect(ctx context.Context, programs string, h home) (*cluster, error) {
	config, err := clientcmd.BuildConfigFromFlags("", h.Kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS = -1 // no limit
	config.WarningHandler = rest.NoWarnings{}
	c := &cluster{dir: h.Dir, config: config, kubectl: newKubectl(ctx, programs, h)}
	var errs [4]error
	c.http, errs[0] = rest.HTTPClientFor(config)
	c.typed, errs[1] = kubernetes.NewForConfig(binary(config))
	c.dynamic, errs[2] = dynamic.NewForConfig(config)
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	if err := os.Mkdir(filepath.Join(h.Dir, "trees"), 0o755); err != nil {
		return nil, err
	}
	if err := installExternalSecrets(ctx, c); err != nil {
		return nil, fmt.Errorf("the CustomResourceDefinition of ExternalSecrets: %w", err)
	}
	if err := installPlugins(ctx, c); err != nil {
		return nil, fmt.Errorf("the CustomResourceDefinitions of network plugins: %w", err)
	}
	d, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return nil, err
	}
	groups, err := restmapper.GetAPIGroupResources(d)
	if err != nil {
		return nil, err
	}
	version, err := d.ServerVersion()
	if err != nil {
		return nil, err
	}
	c.version = version.GitVersion
	c.mapper = restmapper.NewDiscoveryRESTMapper(groups)
	c.baseline, err = baselineGrants(ctx, c)
	return c, err
}

// binary spares the API server the parsing of JSON, for thousands of questions.
func binary(config *rest.Config) *rest.Config {
	config = rest.CopyConfig(config)
	config.ContentType = runtime.ContentTypeProtobuf
	config.AcceptContentTypes = runtime.ContentTypeProtobuf + "," + runtime.ContentTypeJSON
	return config
}

// namespaceLocks make cases that share a namespace wait for each other.
type namespaceLocks struct {
	mu    sync.Mutex
	locks map[string]*sync.Mutex
}

func (n *namespaceLocks) lock(namespace string) (unlock func()) {
	n.mu.Lock()
	if n.locks == nil {
		n.locks = map[string]*sync.Mutex{}
	}
	l := n.locks[namespace]
	if l == nil {
		l = &sync.Mutex{}
		n.locks[namespace] = l
	}
	n.mu.Unlock()
	l.Lock()
	return l.Unlock
}

package node

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/harden-gen/harden-gen/test/cluster/controlplane"
)

// A node is a running kubelet with its control plane, and the ways to talk to them.
type node struct {
	provisions
	plane          *controlplane.ControlPlane
	typed          kubernetes.Interface
	dynamic        dynamic.Interface
	mapper         meta.RESTMapper
	images         images
	names          namespaceLocks
	version        string
	userNamespaces bool
	tally          struct{ pods, checks, faults atomic.Int64 }
}

// sharedNode is started by the first test that needs it, and ends with the namespaces.
type sharedNode struct {
	start sync.Once
	n     *node
	err   error
}

var shared = &sharedNode{}

func theNode(t *testing.T) *node {
	t.Helper()
	shared.start.Do(func() { shared.n, shared.err = startNode(context.Background()) })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.n
}

func (s *sharedNode) summary() string {
	if s.n == nil {
		return ""
	}
	return fmt.Sprintf("on a node of Kubernetes %s: %d workloads, %d checks, %d faults\n",
		s.n.version, s.n.tally.pods.Load(), s.n.tally.checks.Load(), s.n.tally.faults.Load())
}

// startNode starts a process after the other; nobody stops them, since they end with the namespaces.
func startNode(ctx context.Context) (*node, error) {
	p, err := readProvisions()
	if err != nil {
		return nil, err
	}
	n := &node{provisions: p}
	n.plane = &controlplane.ControlPlane{
		Binaries: p.Kubernetes, Dir: p.Dir, Stopped: make(chan struct{}), Address: serviceAddress, Port: 443,
		Controllers: []string{
			"node-lifecycle-controller", // takes away the taint of a node that is not ready yet
			"persistentvolume-binder-controller",
		},
	}
	kubeconfig, err := n.plane.Start()
	if err != nil {
		return nil, err
	}
	if err := n.connect(kubeconfig); err != nil {
		return nil, err
	}
	if err := n.startRuntime(); err != nil {
		return nil, err
	}
	if err := n.importPause(ctx); err != nil {
		return nil, err
	}
	if err := n.startKubelet(kubeconfig); err != nil {
		return nil, err
	}
	return n, n.untilReady(ctx)
}

func (n *node) connect(kubeconfig string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	config.QPS, config.WarningHandler = -1, rest.NoWarnings{}
	var errs [3]error
	n.typed, errs[0] = kubernetes.NewForConfig(config)
	n.dynamic, errs[1] = dynamic.NewForConfig(config)
	d, err := discovery.NewDiscoveryClientForConfig(config)
	errs[2] = err
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	groups, err := restmapper.GetAPIGroupResources(d)
	if err != nil {
		return err
	}
	n.mapper = restmapper.NewDiscoveryRESTMapper(groups)
	version, err := d.ServerVersion()
	if err != nil {
		return err
	}
	n.version = version.GitVersion
	return nil
}

func (n *node) startKubelet(kubeconfig string) error {
	if err := os.WriteFile(n.file("resolv.conf"), []byte("nameserver "+serviceAddress+"\n"), 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(n.file("kubelet.yaml"), []byte(n.kubeletConfiguration()), 0o644); err != nil {
		return err
	}
	if err := n.plane.Run("kube-scheduler", "--kubeconfig="+kubeconfig, "--leader-elect=false", "--secure-port=0"); err != nil {
		return err
	}
	return n.plane.Run("kubelet", "--config="+n.file("kubelet.yaml"), "--kubeconfig="+kubeconfig, "--root-dir="+n.file("kubelet"),
		"--cert-dir="+n.file("kubelet-certs"), "--hostname-override=node", "--node-ip="+nodeAddress)
}

// kubeletConfiguration turns off what would read or write the machine, and shortens what the tests
// wait for. What decides over pods is left at its default.
func (n *node) kubeletConfiguration() string {
	return strings.NewReplacer("DIR", n.Dir, "CGROUP", n.Cgroup).Replace(`apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: 127.0.0.1
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}}
authorization: {mode: Webhook}
containerRuntimeEndpoint: unix://DIR/c.sock
podLogsDir: DIR/pods
resolvConf: DIR/resolv.conf
clusterDNS: [10.0.0.10]
clusterDomain: cluster.local
cgroupDriver: cgroupfs
cgroupRoot: /CGROUP
failCgroupV1: false
failSwapOn: false
oomScoreAdj: 0
maxPods: 300
registryPullQPS: 0
eventRecordQPS: 0
kubeAPIQPS: 500
kubeAPIBurst: 1000
syncFrequency: 5s
volumeStatsAggPeriod: 1s
imageGCHighThresholdPercent: 100
localStorageCapacityIsolation: true
evictionHard: {memory.available: "0%", nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%", imagefs.inodesFree: "0%"}
`)
}

// untilReady waits for the node to take pods, and for the account that every namespace needs.
func (n *node) untilReady(ctx context.Context) error {
	deadline := time.Now().Add(2 * time.Minute)
	for {
		live, err := n.typed.CoreV1().Nodes().Get(ctx, "node", metav1.GetOptions{})
		if err == nil && isReady(live) && len(live.Spec.Taints) == 0 {
			n.userNamespaces = hasUserNamespaces(live)
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the node is not ready after two minutes: %v; the kubelet's last words:\n%s\ncontainerd's:\n%s",
				err, n.lastWords("kubelet"), n.lastWords("containerd"))
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// hasUserNamespaces is false with an older runc, or an older kernel.
func hasUserNamespaces(n *corev1.Node) bool {
	for _, h := range n.Status.RuntimeHandlers {
		if h.Features != nil && h.Features.UserNamespaces != nil && *h.Features.UserNamespaces {
			return true
		}
	}
	fmt.Fprintln(os.Stderr, "*** runc or the kernel here has no users of a pod's own: hostUsers: false is taken out of pods ***")
	return false
}

func isReady(n *corev1.Node) bool {
	for _, c := range n.Status.Conditions {
		if c.Type == corev1.NodeReady {
			return c.Status == corev1.ConditionTrue
		}
	}
	return false
}

func (n *node) lastWords(program string) string {
	data, err := os.ReadFile(filepath.Join(n.Dir, program+".log"))
	if err != nil {
		return err.Error()
	}
	return string(data[max(0, len(data)-4000):])
}

// namespaceLocks make cases that share a namespace wait for each other.
type namespaceLocks struct {
	mu    sync.Mutex
	locks map[string]*sync.Mutex
	count int
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

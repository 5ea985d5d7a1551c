package cluster

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A controlPlane is etcd, kube-apiserver and kube-controller-manager on loopback, with all of their
// files in one folder.
type controlPlane struct {
	binaries, dir string
	stopped       <-chan struct{} // closed when all is to end
	processes     []*process      // in the order of their start
	token         string
}

// controllers are those that the checks wait for, and those that they would trip over.
var controllers = []string{
	"persistentvolumeclaim-protection-controller", // takes the finalizer off a claim that nobody uses
	"deployment-controller", "replicaset-controller", "disruption-controller", "endpointslice-controller",
	"serviceaccount-controller", "root-ca-certificate-publisher-controller", "clusterrole-aggregation-controller",
	"namespace-controller", "garbage-collector-controller", "pod-garbage-collector-controller", "resourcequota-controller",
}

// start returns a kubeconfig for an administrator. A port that another process took in between is
// one reason to try again.
func (p *controlPlane) start() (kubeconfig string, err error) {
	for range 3 {
		if kubeconfig, err = p.startOnce(); err == nil || p.isStopped() {
			return kubeconfig, err
		}
		p.stop()
	}
	return "", err
}

func (p *controlPlane) startOnce() (string, error) {
	ports, err := freePorts(3)
	if err != nil {
		return "", err
	}
	if err := p.credentials(); err != nil {
		return "", err
	}
	etcd, peer, api := loopback(ports[0]), loopback(ports[1]), ports[2]
	if err := p.run("etcd", "--name=test", "--data-dir="+p.file("etcd"), "--unsafe-no-fsync", "--log-level=warn",
		"--listen-client-urls="+etcd, "--advertise-client-urls="+etcd, "--listen-peer-urls="+peer,
		"--initial-advertise-peer-urls="+peer, "--initial-cluster=test="+peer); err != nil {
		return "", err
	}
	if err := p.run("kube-apiserver", "--etcd-servers="+etcd, "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", api), "--cert-dir="+p.file("certs"), "--token-auth-file="+p.file("tokens.csv"),
		"--authorization-mode=Node,RBAC", "--service-cluster-ip-range=10.0.0.0/16", "--endpoint-reconciler-type=none",
		"--service-account-issuer=https://kubernetes.default.svc", "--service-account-key-file="+p.file("accounts.key"),
		"--service-account-signing-key-file="+p.file("accounts.key"),
		"--allow-privileged=true"); err != nil { // else validation refuses a privileged pod before Pod Security does
		return "", err
	}
	server := fmt.Sprintf("https://127.0.0.1:%d", api)
	if err := p.untilReady(server); err != nil {
		return "", err
	}
	if err := p.writeKubeconfig(server); err != nil {
		return "", err
	}
	return p.file("kubeconfig"), p.run("kube-controller-manager", "--kubeconfig="+p.file("kubeconfig"),
		"--controllers="+strings.Join(controllers, ","), "--leader-elect=false", "--secure-port=0",
		"--root-ca-file="+p.authority(), "--kube-api-qps=500", "--kube-api-burst=1000", "--concurrent-namespace-syncs=20")
}

func (p *controlPlane) file(name string) string { return filepath.Join(p.dir, name) }

// authority is the self-signed certificate that kube-apiserver makes for itself, with its issuer.
func (p *controlPlane) authority() string { return p.file("certs/apiserver.crt") }

func loopback(port int) string { return fmt.Sprintf("http://127.0.0.1:%d", port) }

// freePorts asks the kernel for ports that nobody listens on.
func freePorts(n int) ([]int, error) {
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer func() { _ = l.Close() }()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

func (p *controlPlane) untilReady(server string) error {
	deadline := time.Now().Add(2 * time.Minute)
	last := errors.New("never asked")
	for time.Now().Before(deadline) {
		if p.isStopped() {
			return errors.New("stopped")
		}
		for _, each := range p.processes {
			if each.ended() {
				return fmt.Errorf("%s ended; its last words:\n%s", each.name, each.lastWords())
			}
		}
		if last = p.ready(server); last == nil {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("kube-apiserver is not ready after two minutes: %w", last)
}

func (p *controlPlane) ready(server string) error {
	pem, err := os.ReadFile(p.authority())
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	client := &http.Client{Timeout: 2 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true}}
	req, err := http.NewRequest(http.MethodGet, server+"/readyz", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+p.token)
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("readyz answers %s", res.Status)
	}
	return nil
}

func (p *controlPlane) isStopped() bool {
	select {
	case <-p.stopped:
		return true
	default:
		return false
	}
}

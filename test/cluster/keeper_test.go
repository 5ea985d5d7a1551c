package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
	"time"

	"github.com/harden-gen/harden-gen/test/cluster/controlplane"
)

// keeperVariable tells this binary to be the keeper, and where the programs are; homeVariable, which
// folder is its own.
const (
	keeperVariable = "HARDEN_GEN_CLUSTER_KEEPER"
	homeVariable   = "HARDEN_GEN_CLUSTER_HOME"
)

// A keeper is a process of its own that owns the control plane and every temporary file. It cleans
// up when its stdin ends, which happens however the tests end: done, failed, timed out or killed.
type keeper struct {
	cmd  *exec.Cmd
	in   io.Closer
	out  io.Reader
	dir  string
	once sync.Once
}

// home is what the keeper tells the tests once the API server is ready.
type home struct {
	Dir        string `json:"dir"` // temporary, and removed by the keeper
	Kubeconfig string `json:"kubeconfig"`
	Error      string `json:"error,omitempty"`
}

func startKeeper(binaries string) (*keeper, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	k := &keeper{cmd: exec.Command(self)}
	if k.dir, err = os.MkdirTemp("", "harden-gen-cluster-"); err != nil {
		return nil, err
	}
	k.cmd.Env = append(os.Environ(), keeperVariable+"="+binaries, homeVariable+"="+k.dir)
	k.cmd.Stderr = os.Stderr
	controlplane.Detach(k.cmd)
	if k.in, err = k.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if k.out, err = k.cmd.StdoutPipe(); err != nil {
		return nil, err
	}
	if err := k.cmd.Start(); err != nil {
		remove(k.dir)
		return nil, err
	}
	return k, nil
}

// home returns when the API server is ready.
func (k *keeper) home() (h home, err error) {
	if err = json.NewDecoder(k.out).Decode(&h); err == nil && h.Error != "" {
		err = errors.New(h.Error)
	}
	if err != nil {
		return h, fmt.Errorf("the control plane does not start: %w", err)
	}
	return h, nil
}

// stop returns when every process has ended and every temporary file is gone.
func (k *keeper) stop() {
	k.once.Do(func() {
		k.in.Close()
		if err := k.cmd.Wait(); err != nil {
			fmt.Fprintln(os.Stderr, "the keeper of the control plane:", err)
			remove(k.dir)
		}
	})
}

// keep is the keeper's whole life. Its thread is the one whose death the control plane would notice.
func keep(binaries string) int {
	runtime.LockOSThread()
	ended := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(ended)
	}()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	dir := os.Getenv(homeVariable)
	defer remove(dir)
	stopped := make(chan struct{})
	go func() {
		select {
		case <-ended:
		case <-signals:
		}
		close(stopped)
	}()
	p := &controlplane.ControlPlane{Binaries: binaries, Dir: dir, Stopped: stopped}
	defer p.Stop()
	kubeconfig, err := p.Start()
	if err != nil {
		return tell(home{Error: err.Error()})
	}
	tell(home{Dir: dir, Kubeconfig: kubeconfig})
	p.Wait()
	return 0
}

// remove tries again for a while: a kubectl that is just being ended may still write to its cache.
func remove(dir string) {
	var err error
	for range 50 {
		if err = os.RemoveAll(dir); err == nil {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	fmt.Fprintln(os.Stderr, "a temporary folder is left:", err)
}

func tell(h home) int {
	if err := json.NewEncoder(os.Stdout).Encode(h); err != nil || h.Error != "" {
		return 1
	}
	return 0
}

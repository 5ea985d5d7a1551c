package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/harden-gen/harden-gen/test/cluster/controlplane"
)

// kubectl runs the real kubectl, with nothing of the caller's configuration.
type kubectl struct {
	path, kubeconfig, home string
	slots                  chan struct{}   // it is the processor that limits
	stopped                context.Context // done when somebody asks the tests to stop
}

func newKubectl(stopped context.Context, programs string, h home) *kubectl {
	return &kubectl{path: filepath.Join(programs, "kubectl"), kubeconfig: h.Kubeconfig, home: h.Dir, slots: make(chan struct{}, 4), stopped: stopped}
}

// output is what a command said and how it ended.
type output struct {
	stdout, stderr string
	code           int
}

// String is everything that was said, for the text of a failure.
func (o output) String() string { return fmt.Sprintf("%s%s(exit code %d)", o.stdout, o.stderr, o.code) }

// run returns an error only where kubectl did not end by itself.
func (k *kubectl) run(ctx context.Context, args ...string) (output, error) {
	k.slots <- struct{}{}
	defer func() { <-k.slots }()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(k.stopped, cancel)()
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, k.path, args...)
	cmd.Env = []string{"KUBECONFIG=" + k.kubeconfig, "HOME=" + k.home, "TMPDIR=" + k.home, "KUBECTL_KUBERC=false"}
	cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.WaitDelay = k.home, &stdout, &stderr, time.Second
	controlplane.Tie(cmd, syscall.SIGKILL)
	err := cmd.Run()
	o := output{stdout: stdout.String(), stderr: stderr.String(), code: cmd.ProcessState.ExitCode()}
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || o.code < 0) {
		return o, fmt.Errorf("kubectl %v: %w: %s", args, err, o)
	}
	return o, nil
}

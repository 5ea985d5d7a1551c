package cluster

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"github.com/harden-gen/harden-gen/test/cluster/controlplane"
)

// casesInParallel is more than there are cores: a case mostly waits for controllers.
const casesInParallel = "8"

// TestMain runs the tests, or, where the tests started this binary once more, the keeper.
func TestMain(m *testing.M) {
	if binaries := os.Getenv(keeperVariable); binaries != "" {
		os.Exit(keep(binaries))
	}
	if controlplane.Unsupported != "" {
		fmt.Fprintln(os.Stderr, "the cluster tests did not run:", controlplane.Unsupported)
		os.Exit(0)
	}
	os.Exit(runTests(m))
}

func runTests(m *testing.M) int {
	ctx, forget := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer forget()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go untilOrphaned(ctx, cancel)
	flag.Parse()
	if !given("test.parallel") {
		if err := flag.Set("test.parallel", casesInParallel); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	shared.ctx = ctx
	done := make(chan struct{})
	go func() {
		select {
		case <-done:
		case <-ctx.Done():
			fmt.Fprintln(os.Stderr, "interrupted: stopping the control plane")
			shared.stop()
			os.Exit(130)
		}
	}()
	code := m.Run()
	close(done)
	shared.stop()
	fmt.Fprint(os.Stderr, shared.summary())
	return code
}

// untilOrphaned asks the tests to stop when the go command that started them has been killed.
func untilOrphaned(ctx context.Context, stop context.CancelFunc) {
	parent := os.Getppid()
	for ctx.Err() == nil && os.Getppid() == parent {
		time.Sleep(250 * time.Millisecond)
	}
	stop()
}

func given(name string) (found bool) {
	flag.Visit(func(f *flag.Flag) { found = found || f.Name == name })
	return found
}

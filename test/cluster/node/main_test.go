package node

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"
	"time"
)

// roleVariable tells this binary which of its lives to live; none is that of the tests' caller.
const roleVariable = "HARDEN_GEN_NODE_ROLE"

// casesInParallel is more than there are cores: a case mostly waits for the kubelet.
const casesInParallel = "16"

// TestMain builds what is needed, starts the keeper and waits for it. The tests themselves run as
// a descendant of the keeper, inside of the node's namespaces.
func TestMain(m *testing.M) {
	switch os.Getenv(roleVariable) {
	case roleKeeper:
		os.Exit(keep())
	case roleInit:
		os.Exit(initialise())
	case roleTests:
		os.Exit(runTests(m))
	}
	if reason := unsupported(); reason != "" {
		os.Exit(skip(reason))
	}
	os.Exit(supervise())
}

func skip(reason string) int {
	fmt.Fprintf(os.Stderr, "\n*** SKIPPED: the node tests did not run: %s ***\n\n", reason)
	return 0
}

// supervise returns the exit code of the tests, once everything is put back.
func supervise() int {
	ctx, forget := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer forget()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go untilOrphaned(ctx, cancel)
	p, err := prepare(ctx)
	if errors.Is(err, errNoRunc) {
		return skip(err.Error())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "the node tests:", err)
		return 1
	}
	k, err := startKeeper(p)
	if err != nil {
		fmt.Fprintln(os.Stderr, "the keeper of the node:", err)
		return 1
	}
	go func() {
		<-ctx.Done()
		k.in.Close()
	}()
	code := k.wait()
	if ctx.Err() != nil {
		fmt.Fprintln(os.Stderr, "interrupted: the node is put away")
		return 130
	}
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

func runTests(m *testing.M) int {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "test.parallel" })
	if !given {
		if err := flag.Set("test.parallel", casesInParallel); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	code := m.Run()
	fmt.Fprint(os.Stderr, shared.summary())
	return code
}

package node

import (
	"fmt"
	"os"
	"testing"
	"time"
)

// holdVariable says how a node with a running pod is to end, for the tests in putback.
const holdVariable = "HARDEN_GEN_NODE_HOLD"

// TestHold is for package putback: it brings a pod up, says so, and ends as it is told.
func TestHold(t *testing.T) {
	how := os.Getenv(holdVariable)
	if how == "" {
		t.Skip("only package putback asks for it")
	}
	n := theNode(t)
	k := trial{workload: "full", replicas: 1}
	s := k.subject(t, n, tree(t, n, lifeSpec), "hold")
	if err := s.fit(t.Context(), n, 1); err != nil {
		t.Fatal(err)
	}
	if _, _, problems := s.up(t.Context(), n); len(problems) > 0 {
		t.Fatal(problems)
	}
	fmt.Println("up:", n.Cgroup)
	switch how {
	case "fails":
		t.Fatal("as it was told")
	case "panics":
		panic("as it was told")
	case "waits":
		time.Sleep(10 * time.Minute)
	}
}

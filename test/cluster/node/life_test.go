package node

import (
	"context"
	"fmt"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// A trial is what pods of one workload in testdata/life.yaml live through.
type trial struct {
	name     string
	workload string
	replicas int32 // that it needs
	run      func(context.Context, *node, *subject) []string
}

// trials each have a workload, so that they can run at the same time.
var trials = []trial{
	{"probes/http", "http", 1, probesCount(probes{ready: "8080/readyz", alive: "8080/healthz", slow: true})},
	{"probes/https", "https", 1, probesCount(probes{ready: "8443/readyz", alive: "8443/healthz", slow: true})},
	{"probes/grpc", "grpc", 1, probesCount(probes{ready: "5050/readyz", alive: "5050/healthz", slow: true})},
	{"probes/tcp", "tcp", 1, probesCount(probes{ready: "close 7000", alive: "close 7001"})},
	{"probes/exec readiness", "exec-ready", 1, probesCount(probes{ready: "exec"})},
	{"probes/exec liveness", "exec-alive", 1, probesCount(probes{alive: "exec", slow: true})},
	{"probes/startup fails", "never", 1, startupGivesUp},
	{"full", "full", 1, fullPathsAreHarmless},
	{"overfull", "overfull", 1, overfullEvicts},
	{"logs", "talkative", 1, logsEvict},
	{"stop/in time", "polite", 1, stopIsGraceful},
	{"stop/too late", "stubborn", 1, stopIsEnforced},
	{"rollout", "rollout", 4, rolloutHasNoGap},
	{"disruption", "disruption", 3, budgetHolds},
	{"refused/root", "plain", 1, rootIsRefused},
	{"refused/named user", "plain", 1, namedUserIsRefused},
	{"refused/too small a limit", "overfull", 1, smallLimitEvicts},
}

// TestLife lets the workloads of testdata/life.yaml live through what every pod may.
func TestLife(t *testing.T) {
	t.Parallel()
	skipOthers(t)
	n := theNode(t)
	dir := tree(t, n, lifeSpec)
	for _, each := range trials {
		t.Run(each.name, func(t *testing.T) {
			t.Parallel()
			s := each.subject(t, n, dir, "life")
			defer s.remove(n)
			each.judge(t, n, s)
		})
	}
}

const lifeSpec = "testdata/life.yaml"

func (k trial) judge(t *testing.T, n *node, s *subject) {
	t.Helper()
	for _, problem := range k.problems(t, n, s) {
		t.Error(problem)
	}
}

func (k trial) problems(t *testing.T, n *node, s *subject) []string {
	t.Helper()
	if err := s.fit(t.Context(), n, k.replicas); err != nil {
		t.Fatal(err)
	}
	return check{k.name, k.run}.within(t.Context(), n, s)
}

// subject is the part of the tree that belongs to the trial's workload, in a namespace of its own
// that Pod Security does not watch over: faults are to be found on the node.
func (k trial) subject(t *testing.T, n *node, dir, prefix string) *subject {
	t.Helper()
	s, err := n.examine(t.Context(), k.name, lifeSpec, dir)
	if err != nil {
		t.Fatal(err)
	}
	s.keep(k.workload)
	s.move(n.fresh(prefix))
	n.tally.pods.Add(1)
	return s
}

// skipOthers spares a run over the cases of others our own.
func skipOthers(t *testing.T) {
	t.Helper()
	if others() {
		t.Skip("CASES names cases of others; this one does not look at them")
	}
}

// keep drops the objects of all other workloads.
func (s *subject) keep(workload string) {
	var kept []*unstructured.Unstructured
	for _, o := range s.objects {
		if of := o.GetLabels()["app.kubernetes.io/instance"]; of == "" || of == workload {
			kept = append(kept, o)
		}
	}
	s.objects = kept
}

// move puts the objects into another namespace, without the labels of Pod Security.
func (s *subject) move(namespace string) {
	for _, o := range s.objects {
		switch {
		case o.GetKind() == "Namespace":
			o.SetName(namespace)
			o.SetLabels(nil)
		case o.GetNamespace() != "":
			o.SetNamespace(namespace)
		}
		subjects, _, _ := unstructured.NestedSlice(o.Object, "subjects")
		for i := range subjects {
			subjects[i].(map[string]any)["namespace"] = namespace
		}
		if len(subjects) > 0 {
			_ = unstructured.SetNestedSlice(o.Object, subjects, "subjects")
		}
	}
	s.namespace = namespace
}

// fresh is a name that no namespace had before.
func (n *node) fresh(prefix string) string {
	n.names.mu.Lock()
	defer n.names.mu.Unlock()
	n.names.count++
	return fmt.Sprintf("%s-%d", prefix, n.names.count)
}

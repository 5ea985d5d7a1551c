package cluster

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"
)

// A check holds a subject to one promise and says every breach of it, with the object and, as far
// as known, the field.
type check struct {
	name string
	gate bool // the checks after it make no sense where it fails
	run  func(context.Context, *cluster, *subject) []string
}

// checks are in the order of an object's life.
var checks = []check{
	{"external-secrets", true, externalSecretsAreAccepted},
	{"apply", true, applyIsSilent},
	{"pods", false, podsAreAdmitted},
	{"again", false, applyAgainChangesNothing},
	{"walls", false, weakerPodsAreRefused},
	{"permissions", false, accountsMayTheDeclared},
	{"delete", true, deleteLeavesNothing},
}

// checkTime bounds one check of one case.
const checkTime = 2 * time.Minute

// TestCases holds every case to every check.
func TestCases(t *testing.T) {
	c := theCluster(t)
	all := specs(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, where := range targets(t, name, all[name]) {
				judge(t, c, where)
			}
		})
	}
}

// judge makes each check a subtest.
func judge(t *testing.T, c *cluster, where target) {
	s, err := examine(t.Context(), c, where)
	if err != nil {
		t.Fatalf("%s: %v", where.name, err)
	}
	c.tally.cases.Add(1)
	defer c.names.lock(s.namespace)()
	defer cleanUp(c, s)
	if s.app.Namespace.Existing {
		leave, err := c.others(t.Context(), s.namespace)
		if err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		defer leave(t)
	}
	for _, each := range checks {
		ok := t.Run(each.name, func(t *testing.T) {
			for _, problem := range each.within(t.Context(), c, s) {
				t.Errorf("%s: %s", s.name, problem)
			}
		})
		if !ok && each.gate {
			t.Logf("%s: the checks after %s did not run", s.name, each.name)
			return
		}
	}
}

func (k check) within(ctx context.Context, c *cluster, s *subject) []string {
	ctx, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	return k.run(ctx, c, s)
}

// eventually asks until there is no problem left; the API server's caches lag behind its answers.
func eventually(ctx context.Context, patience time.Duration, ask func() []string) []string {
	deadline := time.Now().Add(patience)
	for {
		problems := ask()
		if len(problems) == 0 || time.Now().After(deadline) || ctx.Err() != nil {
			return problems
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// failure is the one problem that ends a check.
func failure(format string, args ...any) []string { return []string{fmt.Sprintf(format, args...)} }

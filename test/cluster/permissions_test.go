package cluster

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	authorizationv1 "k8s.io/api/authorization/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// strangers are namespaces in which no workload may do anything.
var strangers = []string{metav1.NamespaceDefault, metav1.NamespaceSystem}

// accountsMayTheDeclared asks the API server what the account of each workload may do: everything
// that the spec declares, and nothing else.
func accountsMayTheDeclared(ctx context.Context, c *cluster, s *subject) (problems []string) {
	for i := range s.app.Workloads {
		w := &s.app.Workloads[i]
		declared, err := c.declaredGrants(w)
		if err != nil {
			return failure("workload %s: %v", w.Name, err)
		}
		a := &account{c: c, namespace: s.namespace, name: w.Name, declared: declared}
		found := eventually(ctx, 2*time.Second, func() []string { return a.askAll(ctx, a.granted()) })
		found = append(found, a.askAll(ctx, a.denied())...)
		found = append(found, a.listed(ctx)...)
		if i == 0 || len(declared) > 0 {
			found = append(found, a.askKubectl(ctx)...)
		}
		for _, problem := range found {
			problems = append(problems, fmt.Sprintf("ServiceAccount %s of namespace %s %s", w.Name, s.namespace, problem))
		}
	}
	// The account that every namespace has is nobody's: a binding to it would be a slip.
	nobody := &account{c: c, namespace: s.namespace, name: "default"}
	for _, problem := range nobody.listed(ctx) {
		problems = append(problems, fmt.Sprintf("ServiceAccount default of namespace %s %s", s.namespace, problem))
	}
	return problems
}

// An account is that of one workload, and what the spec lets it do.
type account struct {
	c               *cluster
	namespace, name string
	declared        grants
}

// A question is whether an account may do something; everywhere is the namespace "".
type question struct {
	grant
	namespace string
}

// granted are questions that are answered with yes.
func (a *account) granted() map[question]bool {
	all := map[question]bool{}
	for g := range a.declared {
		all[question{g, a.namespace}] = true
	}
	return all
}

// askAll is what is wrong with the answers.
func (a *account) askAll(ctx context.Context, questions map[question]bool) (problems []string) {
	var mu sync.Mutex
	var all sync.WaitGroup
	slots := make(chan struct{}, 8)
	for q := range questions {
		all.Add(1)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots; all.Done() }()
			if problem := a.ask(ctx, q); problem != "" {
				mu.Lock()
				defer mu.Unlock()
				problems = append(problems, problem)
			}
		}()
	}
	all.Wait()
	slices.Sort(problems)
	return problems
}

func (a *account) ask(ctx context.Context, q question) string {
	want := q.namespace == a.namespace && a.declared.allow(q.grant)
	spec := authorizationv1.SubjectAccessReviewSpec{
		User:   accountName(a.namespace, a.name),
		Groups: []string{"system:serviceaccounts", "system:serviceaccounts:" + a.namespace, "system:authenticated"},
	}
	if q.group == nonResource {
		spec.NonResourceAttributes = &authorizationv1.NonResourceAttributes{Verb: q.verb, Path: q.resource}
	} else {
		resource, sub, _ := strings.Cut(q.resource, "/")
		spec.ResourceAttributes = &authorizationv1.ResourceAttributes{Namespace: q.namespace, Verb: q.verb, Group: q.group, Resource: resource, Subresource: sub, Name: q.name}
	}
	a.c.tally.questions.Add(1)
	review, err := a.c.typed.AuthorizationV1().SubjectAccessReviews().Create(ctx, &authorizationv1.SubjectAccessReview{Spec: spec}, metav1.CreateOptions{})
	switch {
	case err != nil:
		return err.Error()
	case want && !review.Status.Allowed:
		return fmt.Sprintf("may not %s, which the spec declares", q.grant)
	case !want && review.Status.Allowed:
		return fmt.Sprintf("may %s in namespace %q, which nobody declared (%s)", q.grant, q.namespace, review.Status.Reason)
	default:
		return ""
	}
}

// listed compares the rules that the API server itself lists for the account with the declared ones,
// for what no list of questions thinks of.
func (a *account) listed(ctx context.Context) (problems []string) {
	for _, namespace := range append([]string{a.namespace}, strangers...) {
		all, err := a.c.rules(ctx, accountName(a.namespace, a.name), namespace)
		if err != nil {
			return failure("has no list of rules: %v", err)
		}
		for _, g := range slices.SortedFunc(maps.Keys(all), func(a, b grant) int { return strings.Compare(a.String(), b.String()) }) {
			own := namespace == a.namespace && a.declared[g]
			if !own && !a.c.baseline[g] {
				problems = append(problems, fmt.Sprintf("has a rule in namespace %s to %s, which nobody declared", namespace, g))
			}
		}
	}
	return problems
}

// askKubectl puts one question of each answer through the tool that people ask.
func (a *account) askKubectl(ctx context.Context) (problems []string) {
	sorted := slices.SortedFunc(maps.Keys(a.declared), func(a, b grant) int { return strings.Compare(a.String(), b.String()) })
	asked := []grant{{"create", "", "pods/exec", ""}}
	if len(sorted) > 0 {
		asked = append(asked, sorted[0])
	}
	for _, g := range asked {
		want := "no"
		if a.declared.allow(g) {
			want = "yes"
		}
		resource, sub, _ := strings.Cut(g.resource, "/")
		if g.group != "" {
			resource += "." + g.group
		}
		if g.name != "" {
			resource += "/" + g.name
		}
		said, err := a.c.kubectl.run(ctx, "auth", "can-i", g.verb, resource, "--subresource="+sub,
			"--namespace="+a.namespace, "--as="+accountName(a.namespace, a.name))
		if err != nil {
			problems = append(problems, err.Error())
		} else if answer, _, _ := strings.Cut(strings.TrimSpace(said.stdout), " "); answer != want {
			problems = append(problems, fmt.Sprintf("%s: kubectl auth can-i says %q and not %q: %s", g, answer, want, said))
		}
	}
	return problems
}

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
		declared, bound, err := c.declaredGrants(ctx, s.namespace, w)
		if err != nil {
			return failure("workload %s: %v", w.Name, err)
		}
		a := &account{c: c, namespace: s.namespace, name: w.Name, declared: declared, bound: bound}
		found := eventually(ctx, 2*time.Second, func() []string { return a.askAll(ctx, a.granted()) })
		found = append(found, a.askAll(ctx, a.denied())...)
		found = append(found, a.listed(ctx)...)
		if i == 0 || len(declared)+len(bound) > 0 {
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
	declared, bound scopes // by rules of its own, and by roles of others
}

func (a *account) allow(q question) bool { return a.declared.allow(q) || a.bound.allow(q) }

// A question is whether an account may do something; everywhere is the namespace "".
type question struct {
	grant
	namespace string
}

// granted are questions that are answered with yes. What holds everywhere does so in any namespace, too.
func (a *account) granted() map[question]bool {
	all := map[question]bool{}
	for namespace, in := range a.bound {
		for g := range in {
			all[question{g, namespace}] = true
		}
	}
	for namespace, in := range a.declared {
		for g := range in {
			all[question{g, namespace}] = true
			if namespace == "" && g.group != nonResource {
				all[question{g, a.namespace}] = true
				all[question{g, metav1.NamespaceSystem}] = true
			}
		}
	}
	return all
}

// asked are the namespaces in which questions are asked: the own one, those of strangers, and those that are declared.
func (a *account) asked() []string {
	all := append([]string{a.namespace}, strangers...)
	for _, in := range []scopes{a.declared, a.bound} {
		for namespace := range in {
			if namespace != "" {
				all = append(all, namespace)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
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
	want := a.allow(q)
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
		return fmt.Sprintf("may not %s in namespace %q, which the spec declares", q.grant, q.namespace)
	case !want && review.Status.Allowed:
		return fmt.Sprintf("may %s in namespace %q, which nobody declared (%s)", q.grant, q.namespace, review.Status.Reason)
	default:
		return ""
	}
}

// listed compares the rules that the API server itself lists for the account with the declared ones,
// for what no list of questions thinks of.
func (a *account) listed(ctx context.Context) (problems []string) {
	for _, namespace := range a.asked() {
		all, err := a.c.rules(ctx, accountName(a.namespace, a.name), namespace)
		if err != nil {
			return failure("has no list of rules: %v", err)
		}
		for _, g := range slices.SortedFunc(maps.Keys(all), func(a, b grant) int { return strings.Compare(a.String(), b.String()) }) {
			if !a.allow(question{g, namespace}) && !a.c.baseline[g] {
				problems = append(problems, fmt.Sprintf("has a rule in namespace %s to %s, which nobody declared", namespace, g))
			}
		}
	}
	return problems
}

// askKubectl puts one question of each answer through the tool that people ask, and one of each scope.
func (a *account) askKubectl(ctx context.Context) (problems []string) {
	asked := []question{{grant{"create", "", "pods/exec", ""}, a.namespace}}
	for _, namespace := range append([]string{""}, a.asked()...) {
		sorted := slices.SortedFunc(maps.Keys(a.declared[namespace]), func(a, b grant) int { return strings.Compare(a.String(), b.String()) })
		if len(sorted) > 0 {
			asked = append(asked, question{sorted[0], namespace})
		}
	}
	for _, q := range asked {
		want := "no"
		if a.allow(q) {
			want = "yes"
		}
		said, err := a.c.kubectl.run(ctx, append(canI(q), "--as="+accountName(a.namespace, a.name))...)
		if err != nil {
			problems = append(problems, err.Error())
		} else if answer, _, _ := strings.Cut(strings.TrimSpace(said.stdout), " "); answer != want {
			problems = append(problems, fmt.Sprintf("%s: kubectl auth can-i says %q and not %q: %s", q.grant, answer, want, said))
		}
	}
	return problems
}

// canI is a question as kubectl is asked.
func canI(q question) []string {
	if q.group == nonResource {
		return []string{"auth", "can-i", q.verb, q.resource}
	}
	resource, sub, _ := strings.Cut(q.resource, "/")
	if q.group != "" {
		resource += "." + q.group
	}
	if q.name != "" {
		resource += "/" + q.name
	}
	in := "--namespace=" + q.namespace
	if q.namespace == "" {
		in = "--all-namespaces"
	}
	return []string{"auth", "can-i", q.verb, resource, "--subresource=" + sub, in}
}

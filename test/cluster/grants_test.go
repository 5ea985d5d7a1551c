package cluster

import (
	"context"
	"fmt"
	"strings"

	authorizationv1 "k8s.io/api/authorization/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// A grant is one thing that an account may do; an empty name means every object.
type grant struct {
	verb, group, resource, name string // the resource with its subresource, as RBAC writes it
}

func (g grant) String() string {
	text := g.verb + " " + g.resource
	if g.group != "" {
		text += " of the group " + g.group
	}
	if g.name != "" {
		text += " named " + g.name
	}
	return text
}

type grants map[grant]bool

func (all grants) add(verbs, groups, resources, names []string) {
	if len(names) == 0 {
		names = []string{""}
	}
	for _, verb := range verbs {
		for _, group := range groups {
			for _, resource := range resources {
				for _, name := range names {
					all[grant{verb, group, resource, name}] = true
				}
			}
		}
	}
}

// allow says whether a request would be covered; a request without a name is so by a grant without one alone.
func (all grants) allow(g grant) bool {
	return all[g] || all[grant{g.verb, g.group, g.resource, ""}]
}

// scopes are the grants of each namespace; those of the namespace "" hold everywhere.
type scopes map[string]grants

func (all scopes) in(namespace string) grants {
	if all[namespace] == nil {
		all[namespace] = grants{}
	}
	return all[namespace]
}

// allow says whether a request in a namespace would be covered; one in the namespace "" is for all of them.
func (all scopes) allow(q question) bool {
	return all[""].allow(q.grant) || all[q.namespace].allow(q.grant)
}

// declaredGrants expands the rules of a workload, finding the API group of a resource as kubectl
// does: by asking the API server. A resource that it does not serve names its group itself. What roles of
// others allow, of which there is much, stands apart: it is what the API server has of them.
func (c *cluster) declaredGrants(ctx context.Context, own string, w *workload) (all, bound scopes, err error) {
	all, bound = scopes{}, scopes{}
	if w.KubernetesAPI == nil {
		return all, bound, nil
	}
	for _, r := range w.KubernetesAPI.Rules {
		in := all.in(r.in(own))
		in.add(r.Verbs, []string{nonResource}, r.Paths, nil)
		for _, said := range r.Resources {
			parent, sub, hasSub := strings.Cut(said, "/")
			plural, group, hasGroup := strings.Cut(parent, ".")
			if !hasGroup {
				found, err := c.mapper.ResourceFor(schema.GroupVersionResource{Resource: plural})
				if err != nil {
					return nil, nil, fmt.Errorf("the resource %s: %w", said, err)
				}
				group = found.Group
			}
			if hasSub {
				plural += "/" + sub
			}
			in.add(r.Verbs, []string{group}, []string{plural}, r.ResourceNames)
		}
	}
	for _, b := range w.KubernetesAPI.Bind {
		rules, err := c.rulesOf(ctx, b.in(own), b.Role, b.ClusterRole)
		if err != nil {
			return nil, nil, err
		}
		in := bound.in(b.in(own))
		for _, r := range rules {
			in.add(r.Verbs, r.APIGroups, r.Resources, r.ResourceNames)
			if b.ClusterWide {
				in.add(r.Verbs, []string{nonResource}, r.NonResourceURLs, nil)
			}
		}
	}
	return all, bound, nil
}

// rulesOf are the rules of a role that the API server has.
func (c *cluster) rulesOf(ctx context.Context, namespace, role, clusterRole string) ([]rbacv1.PolicyRule, error) {
	if role != "" {
		live, err := c.typed.RbacV1().Roles(namespace).Get(ctx, role, metav1.GetOptions{})
		if err != nil {
			return nil, fmt.Errorf("the Role %s of namespace %s: %w", role, namespace, err)
		}
		return live.Rules, nil
	}
	live, err := c.typed.RbacV1().ClusterRoles().Get(ctx, clusterRole, metav1.GetOptions{})
	if err != nil {
		return nil, fmt.Errorf("the ClusterRole %s: %w", clusterRole, err)
	}
	return live.Rules, nil
}

// nonResource is the group of a grant that is a path, such as /healthz.
const nonResource = "(path)"

// rules are all grants that the API server itself lists for an account in a namespace.
func (c *cluster) rules(ctx context.Context, user, namespace string) (grants, error) {
	config := rest.CopyConfig(c.config)
	config.Impersonate = rest.ImpersonationConfig{UserName: user}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	review := &authorizationv1.SelfSubjectRulesReview{Spec: authorizationv1.SelfSubjectRulesReviewSpec{Namespace: namespace}}
	review, err = client.AuthorizationV1().SelfSubjectRulesReviews().Create(ctx, review, metav1.CreateOptions{})
	if err != nil {
		return nil, err
	}
	all := grants{}
	for _, r := range review.Status.ResourceRules {
		all.add(r.Verbs, r.APIGroups, r.Resources, r.ResourceNames)
	}
	for _, r := range review.Status.NonResourceRules {
		all.add(r.Verbs, []string{nonResource}, r.NonResourceURLs, nil)
	}
	return all, nil
}

// baselineGrants is what an account may do to which nobody granted anything.
func baselineGrants(ctx context.Context, c *cluster) (grants, error) {
	return c.rules(ctx, accountName(metav1.NamespaceDefault, "nobody"), metav1.NamespaceDefault)
}

func accountName(namespace, name string) string {
	return "system:serviceaccount:" + namespace + ":" + name
}

package cluster

import (
	"context"
	"fmt"
	"strings"

	authorizationv1 "k8s.io/api/authorization/v1"
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

// declaredGrants expands the rules of a workload, finding the API group of a resource as kubectl
// does: by asking the API server. A resource that it does not serve names its group itself.
func (c *cluster) declaredGrants(w *workload) (grants, error) {
	all := grants{}
	if w.KubernetesAPI == nil {
		return all, nil
	}
	for _, r := range w.KubernetesAPI.Rules {
		for _, said := range r.Resources {
			parent, sub, hasSub := strings.Cut(said, "/")
			plural, group, hasGroup := strings.Cut(parent, ".")
			if !hasGroup {
				found, err := c.mapper.ResourceFor(schema.GroupVersionResource{Resource: plural})
				if err != nil {
					return nil, fmt.Errorf("the resource %s: %w", said, err)
				}
				group = found.Group
			}
			if hasSub {
				plural += "/" + sub
			}
			all.add(r.Verbs, []string{group}, []string{plural}, r.ResourceNames)
		}
	}
	return all, nil
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

package cluster

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	psa "k8s.io/pod-security-admission/api"
)

// weakerPodsAreRefused breaks one rule at a time in a pod of the first workload: each is refused in
// the same namespace, by Pod Security and for the expected reason, and a Deployment of such pods
// brings a warning to whoever applies it.
func weakerPodsAreRefused(ctx context.Context, c *cluster, s *subject) (problems []string) {
	deployments, err := s.deployments()
	if err != nil || len(deployments) == 0 {
		return failure("no Deployment to make a pod of: %v", err)
	}
	labels, err := c.labels(ctx, s.namespace)
	if err != nil {
		return failure("%v", err)
	}
	pinned := minorOf(labels[psa.EnforceVersionLabel])
	for _, each := range contrasts {
		if problem := c.judgeContrast(ctx, s, deployments[0], each, pinned); problem != "" {
			problems = append(problems, fmt.Sprintf("Namespace %s: a pod with %s %s", s.namespace, each.name, problem))
		}
	}
	return append(problems, c.warned(ctx, s, deployments[0])...)
}

// judgeContrast is empty when the pod fares as it should. A rule that is newer than the pinned
// version cannot refuse, but warns already.
func (c *cluster) judgeContrast(ctx context.Context, s *subject, d *appsv1.Deployment, each contrast, pinned int) string {
	pod := podOf(d)
	pod.Spec.HostUsers = nil // validation would refuse the host's namespaces first
	each.edit(pod, &pod.Spec.Containers[0])
	v, err := c.dryRun(ctx, podsPath(s.namespace), pod)
	c.tally.weak.Add(1)
	switch {
	case err != nil:
		return err.Error()
	case s.app.onlyWarns && v.refused != "": // by the weaker level already
		return ""
	case s.app.onlyWarns && !strings.Contains(strings.Join(v.warnings, "\n"), each.reason):
		return fmt.Sprintf("brings no warning of %q, but %q", each.reason, v.warnings)
	case s.app.onlyWarns:
		return ""
	case each.since > pinned && !strings.Contains(strings.Join(v.warnings, "\n"), each.reason):
		return fmt.Sprintf("brings no warning of %q, but %q", each.reason, v.warnings)
	case each.since > pinned:
		return ""
	case v.refused == "":
		return fmt.Sprintf("is admitted; %q was expected", each.reason)
	case !strings.Contains(v.refused, `violates PodSecurity "restricted:`) || !strings.Contains(v.refused, each.reason):
		return fmt.Sprintf("is refused, but not for %q: %s", each.reason, v.refused)
	default:
		return ""
	}
}

func (c *cluster) warned(ctx context.Context, s *subject, d *appsv1.Deployment) []string {
	weak := d.DeepCopy()
	weak.Name += "-weak"
	weak.TypeMeta.APIVersion, weak.TypeMeta.Kind = "apps/v1", "Deployment"
	weak.Spec.Template.Spec.Containers[0].SecurityContext = nil
	v, err := c.dryRun(ctx, "/apis/apps/v1/namespaces/"+s.namespace+"/deployments", weak)
	if err != nil {
		return failure("%v", err)
	}
	if !strings.Contains(strings.Join(v.warnings, "\n"), `would violate PodSecurity "restricted:latest"`) {
		return failure("Namespace %s: a Deployment of weak pods brings no warning of restricted:latest, but %q %s", s.namespace, v.warnings, v.refused)
	}
	return nil
}

// minorOf reads v1.34; a version that is not pinned is newer than all.
func minorOf(version string) int {
	minor, err := strconv.Atoi(strings.TrimPrefix(version, "v1."))
	if err != nil {
		return 1000
	}
	return minor
}

// A contrast is a pod that breaks one rule.
type contrast struct {
	check  string // the rule's id in k8s.io/pod-security-admission/policy
	name   string
	reason string // what the refusal says
	also   []string
	since  int // the minor version whose level has the rule first
	edit   func(*corev1.Pod, *corev1.Container)
}

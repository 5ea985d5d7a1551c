package golden

import (
	"maps"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// quotaHoldsTheWorkloads: the bounds are the declared ones, and the pods of all Deployments fit into them while
// they roll out, as the API server would count them.
func quotaHoldsTheWorkloads(r reporter, s *subject) {
	declared := s.app.Namespace.Quota
	if count := len(s.quotas); count != len(s.limitRanges) || (count == 1) != (declared != nil) || count > 1 {
		r.Errorf("there are %d quotas and %d limit ranges; declared is %+v", count, len(s.limitRanges), declared)
	}
	if len(s.quotas) != 1 || len(s.limitRanges) != 1 || declared == nil {
		return
	}
	hard, defaults := s.quotas[0].Spec.Hard, s.limitRanges[0].Spec.Limits
	if len(hard) != len(declared.Hard) {
		r.Errorf("the quota bounds %v, not %v", hard, declared.Hard)
	}
	if len(defaults) != 1 || defaults[0].Type != corev1.LimitTypeContainer || len(defaults[0].Max)+len(defaults[0].Min) > 0 {
		r.Errorf("the limit range is %+v", defaults)
	}
	used := s.used(defaults[0].Default)
	for name, bound := range hard {
		if want := resource.MustParse(string(declared.Hard[string(name)])); want.Cmp(bound) != 0 {
			r.Errorf("the quota of %s is %s, not %s", name, &bound, &want)
		}
		if have := used[string(name)]; have.Cmp(bound) > 0 {
			r.Errorf("the workloads use %s of %s, and the quota is %s", &have, name, &bound)
		}
	}
	for name, request := range defaults[0].DefaultRequest {
		if limit, ok := defaults[0].Default[name]; ok && request.Cmp(limit) > 0 {
			r.Errorf("the default request of %s is %s, above the limit %s", name, &request, &limit)
		}
	}
}

// used is what a quota counts while every Deployment has its surge.
func (s *subject) used(defaults corev1.ResourceList) map[string]resource.Quantity {
	used := map[string]resource.Quantity{}
	add := func(name string, each resource.Quantity, times int64) {
		each.Mul(times)
		total := used[name]
		total.Add(each)
		used[name] = total
	}
	one := resource.MustParse("1")
	for _, d := range s.deployments {
		pods := int64(*d.Spec.Replicas)
		if rolling := d.Spec.Strategy.RollingUpdate; pods > 0 && rolling != nil {
			pods += int64(rolling.MaxSurge.IntVal)
		}
		add("pods", one, pods)
		add("count/pods", one, pods)
		add("count/deployments.apps", one, 1)
		for _, c := range d.Spec.Template.Spec.Containers {
			for name, q := range c.Resources.Requests {
				add("requests."+string(name), q, pods)
				add(string(name), q, pods)
			}
			limits := corev1.ResourceList{}
			maps.Copy(limits, defaults)
			maps.Copy(limits, c.Resources.Limits)
			for name, q := range limits {
				add("limits."+string(name), q, pods)
			}
		}
	}
	for range s.services {
		add("services", one, 1)
		add("count/services", one, 1)
	}
	for range s.secrets {
		add("secrets", one, 1)
		add("count/secrets", one, 1)
	}
	return used
}

package spec

import (
	"fmt"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/util/validation"
)

// quotaNames are the names without a prefix that a ResourceQuota takes (IsStandardQuotaResourceName in
// pkg/apis/core/helper of Kubernetes).
func quotaNames() []string {
	return []string{
		"requests.cpu", "requests.memory", "requests.ephemeral-storage", "limits.cpu", "limits.memory", "limits.ephemeral-storage",
		"cpu", "memory", "ephemeral-storage", "requests.storage", "pods", "services", "services.nodeports", "services.loadbalancers",
		"secrets", "configmaps", "persistentvolumeclaims", "replicationcontrollers", "resourcequotas",
	}
}

// isByteQuota is true for a bound in bytes.
func isByteQuota(name string) bool {
	return strings.HasSuffix(name, "memory") || strings.HasSuffix(name, "storage")
}

func (v *validator) quota(at *path) {
	q := v.app.Namespace.Quota
	if q == nil {
		return
	}
	if v.app.Namespace.Existing {
		v.report(at, "remove quota or existing; whoever owns the namespace bounds it", "a quota holds for every pod of the namespace, and this namespace is one of others")
	}
	hard := at.key("hard")
	if len(q.Hard) == 0 {
		v.report(&hard, "write bounds such as {requests.cpu: 4, requests.memory: 8Gi, limits.memory: 16Gi}, or remove quota", "a quota without a bound bounds nothing")
	}
	for _, name := range sortedKeys(q.Hard) {
		p := hard.key(name)
		v.quotaBound(&p, name, q.Hard[name])
	}
	v.limitRange(at, &q.LimitRange)
}

func (v *validator) quotaBound(p *path, name string, bound Quantity) {
	switch prefix, _, hasPrefix := strings.Cut(name, "/"); {
	case !hasPrefix && !slices.Contains(quotaNames(), name) && !strings.HasPrefix(name, "requests.hugepages-") && !strings.HasPrefix(name, "hugepages-"):
		hint := "one of " + strings.Join(quotaNames(), ", ") + ", or count/RESOURCE.GROUP"
		if guess := nearest(name, quotaNames()); guess != "" {
			hint = "did you mean " + guess + "?"
		}
		v.report(p, hint, "a quota knows no %s", quote(name))
		return
	case hasPrefix && (prefix == "" || len(validation.IsQualifiedName(name)) > 0):
		v.report(p, "such as count/secrets or count/deployments.apps", "%s is no name of a quota", quote(name))
		return
	}
	parsed, err := resource.ParseQuantity(string(bound))
	switch {
	case err != nil:
		v.report(p, `write an amount such as 4, 8Gi or "0"`, "%s is no amount", quote(string(bound)))
	case parsed.Sign() < 0:
		v.report(p, "", "%s is below zero", bound)
	case strings.HasSuffix(string(bound), "m") && !strings.HasSuffix(name, "cpu"):
		v.report(p, "write whole numbers; m is a thousandth", "%s is no whole number", bound)
	case isByteQuota(name) && parsed.Sign() > 0 && parsed.CmpInt64(1<<10) < 0:
		v.report(p, "write its unit, such as "+strings.TrimRight(string(bound), "numkKi")+"Gi", "%s is fewer than 1024 bytes", bound)
	}
}

// limitRange demands what the API server does: a default request stays at or below its default limit
// (ValidateLimitRange in pkg/apis/core/validation of Kubernetes).
func (v *validator) limitRange(at *path, r *LimitRange) {
	root := at.key("limitRange")
	requests, limits := root.key("defaultRequest"), root.key("default")
	v.amounts(&requests, &limits, r.DefaultRequest, r.Default)
}

// quotaFits holds the bounds to what the workloads of this application need while all of them roll out:
// the API server creates a new pod before the old one goes.
func (v *validator) quotaFits() {
	q := v.app.Namespace.Quota
	if q == nil || slices.ContainsFunc(v.problems, speaksOfAmounts) {
		return
	}
	ns := top("namespace")
	at := ns.key("quota")
	hard := at.key("hard")
	v.cpuLimits(&hard, q)
	for _, name := range sortedKeys(q.Hard) {
		need := v.need(name)
		if bound := quantity(q.Hard[name]); need.total.Cmp(bound) > 0 {
			p := hard.key(name)
			v.report(&p, "raise it to "+need.total.String()+" or more", "the workloads need %s of %s while they roll out (%s), and the quota is %s",
				need.total.String(), name, strings.Join(need.parts, ", "), q.Hard[name])
		}
	}
}

// speaksOfAmounts is true for a problem after which amounts cannot be summed up.
func speaksOfAmounts(p Problem) bool {
	return slices.ContainsFunc(p.segments, func(s segment) bool {
		return slices.Contains([]string{"quota", "replicas", "resources", "writable"}, s.key)
	})
}

// cpuLimits: where a quota bounds limits.cpu, the API server refuses every container without such a limit.
func (v *validator) cpuLimits(hard *path, q *Quota) {
	_, bound := q.Hard["limits.cpu"]
	for i := range v.app.Workloads {
		w := &v.app.Workloads[i]
		list := top("workloads")
		at := path{&list, nth(i)}
		r := at.key("resources")
		switch given := q.LimitRange.Default.CPU; {
		case w.Resources.Limits.CPU != "":
		case bound && given == "":
			p := hard.key("limits.cpu")
			v.report(&p, "remove limits.cpu, or say resources.limits.cpu of the workload", "a quota of limits.cpu refuses pods without a CPU limit, and %s has none", quote(w.Name))
		case given != "":
			if limit, request := quantity(given), quantity(w.Resources.Requests.CPU); request.Cmp(limit) > 0 {
				v.report(&r, "say resources.limits.cpu of the workload, or raise namespace.quota.limitRange.default.cpu",
					"%s asks for %s CPU and would get the limit %s of the namespace", quote(w.Name), w.Resources.Requests.CPU, given)
			}
		}
	}
}

// need is what the workloads need of one bound.
type need struct {
	total resource.Quantity
	parts []string
}

func (v *validator) need(name string) need {
	var n need
	for i := range v.app.Workloads {
		w := &v.app.Workloads[i]
		switch pods := w.mostPods(); name {
		case "pods", "count/pods":
			n.add(w.Name, pods, resource.MustParse("1"))
		case "services", "count/services":
			if slices.ContainsFunc(w.Ports, func(p Port) bool { return p.ServicePort != 0 }) {
				n.add(w.Name, 1, resource.MustParse("1"))
			}
		case "count/deployments.apps":
			n.add(w.Name, 1, resource.MustParse("1"))
		default:
			n.add(w.Name, pods, v.podNeed(w, name))
		}
	}
	if name == "secrets" || name == "count/secrets" {
		for _, s := range v.app.Secrets {
			n.add(s.Name, 1, resource.MustParse("1"))
		}
	}
	return n
}

// podNeed is what one pod needs of a bound, zero of one that does not speak of pods.
func (v *validator) podNeed(w *Workload, name string) resource.Quantity {
	a := w.Amounts()
	switch name {
	case "requests.cpu", "cpu":
		return a.CPU
	case "requests.memory", "memory":
		return a.Memory
	case "requests.ephemeral-storage", "ephemeral-storage":
		return a.Disk
	case "limits.cpu":
		if given := v.app.Namespace.Quota.LimitRange.Default.CPU; a.CPULimit.IsZero() && given != "" {
			return quantity(given)
		}
		return a.CPULimit
	case "limits.memory":
		return a.MemoryLimit
	case "limits.ephemeral-storage":
		return a.DiskLimit
	}
	return resource.Quantity{}
}

func (n *need) add(workload string, pods int64, each resource.Quantity) {
	if pods == 0 || each.IsZero() {
		return
	}
	n.parts = append(n.parts, fmt.Sprintf("%s %d × %s", workload, pods, each.String()))
	each.Mul(pods)
	n.total = sum(n.total, each)
}

// mostPods is how many pods there are at one time: a rollout begins with one more, unless a claim that is not shared
// makes it stop the old one first.
func (w *Workload) mostPods() int64 {
	if *w.Replicas == 0 || w.HoldsAlone() {
		return int64(*w.Replicas)
	}
	return int64(*w.Replicas) + 1
}

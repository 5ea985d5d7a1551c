package spec

// userNamespacesMinor is the first version whose clusters have, unless somebody has switched them off,
// hostUsers and supplementalGroupsPolicy: both are beta since then. Older ones drop the fields unseen.
const userNamespacesMinor = 33

// users checks as whom the program runs.
func (v *validator) users(at *path, w *Workload) {
	if v.app.Platform.UserIDs == IDsAssigned {
		v.assigned(at, w)
	} else {
		v.ids(at, w)
	}
	p := at.key("supplementalGroupsPolicy")
	if w.SupplementalGroupsPolicy != "" {
		v.oneOf(&p, w.SupplementalGroupsPolicy, "Strict", "Merge")
		v.since(&p, "supplementalGroupsPolicy")
	}
	p = at.key("hostUsers")
	if w.HostUsers != nil {
		if *w.HostUsers {
			v.report(&p, "remove the key, or write false: then root in the pod is nobody on the node", "true is what a pod without the key has")
		} else {
			v.since(&p, "hostUsers")
		}
	}
}

// since refuses a field that the oldest cluster to serve would drop.
func (v *validator) since(p *path, field string) {
	if minor := v.app.Platform.Minor(); minor > 0 && minor < userNamespacesMinor {
		v.report(p, `remove the key, or raise platform.kubernetesVersion to "1.33"`, "Kubernetes %s drops %s", v.app.Platform.KubernetesVersion, field)
	}
}

// assigned refuses numbers where the cluster gives them out: it would refuse every pod.
func (v *validator) assigned(at *path, w *Workload) {
	for _, id := range []struct {
		key   string
		value *int64
	}{{"runAsUser", w.RunAsUser}, {"runAsGroup", w.RunAsGroup}, {"fsGroup", w.FSGroup}} {
		if id.value != nil {
			p := at.key(id.key)
			v.report(&p, "remove the key; where the account may choose (the constraint nonroot-v2), write platform: {userIDs: Declared}",
				"the cluster gives each namespace its own ids, and refuses pods that bring %s %d", id.key, *id.value)
		}
	}
}

// mostInUserNamespace is the highest id of a pod with users of its own
// (https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/).
const mostInUserNamespace = 1<<16 - 1

func (v *validator) ids(at *path, w *Workload) {
	const most = 1<<31 - 1 // IsValidUserID in k8s.io/apimachinery/pkg/util/validation
	for _, id := range []struct {
		key   string
		value int64
	}{{"runAsUser", *w.RunAsUser}, {"runAsGroup", *w.RunAsGroup}, {"fsGroup", *w.FSGroup}} {
		p := at.key(id.key)
		switch {
		case id.key != "runAsUser" && id.value == *w.RunAsUser, id.key == "fsGroup" && id.value == *w.RunAsGroup:
			// said once, where the default comes from
		case id.value == 0:
			v.report(&p, "write the number of a user that the image's files are readable for, such as 10001", "%s 0 is root", id.key)
		case id.value < 0 || id.value > most:
			v.report(&p, "", "%d is no id: 1 to %d", id.value, most)
		case id.value > mostInUserNamespace && w.HostUsers != nil && !*w.HostUsers:
			v.report(&p, "write an id that fits, such as 10001, or remove hostUsers",
				"with hostUsers: false a pod has the ids 0 to %d, and %d would not start", mostInUserNamespace, id.value)
		}
	}
}

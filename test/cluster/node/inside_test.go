package node

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/harden-gen/harden-gen/test/cluster/node/report"
)

// checks hold each running pod to what its workload's spec declares and to what hardening promises.
var checks = []check{
	{"user", inside(func(o *one) { o.same("runs as the user", o.r.UID, o.r.EUID, int(*o.w.RunAsUser)) })},
	{"group", inside(func(o *one) { o.same("runs in the group", o.r.GID, o.r.EGID, int(*o.w.RunAsGroup)) })},
	{"groups", inside(groupsAreDeclared)},
	{"host users", inside(usersAreDeclared)},
	{"read-only root", inside(rootIsReadOnly)},
	{"writable", inside(writableIsDeclared)},
	{"capabilities", inside(noCapabilities)},
	{"no_new_privs", inside(func(o *one) {
		if o.r.NoNewPrivs != "1" {
			o.wrong("a program may gain privileges: NoNewPrivs is %q", o.r.NoNewPrivs)
		}
	})},
	{"seccomp", inside(func(o *one) {
		if o.r.Seccomp != "2" {
			o.wrong("no seccomp filter is on: Seccomp is %q", o.r.Seccomp)
		}
	})},
	{"account", inside(func(o *one) {
		if o.pod.Spec.ServiceAccountName != o.w.Name {
			o.wrong("the pod's account is %s", o.pod.Spec.ServiceAccountName)
		}
	})},
	{"token", tokenIsDeclared},
	{"tokens for others", tokensForOthers},
	{"permissions", permissionsAreDeclared},
	{"command", inside(commandIsDeclared)},
	{"environment", inside(environmentIsDeclared)},
	{"secrets", secretsAreReadable},
	{"config", configIsReadable},
	{"limits", inside(limitsAreDeclared)},
	{"ports", portsAnswer},
	{"service", serviceFindsPods},
}

// one is a pod, its workload, and what its program sees.
type one struct {
	n        *node
	s        *subject
	w        *workload
	pod      *corev1.Pod
	r        report.Report
	problems []string
}

func (o *one) wrong(format string, args ...any) {
	o.problems = append(o.problems, "workload "+o.w.Name+": "+fmt.Sprintf(format, args...))
}

func (o *one) same(what string, is, effective, want int) {
	if is != want || effective != want {
		o.wrong("%s %d (effective: %d), and %d is declared", what, is, effective, want)
	}
}

// inside makes a check of what one pod of each workload reports.
func inside(look func(*one)) func(context.Context, *node, *subject) []string {
	return eachPod(func(_ context.Context, o *one) { look(o) })
}

// eachPod runs over one pod of each workload that has pods.
func eachPod(look func(context.Context, *one)) func(context.Context, *node, *subject) []string {
	return func(ctx context.Context, n *node, s *subject) (problems []string) {
		for _, w := range s.running() {
			pod, err := s.pod(ctx, n, w.Name)
			if err != nil {
				return append(problems, err.Error())
			}
			r, err := s.look(ctx, w.Name, pod)
			if err != nil {
				return append(problems, "workload "+w.Name+": "+err.Error())
			}
			o := &one{n: n, s: s, w: w, pod: pod, r: r}
			look(ctx, o)
			problems = append(problems, o.problems...)
		}
		return problems
	}
}

// running are the workloads that are deployed here with a pod.
func (s *subject) running() (all []*workload) {
	for _, o := range s.objects {
		if o.GetKind() != "Deployment" {
			continue
		}
		if count, found, _ := nestedInt64(o.Object, "spec", "replicas"); found && count == 0 {
			continue
		}
		all = append(all, s.app.workload(o.GetName()))
	}
	return all
}

// groupsAreDeclared allows groups of the image's own /etc/group where the cluster may be too old to
// keep them out.
func groupsAreDeclared(o *one) {
	if !slices.Contains(o.r.Groups, int(*o.w.FSGroup)) && o.r.GID != int(*o.w.FSGroup) {
		o.wrong("is not in the group of its volumes, %d, but in %v", *o.w.FSGroup, o.r.Groups)
	}
	for _, g := range o.r.Groups {
		if g != int(*o.w.RunAsGroup) && g != int(*o.w.FSGroup) && (g != extraGroup || o.w.SupplementalGroupsPolicy == "Strict") {
			o.wrong("is in the group %d, which nobody declared", g)
		}
	}
}

// usersAreDeclared demands users of the pod's own where hostUsers is false: root in it is not the node's.
func usersAreDeclared(o *one) {
	own := !strings.HasPrefix(strings.Join(strings.Fields(o.r.UIDMap), " "), "0 0 ")
	if want := o.w.HostUsers != nil && !*o.w.HostUsers; own != want && (o.n.userNamespaces || !want) {
		o.wrong("has users of its own: %t, and declared is: %t", own, want)
	}
}

func rootIsReadOnly(o *one) {
	for _, m := range o.r.Mounts {
		if m.Path == "/" && !m.ReadOnly {
			o.wrong("the root file system is mounted read-write")
		}
	}
}

// openAnyway are what a runtime gives to every container; docs/node-tests.md says so.
var openAnyway = []string{"/dev/shm", "/dev/mqueue", "/dev/termination-log"}

// writableIsDeclared demands each declared path, of the declared kind, and nothing else.
func writableIsDeclared(o *one) {
	declared := map[string]bool{}
	for _, s := range o.w.Writable {
		declared[s.MountPath] = true
		if !slices.Contains(o.r.Writable, s.MountPath) {
			o.wrong("cannot write to %s, which is declared", s.MountPath)
		}
		i := slices.IndexFunc(o.r.Mounts, func(m report.Mount) bool { return m.Path == s.MountPath })
		if i < 0 {
			o.wrong("%s is no volume of its own", s.MountPath)
			continue
		}
		m := o.r.Mounts[i]
		if inMemory := m.Type == "tmpfs"; inMemory != (s.Medium == "Memory") {
			o.wrong("%s is a %s, and its declared medium is %q", s.MountPath, m.Type, s.Medium)
		}
		if s.Claim == nil && s.Medium == "Memory" && m.Size != bytesOf(s.Size) {
			o.wrong("%s takes %d bytes, and %s are declared", s.MountPath, m.Size, s.Size)
		}
	}
	for _, path := range o.r.Writable {
		if !below(path, declared) && !slices.Contains(openAnyway, path) {
			o.wrong("can write to %s, which nobody declared", path)
		}
	}
}

func below(p string, declared map[string]bool) bool {
	for ; p != "/"; p = path.Dir(p) {
		if declared[p] {
			return true
		}
	}
	return false
}

func noCapabilities(o *one) {
	for _, set := range []string{"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"} {
		if bits, err := strconv.ParseUint(o.r.Capabilities[set], 16, 64); err != nil || bits != 0 {
			o.wrong("has capabilities: %s is %q", set, o.r.Capabilities[set])
		}
	}
}

// commandIsDeclared compares words; $(NAME) in them is expanded as in variables.
func commandIsDeclared(o *one) {
	want := o.w.Command
	if len(want) == 0 {
		want = []string{"/server"} // the image's own
	}
	want = slices.Concat(want, o.w.Args)
	if o.w.isScript() {
		want[0] = "/server"
	}
	for i := range want {
		want[i] = o.expand(want[i])
	}
	if !slices.Equal(o.r.Args, want) {
		o.wrong("was started as %q, and %q is declared", o.r.Args, want)
	}
}

// environmentIsDeclared allows what a runtime gives to every container, and the Service kubernetes.
func environmentIsDeclared(o *one) {
	want := o.environment()
	for _, each := range o.r.Env {
		name, value, _ := strings.Cut(each, "=")
		declared, ok := want[name]
		delete(want, name)
		switch {
		case ok && value != declared:
			o.wrong("the variable %s is %q, and %q is declared", name, value, declared)
		case !ok && name != "PATH" && name != "HOSTNAME" && name != "HOME" && !strings.HasPrefix(name, "KUBERNETES_"):
			o.wrong("has the variable %s, which nobody declared", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if v := o.w.Env[name]; v.Optional && want[name] == "" {
			continue
		}
		o.wrong("has no variable %s, which is declared", name)
	}
}

// limitsAreDeclared reads them from the cgroup.
func limitsAreDeclared(o *one) {
	if want := strconv.FormatInt(o.w.memoryLimit(), 10); o.r.MemoryLimit != want {
		o.wrong("its memory is limited to %s, and %s are declared", o.r.MemoryLimit, want)
	}
	quota, period, _ := strings.Cut(o.r.CPULimit, " ")
	said, ok := o.w.Resources.Limits["cpu"]
	if !ok {
		if quota != "max" && quota != "-1" {
			o.wrong("its processor time is limited to %s of %s, and no limit is declared", quota, period)
		}
		return
	}
	q, _ := strconv.ParseInt(quota, 10, 64)
	per, _ := strconv.ParseInt(period, 10, 64)
	limit := resource.MustParse(fmt.Sprint(said))
	if per == 0 || q*1000/per != limit.MilliValue() {
		o.wrong("its processor time is limited to %s of %s, and %v is declared", quota, period, said)
	}
}

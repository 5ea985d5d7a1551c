package node

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"github.com/harden-gen/harden-gen/test/cluster/node/report"
)

const tokenFolder = "/var/run/secrets/kubernetes.io/serviceaccount"

// tokenIsDeclared demands a token where the spec has kubernetesAPI and none anywhere else: neither
// for the pod, nor for one that says nothing and has the workload's account, or the namespace's.
func tokenIsDeclared(ctx context.Context, n *node, s *subject) []string {
	problems := eachPod(func(ctx context.Context, o *one) {
		var files []report.File
		if err := s.ask(ctx, o.pod, o.w.Name, http.MethodGet, "/files?path="+tokenFolder, nil, &files); err != nil {
			o.wrong("%v", err)
			return
		}
		if o.w.KubernetesAPI == nil {
			for _, f := range files {
				if f.Error == "" {
					o.wrong("has %s, and no kubernetesAPI is declared", f.Path)
				}
			}
			return
		}
		o.judgeToken(files)
	})(ctx, n, s)
	var accounts []string
	if !s.app.Namespace.Existing { // where the account default is of others
		accounts = append(accounts, "default")
	}
	for _, w := range s.running() {
		accounts = append(accounts, w.Name)
	}
	for _, account := range accounts {
		problems = append(problems, s.silentPod(ctx, n, account, nil)...)
	}
	for _, w := range s.running() {
		problems = append(problems, s.podAlone(ctx, n, w.Name)...)
	}
	return problems
}

// judgeToken looks for the three files that clients know, readable for nobody but the workload.
func (o *one) judgeToken(files []report.File) {
	for _, name := range []string{"token", "ca.crt", "namespace"} {
		i := slices.IndexFunc(files, func(f report.File) bool { return f.Path == tokenFolder+"/"+name })
		if i < 0 || files[i].Error != "" || len(files[i].Content) == 0 {
			o.wrong("cannot read %s/%s", tokenFolder, name)
			continue
		}
		f := files[i]
		if f.Mode[len(f.Mode)-3:] != "---" {
			o.wrong("%s has the mode %s: others may use it", f.Path, f.Mode)
		}
		switch name {
		case "namespace":
			if string(f.Content) != o.s.namespace {
				o.wrong("%s says %q", f.Path, f.Content)
			}
		case "token":
			o.judgeClaims(string(f.Content), "", 3600)
		}
	}
}

// judgeClaims reads what the token says of itself. A token of a year has 3607 seconds.
func (o *one) judgeClaims(token, audience string, seconds int64) {
	var claims struct {
		Sub        string
		Aud        []string
		Iat, Exp   int64
		Kubernetes struct {
			Pod       struct{ Name string }
			Warnafter int64
		} `json:"kubernetes.io"`
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		o.wrong("its token is no JWT")
		return
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err == nil {
		err = json.Unmarshal(data, &claims)
	}
	if err != nil {
		o.wrong("its token: %v", err)
		return
	}
	if want := "system:serviceaccount:" + o.s.namespace + ":" + o.w.Name; claims.Sub != want {
		o.wrong("its token is of %s, not %s", claims.Sub, want)
	}
	if claims.Kubernetes.Pod.Name != o.pod.Name {
		o.wrong("its token is bound to the pod %q", claims.Kubernetes.Pod.Name)
	}
	if lives := claims.Exp - claims.Iat; lives < 600 || lives > seconds {
		o.wrong("its token lives for %d seconds, and %d are meant", lives, seconds)
	}
	if audience != "" && !slices.Equal(claims.Aud, []string{audience}) {
		o.wrong("its token is for %q, not %q", claims.Aud, audience)
	}
}

// tokensForOthers demands a token for each declared audience, and that time.
func tokensForOthers(ctx context.Context, n *node, s *subject) []string {
	return eachPod(func(ctx context.Context, o *one) {
		for _, t := range o.w.ServiceAccount.Tokens {
			var files []report.File
			if err := s.ask(ctx, o.pod, o.w.Name, http.MethodGet, "/files?path="+url.QueryEscape(t.MountPath), nil, &files); err != nil {
				o.wrong("%v", err)
				continue
			}
			i := slices.IndexFunc(files, func(f report.File) bool { return f.Path == t.MountPath+"/token" })
			if i < 0 || files[i].Error != "" {
				o.wrong("cannot read %s/token", t.MountPath)
				continue
			}
			if f := files[i]; f.Mode[len(f.Mode)-3:] != "---" {
				o.wrong("%s has the mode %s: others may use it", f.Path, f.Mode)
			}
			o.judgeClaims(string(files[i].Content), t.Audience, t.ExpirationSeconds)
		}
	})(ctx, n, s)
}

// silentPod asks what the API server would make of a pod that says nothing of a token.
func (s *subject) silentPod(ctx context.Context, n *node, account string, spec *corev1.PodSpec) []string {
	if spec == nil {
		spec = &corev1.PodSpec{Containers: []corev1.Container{{Name: "silent", Image: "localhost/none"}}}
		spec.SecurityContext = &corev1.PodSecurityContext{RunAsNonRoot: new(true), SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault}}
		spec.Containers[0].SecurityContext = &corev1.SecurityContext{AllowPrivilegeEscalation: new(false), Capabilities: &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}}}
		little := corev1.ResourceList{"cpu": resource.MustParse("1m"), "memory": resource.MustParse("1Mi"), "ephemeral-storage": resource.MustParse("1Mi")}
		spec.Containers[0].Resources = corev1.ResourceRequirements{Requests: little, Limits: little} // a quota may ask for them
	}
	spec.ServiceAccountName = account
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{GenerateName: "silent-"}, Spec: *spec}
	made, err := n.typed.CoreV1().Pods(s.namespace).Create(ctx, pod, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
	if err != nil {
		return failure("a pod with the account %s: %v", account, err)
	}
	for _, v := range made.Spec.Volumes {
		if strings.HasPrefix(v.Name, "kube-api-access-") {
			return failure("a pod with the account %s gets a token without asking for one", account)
		}
	}
	return nil
}

// podAlone is the workload's pod with an account that does hand out tokens: the pod's own word counts.
func (s *subject) podAlone(ctx context.Context, n *node, workload string) []string {
	const generous = "node-tests-generous"
	account := &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: generous}}
	_, _ = n.typed.CoreV1().ServiceAccounts(s.namespace).Create(ctx, account, metav1.CreateOptions{}) // it may be there
	d, err := n.typed.AppsV1().Deployments(s.namespace).Get(ctx, workload, metav1.GetOptions{})
	if err != nil {
		return failure("%v", err)
	}
	spec := d.Spec.Template.Spec.DeepCopy()
	for i := range spec.Containers { // where a token is mounted already, the API server adds none
		c := &spec.Containers[i]
		c.VolumeMounts = slices.DeleteFunc(c.VolumeMounts, func(m corev1.VolumeMount) bool { return m.MountPath == tokenFolder })
	}
	return s.silentPod(ctx, n, generous, spec)
}

// permissionsAreDeclared lets each program call the API: everything that is declared goes through,
// and a list of other things is forbidden.
func permissionsAreDeclared(ctx context.Context, n *node, s *subject) []string {
	return eachPod(func(ctx context.Context, o *one) {
		if o.w.KubernetesAPI == nil {
			return
		}
		questions, err := o.questions()
		if err != nil {
			o.wrong("%v", err)
			return
		}
		calls := make([]report.Call, len(questions))
		for i, q := range questions {
			calls[i] = q.call
		}
		o.problems = append(o.problems, eventually(ctx, 0, func() []string {
			var answers []report.Answer
			if err := s.ask(ctx, o.pod, o.w.Name, http.MethodPost, "/api", calls, &answers); err != nil {
				return failure("workload %s: %v", o.w.Name, err)
			}
			return judgeAnswers(o.w.Name, questions, answers)
		})...)
	})(ctx, n, s)
}

func judgeAnswers(workload string, questions []question, answers []report.Answer) (problems []string) {
	for i, a := range answers {
		q := questions[i]
		switch {
		case a.Status == 0 || a.Status == http.StatusUnauthorized:
			problems = append(problems, fmt.Sprintf("workload %s: its token does not work: %d %s", workload, a.Status, a.Error))
		case q.allowed && a.Status == http.StatusForbidden:
			problems = append(problems, fmt.Sprintf("workload %s: may not %s, which is declared: %s", workload, q.name, a.Error))
		case !q.allowed && a.Status != http.StatusForbidden:
			problems = append(problems, fmt.Sprintf("workload %s: may %s, which nobody declared (status %d)", workload, q.name, a.Status))
		}
	}
	return problems
}

// A question is one call to the API, and whether it may go through.
type question struct {
	name    string
	call    report.Call
	allowed bool
}

// foreign are things that nobody should do who does not declare it.
var foreign = []struct{ verb, resource, name string }{
	{"get", "secrets", "any"}, {"list", "secrets", ""}, {"watch", "secrets", ""}, {"list", "pods", ""}, {"create", "pods", ""},
	{"create", "pods/exec", "any"}, {"get", "configmaps", "any"}, {"delete", "configmaps", "any"}, {"list", "serviceaccounts", ""},
	{"create", "serviceaccounts/token", "default"}, {"create", "rolebindings.rbac.authorization.k8s.io", ""},
	{"patch", "deployments.apps", "any"}, {"delete", "deployments.apps", "any"}, {"list", "events", ""}, {"deletecollection", "pods", ""},
}

// questions are all that is declared, the same in a namespace of others, and what is foreign. What
// roles of others allow, to which a workload is bound, nobody declares: nothing is foreign to it.
func (o *one) questions() (all []question, err error) {
	api := o.w.KubernetesAPI
	ask := func(verb, resource, name, namespace string) error {
		g, sub, err := o.n.resource(resource)
		if err != nil {
			return err
		}
		q := question{name: strings.TrimSpace(verb + " " + resource + " " + name + " in " + namespace), call: o.n.call(verb, g, sub, name, namespace)}
		q.allowed = slices.ContainsFunc(api.Rules, func(r rule) bool { return o.covers(r, verb, g, sub, name, namespace) })
		if q.allowed || len(api.Bind) == 0 {
			all = append(all, q)
		}
		return nil
	}
	for _, r := range api.Rules {
		names := r.ResourceNames
		if len(names) == 0 {
			names = []string{"any"}
		}
		for _, path := range r.NonResourceURLs {
			all = append(all, question{name: "get " + path, call: report.Call{Method: http.MethodGet, Path: path}, allowed: true})
		}
		for _, verb := range r.Verbs {
			for _, resource := range r.Resources {
				for _, name := range names {
					for _, namespace := range []string{cmp.Or(r.Namespace, o.s.namespace), "default"} {
						if err := ask(verb, resource, name, namespace); err != nil {
							return nil, err
						}
					}
				}
			}
		}
	}
	for _, f := range foreign {
		if err := ask(f.verb, f.resource, f.name, o.s.namespace); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// covers is whether one declared rule allows a request. A list of everything has no name, and a rule
// with names does not allow it.
func (o *one) covers(r rule, verb string, of schema.GroupResource, sub, name, namespace string) bool {
	if !r.ClusterWide && namespace != cmp.Or(r.Namespace, o.s.namespace) {
		return false
	}
	if !slices.Contains(r.Verbs, verb) {
		return false
	}
	if nameless := verb == "list" || verb == "watch" || verb == "deletecollection" || verb == "create" && sub == ""; nameless && len(r.ResourceNames) > 0 {
		return slices.Contains(r.ResourceNames, name) && (verb == "list" || verb == "watch") // it is asked with a field selector
	}
	if len(r.ResourceNames) > 0 && !slices.Contains(r.ResourceNames, name) {
		return false
	}
	return slices.ContainsFunc(r.Resources, func(said string) bool {
		g, s, err := o.n.resource(said)
		return err == nil && g == of && s == sub
	})
}

// resource finds the API group of a resource as kubectl does; one that nobody serves names its own.
func (n *node) resource(said string) (g schema.GroupResource, sub string, err error) {
	parent, sub, _ := strings.Cut(said, "/")
	g.Resource, g.Group, _ = strings.Cut(parent, ".")
	if g.Group == "" {
		found, err := n.mapper.ResourceFor(schema.GroupVersionResource{Resource: g.Resource})
		if err != nil {
			return g, sub, fmt.Errorf("the resource %s: %w", said, err)
		}
		g = found.GroupResource()
	}
	return g, sub, nil
}

// call is a request that would do nothing even if it went through.
func (n *node) call(verb string, of schema.GroupResource, sub, name, namespace string) report.Call {
	version := "v1"
	if found, err := n.mapper.ResourceFor(of.WithVersion("")); err == nil {
		version = found.Version
	}
	path := "/apis/" + of.Group + "/" + version
	if of.Group == "" {
		path = "/api/" + version
	}
	if o, err := n.mapper.KindFor(of.WithVersion("")); err != nil || n.isNamespaced(o) {
		path += "/namespaces/" + namespace
	}
	path += "/" + of.Resource
	named := path + "/" + url.PathEscape(name)
	if sub != "" {
		named += "/" + sub
	}
	const dry = "?dryRun=All"
	selected := ""
	if name != "" && name != "any" {
		selected = "&fieldSelector=metadata.name%3D" + url.QueryEscape(name)
	}
	switch verb {
	case "list":
		return report.Call{Method: http.MethodGet, Path: path + "?limit=1" + selected}
	case "watch":
		return report.Call{Method: http.MethodGet, Path: path + "?watch=true&timeoutSeconds=1" + selected}
	case "create":
		if sub != "" {
			path = named
		}
		return report.Call{Method: http.MethodPost, Path: path + dry, ContentType: "application/json", Body: "{}"}
	case "update":
		return report.Call{Method: http.MethodPut, Path: named + dry, ContentType: "application/json", Body: "{}"}
	case "patch":
		return report.Call{Method: http.MethodPatch, Path: named + dry, ContentType: "application/merge-patch+json", Body: "{}"}
	case "delete":
		return report.Call{Method: http.MethodDelete, Path: named + dry}
	case "deletecollection":
		return report.Call{Method: http.MethodDelete, Path: path + dry}
	default: // get
		return report.Call{Method: http.MethodGet, Path: named}
	}
}

func (n *node) isNamespaced(kind schema.GroupVersionKind) bool {
	mapping, err := n.mapper.RESTMapping(kind.GroupKind(), kind.Version)
	return err != nil || mapping.Scope.Name() == meta.RESTScopeNameNamespace
}

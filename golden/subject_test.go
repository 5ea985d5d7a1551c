package golden

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"

	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
	"github.com/harden-gen/harden-gen/internal/templates"
)

// reporter is what a judge needs of a test, be it *testing.T or *rapid.T.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// subject is one spec and everything that was made of it, read back from the bytes of the tree.
type subject struct {
	data   []byte                    // the spec file
	beside fs.FS                     // the folder of the spec file
	app    *spec.HardenedApplication // complete and valid
	tree   kustomize.Tree

	documents []document

	namespaces   []*corev1.Namespace
	accounts     []*corev1.ServiceAccount
	deployments  []*appsv1.Deployment
	services     []*corev1.Service
	policies     []*networkingv1.NetworkPolicy
	budgets      []*policyv1.PodDisruptionBudget
	roles        []*rbacv1.Role
	roleBindings []*rbacv1.RoleBinding
	quotas       []*corev1.ResourceQuota
	limitRanges  []*corev1.LimitRange
	secrets      []*externalSecret
	stores       []*secretStore
	configs      []*corev1.ConfigMap
	claims       []*corev1.PersistentVolumeClaim

	clusterRoles        []*rbacv1.ClusterRole
	clusterRoleBindings []*rbacv1.ClusterRoleBinding
}

// document is one YAML document of a file of the tree.
type document struct {
	path   string
	json   []byte
	object metav1.Object // nil for the kustomization
	typed  any
	kind   string
}

func (d document) String() string {
	if d.object == nil {
		return d.path
	}
	return d.path + ": " + d.kind + " " + d.object.GetName()
}

// load is a complete and valid spec, or the reason why there is none.
func load(name string, data []byte, beside fs.FS) (*spec.HardenedApplication, error) {
	app, err := spec.Load(name, data)
	if err != nil {
		return nil, err
	}
	problems := append(spec.ReadFiles(app, beside), spec.FindComponents(app, beside)...)
	spec.Default(app)
	if problems = append(problems, spec.Validate(app)...); len(problems) > 0 {
		return nil, spec.Locate(name, data, problems)
	}
	return app, nil
}

func generate(app *spec.HardenedApplication) kustomize.Tree {
	return kustomize.Render(templates.Build(app)).InMemory()
}

// examine generates the base of a spec and reads it back. The files that it names are beside it.
func examine(r reporter, name string, data []byte, beside fs.FS) *subject {
	r.Helper()
	app, err := load(name, data, beside)
	if err != nil {
		r.Fatalf("this spec should be valid:\n%v", err)
	}
	s := &subject{data: data, beside: beside, app: app, tree: generate(app)}
	for _, f := range s.tree {
		for _, doc := range splitDocuments(f.Bytes()) {
			d, err := s.decode(f.Path, doc)
			if err != nil {
				r.Errorf("%s: %v", f.Path, err)
				continue
			}
			s.documents = append(s.documents, d)
		}
	}
	return s
}

// splitDocuments cuts a file at its marker lines, which no scalar of block style can hold: it is indented.
func splitDocuments(data []byte) [][]byte {
	documents := bytes.Split(data, []byte("\n---\n"))
	for i := range documents[:len(documents)-1] {
		documents[i] = append(bytes.Clone(documents[i]), '\n') // may be the last line break of a block scalar
	}
	return documents
}

// decode reads a document into the one type that its kind has. A field that the type does not have,
// a key that differs in case, a key that stands twice, and an unknown kind are errors.
func (s *subject) decode(path string, doc []byte) (document, error) {
	d := document{path: path}
	var err error
	if d.json, err = yaml.YAMLToJSONStrict(doc); err != nil {
		return d, err
	}
	var meta metav1.TypeMeta
	if err := kjson.UnmarshalCaseSensitivePreserveInts(d.json, &meta); err != nil {
		return d, err
	}
	d.kind = meta.Kind
	switch id := meta.APIVersion + " " + meta.Kind; id {
	case "v1 Namespace":
		d.typed = grow(&s.namespaces)
	case "v1 ServiceAccount":
		d.typed = grow(&s.accounts)
	case "apps/v1 Deployment":
		d.typed = grow(&s.deployments)
	case "v1 Service":
		d.typed = grow(&s.services)
	case "networking.k8s.io/v1 NetworkPolicy":
		d.typed = grow(&s.policies)
	case "policy/v1 PodDisruptionBudget":
		d.typed = grow(&s.budgets)
	case "rbac.authorization.k8s.io/v1 Role":
		d.typed = grow(&s.roles)
	case "rbac.authorization.k8s.io/v1 RoleBinding":
		d.typed = grow(&s.roleBindings)
	case "v1 ConfigMap":
		d.typed = grow(&s.configs)
	case "v1 PersistentVolumeClaim":
		d.typed = grow(&s.claims)
	case "external-secrets.io/v1 SecretStore":
		d.typed = grow(&s.stores)
	case "rbac.authorization.k8s.io/v1 ClusterRole":
		d.typed = grow(&s.clusterRoles)
	case "rbac.authorization.k8s.io/v1 ClusterRoleBinding":
		d.typed = grow(&s.clusterRoleBindings)
	case "v1 ResourceQuota":
		d.typed = grow(&s.quotas)
	case "v1 LimitRange":
		d.typed = grow(&s.limitRanges)
	case "external-secrets.io/v1 ExternalSecret":
		d.typed = grow(&s.secrets)
	case "cilium.io/v2 CiliumNetworkPolicy", "projectcalico.org/v3 NetworkPolicy":
		d.typed, d.kind = &pluginPolicy{}, id
	case "kustomize.config.k8s.io/v1beta1 Kustomization", "kustomize.config.k8s.io/v1alpha1 Component":
		d.typed = &kustomization{}
	default:
		return d, fmt.Errorf("the kind %q is not known to the tests: add its type here, and a judge", id)
	}
	d.object, _ = d.typed.(metav1.Object)
	strict, err := kjson.UnmarshalStrict(d.json, d.typed)
	if err != nil {
		return d, err
	}
	if len(strict) > 0 {
		return d, fmt.Errorf("%s does not decode strictly: %v", d.kind, strict)
	}
	return d, nil
}

func grow[T any](list *[]*T) *T {
	*list = append(*list, new(T))
	return (*list)[len(*list)-1]
}

// externalSecret has the fields that the laws look at; its schema is judged by the published CRD.
type externalSecret struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		RefreshPolicy   string `json:"refreshPolicy"`
		RefreshInterval string `json:"refreshInterval"`
		SecretStoreRef  struct {
			Kind string `json:"kind"`
			Name string `json:"name"`
		} `json:"secretStoreRef"`
		Target struct {
			Name           string `json:"name"`
			CreationPolicy string `json:"creationPolicy"`
			DeletionPolicy string `json:"deletionPolicy"`
		} `json:"target"`
		Data []struct {
			SecretKey string `json:"secretKey"`
			RemoteRef struct {
				Key      string `json:"key"`
				Property string `json:"property"`
			} `json:"remoteRef"`
		} `json:"data"`
	} `json:"spec"`
}

// secretStore has what every provider's part has; its schema is judged by the published CRD.
type secretStore struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              struct {
		Provider map[string]json.RawMessage `json:"provider"`
	} `json:"spec"`
}

// kustomization is everything that a base's kustomization, or a component's, may say; a transformer in it would be a bug.
type kustomization struct {
	APIVersion string   `json:"apiVersion"`
	Kind       string   `json:"kind"`
	Resources  []string `json:"resources"`
	Components []string `json:"components"`
}

// workload finds the declared workload of a name.
func (s *subject) workload(name string) *spec.Workload {
	for i := range s.app.Workloads {
		if s.app.Workloads[i].Name == name {
			return &s.app.Workloads[i]
		}
	}
	return nil
}

// folder is the workload that a path of the tree belongs to, empty for what holds for all.
func folder(path string) string {
	below, isComponent := strings.CutPrefix(path, "components/")
	if isComponent {
		_, below, _ = strings.Cut(below, "/")
	} else {
		below = strings.TrimPrefix(path, kustomize.Base+"/")
	}
	name, _, ok := strings.Cut(below, "/")
	if !ok {
		return ""
	}
	return name
}

package golden

import (
	"bytes"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"sigs.k8s.io/yaml"

	"github.com/harden-gen/harden-gen/internal/controls"
	"github.com/harden-gen/harden-gen/internal/kustomize"
	"github.com/harden-gen/harden-gen/internal/spec"
)

var gitOpsSchemas = map[string]func() (*jsonschema.Schema, error){
	"ApplicationSet": sync.OnceValues(func() (*jsonschema.Schema, error) { return crdSchema("testdata/applicationset-crd.yaml") }),
	"Kustomization":  sync.OnceValues(func() (*jsonschema.Schema, error) { return crdSchema("testdata/flux-kustomization-crd.yaml") }),
}

// gitOpsFitsCRD holds what a GitOps controller reads to the schema that its project publishes, and check finds nothing in it.
func gitOpsFitsCRD(r reporter, s *subject) {
	for _, f := range kustomize.RenderGitOps(s.app) {
		data, err := yaml.YAMLToJSONStrict(f.Bytes())
		if err != nil {
			r.Fatalf("%s: %v", f.Path, err)
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			r.Fatalf("%s: %v", f.Path, err)
		}
		kind, _ := value.(map[string]any)["kind"].(string)
		schema, err := gitOpsSchemas[kind]()
		if err != nil {
			r.Fatalf("%v", err)
		}
		if err := schema.Validate(value); err != nil {
			r.Errorf("%s: %v\n%s", f.Path, err, f.Bytes())
		}
		set, err := controls.NewSet([]controls.Document{{File: f.Path, JSON: data}})
		if err != nil {
			r.Fatalf("%s: %v", f.Path, err)
		}
		found, err := controls.Evaluate(set, controls.Options{})
		if err != nil || len(found) > 0 {
			r.Errorf("%s: %v %+v", f.Path, err, found)
		}
	}
}

// delivered is one folder that a controller applies, as its objects say it.
type delivered struct{ name, path, namespace string }

// gitOpsLeadsToTheTree: each environment that names a controller is applied once, from a folder of the tree that holds a
// kustomization, and nothing else is; nothing is deleted or taken back that nobody has asked for.
func gitOpsLeadsToTheTree(r reporter, s *subject) {
	whole := kustomize.RenderTree(s.app)
	var want, have []delivered
	folder := func(app *spec.HardenedApplication, environment, path string) {
		if g := app.GitOps; g != nil {
			var at, namespace string
			if g.Flux != nil {
				at = g.Flux.Path
			} else {
				at, namespace = g.ArgoCD.Path, app.Namespace.Name
			}
			name := strings.TrimSuffix(s.app.Metadata.Name+"-"+environment, "-")
			want = append(want, delivered{name, strings.TrimPrefix(at+"/"+path, "./"), namespace})
			if !slices.ContainsFunc(whole, func(f kustomize.File) bool { return f.Path == path+"/kustomization.yaml" }) {
				r.Errorf("there is no kustomization in %s", path)
			}
		}
	}
	for i := range s.app.Environments {
		e := &s.app.Environments[i]
		folder(e.Spec, e.Name, "overlays/"+e.Name)
	}
	if len(s.app.Environments) == 0 {
		folder(s.app, "", "base")
	}
	for _, f := range kustomize.RenderGitOps(s.app) {
		if !slices.ContainsFunc(whole, func(g kustomize.File) bool { return g.Path == f.Path }) || !strings.HasPrefix(f.Path, "gitops/") {
			r.Errorf("%s is not in the tree", f.Path)
		}
		have = append(have, readGitOps(r, s.app, f)...)
	}
	byName := func(a, b delivered) int { return strings.Compare(a.name, b.name) }
	slices.SortFunc(want, byName)
	slices.SortFunc(have, byName)
	if !slices.Equal(want, have) {
		r.Errorf("applied are %v, and meant %v", have, want)
	}
}

func readGitOps(r reporter, app *spec.HardenedApplication, f kustomize.File) (all []delivered) {
	var o struct {
		Kind     string
		Metadata struct{ Name, Namespace string }
		Spec     struct {
			Path       string
			Prune      bool
			Generators []struct {
				List struct {
					Elements []struct{ Name, Path, Namespace, Revision, Project, Cluster string }
				}
			}
			SyncPolicy struct{ PreserveResourcesOnDeletion bool }
			Template   struct {
				Spec struct {
					SyncPolicy struct {
						Automated *struct{ Prune, SelfHeal bool }
					}
				}
			}
		}
	}
	if err := yaml.Unmarshal(f.Bytes(), &o); err != nil {
		r.Fatalf("%s: %v", f.Path, err)
	}
	if o.Metadata.Namespace == "" || o.Metadata.Namespace == app.Namespace.Name && app.GitOps == nil {
		r.Errorf("%s is in no namespace of a controller", f.Path)
	}
	if o.Kind == "Kustomization" {
		name, _, _ := strings.Cut(strings.TrimPrefix(f.Path, "gitops/"), ".yaml")
		of := app
		if e := app.Environment(name); e != nil {
			of = e.Spec
		}
		if o.Spec.Prune != of.GitOps.Flux.Prune {
			r.Errorf("%s: prune is %v", f.Path, o.Spec.Prune)
		}
		return []delivered{{o.Metadata.Name, o.Spec.Path, ""}}
	}
	if !o.Spec.SyncPolicy.PreserveResourcesOnDeletion {
		r.Errorf("%s: an environment that leaves the list is deleted", f.Path)
	}
	automated := o.Spec.Template.Spec.SyncPolicy.Automated
	for _, e := range o.Spec.Generators[0].List.Elements {
		if e.Revision == "" || e.Project == "" || e.Cluster == "" {
			r.Errorf("%s: %+v says too little", f.Path, e)
		}
		all = append(all, delivered{e.Name, e.Path, e.Namespace})
	}
	if g := app.GitOps; g != nil && g.ArgoCD != nil {
		if said := g.ArgoCD.Automated; (said == nil) != (automated == nil) || said != nil && (said.Prune != automated.Prune || said.SelfHeal != automated.SelfHeal) {
			r.Errorf("%s: automated is %+v", f.Path, automated)
		}
	}
	return all
}

package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// coreDocument is an APIResourceList, the discovery document of the core group.
type coreDocument struct {
	Resources []struct {
		Name         string   `json:"name"`
		SingularName string   `json:"singularName"`
		Kind         string   `json:"kind"`
		Namespaced   bool     `json:"namespaced"`
		ShortNames   []string `json:"shortNames"`
		Verbs        []string `json:"verbs"`
	} `json:"resources"`
}

// groupsDocument is an APIGroupDiscoveryList, the discovery document of all other groups.
type groupsDocument struct {
	Items []struct {
		Metadata struct {
			Name string `json:"name"`
		} `json:"metadata"`
		Versions []struct {
			Version   string `json:"version"`
			Resources []struct {
				Resource         string   `json:"resource"`
				SingularResource string   `json:"singularResource"`
				Scope            string   `json:"scope"`
				ShortNames       []string `json:"shortNames"`
				Verbs            []string `json:"verbs"`
				ResponseKind     struct {
					Kind string `json:"kind"`
				} `json:"responseKind"`
				Subresources []struct {
					Subresource string   `json:"subresource"`
					Verbs       []string `json:"verbs"`
				} `json:"subresources"`
			} `json:"resources"`
		} `json:"versions"`
	} `json:"items"`
}

// row is one line of the table; a subresource has neither kind nor short names.
type row struct {
	name, group, kind string
	short             []string
	cluster           bool
	verbs             []string
	rank              int
}

type table map[[2]string]row

// add keeps, of two versions of one resource, the more stable one.
func (t table) add(r row, singular string) error {
	if strings.Contains(r.name, "/") {
		r.kind, r.short = "", nil
	} else if singular != strings.ToLower(r.kind) {
		return fmt.Errorf("%s: singular %q is not its kind %q in lower case, as lookup takes it to be", r.name, singular, r.kind)
	}
	key := [2]string{r.name, r.group}
	if old, ok := t[key]; !ok || r.rank > old.rank {
		t[key] = r
	}
	return nil
}

func (t table) sorted() []row {
	var rows []row
	for _, r := range t {
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.group, b.group))
	})
	return rows
}

func (d coreDocument) addTo(t table) error {
	for _, r := range d.Resources {
		err := t.add(row{name: r.Name, kind: r.Kind, short: r.ShortNames, cluster: !r.Namespaced, verbs: r.Verbs}, r.SingularName)
		if err != nil {
			return err
		}
	}
	return nil
}

func (d groupsDocument) addTo(t table) error {
	for _, g := range d.Items {
		for _, v := range g.Versions {
			rank, err := rankOf(v.Version)
			if err != nil {
				return err
			}
			for _, r := range v.Resources {
				base := row{r.Resource, g.Metadata.Name, r.ResponseKind.Kind, r.ShortNames, r.Scope == "Cluster", r.Verbs, rank}
				if err := t.add(base, r.SingularResource); err != nil {
					return err
				}
				for _, s := range r.Subresources {
					sub := base
					sub.name, sub.verbs = r.Resource+"/"+s.Subresource, s.Verbs
					if err := t.add(sub, ""); err != nil {
						return err
					}
				}
			}
		}
	}
	return nil
}

var versionPattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^v(\d+)(?:(alpha|beta)(\d+))?$`) })

// rankOf orders versions as Kubernetes does: stable, beta, alpha, and each by its numbers.
func rankOf(version string) (int, error) {
	m := versionPattern().FindStringSubmatch(version)
	if m == nil {
		return 0, fmt.Errorf("version %q is not one of Kubernetes", version)
	}
	stability := map[string]int{"": 2, "beta": 1, "alpha": 0}[m[2]]
	major, _ := strconv.Atoi(m[1])
	minor, _ := strconv.Atoi(m[3])
	return stability*1_000_000 + major*1_000 + minor, nil
}

// verbOrder is the order in which a reader expects verbs.
var verbOrder = []string{"get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"}

var verbConstants = map[string]string{
	"get": "verbGet", "list": "verbList", "watch": "verbWatch", "create": "verbCreate", "update": "verbUpdate",
	"patch": "verbPatch", "delete": "verbDelete", "deletecollection": "verbDeleteCollection",
}

// source is the row as one line of Go.
func (r row) source() (string, error) {
	var names []string
	for _, verb := range verbOrder {
		if slices.Contains(r.verbs, verb) {
			names = append(names, verbConstants[verb])
		}
	}
	if len(names) != len(r.verbs) {
		return "", fmt.Errorf("%s serves a verb that is not known here: %q", r.name, r.verbs)
	}
	verbs := strings.Join(names, " | ")
	if len(names) == len(verbOrder) {
		verbs = "allVerbs"
	}
	return fmt.Sprintf("{%q, %q, %q, %q, %t, %s},\n", r.name, r.group, r.kind, strings.Join(r.short, " "), r.cluster, verbs), nil
}

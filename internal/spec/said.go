package spec

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Said is one thing that a spec says to a question, in the form of the question's flag.
type Said struct {
	Text string
	Form bool // the flag says all of it; else Text shows it in the same manner, and only the file says it
}

// SaidTo is everything that app says to the question of a flag; where the question is about a
// workload, about the one at index at. A question that repeats has an entry for each value.
func SaidTo(app *HardenedApplication, at int, flag string) []Said {
	return slotOf(app, at, flag).said()
}

// Unsay takes entry i of SaidTo back.
func Unsay(app *HardenedApplication, at int, flag string, i int) {
	slotOf(app, at, flag).remove(i)
}

// MoveLast moves the entry that was said last to index i, which is where it is changed.
func MoveLast(app *HardenedApplication, at int, flag string, i int) {
	if move := slotOf(app, at, flag).move; move != nil {
		move(i)
	}
}

// Repeats is true for a flag that may be given more than once.
func Repeats(flag string) bool {
	return slotOf(&HardenedApplication{Workloads: make([]Workload, 1)}, 0, flag).repeats
}

// slot is where the answers to one question stand.
type slot struct {
	said    func() []Said
	remove  func(i int)
	move    func(i int)
	repeats bool
}

// slotOf is the inverse of how flags are read.
func slotOf(app *HardenedApplication, at int, flag string) slot {
	p, w := &app.Platform, &app.Workloads[at]
	switch flag {
	case "gateway":
		return pointerSlot(&p.Gateway, ParsePodSet)
	case "monitoring":
		return pointerSlot(&p.Monitoring, ParsePodSet)
	case "secret-store":
		return pointerSlot(&p.SecretStore, parsePlatformStore)
	case "argocd", "flux":
		return gitOpsSlot(app, flag)
	case "api-server":
		return listSlot(&p.APIServer, ParseEndpoint)
	case "command":
		return wordsSlot(&w.Command)
	case "args":
		return wordsSlot(&w.Args)
	case "env":
		return envSlot(w)
	case "port":
		return portSlot(w)
	case "allow":
		return allowSlot(w)
	case "connect":
		return listSlot(&w.Connects, ParseConnect)
	case "kubernetes-api":
		return apiSlot(w)
	case "writable":
		return writableSlot(w, false, ParseWritable)
	case "claim":
		return writableSlot(w, true, ParseClaim)
	case "config":
		return configSlot(app, w)
	case "secret":
		return secretSlot(app, w)
	case FlagOverlay:
		return environmentSlot(app)
	case "component": // of an environment, never of the application
		return slot{said: func() []Said { return nil }, remove: func(int) {}, repeats: true}
	case "requests":
		return resourcesSlot(&w.Resources.Requests)
	case "limits":
		return resourcesSlot(&w.Resources.Limits)
	case "probe":
		return probeSlot(w)
	}
	q, _ := FindFlag(flag)
	return plainSlot(app, at, q.Path)
}

// plainSlot is a text, a number or a truth value, wherever its path leads.
func plainSlot(app *HardenedApplication, at int, path string) slot {
	v := valueOf(app)
	for key := range strings.SplitSeq(path, ".") {
		name, isList := strings.CutSuffix(key, "[]")
		i := -1
		if v.Kind() == reflect.Struct {
			i = newKeyTable(v.Type()).index(name)
		}
		if i < 0 {
			return slot{said: func() []Said { return nil }, remove: func(int) {}}
		}
		if v = v.Field(i); isList {
			v = v.Index(at)
		}
	}
	return slot{
		said: func() []Said {
			switch value := reflect.Indirect(v); {
			case v.IsZero():
				return nil
			case value.Kind() == reflect.String:
				return []Said{{value.String(), true}}
			case value.CanInt():
				return []Said{{strconv.FormatInt(value.Int(), 10), true}}
			case value.Kind() == reflect.Bool:
				return []Said{{strconv.FormatBool(value.Bool()), true}}
			}
			return nil
		},
		remove: func(int) { v.SetZero() },
	}
}

// sayable is v in the form that parse reads; Form is true when parse gives the same back.
func sayable[T fmt.Stringer](v T, parse func(string) (T, error)) Said {
	text := v.String()
	back, err := parse(text)
	return Said{text, err == nil && reflect.DeepEqual(back, v)}
}

func pointerSlot[T fmt.Stringer](field **T, parse func(string) (T, error)) slot {
	return slot{
		said: func() []Said {
			if *field == nil {
				return nil
			}
			return []Said{sayable(**field, parse)}
		},
		remove: func(int) { *field = nil },
	}
}

func listSlot[T fmt.Stringer](list *[]T, parse func(string) (T, error)) slot {
	s := sliceSlot(list)
	s.said = func() (all []Said) {
		for _, v := range *list {
			all = append(all, sayable(v, parse))
		}
		return all
	}
	return s
}

func wordsSlot(list *[]string) slot {
	s := sliceSlot(list)
	s.said = func() (all []Said) {
		for _, word := range *list {
			all = append(all, Said{word, true})
		}
		return all
	}
	return s
}

func sliceSlot[T any](list *[]T) slot {
	return slot{
		repeats: true,
		remove: func(i int) {
			if *list = slices.Delete(*list, i, i+1); len(*list) == 0 {
				*list = nil
			}
		},
		move: func(i int) {
			last := (*list)[len(*list)-1]
			*list = slices.Insert((*list)[:len(*list)-1], i, last)
		},
	}
}

// portSlot is the ports without their callers; a change in place keeps them.
func portSlot(w *Workload) slot {
	s := sliceSlot(&w.Ports)
	s.said = func() (all []Said) {
		for _, p := range w.Ports {
			p.From = nil
			all = append(all, sayable(p, ParsePort))
		}
		return all
	}
	return s
}

// allowSlot is the callers of all ports, in the order of the ports.
func allowSlot(w *Workload) slot {
	return slot{
		repeats: true,
		said: func() (all []Said) {
			for _, p := range w.Ports {
				for _, peer := range p.From {
					one := sayable(peer, ParsePeer)
					all = append(all, Said{p.Name + "=" + one.Text, one.Form})
				}
			}
			return all
		},
		remove: func(i int) {
			for j := range w.Ports {
				from := &w.Ports[j].From
				if i < len(*from) {
					sliceSlot(from).remove(i)
					return
				}
				i -= len(*from)
			}
		},
	}
}

func envSlot(w *Workload) slot {
	return slot{
		repeats: true,
		said: func() (all []Said) {
			for _, name := range sortedKeys(w.Env) {
				if e := w.Env[name]; e.IsPlain() {
					all = append(all, Said{name + "=" + e.Value, true})
				} else {
					all = append(all, Said{name + " from elsewhere", false})
				}
			}
			return all
		},
		remove: func(i int) {
			if delete(w.Env, sortedKeys(w.Env)[i]); len(w.Env) == 0 {
				w.Env = nil
			}
		},
	}
}

func apiSlot(w *Workload) slot {
	var rules []APIRule
	if w.KubernetesAPI != nil {
		rules = w.KubernetesAPI.Rules
	}
	s := listSlot(&rules, ParseAPIRule)
	set := func() {
		if w.KubernetesAPI.Rules = rules; len(rules) == 0 {
			w.KubernetesAPI = nil
		}
	}
	return slot{
		repeats: true,
		said: func() []Said {
			if w.KubernetesAPI != nil && len(rules) == 0 {
				return []Said{{"a token and the way there, without a permission", false}}
			}
			return s.said()
		},
		remove: func(i int) {
			if len(rules) > 0 {
				s.remove(i)
			}
			set()
		},
		move: func(i int) { s.move(i); set() },
	}
}

// String is the form that ParseSecretStore reads; how a store is made is not part of it.
func (s PlatformStore) String() string { return SecretStore{s.Kind, s.Name}.String() }

func parsePlatformStore(s string) (PlatformStore, error) {
	store, err := ParseSecretStore(s)
	return PlatformStore{Kind: store.Kind, Name: store.Name}, err
}

// writableSlot is the scratch space of a workload, or its claims.
func writableSlot(w *Workload, claims bool, parse func(string) (WritablePath, error)) slot {
	var at []int // where they stand among all
	for i, p := range w.Writable {
		if (p.Claim != nil) == claims {
			at = append(at, i)
		}
	}
	s := sliceSlot(&w.Writable)
	return slot{
		repeats: true,
		said: func() (all []Said) {
			for _, i := range at {
				all = append(all, sayable(w.Writable[i], parse))
			}
			return all
		},
		remove: func(i int) { s.remove(at[i]) },
		move:   func(i int) { s.move(at[i]) },
	}
}

// String is the form that ParseSecretStore reads.
func (s SecretStore) String() string {
	if s.Kind == "" {
		return s.Name
	}
	return s.Kind + "/" + s.Name
}

// String is the form that ParseResourceList reads.
func (l ResourceList) String() string {
	var parts []string
	for _, r := range []struct {
		name   string
		amount Quantity
	}{{"cpu", l.CPU}, {"memory", l.Memory}, {"ephemeral-storage", l.EphemeralStorage}} {
		if r.amount != "" {
			parts = append(parts, r.name+"="+string(r.amount))
		}
	}
	return strings.Join(parts, ",")
}

func resourcesSlot(list *ResourceList) slot {
	return slot{
		said: func() []Said {
			if *list == (ResourceList{}) {
				return nil
			}
			return []Said{sayable(*list, ParseResourceList)}
		},
		remove: func(int) { *list = ResourceList{} },
	}
}

// namedProbe is a place for a probe.
type namedProbe struct {
	kind  string
	probe **Probe
}

func (w *Workload) probes() (all []namedProbe) {
	for _, p := range []namedProbe{{"startup", &w.Probes.Startup}, {"readiness", &w.Probes.Readiness}, {"liveness", &w.Probes.Liveness}} {
		if *p.probe != nil {
			all = append(all, p)
		}
	}
	return all
}

func probeSlot(w *Workload) slot {
	return slot{
		repeats: true,
		said: func() (all []Said) {
			for _, p := range w.probes() {
				back, err := ParseProbe((*p.probe).URL)
				one := Said{p.kind + "=" + (*p.probe).URL, err == nil && reflect.DeepEqual(back, **p.probe)}
				if (*p.probe).URL == "" {
					one.Text = p.kind + " as Kubernetes writes it"
				}
				all = append(all, one)
			}
			return all
		},
		remove: func(i int) { *w.probes()[i].probe = nil },
	}
}

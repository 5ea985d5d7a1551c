package controls

import (
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// Options are what a judgement depends on beside the objects.
type Options struct {
	// Spec is complete and valid, or nil: then controls of intent are not judged.
	Spec *spec.HardenedApplication
	// SpecFile is the name of the spec in findings about itself.
	SpecFile string
	// Base is what an overlay is built from; nil for what is no overlay.
	Base *Set
	// Others are the namespaces of other environments, with what a reader calls each.
	Others map[string]string
	// Today decides which waivers still hold.
	Today spec.Date
}

// Evaluate holds every object to every control, and returns what it finds, worst first. The same
// objects and options give the same findings in the same order.
func Evaluate(s *Set, options Options) ([]Finding, error) {
	findings, _, err := Judge(s, options)
	return findings, err
}

// Judge is Evaluate that also returns what waivers of the spec allow.
func Judge(s *Set, options Options) (findings []Finding, waived []Waived, err error) {
	j := &judgement{set: s, options: options}
	if err := j.askPodSecurity(); err != nil {
		return nil, nil, err
	}
	all := Catalogue()
	for i := range all {
		j.control = &all[i]
		if j.control.applies(options.Spec) {
			j.judge()
		}
	}
	waived = j.waive()
	return sortFindings(j.findings), waived, nil
}

// NotJudged are the controls that Evaluate leaves out with these options.
func NotJudged(options Options) []Control {
	if options.Spec != nil {
		return nil
	}
	return slices.DeleteFunc(Catalogue(), func(c Control) bool { return !c.Intent })
}

// judgement is one run of every control over one set.
type judgement struct {
	set      *Set
	options  Options
	control  *Control
	refused  map[*placedPod][]refusal
	findings []Finding
	compared *compared
}

// refusal is what Pod Security says of a pod at one version.
type refusal struct {
	minor   int
	reasons map[string]string
}

func (j *judgement) judge() {
	if j.control.podSecurity != nil {
		j.podSecurity()
	}
	if j.control.pod != nil {
		for _, p := range j.set.pods {
			for _, o := range j.control.pod(p.pod) {
				j.reportPod(p, o)
			}
		}
	}
	if j.control.set != nil {
		j.control.set(j)
	}
}

func (j *judgement) askPodSecurity() error {
	if len(j.set.pods) == 0 {
		return nil
	}
	evaluator, err := newPodSecurity()
	if err != nil {
		return err
	}
	j.refused = make(map[*placedPod][]refusal, len(j.set.pods))
	for _, p := range j.set.pods {
		for _, minor := range j.versions(p) {
			if reasons := evaluator.refusals(p.pod, minor); len(reasons) > 0 {
				j.refused[p] = append(j.refused[p], refusal{minor, reasons})
			}
		}
	}
	return nil
}

// versions are the pinned one, by the label of the pod's namespace or else by the spec, and latest.
func (j *judgement) versions(p *placedPod) []int {
	label := ""
	if j.options.Spec != nil {
		label = j.options.Spec.Namespace.PodSecurity.Version
	}
	for o, n := range all[*corev1.Namespace](j.set) {
		if o.Meta.Name == p.Meta.Namespace {
			label = n.Labels[podSecurityLabel+"enforce-version"]
		}
	}
	if m := pinnedVersion().FindStringSubmatch(label); m != nil {
		if minor, err := strconv.Atoi(m[1]); err == nil {
			return []int{minor, latest}
		}
	}
	return []int{latest}
}

// podSecurity reports the fields for which the evaluator refuses a pod, once for both versions.
func (j *judgement) podSecurity() {
	for _, p := range j.set.pods {
		seen := map[string]bool{}
		for _, r := range j.refused[p] {
			for _, id := range j.control.podSecurity {
				reason, refused := r.reasons[id]
				if !refused {
					continue
				}
				fields := j.control.locate(p.pod, r.minor)
				if len(fields) == 0 { // cannot be, and must not hide a refusal
					fields = []Offence{{Path: "spec", Message: reason, Fix: "see: harden-gen explain " + j.control.ID}}
				}
				for _, o := range fields {
					if !seen[o.Path] {
						seen[o.Path] = true
						j.reportPod(p, o)
					}
				}
			}
		}
	}
}

// reportPod adds a finding whose path begins at the pod.
func (j *judgement) reportPod(p *placedPod, o Offence) {
	o.Path = p.path + o.Path
	if o.Patch != nil {
		moved := *o.Patch
		moved.Path = p.path + moved.Path
		o.Patch = &moved
	}
	j.report(p.Object, o)
}

func (j *judgement) report(object *Object, o Offence) { j.reportAs(j.control.Severity, object, o) }

// reportAs adds a finding that is worth less than its control mostly is.
func (j *judgement) reportAs(severity Severity, object *Object, o Offence) {
	j.findings = append(j.findings, Finding{
		Control: j.control.ID, Severity: severity, Object: object.Ref(), File: object.File,
		Field: o.Path, Message: o.Message, Fix: o.Fix, patch: o.Patch, object: object,
	})
}

// workload is the declared workload that an object belongs to, nil for one that nobody declared.
func (j *judgement) workload(o *Object) *spec.Workload {
	if j.options.Spec == nil {
		return nil
	}
	for _, name := range []string{o.Meta.Labels["app.kubernetes.io/name"], o.Meta.Name} {
		for i := range j.options.Spec.Workloads {
			if w := &j.options.Spec.Workloads[i]; w.Name == name {
				return w
			}
		}
	}
	return nil
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, strings.Compare)
	return keys
}

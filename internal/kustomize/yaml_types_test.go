package kustomize

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

type (
	byPointer struct{ A int }
	byValue   struct{ A int }
	asText    struct{ A int }
	textKey   struct{ A int }
	named     string
	octet     byte
	zeroAtOne int
	inner     struct {
		Inner  string `json:"inner"`
		Shared string `json:"shared"`
	}
	Twice struct{ InTwice string }
	Left  struct {
		Twice
		Both, Same string
		Chosen     string `json:"Chosen"`
	}
	Right struct {
		Twice
		Both, Same, Chosen string
	}
	Pointed struct {
		Far    string
		Via    byPointer
		Shared string `json:"shared"`
	}
	recursive struct {
		Name string               `json:"name"`
		Kids []recursive          `json:"kids,omitempty"`
		Self *recursive           `json:"self,omitempty"`
		Map  map[string]recursive `json:"map,omitempty"`
	}
	everything struct {
		inner `json:",inline"`
		Left  `json:",inline"`
		Right `json:",inline"`
		*Pointed
		named
		Same       string    `json:"Same"`
		hidden     string    // must not be written
		Dash       string    `json:"-"`
		DashName   string    `json:"-,"`
		BadName    string    `json:"a\"b"`
		Inline     inner     `json:",inline"`
		Pointer    byPointer `json:"pointer"`
		Value      byValue
		PointerTo  *byPointer
		ValueTo    *byValue
		Text       asText
		TextTo     *asText
		Marshaler  json.Marshaler
		Quoted     int     `json:"quoted,string"`
		QuotedTo   *bool   `json:",string"`
		QuotedText string  `json:",string"`
		QuotedNum  float64 `json:",string,omitempty"`
		Bytes      []byte
		NamedBytes []octet
		Array      [2]byPointer
		Float32    float32
		Number     json.Number
		Raw        json.RawMessage
		Any        any
		Map        map[string]byPointer
		Ints       map[int8]named
		Texts      map[textKey]int
		Named      map[named]named
		OmitSlice  []int                      `json:",omitempty"`
		OmitStruct inner                      `json:",omitempty"`
		OmitTime   time.Time                  `json:",omitzero"`
		OmitOne    zeroAtOne                  `json:",omitzero"`
		OmitInner  inner                      `json:",omitzero"`
		OmitZeroer interface{ IsZero() bool } `json:",omitzero"`
		OmitIface  any                        `json:",omitempty"`
		U          uint64
		F          []float64
	}
)

func (p *byPointer) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, `{"z":%d, "a":[]}`, p.A), nil
}
func (v byValue) MarshalJSON() ([]byte, error) { return fmt.Appendf(nil, " \"\\u0079%d\" ", v.A), nil }
func (v asText) MarshalText() ([]byte, error)  { return fmt.Appendf(nil, "%d", v.A), nil }
func (v textKey) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%d", v.A), nil }
func (z *zeroAtOne) IsZero() bool              { return *z == 1 }

func TestAppendYAMLTypes(t *testing.T) {
	yes := true
	full := everything{
		inner: inner{"a", "b"}, Left: Left{Twice{"t"}, "c", "d", "o"}, Right: Right{Twice{"u"}, "e", "f", "p"},
		Pointed: &Pointed{"g", byPointer{8}, "h"},
		named:   "n", Same: "i", hidden: "j", Dash: "k", DashName: "l", BadName: "m",
		Pointer: byPointer{1}, PointerTo: &byPointer{2}, ValueTo: &byValue{3}, TextTo: &asText{4}, Marshaler: byValue{5},
		QuotedTo: &yes, QuotedText: "no", QuotedNum: 1e30, Bytes: []byte("1234"), NamedBytes: []octet{1, 2},
		Float32: 1e-7, Number: "1e3", Raw: json.RawMessage(` {"b":1e5,"a":"\u00e9"} `),
		Any: []any{byPointer{6}, &byPointer{7}},
		Map: map[string]byPointer{"b": {1}, "a": {2}}, Ints: map[int8]named{-1: "a", 10: "b", 9: "c"},
		Texts: map[textKey]int{{3}: 1}, Named: map[named]named{"y": "n"}, OmitSlice: []int{}, OmitOne: 1,
		U: 1<<64 - 1, F: []float64{0, 1, -1.5, 1e20, 1e21, 1e-6, 1e-7, 123456789},
	}
	for _, v := range []any{
		nil, true, 1, "a", []int(nil), map[string]string(nil), map[string]int{}, (*inner)(nil), [0]int{},
		byPointer{1}, &byPointer{1},
		everything{}, &everything{}, full, &full, []everything{full}, map[string]everything{"a": full},
		recursive{Name: "a", Kids: []recursive{{Name: "b"}}, Self: &recursive{Map: map[string]recursive{"c": {Name: "d"}}}},
		json.Number(""), struct{ A chan int }{}.A == nil,
	} {
		readsBack(t, v, nil)
	}
}

type failing struct{}

func (failing) MarshalJSON() ([]byte, error) { return nil, errors.New("no") }

func TestAppendYAMLPanicsOnFailure(t *testing.T) {
	defer func() {
		if got := recover(); got != "kustomize: writing kustomize.failing: no" {
			t.Errorf("got %v", got)
		}
	}()
	AppendYAML(nil, failing{}, nil)
}

func sampleDeployment() *appsv1.Deployment {
	no, yes, zero, two, uid, grace := false, true, intstr.FromInt32(0), int32(2), int64(10001), int64(30)
	surge, scratch := intstr.FromString("25%"), resource.MustParse("64Mi")
	selector := map[string]string{"app.kubernetes.io/name": "api"}
	container := corev1.Container{
		Name: "api", Image: "images.example.com/payments/api:1.8.2@sha256:0f1e", ImagePullPolicy: corev1.PullIfNotPresent,
		Args:  []string{"--listen=:8080", "-c", "no"},
		Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 8080, Protocol: corev1.ProtocolTCP}},
		Env:   []corev1.EnvVar{{Name: "LOG", Value: "off"}},
		Resources: corev1.ResourceRequirements{
			Requests: corev1.ResourceList{"cpu": resource.MustParse("1"), "memory": resource.MustParse("128Mi")},
			Limits:   corev1.ResourceList{"memory": resource.MustParse("256Mi")},
		},
		ReadinessProbe: &corev1.Probe{ProbeHandler: corev1.ProbeHandler{
			HTTPGet: &corev1.HTTPGetAction{Path: "/readyz", Port: intstr.FromString("http")},
		}},
		SecurityContext: &corev1.SecurityContext{
			AllowPrivilegeEscalation: &no, ReadOnlyRootFilesystem: &yes,
			Capabilities: &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
		},
		VolumeMounts: []corev1.VolumeMount{{Name: "tmp", MountPath: "/tmp"}},
	}
	return &appsv1.Deployment{
		TypeMeta: metav1.TypeMeta{APIVersion: "apps/v1", Kind: "Deployment"},
		ObjectMeta: metav1.ObjectMeta{
			Name: "api", Namespace: "payments",
			Labels:      map[string]string{"app.kubernetes.io/name": "api", "app.kubernetes.io/version": "1.8.2"},
			Annotations: map[string]string{"note": "first line\n  second: line\n"},
		},
		Spec: appsv1.DeploymentSpec{
			Replicas: &two,
			Selector: &metav1.LabelSelector{MatchLabels: selector},
			Strategy: appsv1.DeploymentStrategy{
				Type:          appsv1.RollingUpdateDeploymentStrategyType,
				RollingUpdate: &appsv1.RollingUpdateDeployment{MaxUnavailable: &zero, MaxSurge: &surge},
			},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: selector},
				Spec: corev1.PodSpec{
					ServiceAccountName: "api", AutomountServiceAccountToken: &no, EnableServiceLinks: &no,
					SecurityContext: &corev1.PodSecurityContext{
						RunAsUser: &uid, RunAsNonRoot: &yes,
						SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
					},
					TerminationGracePeriodSeconds: &grace,
					Containers:                    []corev1.Container{container},
					Volumes: []corev1.Volume{
						{Name: "tmp", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{SizeLimit: &scratch}}},
						{Name: "empty", VolumeSource: corev1.VolumeSource{EmptyDir: &corev1.EmptyDirVolumeSource{}}},
					},
				},
			},
		},
	}
}

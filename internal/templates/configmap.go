package templates

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"strconv"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/harden-gen/harden-gen/internal/spec"
)

var configMapComments = map[string]string{
	"binaryData": "base64 of files that YAML cannot carry as text",
}

// configMap keeps its name whatever it holds: an overlay can patch it, and no pod that still runs
// loses it to a tool that prunes. Pods roll by the annotation on their template.
func configMap(app *spec.HardenedApplication, c *spec.Config) *corev1.ConfigMap {
	m := &corev1.ConfigMap{
		TypeMeta:   metav1.TypeMeta{APIVersion: "v1", Kind: "ConfigMap"},
		ObjectMeta: metav1.ObjectMeta{Name: c.Name, Namespace: app.Namespace.Name, Labels: applicationLabels(app)},
	}
	for key, value := range c.Data {
		addData(m, key, value)
	}
	for key, value := range c.Contents {
		if spec.IsText(value) {
			addData(m, key, value)
			continue
		}
		if m.BinaryData == nil {
			m.BinaryData = map[string][]byte{}
		}
		m.BinaryData[key] = []byte(value)
	}
	return m
}

func addData(m *corev1.ConfigMap, key, value string) {
	if m.Data == nil {
		m.Data = map[string]string{}
	}
	m.Data[key] = value
}

// contents are the values of a config, wherever they stand.
func contents(c *spec.Config) map[string]string {
	all := make(map[string]string, len(c.Data)+len(c.Contents))
	maps.Copy(all, c.Data)
	maps.Copy(all, c.Contents)
	return all
}

// configSumAnnotation changes with what the pods read from config, so that a change starts new pods:
// the kubelet renews mounted files by itself, but few programs look, and variables never change.
const configSumAnnotation = "harden-gen.dev/config-checksum"

// configSums is a hash of each config; empty for one that others make.
func configSums(app *spec.HardenedApplication) []string {
	if len(app.Config) == 0 {
		return nil
	}
	sums := make([]string, len(app.Config))
	for i := range app.Config {
		if c := &app.Config[i]; !c.Existing {
			all, h := contents(c), sha256.New()
			for _, key := range slices.Sorted(maps.Keys(all)) {
				for _, text := range []string{key, all[key]} {
					_, _ = io.WriteString(h, strconv.Itoa(len(text))+":"+text)
				}
			}
			sums[i] = hex.EncodeToString(h.Sum(nil))
		}
	}
	return sums
}

// configSum is a hash of every config that the workload reads, empty where it reads none.
func configSum(f *frame) string {
	h, found := sha256.New(), false
	for i, sum := range f.sums {
		if sum != "" && reads(f.w, f.app.Config[i].Name) {
			found = true
			_, _ = io.WriteString(h, f.app.Config[i].Name+"="+sum+"\n")
		}
	}
	if !found {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func reads(w *spec.Workload, config string) bool {
	for _, e := range w.Env {
		if e.Config == config {
			return true
		}
	}
	return slices.ContainsFunc(w.Config, func(m spec.ConfigMount) bool { return m.Name == config })
}

// podAnnotations are the declared ones, and the hash of what the pods read.
func podAnnotations(f *frame) map[string]string {
	sum := configSum(f)
	if sum == "" {
		return f.w.Annotations
	}
	all := make(map[string]string, len(f.w.Annotations)+1)
	maps.Copy(all, f.w.Annotations)
	all[configSumAnnotation] = sum
	return all
}

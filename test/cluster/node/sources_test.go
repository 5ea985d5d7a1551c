package node

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// makeSources fills secrets as External Secrets Operator would, and what others are said to have
// made. The contents of files of a config lie beside its spec.
func (s *subject) makeSources(dir string) error {
	s.secrets, s.configs = map[string]map[string]string{}, map[string]map[string]string{}
	for _, each := range s.app.Secrets {
		s.secrets[each.Name] = map[string]string{}
		for key := range each.Data {
			s.secrets[each.Name][key] = "the " + key + " of " + each.Name
		}
	}
	for _, each := range s.app.Config {
		values := map[string]string{}
		for key, value := range each.Data {
			values[key] = fmt.Sprint(value)
		}
		for key, path := range each.Files {
			data, err := os.ReadFile(filepath.Join(dir, path))
			if err != nil {
				return err
			}
			values[key] = string(data)
		}
		s.configs[each.Name] = values
	}
	for _, w := range s.app.Workloads {
		for _, v := range w.Env {
			add(s.secrets[v.Secret], v.Key)
			add(s.configs[v.Config], v.Key)
		}
		for _, m := range w.Secrets {
			for _, item := range m.Items {
				add(s.secrets[m.Name], item.Key)
			}
		}
		for _, m := range w.Config {
			for _, item := range m.Items {
				add(s.configs[m.Name], item.Key)
			}
		}
	}
	for _, all := range []map[string]map[string]string{s.secrets, s.configs} {
		for _, values := range all {
			if len(values) == 0 {
				add(values, "some.key")
			}
		}
	}
	return nil
}

// add gives a key that is used a value, unless it has one.
func add(values map[string]string, key string) {
	if values == nil {
		return
	}
	if _, known := values[key]; !known {
		values[key] = "the value of " + key
	}
}

// createSources makes what others make: Secrets, ConfigMaps and claims that are not among the
// objects, and the volumes of all claims.
func (s *subject) createSources(ctx context.Context, n *node) error {
	for name, values := range s.secrets {
		secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: name}, StringData: values}
		if _, err := n.typed.CoreV1().Secrets(s.namespace).Create(ctx, secret, metav1.CreateOptions{}); err != nil && !apierrors.IsAlreadyExists(err) {
			return err
		}
	}
	for name, values := range s.configs {
		config := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}, Data: values}
		if _, err := n.typed.CoreV1().ConfigMaps(s.namespace).Create(ctx, config, metav1.CreateOptions{}); err != nil && !apierrors.IsAlreadyExists(err) {
			return err
		}
	}
	for _, w := range s.app.Workloads {
		for _, p := range w.Writable {
			if p.Claim != nil && p.Claim.Existing {
				if err := s.createClaim(ctx, n, p.Claim.Name); err != nil {
					return err
				}
			}
		}
	}
	for _, o := range s.objects {
		if o.GetKind() == "PersistentVolumeClaim" {
			class, _, _ := unstructured.NestedString(o.Object, "spec", "storageClassName")
			if err := n.createVolume(ctx, s.namespace, o.GetName(), class); err != nil {
				return err
			}
		}
	}
	return nil
}

// createClaim is unnecessary for one that another workload of the spec declares.
func (s *subject) createClaim(ctx context.Context, n *node, name string) error {
	for _, o := range s.objects {
		if o.GetKind() == "PersistentVolumeClaim" && o.GetName() == name {
			return nil
		}
	}
	if err := n.createVolume(ctx, s.namespace, name, ""); err != nil {
		return err
	}
	claim := &corev1.PersistentVolumeClaim{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: corev1.PersistentVolumeClaimSpec{
		AccessModes: everyMode, VolumeName: volumeName(s.namespace, name), StorageClassName: new(""),
		Resources: corev1.VolumeResourceRequirements{Requests: corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("1Gi")}},
	}}
	_, err := n.typed.CoreV1().PersistentVolumeClaims(s.namespace).Create(ctx, claim, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

var everyMode = []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce, corev1.ReadWriteMany, corev1.ReadOnlyMany}

func volumeName(namespace, claim string) string { return "node-tests." + namespace + "." + claim }

// createVolume makes a folder of the node the volume of a claim; nothing provides volumes here.
func (n *node) createVolume(ctx context.Context, namespace, claim, class string) error {
	name := volumeName(namespace, claim)
	dir := n.file(filepath.Join("volumes", name))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	volume := &corev1.PersistentVolume{ObjectMeta: metav1.ObjectMeta{Name: name}, Spec: corev1.PersistentVolumeSpec{
		AccessModes: append([]corev1.PersistentVolumeAccessMode{}, everyMode...), StorageClassName: class,
		Capacity:               corev1.ResourceList{corev1.ResourceStorage: resource.MustParse("10Ti")},
		ClaimRef:               &corev1.ObjectReference{APIVersion: "v1", Kind: "PersistentVolumeClaim", Namespace: namespace, Name: claim},
		PersistentVolumeSource: corev1.PersistentVolumeSource{Local: &corev1.LocalVolumeSource{Path: dir}}, // it honours fsGroup
		NodeAffinity: &corev1.VolumeNodeAffinity{Required: &corev1.NodeSelector{NodeSelectorTerms: []corev1.NodeSelectorTerm{{
			MatchExpressions: []corev1.NodeSelectorRequirement{{Key: "kubernetes.io/hostname", Operator: corev1.NodeSelectorOpExists}},
		}}}},
	}}
	_, err := n.typed.CoreV1().PersistentVolumes().Create(ctx, volume, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

func namespaceOf(name string) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": "Namespace", "metadata": map[string]any{"name": name}}}
}

// makeNamespace makes one of others, in which a role is to be.
func (n *node) makeNamespace(ctx context.Context, name string) error {
	if name == "" {
		return nil
	}
	_, err := n.typed.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

package golden

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/validate/content"
	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metav1validation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/util/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// maxObject is what etcd takes by default, with room for what the cluster adds.
const maxObject = 1 << 20

// apiServerAccepts holds every object to the API server's rules as far as they can be had without
// k8s.io/kubernetes: the shared parts from k8s.io/apimachinery, the rest restated from
// pkg/apis/*/validation there.
func apiServerAccepts(r reporter, s *subject) {
	for _, d := range s.documents {
		if d.object == nil {
			continue
		}
		for _, err := range objectErrors(d) {
			r.Errorf("%s: %v", d, err)
		}
		if len(d.json) > maxObject {
			r.Errorf("%s has %d bytes, and can hardly be stored", d, len(d.json))
		}
	}
	for _, d := range s.deployments {
		spec := field.NewPath("spec")
		errs := selectorErrors(d.Spec.Selector, spec.Child("selector"))
		template := spec.Child("template")
		errs = append(errs, metav1validation.ValidateLabels(d.Spec.Template.Labels, template.Child("metadata", "labels"))...)
		errs = append(errs, apivalidation.ValidateAnnotations(d.Spec.Template.Annotations, template.Child("metadata", "annotations"))...)
		errs = append(errs, podErrors(&d.Spec.Template.Spec, template.Child("spec"))...)
		report(r, "Deployment "+d.Name, errs)
	}
	for _, svc := range s.services {
		report(r, "Service "+svc.Name, serviceErrors(&svc.Spec, field.NewPath("spec")))
	}
	for _, p := range s.policies {
		report(r, "NetworkPolicy "+p.Name, policyErrors(&p.Spec, field.NewPath("spec")))
	}
	for _, b := range s.budgets {
		report(r, "PodDisruptionBudget "+b.Name, selectorErrors(b.Spec.Selector, field.NewPath("spec", "selector")))
	}
	for _, c := range s.configs {
		report(r, "ConfigMap "+c.Name, configErrors(c))
	}
	for _, c := range s.claims {
		report(r, "PersistentVolumeClaim "+c.Name, claimErrors(&c.Spec, field.NewPath("spec")))
	}
	for _, role := range s.roles {
		report(r, "Role "+role.Name, ruleErrors(role.Rules))
	}
}

func report(r reporter, what string, errs field.ErrorList) {
	for _, err := range errs {
		r.Errorf("%s: %v", what, err)
	}
}

func objectErrors(d document) field.ErrorList {
	name := apivalidation.NameIsDNSSubdomain
	switch d.kind {
	case "Namespace":
		name = apivalidation.ValidateNamespaceName
	case "Service":
		name = apivalidation.NameIsDNS1035Label
	case "Role", "RoleBinding":
		name = func(name string, _ bool) []string { return content.IsPathSegmentName(name) }
	}
	return apivalidation.ValidateObjectMetaAccessor(d.object, d.kind != "Namespace", name, field.NewPath("metadata"))
}

func selectorErrors(s *metav1.LabelSelector, at *field.Path) field.ErrorList {
	if s == nil {
		return field.ErrorList{field.Required(at, "")}
	}
	return metav1validation.ValidateLabelSelector(s, metav1validation.LabelSelectorValidationOptions{}, at)
}

func serviceErrors(s *corev1.ServiceSpec, at *field.Path) (errs field.ErrorList) {
	type number struct {
		port     int32
		protocol corev1.Protocol
	}
	names, numbers := map[string]bool{}, map[number]bool{}
	errs = append(errs, metav1validation.ValidateLabels(s.Selector, at.Child("selector"))...)
	for i, p := range s.Ports {
		at := at.Child("ports").Index(i)
		n := number{p.Port, p.Protocol}
		if names[p.Name] || numbers[n] {
			errs = append(errs, field.Duplicate(at, p))
		}
		names[p.Name], numbers[n] = true, true
		errs = append(errs, texts(at.Child("name"), p.Name, validation.IsDNS1123Label(p.Name))...)
		errs = append(errs, texts(at.Child("port"), p.Port, validation.IsValidPortNum(int(p.Port)))...)
		errs = append(errs, texts(at.Child("targetPort"), p.TargetPort, validation.IsValidPortName(p.TargetPort.StrVal))...)
		errs = append(errs, protocolErrors(at.Child("protocol"), p.Protocol)...)
	}
	return errs
}

// configErrors restates ValidateConfigMap.
func configErrors(c *corev1.ConfigMap) (errs field.ErrorList) {
	size := 0
	for key, value := range c.Data {
		errs = append(errs, texts(field.NewPath("data").Key(key), key, validation.IsConfigMapKey(key))...)
		size += len(value)
	}
	for key, value := range c.BinaryData {
		errs = append(errs, texts(field.NewPath("binaryData").Key(key), key, validation.IsConfigMapKey(key))...)
		if _, twice := c.Data[key]; twice {
			errs = append(errs, field.Invalid(field.NewPath("data").Key(key), key, "duplicate of key present in binaryData"))
		}
		size += len(value)
	}
	if size > 1<<20 {
		errs = append(errs, field.TooLong(field.NewPath(""), "", 1<<20))
	}
	return errs
}

// claimErrors restates ValidatePersistentVolumeClaimSpec for the fields that are ever written.
func claimErrors(c *corev1.PersistentVolumeClaimSpec, at *field.Path) (errs field.ErrorList) {
	known := []corev1.PersistentVolumeAccessMode{corev1.ReadWriteOnce, corev1.ReadOnlyMany, corev1.ReadWriteMany, corev1.ReadWriteOncePod}
	for _, mode := range c.AccessModes {
		if !slices.Contains(known, mode) || mode == corev1.ReadWriteOncePod && len(c.AccessModes) > 1 {
			errs = append(errs, field.Invalid(at.Child("accessModes"), c.AccessModes, "not supported"))
		}
	}
	if size := c.Resources.Requests[corev1.ResourceStorage]; len(c.AccessModes) == 0 || size.Sign() <= 0 {
		errs = append(errs, field.Required(at, "access modes and a size"))
	}
	if c.StorageClassName != nil {
		errs = append(errs, texts(at.Child("storageClassName"), *c.StorageClassName, validation.IsDNS1123Subdomain(*c.StorageClassName))...)
	}
	return errs
}

func protocolErrors(at *field.Path, p corev1.Protocol) field.ErrorList {
	switch p {
	case corev1.ProtocolTCP, corev1.ProtocolUDP, corev1.ProtocolSCTP:
		return nil
	}
	return field.ErrorList{field.Invalid(at, p, "no protocol, or none written")}
}

func ruleErrors(rules []rbacv1.PolicyRule) (errs field.ErrorList) {
	for i, rule := range rules {
		if len(rule.Verbs) == 0 || len(rule.APIGroups) == 0 || len(rule.Resources) == 0 || len(rule.NonResourceURLs) > 0 {
			errs = append(errs, field.Invalid(field.NewPath("rules").Index(i), rule, "a rule has verbs, groups and resources"))
		}
	}
	return errs
}

// texts turns the messages of package validation into errors at a field.
func texts(at *field.Path, value any, messages []string) (errs field.ErrorList) {
	for _, m := range messages {
		errs = append(errs, field.Invalid(at, value, m))
	}
	return errs
}

func required(at *field.Path, value string) field.ErrorList {
	if strings.TrimSpace(value) == "" || strings.TrimSpace(value) != value {
		return field.ErrorList{field.Invalid(at, value, "empty, or with blanks around it")}
	}
	return nil
}

package controls

import (
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// fewNames is how many names are said before the rest is only counted.
const fewNames = 5

// peerWords says the peers of allowances that belong together.
func (n *Network) peerWords(parts []allowance) string {
	if isEverybody(parts) {
		return "anybody"
	}
	var own []string
	var words []string
	for _, a := range parts {
		switch a.kind {
		case ownPods:
			for _, i := range a.own.all() {
				if p := &n.pods[i]; !n.isSaid(i, parts) && !slices.Contains(own, p.Object.Name) {
					own = append(own, p.Object.Name)
				}
			}
		case otherPods:
			words = append(words, cubeWords(a.others))
		case machines:
			words = append(words, rangeWords(a.machines))
		}
	}
	if len(own) == 1 {
		words = append([]string{"workload " + own[0]}, words...)
	} else if len(own) > 1 {
		words = append([]string{"workloads " + someOf(own)}, words...)
	}
	return strings.Join(words, "; ")
}

func isEverybody(parts []allowance) bool {
	pods := slices.ContainsFunc(parts, func(a allowance) bool { return a.kind == otherPods && len(a.others) == 0 })
	return pods && slices.ContainsFunc(parts, func(a allowance) bool { return a.kind == machines && len(everyAddress().minus(a.machines)) == 0 })
}

// isSaid is true for a pod of the network's own that the labels of one of the parts describe too.
func (n *Network) isSaid(i int, parts []allowance) bool {
	p := &n.pods[i]
	return slices.ContainsFunc(parts, func(a allowance) bool {
		return a.kind == otherPods && a.others.matches(p.Object.Namespace, n.namespaces[p.Object.Namespace], p.Labels)
	})
}

func someOf(list []string) string {
	if len(list) > fewNames+1 {
		return strings.Join(list[:fewNames], ", ") + " and " + strconv.Itoa(len(list)-fewNames) + " more"
	}
	return strings.Join(list, ", ")
}

// cubeWords says which pods of which namespaces.
func cubeWords(c cube) string {
	var pods, namespaces []string
	where := ""
	for _, t := range c {
		switch {
		case t.ofPod:
			pods = append(pods, t.words())
		case t.key == corev1.LabelMetadataName && !t.not && len(t.list) == 1:
			where = " of namespace " + t.list[0]
		case t.key == corev1.LabelMetadataName && !t.not:
			where = " of namespaces " + someOf(t.list)
		case t.key == corev1.LabelMetadataName && len(t.list) > 0:
			where = " of namespaces other than " + someOf(t.list)
		default:
			namespaces = append(namespaces, t.words())
		}
	}
	said := "every pod"
	if len(pods) > 0 {
		said = "pods with " + strings.Join(pods, ",")
	}
	switch {
	case len(namespaces) == 0 && where == "":
		return said + " of every namespace"
	case len(namespaces) == 0:
		return said + where
	case where == "":
		where = " of namespaces"
	}
	return said + where + " with " + strings.Join(namespaces, ",")
}

func (t term) words() string {
	list := strings.Join(t.list, "|")
	switch {
	case t.not && len(t.list) == 0 && t.absent:
		return "any " + t.key
	case t.not && len(t.list) == 0:
		return "label " + t.key
	case t.not && t.absent:
		return t.key + "!=" + list
	case t.not:
		return t.key + " set and !=" + list
	case len(t.list) == 0 && t.absent:
		return "no label " + t.key
	case t.absent:
		return t.key + "=" + list + " or none"
	}
	return t.key + "=" + list
}

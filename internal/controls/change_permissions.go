package controls

import (
	"slices"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
)

// permissionChanges says what accounts may do now and could not, and the other way round.
func permissionChanges(before, after *Set) []Change {
	was, is := NewAccessOf(before).Permissions(), NewAccessOf(after).Permissions()
	return append(gained(is, was, true), gained(was, is, false)...)
}

// gained is what the first list allows and the second does not, a line for each account and resource.
func gained(list, other []Permission, opens bool) []Change {
	type key struct {
		account Account
		what    string
	}
	verbs := map[key][]string{}
	var order []key
	for _, p := range list {
		if slices.ContainsFunc(other, func(q Permission) bool { return q.Account == p.Account && q.Grant.Covers(p.Grant) }) {
			continue
		}
		k := key{p.Account, p.Grant.what()}
		if _, ok := verbs[k]; !ok {
			order = append(order, k)
		}
		verb := p.Grant.Verb
		switch {
		case p.Grant.Role != "":
			verb = "do"
		case verb == "*":
			verb = "do everything with"
		}
		if !slices.Contains(verbs[k], verb) {
			verbs[k] = append(verbs[k], verb)
		}
	}
	var changes []Change
	for _, k := range order {
		changes = append(changes, mayNow(k.account.words(), " "+strings.Join(verbs[k], ", ")+" "+k.what, opens))
	}
	return changes
}

// words is the account as its workload is called, which it is named after.
func (a Account) words() string {
	if a.Name == "default" {
		return "the default account of namespace " + a.Namespace
	}
	return a.Name
}

// replicasOf is how many pods an object asks for, empty for one that does not say.
func replicasOf(o *Object) string {
	var n *int32
	switch v := o.Value.(type) {
	case *appsv1.Deployment:
		n = v.Spec.Replicas
	case *appsv1.StatefulSet:
		n = v.Spec.Replicas
	}
	if n == nil {
		return "unsaid"
	}
	return strconv.Itoa(int(*n))
}

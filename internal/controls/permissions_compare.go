package controls

import (
	"fmt"
	"slices"
	"strings"

	"github.com/harden-gen/harden-gen/internal/spec"
)

// What an account may not do though it is declared is Missing; what it may do though it is not is Granted.
const (
	Missing DifferenceKind = "declared but missing"
	Granted DifferenceKind = "granted but undeclared"
)

// PermissionDifference is what an account may do with one resource by one rule, and should not; or should, and may not.
type PermissionDifference struct {
	Kind    DifferenceKind
	Account Account
	Verbs   []string // empty for all that a role allows
	What    string   // the resource, its name and where it is
	Place   Place    // the field to look at
	Why     string   // what that field does

	cause Place // the field that would take all of it away at once
}

// String is the difference as one sentence.
func (d PermissionDifference) String() string {
	may := strings.Join(append(slices.Clip(d.Verbs), d.What), " ")
	if len(d.Verbs) > 0 {
		may = strings.Join(d.Verbs, ", ") + " on " + d.What
	}
	return string(d.Kind) + ": " + d.Account.String() + ": " + may + ": " + d.Place.String() + " " + d.Why
}

// Compare is every difference between the permissions that a complete and valid spec declares and those
// that accounts have, by account. Pods tell which account a workload has; one that the network has no pods
// of is not compared. An account of nobody is declared nothing.
func (a *Access) Compare(app *spec.HardenedApplication, n *Network) []PermissionDifference {
	var all []PermissionDifference
	want := n.declare(app).permissions(a)
	have := map[Account][]Permission{}
	for _, p := range a.Permissions() {
		have[p.Account] = append(have[p.Account], p)
	}
	for _, account := range a.accounts {
		for _, g := range want[account] {
			if !slices.ContainsFunc(have[account], func(p Permission) bool { return p.Grant.Covers(g) }) {
				place, why := a.whyMissing(account, g, have[account])
				all = append(all, PermissionDifference{Missing, account, verbs(g), g.what(), place, why, place})
			}
		}
		for _, p := range have[account] {
			if !slices.ContainsFunc(want[account], func(g Grant) bool { return g.Covers(p.Grant) }) {
				all = append(all, PermissionDifference{Granted, account, verbs(p.Grant), p.Grant.what(), p.Rule, "allows it, through " + p.Binding.String(), p.Binding})
			}
		}
	}
	return joinCauses(joinVerbs(all))
}

func verbs(g Grant) []string {
	if g.Role != "" {
		return nil
	}
	return []string{g.Verb}
}

// joinVerbs makes one difference of those that are equal but for the verb.
func joinVerbs(all []PermissionDifference) []PermissionDifference {
	var out []PermissionDifference
	at := map[string]int{}
	for _, d := range all {
		said := d.Verbs
		d.Verbs = nil
		key := d.String()
		d.Verbs = said
		i, ok := at[key]
		if !ok {
			at[key] = len(out)
			out = append(out, d)
			continue
		}
		for _, verb := range said {
			if !slices.Contains(out[i].Verbs, verb) {
				out[i].Verbs = append(slices.Clip(out[i].Verbs), verb)
			}
		}
	}
	return out
}

// joinCauses makes one difference of many that have one cause, such as a binding of the wrong account.
func joinCauses(all []PermissionDifference) []PermissionDifference {
	type key struct {
		kind    DifferenceKind
		account Account
		cause   Place
	}
	count := map[key]int{}
	for i := range all {
		count[key{all[i].Kind, all[i].Account, all[i].cause}]++
	}
	var out []PermissionDifference
	said := map[key]bool{}
	for _, d := range all {
		k := key{d.Kind, d.Account, d.cause}
		if count[k] <= fewNames {
			out = append(out, d)
			continue
		}
		if said[k] {
			continue
		}
		said[k] = true
		d.What, d.Verbs = fmt.Sprintf("%s and %d more", d.What, count[k]-1), nil
		if d.Place = d.cause; d.Kind == Granted {
			d.Why = "gives it"
		}
		out = append(out, d)
	}
	return out
}

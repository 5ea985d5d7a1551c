package spec

import "strings"

// resourceHint says what to type in place of a resource that lookupResource does not find.
func resourceHint(said string) string {
	s := splitResource(strings.ToLower(said))
	parent, ok := meantResource(s)
	if !ok {
		return "a custom resource is written as plural.group, such as widgets.example.com"
	}
	meant := shortestSpelling(parent)
	if !s.hasSub {
		return "did you mean " + meant + "?"
	}
	subs := subresources(parent)
	guess := nearest(s.sub, append([]string{"finalizers"}, subs...))
	switch {
	case guess != "":
		return "did you mean " + meant + "/" + guess + "?"
	case len(subs) == 0:
		return meant + " has no subresources"
	}
	return "the subresources of " + meant + " are " + enumerate(subs)
}

// meantResource finds the resource behind a singular, a kind, a short name or a slip of the finger,
// in the group that was said, or in another one when that group cannot be a custom one.
func meantResource(s saidResource) (apiResource, bool) {
	s = s.withoutVersion()
	if r, ok := closeResource(s); ok {
		return r, true
	}
	if s.hasGroup && (!strings.Contains(s.group, ".") || isBuiltinGroup(s.group)) {
		return closeResource(saidResource{plural: s.plural})
	}
	return apiResource{}, false
}

func closeResource(s saidResource) (apiResource, bool) {
	words := map[string]apiResource{}
	var candidates []string
	for _, r := range apiResources {
		if r.kind == "" || s.hasGroup && r.group != s.group {
			continue
		}
		long := []string{r.name, strings.ToLower(r.kind)}
		candidates = append(candidates, long...)
		for _, word := range append(strings.Fields(r.short), long...) {
			if _, ok := words[word]; !ok {
				words[word] = r
			}
		}
	}
	if r, ok := words[s.plural]; ok {
		return r, true
	}
	r, ok := words[nearest(s.plural, candidates)]
	return r, ok
}

// shortestSpelling leaves the group out where the name alone says it.
func shortestSpelling(r apiResource) string {
	if found, ok := findResource(r.name, saidResource{}); ok && found.group == r.group {
		return r.name
	}
	return spellResource(r.group, r.name)
}

func subresources(parent apiResource) []string {
	var subs []string
	for _, r := range apiResources {
		if name, sub, ok := strings.Cut(r.name, "/"); ok && name == parent.name && r.group == parent.group {
			subs = append(subs, sub)
		}
	}
	return subs
}

// enumerate joins words as English does: a, b and c.
func enumerate(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

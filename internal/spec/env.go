package spec

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// References are the names that Kubernetes replaces in a value: $(NAME) is one, and $$ is a dollar
// sign. The grammar is that of third_party/forked/golang/expansion in Kubernetes.
func References(value string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := 0; i+1 < len(value); i++ {
			if value[i] != '$' {
				continue
			}
			i++ // what follows a dollar sign never begins a reference
			if value[i] != '(' {
				continue
			}
			end := strings.IndexByte(value[i:], ')')
			if end < 0 {
				continue
			}
			if !yield(value[i+1 : i+end]) {
				return
			}
			i += end
		}
	}
}

// EnvOrder is the names of vars by the alphabet, but each behind those that its value refers to:
// $(NAME) only sees what stands above it. Where values refer to each other in a circle, the names of
// the first circle are the second answer, else it is nil.
func EnvOrder(vars map[string]EnvVar) (order, circle []string) {
	names := slices.Sorted(maps.Keys(vars))
	if !slices.ContainsFunc(names, func(name string) bool { return strings.Contains(vars[name].Value, "$(") }) {
		return names, nil
	}
	s := envSorter{vars: vars, order: make([]string, 0, len(names)), done: make(map[string]bool, len(names))}
	for _, name := range names {
		s.visit(name)
	}
	return s.order, s.circle
}

type envSorter struct {
	vars   map[string]EnvVar
	order  []string
	done   map[string]bool
	above  []string // what is being visited, each referring to the next
	circle []string
}

func (s *envSorter) visit(name string) {
	if i := slices.Index(s.above, name); i >= 0 {
		if s.circle == nil {
			s.circle = slices.Clone(s.above[i:])
		}
		return
	}
	if _, known := s.vars[name]; !known || s.done[name] {
		return
	}
	s.above = append(s.above, name)
	for other := range References(s.vars[name].Value) {
		s.visit(other)
	}
	s.above = s.above[:len(s.above)-1]
	s.done[name] = true
	s.order = append(s.order, name)
}

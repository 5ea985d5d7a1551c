package spec

import "testing"

func TestNearest(t *testing.T) {
	tests := []struct {
		word       string
		candidates []string
		want       string
	}{
		{"gte", []string{"get", "list"}, "get"},
		{"wach", []string{"watch", "patch"}, "watch"},
		{"deploymnts", []string{"deployments", "daemonsets"}, "deployments"},
		{"get", []string{"get"}, "get"},
		{"replica", []string{"replicas", "replicaz"}, "replicas"},
		{"replica", []string{"replicaz", "replicas"}, "replicas"},
		{"größe", []string{"grösse"}, "grösse"},
		{"prot", []string{"port"}, "port"},
		{"to", []string{"no"}, ""}, // half of the word
		{"logs", []string{"jobs"}, ""},
		{"widgets", []string{"gadgets"}, "gadgets"},
		{"configuration", []string{"config"}, ""},
		{"", []string{"a"}, ""},
		{"abc", nil, ""},
	}
	for _, tt := range tests {
		if got := nearest(tt.word, tt.candidates); got != tt.want {
			t.Errorf("nearest(%q, %q) = %q, want %q", tt.word, tt.candidates, got, tt.want)
		}
	}
}

func TestDistance(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"a", "", 1},
		{"ab", "ba", 1},
		{"abcd", "acbd", 1},
		{"abcd", "badc", 2},
		{"kitten", "sitting", 3},
		{"abcdef", "uvwxyz", 3},
		{"a", "abcd", 3},
	}
	for _, tt := range tests {
		if got := distance([]rune(tt.a), []rune(tt.b)); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := distance([]rune(tt.b), []rune(tt.a)); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}

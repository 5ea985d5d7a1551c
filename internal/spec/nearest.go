package spec

// Nearest is the candidate that word was probably meant to be, or empty when none is near.
func Nearest(word string, candidates []string) string { return nearest(word, candidates) }

// nearest is the candidate that word was most likely meant to be, or empty: at most two letters
// are missing, surplus, wrong or swapped with their neighbour, and less than half of the word is. Of
// equally near candidates it is the first in the alphabet.
func nearest(word string, candidates []string) string {
	best, bestDistance := "", 3
	letters := []rune(word)
	for _, candidate := range candidates {
		d := distance(letters, []rune(candidate))
		if d*2 >= len(letters) {
			continue
		}
		if d < bestDistance || d == bestDistance && candidate < best {
			best, bestDistance = candidate, d
		}
	}
	if bestDistance > 2 {
		return ""
	}
	return best
}

// distance is the Damerau-Levenshtein distance in its restricted form: no letter is edited twice.
// It is not computed beyond two: words whose lengths differ by more are three apart.
func distance(a, b []rune) int {
	if len(a)-len(b) > 2 || len(b)-len(a) > 2 {
		return 3
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], 3)
}

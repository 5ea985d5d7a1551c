package edit

import (
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// Unified is the difference of two texts as patch(1) reads it, empty when there is none. Line endings
// alone are no difference.
func Unified(oldName, newName string, before, after []byte) string {
	return udiff.Unified(oldName, newName, lf(before), lf(after))
}

// lf is the text without a byte order mark and with the line endings that we write.
func lf(data []byte) string {
	return strings.ReplaceAll(strings.TrimPrefix(string(data), "\ufeff"), "\r\n", "\n")
}

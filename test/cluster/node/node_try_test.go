package node

import (
	"testing"
)

func TestTry(t *testing.T) { n := theNode(t); t.Log(n.version) }

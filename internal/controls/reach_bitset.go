package controls

import (
	"math/bits"
	"slices"
)

// bitset is a set of the network's own pods, by their index.
type bitset []uint64

func (b bitset) has(i int) bool { return i>>6 < len(b) && b[i>>6]&(1<<(i&63)) != 0 }

func (b bitset) add(i int) { b[i>>6] |= 1 << (i & 63) }

func (b bitset) empty() bool { return !slices.ContainsFunc(b, func(w uint64) bool { return w != 0 }) }

func (b bitset) meets(c bitset) bool {
	for i := range b {
		if b[i]&c[i] != 0 {
			return true
		}
	}
	return false
}

func (b bitset) all() []int {
	var list []int
	for w, word := range b {
		for ; word != 0; word &= word - 1 {
			list = append(list, w<<6+bits.TrailingZeros64(word))
		}
	}
	return list
}

func (b bitset) each(c bitset, op func(x, y uint64) uint64) bitset {
	out := make(bitset, len(b))
	for i := range b {
		out[i] = op(b[i], c[i])
	}
	return out
}

func (n *Network) none() bitset { return make(bitset, (len(n.pods)+63)/64) }

func (n *Network) only(i int) bitset {
	b := n.none()
	b.add(i)
	return b
}

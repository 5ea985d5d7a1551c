package spec

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// readsBack is the law of a form: what is read and written is read as the same again.
func readsBack[T fmt.Stringer](t *testing.T, parse func(string) (T, error), text string) {
	t.Helper()
	first, err := parse(text)
	if err != nil {
		return
	}
	second, err := parse(first.String())
	if err != nil {
		t.Fatalf("%q is read, written as %q, and then: %v", text, first, err)
	}
	if !reflect.DeepEqual(first, second) {
		t.Fatalf("%q is %#v, written as %q, and then %#v", text, first, first, second)
	}
}

// FuzzForms finds no text that panics, or that a form reads and then cannot read back.
func FuzzForms(f *testing.F) {
	for _, q := range questions() {
		if q.Sample != "" {
			f.Add(q.Sample)
		}
	}
	for _, s := range []string{"cidr/[2001:db8::/32]:443", "ns//a=b:80", "a=1:2/UDP", "internet:443]", "/a=b=", "[a:b:1", "grpc://:1//"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		readsBack(t, ParsePort, s)
		readsBack(t, ParsePortRef, s)
		readsBack(t, ParsePeer, s)
		readsBack(t, ParsePodSet, s)
		readsBack(t, ParseConnect, s)
		readsBack(t, ParseAPIRule, s)
		readsBack(t, ParseWritable, s)
		readsBack(t, ParseClaim, s)
		readsBack(t, ParseEndpoint, s)
		readsBack(t, ParseArgoCD, s)
		readsBack(t, ParseFlux, s)
		for _, parse := range []func(string) error{
			func(s string) error { _, _, err := ParseAllow(s); return err },
			func(s string) error { _, _, _, err := ParseSecret(s); return err },
			func(s string) error { _, _, _, err := ParseConfig(s); return err },
			func(s string) error { _, _, err := ParseEnv(s); return err },
			func(s string) error { _, err := ParseResourceList(s); return err },
			func(s string) error { _, err := ParseSecretStore(s); return err },
			func(s string) error { _, _, err := ParseProbeFlag(s); return err },
			func(s string) error { _, err := ParseProbe(s); return err },
			func(s string) error { _, err := ParseArgoCD(s); return err },
			func(s string) error { _, err := ParseFlux(s); return err },
		} {
			if err := parse(s); err != nil {
				if form, ok := errors.AsType[*formError](err); !ok || form.message == "" || form.hint == "" || !isPrintable(form.message+form.hint) {
					t.Fatalf("%q: an error without a message or a hint of one line: %#v", s, err)
				}
			}
		}
	})
}

// TestPeersReadBack draws peers that a form can say, so that every kind is reached.
func TestPeersReadBack(t *testing.T) {
	label := rapid.StringMatching(`[a-z]([-a-z0-9]{0,8}[a-z0-9])?`)
	labels := rapid.MapOfN(rapid.StringMatching(`([a-z.]{1,8}[a-z]/)?[a-zA-Z0-9]([-._a-zA-Z0-9]{0,8}[a-zA-Z0-9])?`), rapid.StringMatching(`([a-zA-Z0-9]([-._a-zA-Z0-9]{0,8}[a-zA-Z0-9])?)?`), 1, 3)
	peers := rapid.OneOf(
		rapid.Map(rapid.SampledFrom(peerWords()), func(s string) Peer { return Peer{Word: s} }),
		rapid.Map(label, func(s string) Peer { return Peer{Workload: s} }),
		rapid.Map(label, func(s string) Peer { return Peer{Host: s + ".example.com"} }),
		rapid.Map(label, func(s string) Peer { return Peer{Namespace: s} }),
		rapid.Map(labels, func(m map[string]string) Peer { return Peer{PodLabels: m} }),
		rapid.Custom(func(t *rapid.T) Peer {
			return Peer{Namespace: label.Draw(t, "namespace"), PodLabels: labels.Draw(t, "labels")}
		}),
		rapid.Map(rapid.SampledFrom([]string{"10.0.8.0/24", "2001:db8::/32", "::1/128"}), func(s string) Peer { return Peer{CIDR: s} }),
	)
	ports := rapid.SliceOfN(rapid.OneOf(
		rapid.Map(label, func(s string) PortRef { return PortRef{Name: s} }),
		rapid.Custom(func(t *rapid.T) PortRef {
			return PortRef{Number: rapid.Int32Range(1, 65535).Draw(t, "number"), Protocol: rapid.SampledFrom([]string{"", "UDP", "SCTP"}).Draw(t, "protocol")}
		})), 1, 3)
	rapid.Check(t, func(t *rapid.T) {
		want := Connection{To: peers.Draw(t, "to"), Ports: ports.Draw(t, "ports")}
		got, err := ParseConnect(want.String())
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%s: %v\n got %#v\nwant %#v", want, err, got, want)
		}
		port, peer, err := ParseAllow("http=" + want.To.String())
		if err != nil || port != "http" || !reflect.DeepEqual(peer, want.To) {
			t.Fatalf("http=%s: %v\n got %#v\nwant %#v", want.To, err, peer, want.To)
		}
	})
}
